import { CST, Lexer, parse as parseYaml } from 'yaml';
import { type Result, fail, importLimits, ok } from '../../../contract/index.js';
import { depthOf } from './reading.js';

/** YAML takes far longer to read than JSON, and no tool writes more of it. Characters of one file. */
const maxYamlCharacters = 4 * 1024 * 1024;
/** Reading a value takes the host some 20 µs, in which no socket is read. */
const maxYamlValues = 150_000;
/**
 * V8 ends the whole process, and not the thread, where its parser runs out of memory: what each value takes,
 * some 150 bytes, stays far below what the thread has.
 */
const maxJsonValues = 4_000_000;
/** An alias stands for what was said before; a bomb is aliases of aliases. Real exports have none. */
const maxYamlAliases = 100;

/** A file of an import, decoded and parsed once, when somebody asks. */
export class SourceFile {
  #text: DecodedText | null | undefined;
  #json: Result<unknown> | undefined;
  #yaml: Result<unknown> | undefined;

  constructor(
    /** With folders, `/` between them. */
    readonly path: string,
    readonly bytes: Uint8Array,
  ) {}

  /** Without its folders. */
  get name(): string {
    return this.path.slice(this.path.lastIndexOf('/') + 1);
  }

  /** The folders it lies in, from the top; '' where it lies in none. */
  get folder(): string {
    return this.path.slice(0, Math.max(0, this.path.lastIndexOf('/')));
  }

  /** Null where it is no text. */
  get decoded(): DecodedText | null {
    return (this.#text ??= decodeText(this.bytes));
  }

  get text(): string {
    return this.decoded?.text ?? '';
  }

  /** Fails with `import.syntax`, `import.too-deep` or `import.too-many`, naming the file. */
  json(): Result<unknown> {
    return (this.#json ??= hasTooManyValues(this.text)
      ? fail(
          'import.too-many',
          `${this.path} has more than ${maxJsonValues} values, the most that is read of one JSON file. Import it in parts.`,
          { file: this.path },
        )
      : this.#parse('JSON', (text) => JSON.parse(text) as unknown));
  }

  /** YAML 1.2 without tags of its own; JSON is YAML too but is better asked for as such. Fails as `json`. */
  yaml(): Result<unknown> {
    return (this.#yaml ??= this.#parse('YAML', (text) => {
      if (text.length > maxYamlCharacters)
        throw new Error(`it has more than ${maxYamlCharacters >> 20} MiB, the most that is read of YAML`);
      // Before the parser recurses: V8 does not always survive the end of its stack.
      if (nestsTooDeep(text)) throw new RangeError('too deep');
      return parseYaml(text, {
        schema: 'core',
        customTags: [],
        merge: false,
        maxAliasCount: maxYamlAliases,
        // The library looks for twins by going through all keys for each one; the last of them counts.
        uniqueKeys: false,

        logLevel: 'error',
      }) as unknown;
    }));
  }

  #parse(language: string, read: (text: string) => unknown): Result<unknown> {
    let value: unknown;
    try {
      value = read(this.text);
    } catch (error) {
      // Deep nesting overflows the stack of a parser that recurses: its own words would tell nobody what to do.
      if (error instanceof RangeError) return this.#tooDeep();
      const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
      return fail('import.syntax', `${this.path} is no ${language} that can be read: ${why.slice(0, 300)}`, {
        file: this.path,
      });
    }
    return depthOf(value, importLimits.depth) >= importLimits.depth ? this.#tooDeep() : ok(value);
  }

  #tooDeep(): Result<never> {
    return fail(
      'import.too-deep',
      `${this.path} nests lists and objects more than ${importLimits.depth} deep: no export of a tool does.`,
      { file: this.path },
    );
  }
}

/** Whether JSON has more values than memory has room for, found before the parser makes them. */
export function hasTooManyValues(text: string): boolean {
  // Fewer characters cannot hold more values.
  if (text.length < 2 * maxJsonValues) return false;
  let values = 0;
  for (let at = 0; at < text.length; at++) {
    const sign = text.charCodeAt(at);
    if (sign === 0x22) {
      // To the end of the string; what is behind a backslash is no end.
      for (at++; at < text.length && text.charCodeAt(at) !== 0x22; at++)
        if (text.charCodeAt(at) === 0x5c) at++;
    } else if ((sign === 0x2c || sign === 0x5b || sign === 0x7b) && ++values > maxJsonValues) return true;
  }
  return false;
}

/** Columns that block nesting may begin at; each level takes one at least, and people write two. */
const maxYamlColumn = 2 * importLimits.depth;

/** Whether YAML nests deeper than an export does, found without recursion: brackets, and what stands before content. */
function nestsTooDeep(text: string): boolean {
  let flow = 0;
  let column = 0;
  let indenting = true;
  let scalar = false;
  let values = 0;
  for (const lexeme of new Lexer().lex(text)) {
    if (scalar) scalar = false;
    else if (lexeme === CST.SCALAR) {
      if (indenting && column > maxYamlColumn) return true;
      if (++values > maxYamlValues) {
        throw new Error(`it has more than ${maxYamlValues} values: import it in parts, or as JSON`);
      }
      indenting = false;
      scalar = true;
      continue;
    } else if (lexeme === CST.BOM || lexeme === CST.DOCUMENT || lexeme === CST.FLOW_END) continue;
    else if (lexeme === '[' || lexeme === '{') {
      if (++flow > importLimits.depth || (indenting && column > maxYamlColumn)) return true;
      indenting = false;
    } else if (lexeme === ']' || lexeme === '}') flow--;
    else if ((lexeme === '-' || lexeme === '?') && indenting && column > maxYamlColumn) return true;
    const lineBreak = lexeme.lastIndexOf('\n');
    if (lineBreak < 0) column += lexeme.length;
    else {
      column = lexeme.length - lineBreak - 1;
      indenting = true;
    }
  }
  return false;
}

export interface DecodedText {
  readonly text: string;
  readonly encoding: 'UTF-8' | 'UTF-16LE' | 'UTF-16BE' | 'Latin-1';
}

/** Reads bytes as UTF-8, as UTF-16 where they say so or look so, else as Latin-1; null where they are no text. */
export function decodeText(bytes: Uint8Array): DecodedText | null {
  const wide = wideEncoding(bytes);
  if (wide !== null) {
    return { text: new TextDecoder(wide.toLowerCase()).decode(bytes), encoding: wide };
  }
  // A NUL stands in no text that is not UTF-16.
  if (bytes.subarray(0, 65_536).includes(0)) return null;
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'UTF-8' };
  } catch {
    return { text: new TextDecoder('windows-1252').decode(bytes), encoding: 'Latin-1' };
  }
}

function wideEncoding(bytes: Uint8Array): 'UTF-16LE' | 'UTF-16BE' | null {
  const [first = 0, second = 0] = bytes;
  if (first === 0xff && second === 0xfe) return 'UTF-16LE';
  if (first === 0xfe && second === 0xff) return 'UTF-16BE';
  // Without a mark: the markup of every format is ASCII, so that each second byte is NUL.
  if (bytes.length < 4 || bytes.length % 2 !== 0) return null;
  const head = bytes.subarray(0, 8);
  const zero = (parity: number): boolean => head.every((byte, i) => (i % 2 === parity) === (byte === 0));
  return zero(1) ? 'UTF-16LE' : zero(0) ? 'UTF-16BE' : null;
}
