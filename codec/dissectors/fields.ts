import type { Field } from '../field.js';
import { visibleText } from '../text.js';
import { decodeUtf8Lossy } from '../utf8.js';
import type { Dissection, Unwrapped } from './dissector.js';

/** Fields of one dissection; more are counted, not kept. A tree of this size still opens at once. */
export const maxFields = 5000;
/** Fields within fields; what lies deeper is shown as bytes or text. */
export const maxDepth = 200;
/** Bytes that unwrapping (inflating, joining chunks) may make: 16 MiB. */
export const maxUnwrapped = 16 * 1024 * 1024;
/** Characters of a name or value; the bytes show the rest. */
export const maxShown = 1024;
/** Bytes a value shows as hex. */
const maxHexShown = 32;

/** A field while it is built. Fields are appended to, never taken back. */
export interface DraftField {
  name: string;
  start: number;
  length: number;
  bits?: { readonly first: number; readonly count: number };
  value: string;
  error?: string;
  readonly children: DraftField[];
}

/** Text fit for the screen: controls, bidi and invisible characters made visible, cut where it is long. */
export function shown(text: string, limit = maxShown): string {
  if (text.length <= limit) return visibleText(text);
  // A pair of surrogates is not cut in two.
  const unit = text.charCodeAt(limit - 1);
  const end = unit >= 0xd800 && unit < 0xdc00 ? limit - 1 : limit;
  return `${visibleText(text.slice(0, end))}…`;
}

/**
 * Builds a tree in the order of the bytes, without recursion and within `maxFields` and `maxDepth`.
 * Names, values and errors are made safe to show, so a dissector may pass them as they came.
 */
export class FieldTree {
  readonly #top: DraftField[] = [];
  readonly #open: DraftField[] = [];
  readonly #limit: number;
  #count = 0;

  constructor(limit = maxFields) {
    this.#limit = limit;
  }

  /** Fields that are open: how deep the next one stands. */
  get depth(): number {
    return this.#open.length;
  }

  /** Nothing more is kept: a dissector may stop early, or go on for the count. */
  get full(): boolean {
    return this.#count >= this.#limit;
  }

  /** Appends a field of whole bytes to the innermost open one. What is answered may be given `error`, `bits`, a later value. */
  add(name: string, start: number, length: number, value: string, error?: string): DraftField {
    const field: DraftField = { name, start, length, value, children: [] };
    if (error !== undefined) field.error = error;
    if (this.#count < this.#limit) (this.#open.at(-1)?.children ?? this.#top).push(field);
    this.#count++;
    return field;
  }

  /** Appends a field of some bits of the bytes it covers. */
  addBits(
    name: string,
    start: number,
    length: number,
    bits: { readonly first: number; readonly count: number },
    value: string,
  ): DraftField {
    const field = this.add(name, start, length, value);
    field.bits = bits;
    return field;
  }

  /** Appends a field that the next ones stand in, until `close`. */
  open(name: string, start: number, value = '', length = 0): DraftField {
    const field = this.add(name, start, length, value);
    this.#open.push(field);
    return field;
  }

  /** Ends the innermost open field at `end`, exclusive; without it the length given to `open` stays. */
  close(end?: number): DraftField | undefined {
    const field = this.#open.pop();
    if (field !== undefined && end !== undefined) field.length = Math.max(0, end - field.start);
    return field;
  }

  /** Ends what is still open at `end`, says how many fields were left out, and answers the tree. */
  finish(end: number): readonly Field[] {
    while (this.#open.length > 0) this.close(end);
    const left = this.#count - this.#limit;
    if (left > 0) {
      this.#top.push({
        name: '…',
        start: end,
        length: 0,
        value: `${left} more ${left === 1 ? 'field' : 'fields'} left out`,
        children: [],
      });
    }
    const all: DraftField[] = [...this.#top];
    for (let field = all.pop(); field !== undefined; field = all.pop()) {
      field.name = shown(field.name);
      field.value = shown(field.value);
      if (field.error !== undefined) field.error = shown(field.error);
      for (const child of field.children) all.push(child);
    }
    return this.#top;
  }
}

/** What is wrong with the first field that has an error, in the order of the bytes; null where none has. */
export function firstError(fields: readonly Field[]): string | null {
  const waiting = [...fields].reverse();
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    if (one.error !== undefined) return one.error;
    for (let at = one.children.length - 1; at >= 0; at--) {
      const child = one.children[at];
      if (child !== undefined) waiting.push(child);
    }
  }
  return null;
}

/** Whether any field of a tree has an error. */
export function hasError(fields: readonly Field[]): boolean {
  return firstError(fields) !== null;
}

/** The answer of a dissector that read something. */
export function done(
  fields: readonly Field[],
  summary: string,
  consumed: number,
  unwrapped?: Unwrapped,
): Dissection {
  const base = { kind: 'done', fields, summary: shown(summary, 200), consumed } as const;
  return unwrapped === undefined ? base : { ...base, unwrapped };
}

export function notMine(reason: string): Dissection {
  return { kind: 'not-mine', reason: shown(reason, 200) };
}

export function needMore(reason: string): Dissection {
  return { kind: 'need-more', reason: shown(reason, 200) };
}

/** UTF-8 as text, U+FFFD for what is ill-formed, no more of it than a value shows. */
export function utf8Text(bytes: Uint8Array, start: number, end: number): string {
  // A character has at most four bytes, so this decodes more than is shown wherever it cuts.
  return decodeUtf8Lossy(bytes.subarray(start, Math.min(end, start + 4 * (maxShown + 1))));
}

/** Bytes as the characters of the same number (Latin-1), no more of them than a value shows. */
export function latin1Text(bytes: Uint8Array, start: number, end: number): string {
  return String.fromCharCode(...bytes.subarray(start, Math.min(end, start + maxShown + 1)));
}

/** `de ad be ef`, of long ones the first 32 with the number of bytes; "no bytes" of none. */
export function hexText(bytes: Uint8Array, start: number, end: number): string {
  if (end <= start) return 'no bytes';
  const text = Array.from(bytes.subarray(start, Math.min(end, start + maxHexShown)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join(' ');
  return end - start > maxHexShown ? `${text} … (${end - start} bytes)` : text;
}

/** `0x0a`: at least `digits` hex digits. */
export function hexNumber(value: number | bigint, digits = 2): string {
  return `0x${value.toString(16).padStart(digits, '0')}`;
}

/** A view for numbers over the same bytes. Offsets outside throw: check the length first. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Whether these bytes stand at an offset; a text stands for its ASCII. */
export function bytesAt(bytes: Uint8Array, at: number, wanted: string | readonly number[]): boolean {
  if (at + wanted.length > bytes.length) return false;
  for (let index = 0; index < wanted.length; index++) {
    const byte = typeof wanted === 'string' ? wanted.charCodeAt(index) : wanted[index];
    if (bytes[at + index] !== byte) return false;
  }
  return true;
}

/** "1 item", "2 items". */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}
