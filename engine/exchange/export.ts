import { fail, isLife, maxRowsPerRead, ok } from '../../contract/index.js';
import type { ExportFormatId, Result, RowBatch, SessionInfo } from '../../contract/index.js';
import type { LogReader, MarkReader, View } from '../log/index.js';
import { cArray } from './c-array.js';
import { Cover } from './cover.js';
import { csv } from './csv.js';
import { pieceBytes } from './format.js';
import type { ExportFacts, ExportFormat, ExportRow, RowWriter } from './format.js';
import { har } from './har.js';
import { html } from './html.js';
import { HeaderCover } from './header-cover.js';
import { jsonl } from './jsonl.js';
import type { ExportOptions } from './options.js';
import { PeerOrder, groupOf } from './peer-order.js';
import { pcapng } from './pcapng/pcapng.js';
import { raw } from './raw.js';
import { rowOf } from './row.js';
import { Sink } from './sink.js';
import { Story, lifeDetail } from './story.js';
import { text } from './text.js';
import { yaml } from './yaml.js';

/** Every format there is, by the name the contract knows it by. */
export const exportFormats: Readonly<Record<ExportFormatId, ExportFormat>> = {
  text,
  jsonl,
  csv,
  pcapng,
  har,
  html,
  yaml,
  raw,
  c: cArray,
};

export interface ExportPiece {
  /** UTF-8 where the format is text. */
  readonly data: Uint8Array;
  /** Rows looked at so far. */
  readonly rows: number;
}

/** What is written of a session. */
export interface ExportSource {
  readonly view: View;
  readonly log: LogReader;
  readonly facts: ExportFacts;
  readonly marks?: Pick<MarkReader, 'commentOf'>;
}

/** A piece is given out once it has this many characters or bytes; one large payload piece exceeds it by itself. */
const flushSize = 65_536;
/** Bytes around a piece of a head that are looked at to cover it; no head is longer. */
const mostCoveredHead = 1 << 20;
/** How often somebody waiting hears of rows that gave nothing to write. */
const quietRows = 20_000;

/** Whether a session can be written in a format: `export.unsuitable`, `export.direction`. */
export function judgeExport(
  info: SessionInfo,
  format: ExportFormatId,
  choice: Pick<ExportOptions, 'direction' | 'range' | 'redact' | 'tls' | 'whole'>,
): Result<void> {
  const chosen = exportFormats[format];
  if (choice.tls === true) {
    const why = refusesTls(info, format, choice);
    return why === null ? ok() : fail('export.unsuitable', why, { format });
  }
  const refused = chosen.refuses?.(info) ?? null;
  if (refused !== null) return fail('export.unsuitable', refused, { format });
  if (chosen.oneDirection !== true || choice.direction !== undefined) return ok();
  return fail('export.direction', `${chosen.title} hold one direction: say which, in or out`, { format });
}

/** What is encrypted can neither be filtered nor covered. */
function refusesTls(
  { config: { protocol } }: SessionInfo,
  format: ExportFormatId,
  { direction, range, redact, whole }: Pick<ExportOptions, 'direction' | 'range' | 'redact' | 'whole'>,
): string | null {
  if (format !== 'pcapng') return 'TLS with its secrets is written as pcapng alone';
  if (protocol !== 'tls' && protocol !== 'wss') return 'This session has no TLS';
  if (redact === true)
    return 'What TLS encrypted cannot be covered: export the rows instead, or leave secrets in';
  const part = direction !== undefined || range !== undefined || whole === false;
  return part ? 'What TLS encrypted is exported whole: choose every row and both directions' : null;
}

/**
 * Writes out what is in the view now, or the positions of `range`, in pieces of bounded size.
 * Rows say whether they are marked by then, and their comments. Ends with the first failure.
 */
export async function* exportRows(
  source: ExportSource,
  format: ExportFormatId,
  choice: ExportOptions = {},
): AsyncGenerator<Result<ExportPiece>, void, void> {
  const suits = judgeExport(source.facts.info, format, choice);
  if (!suits.ok) return yield suits;
  const run = new ExportRun(source, exportFormats[format], choice);
  try {
    yield* run.pieces();
  } finally {
    run.close();
  }
}

class ExportRun {
  readonly #view: View;
  readonly #log: LogReader;
  readonly #facts: ExportFacts;
  readonly #marks: Pick<MarkReader, 'commentOf'> | undefined;
  readonly #format: ExportFormat;
  readonly #choice: ExportOptions;
  readonly #writer: RowWriter;
  readonly #cover: Cover;
  readonly #headers = new HeaderCover();
  readonly #sink = new Sink();
  #rows: Pick<View, 'rows' | 'payload'>;
  #story: Story | null = null;

  constructor({ view, log, facts, marks }: ExportSource, format: ExportFormat, choice: ExportOptions) {
    this.#view = view;
    this.#rows = view;
    this.#log = log;
    this.#cover = new Cover(facts.redact ? (choice.secrets ?? []) : []);
    this.#facts = facts.redact ? { ...facts, info: this.#cover.facts(facts.info) } : facts;
    this.#marks = marks === undefined || !facts.redact ? marks : covered(marks, this.#cover);
    this.#format = format;
    this.#choice = choice;
    this.#writer = format.writer(this.#facts);
  }

  close(): void {
    this.#story?.close();
  }

  async *pieces(): AsyncGenerator<Result<ExportPiece>, void, void> {
    const sink = this.#sink;
    const { range, direction } = this.#choice;
    let until = range?.to ?? (await countNow(this.#view, this.#log));
    let at = range?.from ?? 0;
    if (this.#format.byPeer === true) {
      const ordered = await PeerOrder.of(this.#view, until, at);
      if (!ordered.ok) return yield ordered;
      this.#rows = ordered.value;
      at = 0;
      until = ordered.value.count;
    }
    const begun = await this.#begin();
    if (!begun.ok) return yield begun;
    let told = 0;
    let rows = 0;
    while (at < until) {
      const batch = await this.#rows.rows(at, Math.min(until, at + maxRowsPerRead));
      if (!batch.ok) return yield batch;
      // A framing can have taken rows back together: what was promised is not there.
      if (batch.value.length === 0) break;
      for (let i = 0; i < batch.value.length; i++) {
        rows++;
        const row = rowOf(batch.value, i, this.#facts.clockOrigin, this.#marks);
        if (direction !== undefined && (row.direction !== direction || isLife(batch.value.kind[i] ?? 0)))
          continue;
        if (this.#story !== null && this.#format.story === 'along') {
          const heard = await this.#hear({ group: this.#groupOf(row), seq: row.seq });
          if (!heard.ok) return yield heard;
        }
        const whole = this.#wholePayload(batch.value, i, row);
        if (whole !== null) {
          // Nearly every row: without a promise, which would cost more than the row.
          sink.add(this.#writer.begin(row));
          sink.add(this.#writer.piece(whole, true));
          sink.add(this.#writer.end(row));
        } else {
          for await (const written of this.#writeRow(batch.value, i, row)) {
            if (!written.ok) return yield written;
            if (sink.size >= flushSize) yield ok({ data: sink.take(), rows: (told = rows - 1) });
          }
        }
        if (sink.size >= flushSize) yield ok({ data: sink.take(), rows: (told = rows) });
      }
      at += batch.value.length;
      if (rows - told >= quietRows) yield ok({ data: sink.take(), rows: (told = rows) });
    }
    if (this.#format.story === 'along') {
      const heard = await this.#hear(null);
      if (!heard.ok) return yield heard;
    }
    sink.add(this.#writer.finish?.() ?? '');
    yield ok({ data: sink.take(), rows });
  }

  async #begin(): Promise<Result<void>> {
    this.#sink.add(this.#format.head(this.#facts));
    if (this.#format.story === undefined) return ok();
    const { clockOrigin } = this.#facts;
    const grouped = this.#format.byPeer === true;
    const story = await Story.open(this.#log, clockOrigin, grouped, this.#marks);
    if (!story.ok) return story;
    this.#story = story.value;
    return this.#format.story === 'before' ? this.#hear(null) : ok();
  }

  /** Tells the writer what the log says of connections up to a place. */
  async #hear(until: { readonly group: number; readonly seq: number } | null): Promise<Result<void>> {
    for (;;) {
      const next = await this.#story?.next(until);
      if (next === undefined) return ok();
      if (!next.ok) return next;
      const event = next.value;
      if (event === null) return ok();
      const { redact } = this.#facts;
      const told = !redact
        ? event
        : {
            row: event.row,
            detail: event.detail === null ? null : this.#cover.facts(event.detail),
            bytes: event.detail === null ? this.#cover.head(event.bytes) : event.bytes,
          };
      this.#sink.add(this.#writer.know?.(told) ?? '');
    }
  }

  #groupOf(row: ExportRow): number {
    return this.#format.byPeer === true ? groupOf(row.peer) : 0;
  }

  /** The payload where the preview is all of it; null where it is longer, or the row tells of the session's life. */
  #wholePayload(batch: RowBatch, i: number, row: ExportRow): Uint8Array | null {
    const from = batch.previewAt[i] ?? 0;
    const to = batch.previewAt[i + 1] ?? 0;
    if (to - from !== row.length || isLife(batch.kind[i] ?? 0)) return null;
    return this.#coveredHeaders(this.#covered(batch.previews.subarray(from, to), row), row, true);
  }

  #covered(bytes: Uint8Array, row: ExportRow): Uint8Array {
    if (!this.#facts.redact) return bytes;
    return isHandshake(row) ? this.#cover.head(bytes) : this.#cover.bytes(bytes);
  }

  /** The next bytes of a row, which may be HTTP that somebody sent by hand; handshakes are covered whole. */
  #coveredHeaders(bytes: Uint8Array, row: ExportRow, last: boolean): Uint8Array {
    if (!this.#facts.redact || isHandshake(row)) return bytes;
    const ofStream = row.kind === 'chunk';
    const stream = `${row.peer} ${row.direction}${ofStream ? '' : ' message'}`;
    // Of a framing rows are messages of a stream; else they are what a read happened to get of it.
    const after = !ofStream
      ? 'another message'
      : this.#view.framed === true
        ? 'another line'
        : 'the same line';
    return this.#headers.bytes(bytes, { stream, next: last ? after : 'the same line' });
  }

  /** A row whose payload has to be read. */
  async *#writeRow(batch: RowBatch, i: number, row: ExportRow): AsyncGenerator<Result<void>, void, void> {
    const position = batch.from + i;
    if (isLife(batch.kind[i] ?? 0)) {
      const payload = await this.#rows.payload(position);
      if (!payload.ok) return yield payload;
      const sentence = batch.previews.subarray(batch.previewAt[i] ?? 0, batch.previewAt[i + 1] ?? 0);
      const detail = lifeDetail(payload.value.bytes, sentence);
      this.#sink.add(this.#writer.life(row, this.#facts.redact ? this.#cover.facts(detail) : detail));
      return yield ok();
    }
    // A head is covered as a whole: what a line is about stands at its begin.
    const head = this.#facts.redact && isHandshake(row);
    const reach = head ? Math.min(row.length, mostCoveredHead) : this.#cover.reach;
    this.#sink.add(this.#writer.begin(row));
    for (let from = 0; from < row.length; from += pieceBytes) {
      const to = Math.min(row.length, from + pieceBytes);
      const start = Math.max(0, from - reach);
      const payload = await this.#rows.payload(position, start, Math.min(row.length, to + reach));
      if (!payload.ok) return yield payload;
      const own = this.#covered(payload.value.bytes, row).subarray(from - start, to - start);
      const last = to === row.length;
      this.#sink.add(this.#writer.piece(this.#coveredHeaders(own, row, last), last));
      yield ok();
    }
    this.#sink.add(this.#writer.end(row));
    yield ok();
  }
}

function isHandshake({ kind }: ExportRow): boolean {
  return kind === 'request' || kind === 'response';
}

function covered(marks: Pick<MarkReader, 'commentOf'>, cover: Cover): Pick<MarkReader, 'commentOf'> {
  return {
    commentOf: (seq) => {
      const comment = marks.commentOf(seq);
      return comment === null ? null : cover.text(comment);
    },
  };
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
