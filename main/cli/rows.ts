import {
  decodeUtf8Lossy,
  formatBytes,
  formatHex,
  formatOffsetTime,
  looksTextual,
  visibleText,
} from '../../codec/index.js';
import { Cover } from '../../engine/index.js';
import type { Session } from '../../engine/index.js';
import { Direction, RowKind, isLife, kindName } from '../../contract/index.js';
import type { Result } from '../../contract/index.js';
import { ok } from '../../contract/result.js';

/** Rows read at a time; their payloads are read one by one, so memory holds one of them. */
const rowsPerRead = 500;

/** True for rows that carry a message of a peer, which `--count` counts. */
export function isMessage(kind: number): boolean {
  return (
    kind === RowKind.chunk || kind === RowKind.datagram || kind === RowKind.text || kind === RowKind.binary
  );
}

export interface PrintedRow {
  readonly received: boolean;
  readonly bytes: Uint8Array | string;
}

/**
 * Rows `from` to `to` (positions in view 0) as they are printed; `received` marks a message of a peer. What is
 * printed ends up in the logs of others, so `secrets` are covered; quiet hands on what came, byte for byte.
 */
export async function* printRows(
  session: Session,
  from: number,
  to: number,
  how: {
    readonly print: 'rows' | 'json' | 'quiet';
    readonly hex: boolean;
    readonly secrets: readonly string[];
  },
): AsyncGenerator<Result<PrintedRow>> {
  const cover = new Cover(how.secrets);
  for (let at = from; at < to; at += rowsPerRead) {
    const batch = await session.whole.rows(at, Math.min(to, at + rowsPerRead));
    if (!batch.ok) {
      yield batch;
      return;
    }
    for (let i = 0; i < batch.value.length; i++) {
      const kind = batch.value.kind[i] ?? 0;
      const seq = batch.value.seq[i] ?? 0;
      const direction = batch.value.direction[i] ?? 0;
      const received = direction === Direction.in && isMessage(kind);
      if (how.print === 'json') {
        for await (const piece of session.export(null, 'jsonl', {
          range: { from: at + i, to: at + i + 1 },
          redact: how.secrets.length > 0,
          secrets: how.secrets,
        })) {
          if (!piece.ok) {
            yield piece;
            return;
          }
          yield ok({ received: false, bytes: piece.value.data });
        }
        if (received) yield ok({ received, bytes: '' });
        continue;
      }
      if (how.print === 'quiet' && !received) continue;
      // Sentences about a connection quote what its far end said.
      const { previews, previewAt } = batch.value;
      let text = visibleText(
        cover.text(decodeUtf8Lossy(previews.subarray(previewAt[i] ?? 0, previewAt[i + 1] ?? 0))),
      );
      if (!isLife(kind)) {
        const payload = await session.log.payload(seq);
        if (!payload.ok) {
          yield payload;
          return;
        }
        const bytes = payload.value.bytes;
        if (how.print === 'quiet') {
          // A stream's bytes go on as they came; a message of a datagram or WebSocket ends its line.
          const raw = how.hex ? `${formatHex(bytes)}\n` : bytes;
          yield ok({ received, bytes: raw });
          if (!how.hex && kind !== RowKind.chunk) yield ok({ received: false, bytes: '\n' });
          continue;
        }
        const shown = cover.bytes(bytes);
        text = how.hex || !looksTextual(shown) ? formatHex(shown) : visibleText(decodeUtf8Lossy(shown));
      }
      yield ok({
        received,
        bytes: line(
          seq,
          batch.value.time[i] ?? 0,
          direction,
          kind,
          batch.value.peer[i] ?? 0,
          batch.value.size[i] ?? 0,
          text,
        ),
      });
    }
  }
}

const arrows = ['·', '←', '→'];

function line(
  seq: number,
  time: number,
  direction: number,
  kind: number,
  peer: number,
  size: number,
  text: string,
): string {
  const about = isLife(kind) ? '' : formatBytes(size);
  const who = peer > 0 ? `#${peer}` : '';
  return `${String(seq).padStart(5)} ${formatOffsetTime(time)} ${arrows[direction] ?? '·'} ${kindName(kind).padEnd(10)} ${who.padEnd(4)} ${about.padStart(7)}  ${text}\n`;
}
