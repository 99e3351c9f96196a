import {
  type FilterNode,
  findHex,
  type HexPattern,
  JsonPathRun,
  machineOf,
  type PatternMachine,
  PatternRun,
  compilePattern,
  PatternMachine as Machine,
} from '../../codec/index.js';
import { type Result, ok } from '../../contract/result.js';
import { RowKind, isLife } from '../../contract/row.js';
import { wholeSentence } from './batch.js';
import type { Deadline, Slice } from './slice.js';
import { TextSearch } from './text-search.js';

/** A part of a filter that has to look into payloads. */
export type LeafNode = Extract<FilterNode, { op: 'text' | 'pattern' | 'hex' | 'json' | 'close' }>;

/** Bytes of a payload, read when they are asked for. */
export interface Content {
  readonly size: number;
  read(from: number, to: number): Promise<Result<Uint8Array>>;
}

/** Longest JSON looked into; larger texts hold nothing. */
export const maxJsonBytes = 16 << 20;
/** Payloads up to this size are decided at once where that takes more than a search for a literal. */
const quickBytes = 16 << 10;
/** Bytes searched between two looks at the clock. */
const stepBytes = 16 << 10;
/** Bytes read at once of what is large. */
const pieceBytes = 256 << 10;

/** One look into payloads, of any size. */
export class QueryLeaf {
  /** Cheap ones are asked first. */
  readonly cost: number;
  readonly #text: TextSearch | null;
  readonly #hex: HexPattern | null;
  /** Of `text~` and of a pattern behind a JSON path. */
  #machine: PatternMachine | null;

  constructor(readonly node: LeafNode) {
    this.#text = node.op === 'text' ? new TextSearch(node.value) : null;
    this.#hex = node.op === 'hex' ? node.bytes : null;
    this.#machine = this.#newMachine();
    this.cost = { close: 1, text: 2, hex: 3, pattern: 4, json: 5 }[node.op];
  }

  #newMachine(): PatternMachine | null {
    const { node } = this;
    if (node.op === 'json') return machineOf(node.test);
    if (node.op !== 'pattern') return null;
    const program = compilePattern(node.source, node.flags);
    return program.ok ? new Machine(program.value) : null;
  }

  /** Whether a whole payload passes; undefined where that would outlast the slice, or is too much for one go. */
  passes(kind: number, payload: Uint8Array, slice: Deadline): boolean | undefined {
    const { node } = this;
    if (node.op === 'close') return node.values.includes(closeCode(kind, payload));
    const bytes = isLife(kind) ? wholeSentence(payload) : payload;
    if (this.#text !== null) return this.#text.isIn(bytes);
    if (bytes.length > quickBytes) return undefined;
    if (this.#hex !== null) return findHex(bytes, this.#hex) >= 0;
    if (node.op === 'json') {
      if (!mayBeJson(bytes)) return false;
      const run = new JsonPathRun(textOf(bytes), node.path, node.test, this.#machine);
      while (!run.go()) if (slice.over) return undefined;
      return run.found;
    }
    if (this.#machine === null) return false;
    const run = new PatternRun(this.#machine);
    for (let at = 0; at < bytes.length;) {
      at = run.push(bytes, at);
      if (at < bytes.length && slice.over) return undefined;
    }
    return run.finish();
  }

  /** The same of what is large or slow, a slice of work at a time. */
  async settle(kind: number, content: Content, signal: AbortSignal, slice: Slice): Promise<Result<boolean>> {
    const { node } = this;
    if (isLife(kind) || node.op === 'close') {
      const whole = await content.read(0, node.op === 'close' && !isLife(kind) ? 2 : content.size);
      if (!whole.ok) return whole;
      if (node.op === 'close') return ok(node.values.includes(closeCode(kind, whole.value)));
      const said = wholeSentence(whole.value);
      return this.#settle(
        { size: said.length, read: (from, to) => Promise.resolve(ok(said.subarray(from, to))) },
        signal,
        slice,
      );
    }
    return this.#settle(content, signal, slice);
  }

  #settle(content: Content, signal: AbortSignal, slice: Slice): Promise<Result<boolean>> {
    if (this.node.op === 'pattern') return this.#runPattern(content, signal, slice);
    return this.node.op === 'json'
      ? this.#runJson(this.node, content, signal, slice)
      : this.#runSearch(content, signal, slice);
  }

  async #runSearch(content: Content, signal: AbortSignal, slice: Slice): Promise<Result<boolean>> {
    const length = this.#text?.length ?? this.#hex?.length ?? 1;
    for (let from = 0; from < content.size && !signal.aborted; from += pieceBytes) {
      const piece = await content.read(from, from + pieceBytes + length - 1);
      if (!piece.ok) return piece;
      // Windows overlap by what is looked for, so that it is found across their ends.
      for (let at = 0; at < Math.min(pieceBytes, piece.value.length); at += stepBytes) {
        const window = piece.value.subarray(at, at + stepBytes + length - 1);
        if (this.#text !== null ? this.#text.isIn(window) : findHex(window, this.#hex ?? []) >= 0)
          return ok(true);
        await slice.rest();
      }
    }
    return ok(false);
  }

  async #runPattern(content: Content, signal: AbortSignal, slice: Slice): Promise<Result<boolean>> {
    // A machine of its own: the shared one may be used between two turns.
    const machine = this.#newMachine();
    if (machine === null) return ok(false);
    const run = new PatternRun(machine);
    for (let from = 0; from < content.size && !signal.aborted && !run.found; from += pieceBytes) {
      const piece = await content.read(from, from + pieceBytes);
      if (!piece.ok) return piece;
      for (let start = 0; start < piece.value.length && !run.found; start += stepBytes) {
        const step = piece.value.subarray(start, start + stepBytes);
        for (let at = 0; at < step.length;) {
          at = run.push(step, at);
          await slice.rest();
        }
      }
    }
    return ok(run.finish());
  }

  async #runJson(
    node: Extract<LeafNode, { op: 'json' }>,
    content: Content,
    signal: AbortSignal,
    slice: Slice,
  ): Promise<Result<boolean>> {
    if (content.size > maxJsonBytes) return ok(false);
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    let text = '';
    for (let from = 0; from < content.size && !signal.aborted; from += pieceBytes) {
      const piece = await content.read(from, from + pieceBytes);
      if (!piece.ok) return piece;
      if (from === 0 && !mayBeJson(piece.value)) return ok(false);
      text += decoder.decode(piece.value, { stream: true });
      await slice.rest();
    }
    text += decoder.decode();
    const run = new JsonPathRun(text, node.path, node.test, this.#newMachine());
    while (!signal.aborted && !run.go()) await slice.rest();
    return ok(run.found);
  }
}

const shared = new TextDecoder('utf-8', { ignoreBOM: true });
const textOf = (bytes: Uint8Array): string => shared.decode(bytes);

/** False where the first byte that counts begins no JSON. */
function mayBeJson(bytes: Uint8Array): boolean {
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  while (bytes[at] === 0x20 || bytes[at] === 0x0a || bytes[at] === 0x0d || bytes[at] === 0x09) at++;
  const first = bytes[at];
  // Nothing but space so far: what follows decides.
  return first === undefined || /[[{"\-0-9tfn]/.test(String.fromCharCode(first));
}

/** Code of a close frame (RFC 6455 §7.4; 1005 without one) or of how a connection ended; -1 for none. */
function closeCode(kind: number, payload: Uint8Array): number {
  if (kind === RowKind.close) return payload.length < 2 ? 1005 : ((payload[0] ?? 0) << 8) | (payload[1] ?? 0);
  if (kind !== RowKind.end) return -1;
  try {
    const detail: unknown = JSON.parse(textOf(payload));
    if (typeof detail === 'object' && detail !== null && 'code' in detail && typeof detail.code === 'number')
      return detail.code;
  } catch {
    // By another hand; it has no code.
  }
  return -1;
}
