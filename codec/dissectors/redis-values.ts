import type { DissectContext } from './dissector.js';
import { counted, FieldTree, maxDepth, maxShown, shown, utf8Text, type DraftField } from './fields.js';
import { quoted, shownPayload } from './part.js';
import { readInline } from './redis-inline.js';

const cr = 0x0d;
const lf = 0x0a;

type Shape = 'line' | 'bulk' | 'items' | 'pairs';

/** Types by their first byte: RESP2 (+ - : $ *) and RESP3. */
const types: Readonly<Record<string, { readonly name: string; readonly shape: Shape }>> = {
  '+': { name: 'simple string', shape: 'line' },
  '-': { name: 'error', shape: 'line' },
  ':': { name: 'integer', shape: 'line' },
  _: { name: 'null', shape: 'line' },
  '#': { name: 'boolean', shape: 'line' },
  ',': { name: 'double', shape: 'line' },
  '(': { name: 'big number', shape: 'line' },
  $: { name: 'bulk string', shape: 'bulk' },
  '!': { name: 'bulk error', shape: 'bulk' },
  '=': { name: 'verbatim string', shape: 'bulk' },
  ';': { name: 'chunk', shape: 'bulk' },
  '*': { name: 'array', shape: 'items' },
  '~': { name: 'set', shape: 'items' },
  '>': { name: 'push', shape: 'items' },
  '%': { name: 'map', shape: 'pairs' },
  '|': { name: 'attribute', shape: 'pairs' },
};

/** What a line of a type must look like, and what is said where it does not. */
const lineForms: Readonly<Record<string, readonly [RegExp, string]>> = {
  ':': [/^[+-]?\d+$/, 'not an integer'],
  _: [/^$/, 'a null has nothing after its type'],
  '#': [/^[tf]$/, 'a boolean is t or f'],
  ',': [/^[+-]?(\d+(\.\d*)?([eE][+-]?\d+)?|inf|nan)$/i, 'not a double'],
  '(': [/^[+-]?\d+$/, 'not a big number'],
};

/** An array, map … whose items are being read. */
interface Open {
  readonly field: DraftField;
  readonly type: string;
  /** Items to come; infinite in a stream, which ends with `.`. */
  left: number;
  index: number;
  /** Its bulk strings, as words of a command; null where something else is among them. */
  words: string[] | null;
}

/** Reads values one after the other; the stack of what is open is its own, whatever the depth. */
export class RespReader {
  readonly tree = new FieldTree();
  readonly lines: string[] = [];
  at = 0;
  /** Nothing after this can be read. */
  failed = false;
  readonly #open: Open[] = [];

  constructor(
    readonly bytes: Uint8Array,
    readonly context: DissectContext,
  ) {}

  run(): void {
    while (!this.failed && !this.tree.full && this.at < this.bytes.length) this.#value();
    if (this.failed || this.#open.length === 0) return;
    const top = this.#open.at(-1);
    if (top === undefined || this.tree.full) return;
    const missing = Number.isFinite(top.left) ? counted(top.left, 'item') : 'the end of the stream';
    top.field.error = `cut short: ${missing} missing`;
    this.#closeAll();
  }

  #closeAll(): void {
    for (let one = this.#open.pop(); one !== undefined; one = this.#open.pop()) {
      this.tree.close(this.at);
      if (this.#open.length === 0) this.lines.push(this.#summary(one));
    }
  }

  #fail(error: string, from = this.at): void {
    this.tree.add(
      'rest',
      from,
      this.bytes.length - from,
      quoted(this.bytes.subarray(from, from + maxShown)),
      error,
    );
    this.at = this.bytes.length;
    this.failed = true;
    this.#closeAll();
  }

  /** Name of the value that comes next, by where it stands. */
  #name(type: string): string {
    if (type === '|') return 'attribute';
    const parent = this.#open.at(-1);
    if (parent === undefined) {
      if (type === '>') return 'push';
      if (this.context.from === 'server') return 'reply';
      return this.context.from === 'client' ? 'command' : 'value';
    }
    const index = parent.index;
    if (types[parent.type]?.shape !== 'pairs') return `[${index}]`;
    return `${index % 2 === 0 ? 'key' : 'value'} ${index >> 1}`;
  }

  #value(): void {
    const { bytes } = this;
    const start = this.at;
    const type = String.fromCharCode(bytes[start] ?? 0);
    const kind = types[type];
    const parent = this.#open.at(-1);
    if (type === '.' && parent?.left === Infinity) {
      const end = this.#lineEnd();
      if (end < 0) return;
      this.tree.add('end of stream', start, end - start, '.');
      this.at = end;
      this.#pop();
      return;
    }
    if (kind === undefined) {
      if (parent === undefined && this.context.from !== 'server') this.#inline();
      else this.#fail(`no type of RESP begins with ${shown(JSON.stringify(type))}`);
      return;
    }
    const end = this.#lineEnd();
    if (end < 0) return;
    if (kind.shape === 'line') this.#line(type, kind.name, start, end);
    else if (kind.shape === 'bulk') this.#bulk(type, kind.name, start, end);
    else this.#container(type, kind.name, start, end);
  }

  /** Offset after the CRLF of the line here; -1, and the reading ended, where there is none. */
  #lineEnd(): number {
    const at = this.bytes.indexOf(lf, this.at);
    if (at < 0) {
      this.#fail('cut short: the line does not end with CRLF');
      return -1;
    }
    if (this.bytes[at - 1] !== cr) {
      this.#fail('a line must end with CRLF, not with LF alone');
      return -1;
    }
    return at + 1;
  }

  #line(type: string, name: string, start: number, end: number): void {
    const text = utf8Text(this.bytes, start + 1, end - 2);
    const [form, complaint] = lineForms[type] ?? [null, ''];
    const error = form !== null && (!form.test(text) || end - start > maxShown) ? complaint : undefined;
    const value =
      type === '_'
        ? 'null'
        : type === '#'
          ? `boolean ${text === 't' ? 'true' : text === 'f' ? 'false' : text}`
          : `${name} ${text}`;
    this.tree.add(this.#name(type), start, end - start, value, error);
    this.at = end;
    this.#item(null, value);
  }

  /** The number of a length line; null, and the reading ended, where it is none. `?` is infinite. */
  #length(start: number, end: number, streams: boolean): number | null {
    const text = utf8Text(this.bytes, start + 1, Math.min(end - 2, start + 24));
    if (streams && text === '?') return Infinity;
    const value = /^-?\d{1,19}$/.test(text) ? Number(text) : Number.NaN;
    if (Number.isSafeInteger(value) && value >= -1) return value;
    this.#fail(`${JSON.stringify(text)} is not a length`);
    return null;
  }

  #bulk(type: string, name: string, start: number, end: number): void {
    const size = this.#length(start, end, type === '$');
    if (size === null) return;
    if (size === Infinity) {
      this.#push(type, 'streamed string', start, end, Infinity);
      return;
    }
    if (size === -1) {
      this.tree.add(this.#name(type), start, end - start, `${name} null`);
      this.at = end;
      this.#item(null, 'null');
      return;
    }
    const stop = Math.min(end + size, this.bytes.length);
    const data = this.bytes.subarray(end, stop);
    const field = this.tree.open(
      this.#name(type),
      start,
      `${name} ${type === '=' ? shownPayload(data.subarray(4)) : shownPayload(data)}`,
    );
    this.tree.add('length', start, end - start, counted(size, 'byte'));
    if (type === '=' && data.length >= 4) {
      this.tree.add('encoding', end, 4, quoted(data.subarray(0, 3)));
      this.tree.add('data', end + 4, data.length - 4, shownPayload(data.subarray(4)));
    } else if (size > 0) this.tree.add('data', end, data.length, shownPayload(data));
    // The last chunk of a stream is empty and has no CRLF of its own.
    const tail = type === ';' && size === 0 ? 0 : 2;
    if (stop + tail > this.bytes.length || stop < end + size)
      field.error = `cut short: ${counted(size + tail, 'byte')} needed, ${this.bytes.length - end} there`;
    else if (tail === 2 && (this.bytes[stop] !== cr || this.bytes[stop + 1] !== lf)) {
      field.error = `no CRLF after ${counted(size, 'byte')}: the length is wrong`;
      this.tree.close(stop);
      this.at = stop;
      this.#fail('what stands after a wrong length');
      return;
    }
    this.at = Math.min(stop + tail, this.bytes.length);
    this.tree.close(this.at);
    this.failed = field.error !== undefined;
    this.#item(shown(utf8Text(data, 0, data.length), 64), field.value);
    if (this.failed) this.#closeAll();
    else if (type === ';' && size === 0 && this.#open.at(-1)?.type === '$') this.#pop();
  }

  #container(type: string, name: string, start: number, end: number): void {
    const size = this.#length(start, end, true);
    if (size === null) return;
    if (size === -1) {
      this.tree.add(this.#name(type), start, end - start, `${name} null`);
      this.at = end;
      this.#item(null, 'null');
      return;
    }
    const pairs = types[type]?.shape === 'pairs';
    const noun = size === Infinity ? 'a stream of items' : counted(size, pairs ? 'pair' : 'item');
    this.#push(type, `${name}, ${noun}`, start, end, pairs ? size * 2 : size);
    if (size === 0) this.#pop();
  }

  #push(type: string, value: string, start: number, end: number, left: number): void {
    if (this.tree.depth >= maxDepth) {
      this.#fail(`nested deeper than ${maxDepth} levels`);
      return;
    }
    const field = this.tree.open(this.#name(type), start, value);
    this.tree.add('length', start, end - start, utf8Text(this.bytes, start + 1, end - 2));
    this.#open.push({ field, type, left, index: 0, words: [] });
    this.at = end;
  }

  /** A value is complete: one less to come where it stands. `word` is its text if it is a bulk string. */
  #item(word: string | null, value: string): void {
    const parent = this.#open.at(-1);
    if (parent === undefined) {
      this.lines.push(value);
      return;
    }
    if (word === null) parent.words = null;
    else if (parent.words !== null && parent.words.length < 8) parent.words.push(word);
    parent.index++;
    parent.left--;
    if (parent.left === 0 && !this.failed) this.#pop();
  }

  /** The innermost container is complete, and with it perhaps those around it. */
  #pop(): void {
    const one = this.#open.pop();
    if (one === undefined) return;
    this.tree.close(this.at);
    // An attribute stands before the value it speaks of and is no item itself (RESP3).
    if (one.type === '|') {
      if (this.#open.length === 0) this.lines.push(this.#summary(one));
      return;
    }
    this.#item(null, this.#summary(one));
  }

  /** A request is an array of bulk strings, and reads best as its words. */
  #summary({ field, type, words, index, left }: Open): string {
    if (type !== '*' || left > 0 || words === null || words.length === 0 || this.context.from === 'server')
      return field.value;
    const text = words.map((word) => (/^[^\s"]+$/.test(word) ? word : JSON.stringify(word))).join(' ');
    const line = `${text}${index > words.length ? ' …' : ''}`;
    field.value = `${field.value}: ${line}`;
    return line;
  }

  #inline(): void {
    const lineFeed = this.bytes.indexOf(lf, this.at);
    if (lineFeed < 0) {
      this.#fail('cut short: an inline command ends with a line feed');
      return;
    }
    const start = this.at;
    const words = readInline(this.bytes, start, lineFeed);
    const field = this.tree.open('inline command', start, words.line);
    if (words.error !== null) field.error = words.error;
    for (const word of words.words) this.tree.add('word', word.start, word.end - word.start, word.text);
    this.at = lineFeed + 1;
    this.tree.close(this.at);
    this.lines.push(words.line);
  }
}

/** Whether a value of RESP begins with this byte; anything else begins an inline command. */
export function isRespType(byte: number): boolean {
  return types[String.fromCharCode(byte)] !== undefined;
}
