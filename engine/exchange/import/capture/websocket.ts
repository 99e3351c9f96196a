import {
  type DeflateParameters,
  type HttpHead,
  MessageReader,
  Opcode,
  findHeadEnd,
  headerValues,
  parseDeflateParameters,
  parseHttpHead,
} from '../../../../codec/index.js';
import { Direction, RowFlag, RowKind } from '../../../../contract/index.js';
import type { RowInput } from '../../../../contract/index.js';

/** Bytes of one side of a connection that were written, or came, at once. */
export interface Chunk {
  readonly out: boolean;
  readonly time: number;
  readonly bytes: Uint8Array;
}

/** Bytes that compressed messages of an import may still inflate to. */
export interface InflateBudget {
  left: number;
  /** Rows that frames may still become. */
  rows: number;
}

/** Longest message that is put together. */
const mostMessageBytes = 64 * 1024 * 1024;
/** A head is looked for in so many bytes of a side. */
const mostHeadBytes = 256 * 1024;
const encoder = new TextEncoder();

interface Side {
  readonly head: HttpHead;
  /** Bytes of the head. */
  readonly size: number;
}

/** The head that a side begins with; null where it begins with none. */
function headOf(chunks: readonly (Chunk | RowInput)[], out: boolean): Side | null {
  const parts: Uint8Array[] = [];
  let size = 0;
  for (const one of chunks) {
    if (!('out' in one) || one.out !== out) continue;
    parts.push(one.bytes);
    size += one.bytes.length;
    const first = parts[0]?.[0] ?? 0;
    // GET or HTTP: the rest of a long stream of something else need not be put together.
    if (first !== 0x47 && first !== 0x48) return null;
    if (!one.bytes.includes(0x0a)) {
      if (size > mostHeadBytes) return null;
      continue;
    }
    const bytes = Uint8Array.from(Buffer.concat(parts));
    const end = findHeadEnd(bytes);
    if (end < 0) {
      if (size > mostHeadBytes) return null;
      continue;
    }
    const parsed = parseHttpHead(bytes);
    return parsed.ok ? { head: parsed.value, size: parsed.value.bodyStart } : null;
  }
  return null;
}

/** What is chunked as frames and messages, where both sides agreed on a WebSocket; null where they did not. */
export function asWebSocket(
  chunks: readonly (Chunk | RowInput)[],
  peer: number,
  server: boolean,
  budget: InflateBudget,
): { readonly rows: readonly RowInput[]; readonly target: string } | null {
  const request = headOf(chunks, !server);
  if (request === null || !isUpgrade(request.head)) return null;
  const response = headOf(chunks, server);
  if (response?.head.status !== 101) return null;
  const extensions = headerValues(response.head, 'sec-websocket-extensions').join(', ');
  const agreed = extensions === '' ? null : parseDeflateParameters(extensions);
  const deflate = agreed?.ok === true ? agreed.value : null;
  const rows: RowInput[] = [];
  const readers = {
    ours: new Reading(
      rows,
      peer,
      true,
      server ? 'server' : 'client',
      server ? response : request,
      deflate,
      budget,
    ),
    theirs: new Reading(
      rows,
      peer,
      false,
      server ? 'client' : 'server',
      server ? request : response,
      deflate,
      budget,
    ),
  };
  let latest = 0;
  for (const one of chunks) {
    latest = one.time;
    if (!('out' in one)) rows.push(one);
    else (one.out ? readers.ours : readers.theirs).take(one);
  }
  readers.ours.end(latest);
  readers.theirs.end(latest);
  return { rows, target: request.head.target ?? '/' };
}

function isUpgrade(head: HttpHead): boolean {
  return headerValues(head, 'upgrade').some((value) => value.trim().toLowerCase() === 'websocket');
}

/** One side of a WebSocket: its head, then its frames and messages. */
class Reading {
  readonly #reader: MessageReader;
  readonly #headParts: Uint8Array[] = [];
  #headLeft: number;
  #headTold = false;
  #time = 0;
  readonly #direction: Direction;

  constructor(
    private readonly rows: RowInput[],
    private readonly peer: number,
    out: boolean,
    private readonly role: 'client' | 'server',
    side: Side,
    deflate: DeflateParameters | null,
    private readonly budget: InflateBudget,
  ) {
    this.#direction = out ? Direction.out : Direction.in;
    this.#headLeft = side.size;
    this.#reader = new MessageReader(
      {
        frame: ({ head, headBytes, payload, oversize, violations }) => {
          const { fin, rsv, opcode } = head;
          const control = opcode === Opcode.ping || opcode === Opcode.pong || opcode === Opcode.close;
          const whole = fin && rsv === 0 && (control || opcode === Opcode.text || opcode === Opcode.binary);
          const kind = whole && !oversize ? kindOf(opcode) : RowKind.frame;
          const flags = (violations.length > 0 ? RowFlag.invalid : 0) | (oversize ? RowFlag.partial : 0);
          this.#row(kind, payload, flags, headBytes);
        },
        message: ({ opcode, fragments, compressed, payload, lost, reason, violations }) => {
          if (lost !== null) {
            const text = encoder.encode(
              JSON.stringify({ text: `a message could not be put together: ${reason}` }),
            );
            this.#row(RowKind.note, text, 0);
            return;
          }
          // The frame is the message.
          if (fragments === 1 && !compressed) return;
          // Within one chunk too: a few bytes inflate to a thousand times as many.
          if (this.#spent) return;
          this.budget.left -= payload.length;
          const flags =
            (fragments > 1 ? RowFlag.fragmented : 0) |
            (compressed ? RowFlag.compressed : 0) |
            (violations.length > 0 ? RowFlag.invalid : 0);
          this.#row(opcode === 1 ? RowKind.text : RowKind.binary, payload, flags);
        },
        bytes: (bytes) => {
          this.#row(RowKind.bytes, bytes, RowFlag.invalid);
        },
      },
      { role, deflate, limit: mostMessageBytes },
    );
  }

  #row(kind: RowKind, payload: Uint8Array, flags: number, head?: Uint8Array): void {
    this.budget.rows--;
    const direction = kind === RowKind.note ? Direction.none : this.#direction;
    const row = { kind, direction, peer: this.peer, time: this.#time, flags, payload };
    this.rows.push(head === undefined ? row : { ...row, head });
  }

  get #spent(): boolean {
    return this.budget.left < 0 || this.budget.rows <= 0;
  }

  take({ bytes, time }: Chunk): void {
    this.#time = time;
    let rest = bytes;
    if (this.#headLeft > 0) {
      const part = bytes.subarray(0, this.#headLeft);
      this.#headParts.push(part);
      this.#headLeft -= part.length;
      rest = bytes.subarray(part.length);
    }
    if (this.#headLeft === 0 && !this.#headTold) {
      this.#headTold = true;
      const head = Uint8Array.from(Buffer.concat(this.#headParts));
      this.#row(this.role === 'client' ? RowKind.request : RowKind.response, head, 0);
    }
    if (rest.length === 0) return;
    // Too much was inflated already: what else there is stays as it crossed the wire.
    if (this.#spent) this.#row(RowKind.bytes, rest, RowFlag.partial);
    else this.#reader.push(rest);
  }

  end(time: number): void {
    const rest = this.#reader.pending();
    this.#time = Math.max(this.#time, time);
    if (rest.length > 0) this.#row(RowKind.bytes, rest, RowFlag.partial);
  }
}

function kindOf(opcode: number): RowKind {
  switch (opcode) {
    case Opcode.text:
      return RowKind.text;
    case Opcode.binary:
      return RowKind.binary;
    case Opcode.ping:
      return RowKind.ping;
    case Opcode.pong:
      return RowKind.pong;
    default:
      return RowKind.close;
  }
}
