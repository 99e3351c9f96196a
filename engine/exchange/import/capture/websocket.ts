import {
  type DeflateParameters,
  type HttpHead,
  defaultDeflate,
  findHeadEnd,
  headerValues,
  parseDeflateParameters,
  parseHttpHead,
} from '../../../../codec/index.js';
import { type InflateBudget, SocketSide } from './socket-side.js';
import { looksLikeFrames } from './frame-guess.js';
import type { CapturedRow } from './model.js';
import { chunkRow } from './row.js';

/** Bytes of one side of a connection that were written, or came, at once. */
export interface Chunk {
  readonly out: boolean;
  readonly time: number;
  readonly bytes: Uint8Array;
  readonly comment?: string;
}

/** A head is looked for in so many bytes of a side, and so many are held until it is known what they are. */
const mostHeadBytes = 256 * 1024;
/** Chunks of a connection that began before the capture, until they are judged. */
const mostGuesses = 16;

/** What a connection turned out to be. */
type Verdict =
  | { readonly kind: 'bytes' }
  | {
      readonly kind: 'socket';
      /** The side that called sent what goes out. */
      readonly outCalls: boolean;
      readonly deflate: DeflateParameters | null;
      /** Bytes of the heads, by side; 0 where the capture has none. */
      readonly heads: { readonly out: number; readonly in: number };
      readonly target: string;
    };

/**
 * Decides as early as it can whether a connection is a WebSocket, by its upgrade, or by its frames where it
 * began before the capture did; makes rows of what comes. What comes before the decision is held, within bounds.
 */
export class Recogniser {
  /** Of the upgrade; null where it is no WebSocket (yet). */
  target: string | null = null;
  /** Recognised by its frames alone. */
  guessed = false;
  #held: (Chunk | CapturedRow)[] = [];
  #heldBytes = 0;
  #verdict: Verdict | null = null;
  #sides: { readonly out: SocketSide; readonly in: SocketSide } | null = null;
  #midStream = false;
  #score = 0;
  #misses = 0;
  #guesses = 0;
  /** Of those whose frames were masked: who calls masks. */
  #outMasks: boolean | null = null;
  #compressed = false;

  constructor(
    private readonly peer: number,
    private readonly server: boolean,
    private readonly budget: InflateBudget,
    private readonly room: { left: number },
    private readonly emit: (row: CapturedRow) => void,
  ) {}

  /** It began before the capture, or a part of its beginning is missing: there is no upgrade to see. */
  beganBefore(): void {
    this.#midStream = true;
  }

  row(row: CapturedRow): void {
    if (this.#verdict === null) this.#held.push(row);
    else this.emit(row);
  }

  /** Bytes of a side are missing here. */
  gap(out: boolean): void {
    if (this.#verdict === null) {
      if (this.#heldBytes > 0) this.#midStream = true;
      else this.beganBefore();
    } else this.#sides?.[out ? 'out' : 'in'].gap();
  }

  chunk(chunk: Chunk): void {
    if (this.#verdict !== null) return this.#take(chunk);
    this.#held.push(chunk);
    this.#heldBytes += chunk.bytes.length;
    this.room.left -= chunk.bytes.length;
    const full = this.#heldBytes > 2 * mostHeadBytes || this.room.left < 0;
    const verdict = this.#judge(chunk);
    if (verdict !== null) this.#decide(verdict);
    else if (full) this.#decide({ kind: 'bytes' });
  }

  finish(time: number): void {
    if (this.#verdict === null) {
      const enough = this.#score > 0 && this.#misses === 0;
      this.#decide(this.#midStream && enough ? this.#guess() : { kind: 'bytes' });
    }
    this.#sides?.out.end(time);
    this.#sides?.in.end(time);
  }

  #judge(chunk: Chunk): Verdict | null {
    const [request, response] = [this.#head(!this.server), this.#head(this.server)];
    if (!this.#midStream) {
      if (request === 'none' || response === 'none') return { kind: 'bytes' };
      if (typeof request === 'object' && !isUpgrade(request)) return { kind: 'bytes' };
      if (typeof request !== 'object' || typeof response !== 'object') return null;
      if (response.status !== 101) return { kind: 'bytes' };
      const extensions = headerValues(response, 'sec-websocket-extensions').join(', ');
      const agreed = extensions === '' ? null : parseDeflateParameters(extensions);
      const heads = this.server
        ? { in: request.bodyStart, out: response.bodyStart }
        : { out: request.bodyStart, in: response.bodyStart };
      return {
        kind: 'socket',
        outCalls: !this.server,
        deflate: agreed?.ok === true ? agreed.value : null,
        heads,
        target: request.target ?? '/',
      };
    }
    const found = looksLikeFrames(chunk.bytes);
    if (found === null) this.#misses++;
    else {
      this.#score += found.masked ? 2 : 1;
      this.#compressed ||= found.compressed;
      if (found.masked) this.#outMasks = chunk.out;
    }
    if (this.#score >= 2 && this.#score > this.#misses) return this.#guess();
    return ++this.#guesses >= mostGuesses ? { kind: 'bytes' } : null;
  }

  #guess(): Verdict {
    this.guessed = true;
    return {
      kind: 'socket',
      outCalls: this.#outMasks ?? !this.server,
      deflate: this.#compressed ? defaultDeflate : null,
      heads: { out: 0, in: 0 },
      target: '/',
    };
  }

  /** The head that a side begins with; `none` where it begins with none, `open` where more may come. */
  #head(out: boolean): HttpHead | 'none' | 'open' {
    const parts: Uint8Array[] = [];
    let size = 0;
    for (const one of this.#held) {
      if (!('out' in one) || one.out !== out || one.bytes.length === 0) continue;
      parts.push(one.bytes);
      size += one.bytes.length;
    }
    const first = parts[0]?.[0];
    if (first === undefined) return 'open';
    // GET or HTTP: what else begins with these letters is told apart by its head.
    if (first !== 0x47 && first !== 0x48) return 'none';
    const bytes = parts.length === 1 ? (parts[0] ?? new Uint8Array()) : Uint8Array.from(Buffer.concat(parts));
    const looked = bytes.subarray(0, mostHeadBytes);
    if (findHeadEnd(looked) < 0) return size > mostHeadBytes ? 'none' : 'open';
    const parsed = parseHttpHead(looked);
    return parsed.ok ? parsed.value : 'none';
  }

  #decide(verdict: Verdict): void {
    this.#verdict = verdict;
    const held = this.#held;
    this.#held = [];
    this.room.left += this.#heldBytes;
    if (verdict.kind === 'socket') {
      const { outCalls, deflate, heads, target } = verdict;
      this.target = target;
      const side = (out: boolean): SocketSide =>
        new SocketSide({
          peer: this.peer,
          out,
          role: out === outCalls ? 'client' : 'server',
          headBytes: out ? heads.out : heads.in,
          deflate,
          // What was compressed before the capture began cannot be known.
          began: !this.guessed,
          budget: this.budget,
          emit: this.emit,
        });
      this.#sides = { out: side(true), in: side(false) };
    }
    for (const one of held) {
      if ('out' in one) this.#take(one);
      else this.emit(one);
    }
  }

  #take(chunk: Chunk): void {
    if (this.#sides === null) this.emit(chunkRow(chunk, this.peer));
    else this.#sides[chunk.out ? 'out' : 'in'].take(chunk);
  }
}

function isUpgrade(head: HttpHead): boolean {
  return headerValues(head, 'upgrade').some((value) => value.trim().toLowerCase() === 'websocket');
}
