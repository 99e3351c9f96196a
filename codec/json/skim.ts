/**
 * Finds the children of one JSON object or array in bytes that are too many to hold, a piece at a time: where
 * each key and value stands, and nothing of what lies deeper. It skims and does not judge: what is no JSON
 * gives children that make no sense, never an endless loop.
 */

export const skimKinds = ['object', 'array', 'string', 'number', 'true', 'false', 'null', 'unknown'] as const;
export type SkimKind = (typeof skimKinds)[number];

/** A child as it stands in the bytes; offsets are those of the payload, ends exclusive. */
export interface SkimChild {
  readonly kind: SkimKind;
  /** Of the key with its quotes; null in an array. */
  readonly key: { readonly start: number; readonly end: number } | null;
  readonly start: number;
  /** Null while its end has not been reached. */
  end: number | null;
}

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;

/** 1 opens, 2 closes, 3 begins a string. */
const signs = new Uint8Array(256);
for (const byte of [0x7b, 0x5b]) signs[byte] = 1;
for (const byte of [0x7d, 0x5d]) signs[byte] = 2;
signs[quote] = 3;

const isSpace = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/** Where a skim stands between two pieces, to go on from later. */
export interface SkimState {
  /** Where the next byte stands. */
  readonly at: number;
  /** The container is an object. */
  readonly object: boolean;
  /** Brackets open within the child under way. */
  readonly depth: number;
  /** Within a string, and there behind an odd number of backslashes. */
  readonly string: boolean;
  readonly escaped: boolean;
  /** A child was begun: it is the first of `children`, with what was forgotten of it left out. */
  readonly inChild: boolean;
}

export class JsonSkim {
  /** Children whose beginning was found, in order; taken away by whoever wants a bound. */
  readonly children: SkimChild[] = [];
  /** Where the next byte to be pushed stands. */
  at: number;
  /** The closing bracket was found, or bytes that can be in no container. */
  done = false;
  #depth = 0;
  #string = false;
  /** Within a string an odd number of backslashes stood at the end of the last piece. */
  #escaped = false;
  #object: boolean;
  #key: { start: number; end: number } | null = null;
  /** Start of a string at depth 0 that is a key, or not yet known not to be one; -1 for none. */
  #keyStart = -1;
  #child: SkimChild | null = null;
  /** Behind the last byte of the child that is no space. */
  #last = 0;
  /** A value may begin: after a bracket or comma, in an object after a colon. */
  #wantsValue: boolean;

  /** `at` is the byte behind the opening bracket, or behind a comma between two children. */
  constructor(at: number, object: boolean, state?: SkimState) {
    this.at = at;
    this.#object = object;
    this.#wantsValue = !object;
    if (state?.inChild !== true) return;
    this.#child = { kind: 'unknown', key: null, start: at, end: null };
    this.children.push(this.#child);
    this.#depth = state.depth;
    this.#string = state.string;
    this.#escaped = state.escaped;
    this.#last = at;
  }

  /** Goes on from where another one stood; that one must not stand inside a key. */
  static from(state: SkimState): JsonSkim {
    return new JsonSkim(state.at, state.object, state);
  }

  /** Null inside a key, or between it and its value: there is nothing to go on from. */
  get state(): SkimState | null {
    const inChild = this.#child !== null;
    if (!inChild && (this.#keyStart >= 0 || this.#key !== null)) return null;
    const { at } = this;
    return {
      at,
      object: this.#object,
      depth: this.#depth,
      string: this.#string,
      escaped: this.#escaped,
      inChild,
    };
  }

  /**
   * Goes on with the bytes that stand at `at`, until they end, the container does, or `most` children were
   * found whole; answers how many bytes it took. It stops behind a comma, so that another may go on there.
   */
  push(bytes: Uint8Array, most = Number.POSITIVE_INFINITY): number {
    let i = 0;
    while (i < bytes.length && !this.done && this.#whole() < most) {
      if (this.#string) i = this.#inString(bytes, i);
      else if (this.#depth > 0) i = this.#deep(bytes, i);
      else i = this.#shallow(bytes, i);
    }
    this.at += i;
    return i;
  }

  /** No more bytes come: a scalar that nothing closes ends here. */
  finish(): void {
    if (this.#depth === 0 && !this.#string) this.#close();
    this.done = true;
  }

  #whole(): number {
    return this.children.length - (this.#child === null ? 0 : 1);
  }

  /** Behind the end of the string, or of the bytes. */
  #inString(bytes: Uint8Array, from: number): number {
    let at = from;
    if (this.#escaped) {
      this.#escaped = false;
      at++;
    }
    for (;;) {
      const end = bytes.indexOf(quote, at);
      const stop = end < 0 ? bytes.length : end;
      let slashes = 0;
      while (stop - 1 - slashes >= at && bytes[stop - 1 - slashes] === backslash) slashes++;
      const odd = slashes % 2 === 1;
      if (end < 0) {
        this.#escaped = odd;
        return bytes.length;
      }
      at = end + 1;
      if (!odd) break;
    }
    this.#string = false;
    this.#last = this.at + at;
    if (this.#depth === 0 && this.#keyStart >= 0) {
      this.#key = { start: this.#keyStart, end: this.#last };
      this.#keyStart = -1;
    }
    return at;
  }

  /** Inside a child: only brackets and strings matter. */
  #deep(bytes: Uint8Array, from: number): number {
    let at = from;
    let depth = this.#depth;
    const { length } = bytes;
    while (at < length) {
      const sign = signs[bytes[at++] ?? 0];
      if (sign === 0) continue;
      if (sign === 1) depth++;
      else if (sign === 2) {
        if (--depth > 0) continue;
        this.#last = this.at + at;
        break;
      } else {
        this.#string = true;
        break;
      }
    }
    this.#depth = depth;
    return at;
  }

  #shallow(bytes: Uint8Array, at: number): number {
    const byte = bytes[at] ?? 0;
    if (isSpace(byte)) return at + 1;
    const sign = signs[byte];
    if (byte === comma) {
      this.#close();
      this.#wantsValue = !this.#object;
      return at + 1;
    }
    if (byte === colon && this.#object && this.#child === null) {
      this.#wantsValue = true;
      return at + 1;
    }
    if (sign === 2) {
      this.#close();
      this.done = true;
      return at + 1;
    }
    if (this.#child === null && !this.#wantsValue && sign === 3) {
      this.#keyStart = this.at + at;
      this.#string = true;
      return at + 1;
    }
    if (this.#child === null) this.#begin(byte, this.at + at);
    this.#last = this.at + at + 1;
    if (sign === 1) this.#depth = 1;
    else if (sign === 3) this.#string = true;
    return at + 1;
  }

  #begin(byte: number, start: number): void {
    this.#child = { kind: skimKindOf(byte), key: this.#object ? this.#key : null, start, end: null };
    this.children.push(this.#child);
    this.#key = null;
  }

  #close(): void {
    if (this.#child !== null) this.#child.end = this.#last;
    this.#child = null;
    this.#key = null;
  }
}

/** What a value that begins with this byte is. */
export function skimKindOf(byte: number): SkimKind {
  switch (byte) {
    case 0x7b:
      return 'object';
    case 0x5b:
      return 'array';
    case quote:
      return 'string';
    case 0x74:
      return 'true';
    case 0x66:
      return 'false';
    case 0x6e:
      return 'null';
    default:
      return byte === 0x2d || (byte >= 0x30 && byte <= 0x39) ? 'number' : 'unknown';
  }
}
