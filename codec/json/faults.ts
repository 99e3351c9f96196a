import { nameCharacter, type TextFault } from '../result.js';
import { isJsonSpace, jsonStringValue, readJsonLiteral, readJsonNumber, readJsonString } from './token.js';
import { defaultMaxJsonDepth, type JsonContainerKind } from './walk.js';

interface Open {
  readonly kind: JsonContainerKind;
  readonly at: number;
  /** Keys so far, of an object. */
  readonly keys: Set<string>;
  /** It stands where a key belongs, which is said already. */
  readonly asKey: boolean;
}

type Expect = 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'comma-or-end' | 'nothing';

const closing = { object: '}', array: ']' } as const;

/**
 * Everything that keeps a text from being JSON (RFC 8259), each at its place, and repeated keys as warnings.
 * Goes on after a fault as a person would read on; empty exactly where `walkJson` is content, warnings apart.
 */
export function jsonFaults(text: string, max = 100): readonly TextFault[] {
  return new FaultFinder(text, max).find();
}

class FaultFinder {
  readonly #faults: TextFault[] = [];
  readonly #open: Open[] = [];
  #expect: Expect = 'value';
  #at: number;
  /** Where the last comma stands. */
  #comma = 0;

  constructor(
    readonly text: string,
    readonly max: number,
  ) {
    this.#at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  }

  find(): readonly TextFault[] {
    const { text } = this;
    while (this.#faults.length < this.max) {
      while (isJsonSpace(text.charCodeAt(this.#at))) this.#at++;
      const character = text[this.#at];
      if (character === undefined) {
        this.#end();
        break;
      }
      if (this.#expect === 'nothing') {
        this.#fault(
          this.#at,
          this.#at + 1,
          `${nameCharacter(text, this.#at)} after the value: JSON is one value`,
        );
        break;
      }
      if (this.#open.length > defaultMaxJsonDepth) {
        this.#fault(this.#at, this.#at + 1, `nested deeper than ${defaultMaxJsonDepth} brackets`);
        break;
      }
      this.#token(character);
    }
    return this.#faults.slice(0, this.max).sort((a, b) => a.start - b.start);
  }

  #token(character: string): void {
    const at = this.#at;
    if (character === ',') this.#onComma();
    else if (character === ':') {
      if (this.#expect !== 'colon') this.#fault(at, at + 1, "':' belongs between a key and its value");
      else this.#expect = 'value';
      this.#at++;
    } else if (character === '}' || character === ']') this.#onClose(character);
    else {
      this.#before();
      if (character === '{' || character === '[') {
        const kind = character === '{' ? 'object' : 'array';
        const asKey = this.#isKey();
        if (asKey)
          this.#fault(at, at + 1, `${nameCharacter(this.text, at)} where a key in double quotes belongs`);
        this.#open.push({ kind, at, keys: new Set(), asKey });
        this.#expect = kind === 'object' ? 'key-or-end' : 'value-or-end';
        this.#at++;
      } else if (character === '"') this.#onString();
      else this.#onWord();
    }
  }

  /** Something begins: says what is missing before it. */
  #before(): void {
    const at = this.#at;
    if (this.#expect === 'colon') {
      this.#fault(at, at + 1, "':' is missing before this");
      this.#expect = 'value';
    } else if (this.#expect === 'comma-or-end') {
      this.#fault(at, at + 1, "',' is missing before this");
      this.#expect = this.#open.at(-1)?.kind === 'object' ? 'key' : 'value';
    }
  }

  #onComma(): void {
    const at = this.#at++;
    if (this.#expect === 'comma-or-end') this.#comma = at;
    else if (this.#open.length === 0) this.#fault(at, at + 1, "',' where a value belongs");
    else if (this.#expect === 'key' || this.#expect === 'key-or-end')
      this.#fault(at, at + 1, "',' where a key belongs");
    else this.#fault(at, at + 1, "',' where a value belongs");
    if (this.#open.length === 0) return;
    this.#expect = this.#open.at(-1)?.kind === 'object' ? 'key' : 'value';
  }

  #onClose(character: '}' | ']'): void {
    const { text } = this;
    const at = this.#at++;
    const kind = character === '}' ? 'object' : 'array';
    const depth = this.#open.findLastIndex((one) => one.kind === kind);
    if (depth < 0) {
      this.#fault(at, at + 1, `'${character}' closes nothing`);
      return;
    }
    for (const { at: from, kind: inner } of this.#open.slice(depth + 1)) {
      this.#fault(from, from + 1, `'${text[from] ?? ''}' is not closed: '${closing[inner]}' is missing`);
    }
    if (depth === this.#open.length - 1) {
      if (this.#expect === 'key' || (this.#expect === 'value' && kind === 'array'))
        this.#fault(this.#comma, this.#comma + 1, `',' before '${character}': nothing follows it`);
      else if (this.#expect === 'value' || this.#expect === 'colon')
        this.#fault(at, at + 1, `'${character}' where the value of a key belongs`);
    }
    const asKey = this.#open[depth]?.asKey === true;
    this.#open.length = depth;
    if (asKey) this.#expect = 'colon';
    else this.#done();
  }

  #onString(): void {
    const { text } = this;
    const start = this.#at;
    const token = readJsonString(text, start);
    // A quote that is missing takes the rest of its line and no more.
    const end = Math.min(token.end, lineEnd(text, start));
    if (end < token.end || (token.errorAt !== null && token.errorAt >= text.length)) {
      this.#fault(start, end, 'the string is not closed on its line');
    } else if (token.errorAt !== null) {
      const wrong = token.errorAt;
      const problem =
        text[wrong] === '\\'
          ? `unknown escape \\ ${nameCharacter(text, wrong + 1)} in a string`
          : `${nameCharacter(text, wrong)} must be escaped in a string`;
      this.#fault(wrong, Math.min(wrong + 2, end), problem);
    } else if (this.#isKey()) this.#key(start, end);
    this.#at = end;
    this.#value();
  }

  #key(start: number, end: number): void {
    const keys = this.#open.at(-1)?.keys;
    const key = jsonStringValue(this.text.slice(start, end));
    if (keys?.has(key) === true) {
      const message = 'this key stands in the object already; readers keep one of the two';
      this.#faults.push({ start, end, message, severity: 'warning' });
    }
    keys?.add(key);
  }

  #onWord(): void {
    const { text } = this;
    const at = this.#at;
    const character = text[at] ?? '';
    const literal = readJsonLiteral(text, at);
    const end = this.#wordEnd();
    const word = text.slice(at, Math.min(end, at + 40));
    if (text.startsWith('//', at) || text.startsWith('/*', at)) {
      const block = text.startsWith('/*', at);
      const close = block ? text.indexOf('*/', at + 2) : lineEnd(text, at);
      this.#at = close < 0 ? text.length : close + (block ? 2 : 0);
      this.#fault(at, this.#at, 'JSON has no comments');
      return;
    }
    this.#at = end;
    if (character === "'") {
      const close = text.indexOf("'", at + 1);
      this.#at = close < 0 || close > lineEnd(text, at) ? end : close + 1;
      this.#fault(at, this.#at, 'JSON strings are in double quotes');
    } else if (this.#isKey()) this.#fault(at, end, `a key is in double quotes: "${word}"`);
    else if (character === '-' || (character >= '0' && character <= '9')) {
      const number = readJsonNumber(text, at);
      if (number.errorAt !== null || number.end !== end)
        this.#fault(at, end, 'the number is not as JSON writes it');
    } else if (literal === null || at + literal.length !== end) {
      this.#fault(
        at,
        end,
        `${/^\w+$/.test(word) ? word : nameCharacter(text, at)} is no JSON value: a text is in double quotes`,
      );
    }
    this.#value();
  }

  /** A word ends where structure or space begins; always after at least one character. */
  #wordEnd(): number {
    const { text } = this;
    let end = this.#at + 1;
    while (end < text.length && !/[\s,:{}[\]"]/.test(text[end] ?? '')) end++;
    return end;
  }

  #isKey(): boolean {
    return this.#expect === 'key' || this.#expect === 'key-or-end';
  }

  /** A key or a value has been read. */
  #value(): void {
    if (this.#isKey()) this.#expect = 'colon';
    else this.#done();
  }

  #done(): void {
    this.#expect = this.#open.length === 0 ? 'nothing' : 'comma-or-end';
  }

  #end(): void {
    const { text } = this;
    for (const { at, kind } of this.#open) {
      this.#fault(at, at + 1, `'${text[at] ?? ''}' is not closed: '${closing[kind]}' is missing at the end`);
    }
    if (this.#open.length === 0 && this.#expect !== 'nothing' && this.#faults.length === 0)
      this.#fault(0, text.length, 'the text ends where a value belongs');
  }

  #fault(start: number, end: number, message: string): void {
    this.#faults.push({
      start,
      end: Math.min(Math.max(end, start), this.text.length),
      message,
      severity: 'error',
    });
  }
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}
