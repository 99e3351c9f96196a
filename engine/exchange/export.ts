import { Direction, RowFlag, isLife, kindName, maxRowsPerRead, ok } from '../../contract/index.js';
import type { LifeDetail, Result, RowBatch } from '../../contract/index.js';
import type { LogReader, MarkReader, View } from '../log/index.js';
import { csv } from './csv.js';
import { pieceBytes } from './format.js';
import type { ExportFormat, ExportRow, RowWriter } from './format.js';
import { jsonl } from './jsonl.js';
import { text } from './text.js';

/** Every format there is, by the name the contract knows it by. */
const formats = { text, jsonl, csv } as const satisfies Record<string, ExportFormat>;
export type ExportFormatId = keyof typeof formats;

/** For menus and file names. */
export const exportFormats: Readonly<Record<ExportFormatId, Omit<ExportFormat, 'writer' | 'head'>>> = formats;

export interface ExportPiece {
  /** UTF-8. */
  readonly data: Uint8Array;
  /** Rows written so far. */
  readonly rows: number;
}

/** A piece is given out once it has this many characters; one large payload piece exceeds it by itself. */
const flushCharacters = 65_536;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * Writes out what is in the view now, or the positions of `range`, in pieces of bounded size.
 * The head of a format is written where the range begins at 0. Rows say whether they are
 * marked by then, and their comments. Ends with the first failure.
 */
export async function* exportRows(
  view: View,
  log: LogReader,
  clockOrigin: number,
  format: ExportFormatId,
  range?: { readonly from: number; readonly to: number },
  marks?: Pick<MarkReader, 'commentOf'>,
): AsyncGenerator<Result<ExportPiece>, void, void> {
  const chosen = formats[format];
  const writer = chosen.writer();
  const until = range?.to ?? (await countNow(view, log));
  let at = range?.from ?? 0;
  let pending = at === 0 ? chosen.head : '';
  let rows = 0;
  while (at < until) {
    const batch = await view.rows(at, Math.min(until, at + maxRowsPerRead));
    if (!batch.ok) return yield batch;
    // A framing can have taken rows back together: what was promised is not there.
    if (batch.value.length === 0) break;
    for (let i = 0; i < batch.value.length; i++) {
      const row = rowOf(batch.value, i, clockOrigin, marks);
      const whole = wholePayload(batch.value, i, row.length);
      if (whole !== null) {
        // Nearly every row: without a promise, which would cost more than the row.
        pending += writer.begin(row) + writer.piece(whole, true) + writer.end(row);
        if (pending.length >= flushCharacters) {
          yield ok({ data: encoder.encode(pending), rows });
          pending = '';
        }
      } else {
        for await (const piece of writeRow(writer, view, batch.value, i, row)) {
          if (!piece.ok) return yield piece;
          pending += piece.value;
          if (pending.length < flushCharacters) continue;
          yield ok({ data: encoder.encode(pending), rows });
          pending = '';
        }
      }
      rows++;
    }
    at += batch.value.length;
  }
  yield ok({ data: encoder.encode(pending), rows });
}

/** Rows the view has of what is logged now; waits until it has looked at all of that, and not for what comes after. */
async function countNow(view: View, log: LogReader): Promise<number> {
  const logged = log.count;
  if (view.done || view.scanned >= logged) return view.count;
  await new Promise<void>((resolve) => {
    const off = view.onChange(() => {
      if (view.scanned < logged && view.failure === null) return;
      off();
      resolve();
    });
    void view.settled().then(() => {
      off();
      resolve();
    });
  });
  return view.count;
}

/** The names of the flags of every combination of bits. */
const flagNames: readonly (readonly string[])[] = Array.from({ length: 64 }, (_, bits) =>
  Object.entries(RowFlag).flatMap(([name, bit]) => ((bits & bit) === 0 ? [] : [name])),
);

/** The payload where the preview is all of it; null where it is longer, or the row tells of the session's life. */
function wholePayload(batch: RowBatch, i: number, length: number): Uint8Array | null {
  const from = batch.previewAt[i] ?? 0;
  const to = batch.previewAt[i + 1] ?? 0;
  return to - from === length && !isLife(batch.kind[i] ?? 0) ? batch.previews.subarray(from, to) : null;
}

function rowOf(
  batch: RowBatch,
  i: number,
  clockOrigin: number,
  marks?: Pick<MarkReader, 'commentOf'>,
): ExportRow {
  const kind = batch.kind[i] ?? 0;
  const time = batch.time[i] ?? 0;
  const bits = batch.flags[i] ?? 0;
  return {
    seq: batch.seq[i] ?? 0,
    time: isoTime(clockOrigin, time),
    offsetNs: time,
    direction: directionName(batch.direction[i] ?? 0),
    kind: kindName(kind),
    flags: flagNames[bits & 63] ?? [],
    peer: batch.peer[i] ?? 0,
    length: isLife(kind) ? 0 : (batch.size[i] ?? 0),
    mark: marks?.commentOf(batch.seq[i] ?? 0) ?? null,
  };
}

/** A row whose payload has to be read. */
async function* writeRow(
  writer: RowWriter,
  view: View,
  batch: RowBatch,
  i: number,
  row: ExportRow,
): AsyncGenerator<Result<string>, void, void> {
  const position = batch.from + i;
  const preview = batch.previews.subarray(batch.previewAt[i] ?? 0, batch.previewAt[i + 1] ?? 0);
  if (isLife(batch.kind[i] ?? 0)) {
    const payload = await view.payload(position);
    if (!payload.ok) return yield payload;
    return yield ok(writer.life(row, lifeDetail(payload.value.bytes, preview)));
  }
  yield ok(writer.begin(row));
  for (let from = 0; from < row.length; from += pieceBytes) {
    const to = Math.min(row.length, from + pieceBytes);
    const payload = await view.payload(position, from, to);
    if (!payload.ok) return yield payload;
    yield ok(writer.piece(payload.value.bytes, to === row.length));
  }
  yield ok(writer.end(row));
}

/** The detail as it was logged; its sentence alone where that cannot be read. */
function lifeDetail(payload: Uint8Array, sentence: Uint8Array): LifeDetail {
  try {
    const detail: unknown = JSON.parse(decoder.decode(payload));
    if (
      typeof detail === 'object' &&
      detail !== null &&
      'text' in detail &&
      typeof detail.text === 'string'
    ) {
      return { ...detail, text: detail.text };
    }
  } catch {
    // Cut off by a crash, or written by something else: what can be shown is shown.
  }
  return { text: decoder.decode(sentence) };
}

function directionName(direction: number): ExportRow['direction'] {
  if (direction === Direction.in) return 'in';
  return direction === Direction.out ? 'out' : 'none';
}

/** Wall clock of a row with nanoseconds, which a double of epoch nanoseconds could not hold. */
export function isoTime(clockOrigin: number, offsetNs: number): string {
  const origin = Math.floor(clockOrigin);
  const ns = Math.round((clockOrigin - origin) * 1e6) + offsetNs;
  const ms = Math.floor(ns / 1e6);
  return `${isoMilliseconds(origin + ms)}${String(ns - ms * 1e6).padStart(6, '0')}Z`;
}

/** Of the last row: thousands of a flood share a millisecond. */
let latest = { ms: Number.NaN, text: '' };

/** `2026-11-21T08:00:00.000`, without the zone. */
function isoMilliseconds(ms: number): string {
  if (latest.ms !== ms) latest = { ms, text: new Date(ms).toISOString().slice(0, -1) };
  return latest.text;
}
