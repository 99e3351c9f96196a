import { bitField, field, type Field } from '../field.js';
import { looksTextual } from '../text.js';
import { utf8Error } from '../utf8.js';
import { counted, hexText, maxFields, maxShown, shown, utf8Text } from './fields.js';

/** Says of a field what is wrong with it; the first thing said stays. */
export function faulty(one: Field, error: string): Field {
  return one.error === undefined ? { ...one, error: shown(error) } : one;
}

/** Text in quotes, safe to show. */
export function quoted(bytes: Uint8Array): string {
  return `"${shown(utf8Text(bytes, 0, bytes.length))}"`;
}

/** Bytes for eyes: the first of them in hex. */
export function shownBytes(bytes: Uint8Array): string {
  return hexText(bytes, 0, bytes.length);
}

/** Text in quotes where the bytes are UTF-8 without controls, else hex. */
export function shownPayload(bytes: Uint8Array): string {
  if (bytes.length === 0) return 'empty';
  return looksTextual(bytes.subarray(0, maxShown)) ? quoted(bytes) : shownBytes(bytes);
}

/** A number with its word: `PUBLISH (3)`; without a word, the number and what it then is. */
export function named(
  words: Readonly<Record<number, string>>,
  value: number,
  unknown = 'unassigned',
): string {
  return `${words[value] ?? unknown} (${value})`;
}

/** What a table has under a name that somebody sent: "constructor" is in none. */
export function entryOf<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** The bytes as the characters of the same number: one character a byte, so offsets are those of the bytes. */
export function latin1(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return text;
}

/** One run of bits in a number: name, first bit (from 0, the most significant), how many, what a value means. */
export interface BitRun {
  readonly name: string;
  readonly first: number;
  readonly count: number;
  readonly show?: (value: number) => string;
  /** What is wrong with a value, or null. */
  readonly judge?: (value: number) => string | null;
}

function onOff(value: number): string {
  return value === 1 ? '1, set' : '0, not set';
}

/**
 * A stretch of a packet, read front to back into fields. What would reach beyond its end becomes one
 * field that says so, and from then on (`cut`) reading does nothing and answers zeros: a reader
 * needs no test after each step. Fields are counted over the whole payload.
 */
export class Part {
  readonly fields: Field[] = [];
  /** Something was cut short, or there are too many fields. */
  cut = false;

  constructor(
    readonly bytes: Uint8Array,
    public at = 0,
    readonly end = bytes.length,
    /** Fields that may still be made; shared with the parts inside. */
    readonly budget: { left: number } = { left: maxFields },
  ) {}

  get left(): number {
    return this.end - this.at;
  }

  /** Whether there is more to read: what a loop asks. */
  get more(): boolean {
    return !this.cut && this.at < this.end;
  }

  /** The bytes from here, not yet read. */
  peek(length = this.left, from = this.at): Uint8Array {
    return this.bytes.subarray(from, Math.min(this.end, from + length));
  }

  add(one: Field): void {
    this.budget.left--;
    this.fields.push(one);
  }

  /** Says what is wrong with the field read last. */
  fault(error: string): void {
    const last = this.fields.pop();
    if (last !== undefined) this.fields.push(faulty(last, error));
  }

  /** Whether `length` bytes and a field may be taken; if not, says so in a field, once. */
  take(name: string, length: number): boolean {
    if (this.cut) return false;
    if (this.budget.left <= 0) {
      this.cut = true;
      this.fields.push(...notShown(this.at, this.end));
      this.at = this.end;
      return false;
    }
    if (length <= this.left) return true;
    this.missing(name, `cut short: ${counted(length, 'byte')} needed, ${this.left} there`);
    return false;
  }

  /** Says that something should stand here and does not, in a field over what does; nothing is read after it. */
  missing(name: string, error: string): void {
    if (this.cut) return;
    this.cut = true;
    const value = this.left === 0 ? 'missing' : shownBytes(this.peek());
    this.add(faulty(field(name, this.at, this.left, value), error));
    this.at = this.end;
  }

  /** An unsigned number of 1 to 6 bytes, most significant first. */
  number(name: string, size: number, show: (value: number) => string = String): number {
    if (!this.take(name, size)) return 0;
    const value = uint(this.bytes, this.at, size);
    this.add(field(name, this.at, size, show(value)));
    this.at += size;
    return value;
  }

  /** A number of which each run of bits means something. */
  flags(name: string, size: number, runs: readonly BitRun[], show: (value: number) => string): number {
    if (!this.take(name, size)) return 0;
    const value = uint(this.bytes, this.at, size);
    const children = runs.map((run) => {
      const bits = Math.floor(value / 2 ** (size * 8 - run.first - run.count)) % 2 ** run.count;
      const shown = run.show?.(bits) ?? (run.count === 1 ? onOff(bits) : String(bits));
      const one = bitField(run.name, this.at, size, { first: run.first, count: run.count }, shown);
      const wrong = run.judge?.(bits) ?? null;
      this.budget.left--;
      return wrong === null ? one : faulty(one, wrong);
    });
    this.add(field(name, this.at, size, show(value), children));
    this.at += size;
    return value;
  }

  /** So many bytes as they are; answers them. */
  raw(name: string, length: number, show: (bytes: Uint8Array) => string = shownBytes): Uint8Array {
    if (!this.take(name, length)) return new Uint8Array();
    const taken = this.bytes.subarray(this.at, this.at + length);
    this.add(field(name, this.at, length, show(taken)));
    this.at += length;
    return taken;
  }

  /** UTF-8 text of so many bytes; ill-formed sequences are named. */
  text(name: string, length: number): Uint8Array {
    const from = this.at;
    const taken = this.raw(name, length, quoted);
    const wrong = utf8Error(taken);
    if (wrong !== null) this.fault(`not UTF-8 at byte ${from + wrong}`);
    return taken;
  }

  /** Everything up to the end as one field; nothing where nothing is left. */
  rest(name: string, error?: string, show: (bytes: Uint8Array) => string = shownBytes): void {
    if (this.cut || this.left === 0) return;
    this.raw(name, this.left, show);
    if (error !== undefined && !this.cut) this.fault(error);
  }

  /** Puts the fields inside the field read last in its place, where nothing is wrong with it. */
  flatten(): void {
    const last = this.fields.pop();
    if (last === undefined) return;
    if (last.error === undefined) this.fields.push(...last.children);
    else this.fields.push(last);
  }

  /**
   * A field with fields inside: `read` fills them and answers the value. With a length the inside
   * ends there (or where the bytes do, which is named), without one it ends where reading stopped.
   */
  group(name: string, length: number | null, read: (inside: Part) => string, error?: string): Field | null {
    if (!this.take(name, 0)) return null;
    const start = this.at;
    const whole = length ?? this.left;
    const end = start + Math.min(whole, this.left);
    const inside = new Part(this.bytes, start, end, this.budget);
    const value = read(inside);
    const stop = length === null ? inside.at : end;
    let one = field(name, start, stop - start, value, inside.fields);
    if (error !== undefined) one = faulty(one, error);
    if (whole > this.left)
      one = faulty(one, `cut short: ${counted(whole, 'byte')} needed, ${this.left} there`);
    this.add(one);
    this.at = stop;
    if (whole > end - start || (length === null && inside.cut)) this.cut = true;
    return one;
  }
}

/** The bytes from `at` on as a field that says why they are not read further; none where there are none. */
export function notShown(at: number, end: number): readonly Field[] {
  return at < end ? [field('not shown', at, end - at, `${counted(end - at, 'byte')}: too many fields`)] : [];
}

/** An unsigned number of up to 6 bytes, most significant first; bytes beyond the end count as 0. */
export function uint(bytes: Uint8Array, at: number, size: number): number {
  let value = 0;
  for (let index = 0; index < size; index++) value = value * 256 + (bytes[at + index] ?? 0);
  return value;
}
