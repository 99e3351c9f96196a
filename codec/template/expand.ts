import { parseBase64 } from '../base64.js';
import { parseEscapes } from '../escapes.js';
import { parseHex } from '../hex.js';
import { type Failure, type Result, fail, ok, positionAt } from '../result.js';
import { decodeUtf8Lossy, encodeUtf8, utf8Error } from '../utf8.js';
import { checkTemplate, describeProblems, meaningOf, type TemplateProblem } from './check.js';
import { generators } from './generators.js';
import { parseTemplate } from './parse.js';
import type { TemplateSource } from './source.js';
import { maxExpandedBytes } from './template.js';
import type { TemplateArgument, TemplateCall, TemplatePart, TemplateScope } from './template.js';

/** How the text around placeholders is written; what placeholders stand for goes in as its bytes. */
export type TemplateEncoding = 'text' | 'escapes' | 'hex' | 'base64';

/** What one stretch of the typed text became. */
export interface ExpandedPiece {
  /** In the typed text, UTF-16 units, end exclusive. */
  readonly start: number;
  readonly end: number;
  readonly bytes: Uint8Array;
  /** A placeholder stood here. */
  readonly made: boolean;
  /** It is or holds a secret: not for screens. */
  readonly secret: boolean;
  /** It moves with the clock. */
  readonly live: boolean;
}

export interface Expansion {
  readonly bytes: Uint8Array;
  readonly pieces: readonly ExpandedPiece[];
}

/** What a variable became, kept for the rest of a message. */
export interface ExpandedValue {
  readonly bytes: Uint8Array;
  readonly secret: boolean;
  readonly live: boolean;
}

/**
 * Reads a text as a template and makes of it what is sent. A variable is evaluated once, however often it
 * is named, by all texts with the same `memory`; a generator each time. Fails with `template.*`, naming everything that is wrong with names at
 * once, or with the codes of `parseHex` and `parseBase64` at the offset in the typed text.
 */
export function expandTemplate(
  text: string,
  scope: TemplateScope,
  source: TemplateSource,
  encoding: TemplateEncoding = 'text',
  memory: ExpansionMemory = expansionMemory(),
): Result<Expansion> {
  const template = parseTemplate(text);
  if (!template.ok) return template;
  const problems = checkTemplate(template.value, scope);
  const refused = refusal(text, problems);
  if (refused !== null) return { ok: false, error: refused };
  const expander = new Expander(scope, source, memory);
  const pieces: ExpandedPiece[] = [];
  let room = maxExpandedBytes;
  for (const part of template.value.parts) {
    const value = part.kind === 'text' ? literal(text, part, encoding) : expander.call(part);
    if (!value.ok) return part.kind === 'text' ? value : placed(text, part, value.error);
    room -= value.value.bytes.length;
    if (room < 0) return placed(text, part, tooLarge().error);
    pieces.push({ start: part.start, end: part.end, made: part.kind === 'call', ...value.value });
  }
  return ok({ bytes: joined(pieces), pieces });
}

/** Variables that several texts of one message share: each is evaluated once. */
export type ExpansionMemory = Map<string, ExpandedValue>;

export function expansionMemory(): ExpansionMemory {
  return new Map();
}

/** As `expandTemplate`, for fields that hold text: an address, a header. `secret` where any of it is one; `secrets` are those parts. */
export function expandText(
  text: string,
  scope: TemplateScope,
  source: TemplateSource,
): Result<{ readonly text: string; readonly secret: boolean; readonly secrets: readonly string[] }> {
  const expanded = expandTemplate(text, scope, source);
  if (!expanded.ok) return expanded;
  const { bytes, pieces } = expanded.value;
  if (utf8Error(bytes) !== null)
    return fail('template.argument', 'A placeholder stands for bytes that are no text (UTF-8)');
  const secrets = pieces.filter((piece) => piece.secret).map((piece) => decodeUtf8Lossy(piece.bytes));
  return ok({ text: decodeUtf8Lossy(bytes), secret: secrets.length > 0, secrets });
}

/** One failure that names them all, with the code and the place of the first. */
function refusal(text: string, problems: readonly TemplateProblem[]): Failure | null {
  const [first] = problems;
  if (first === undefined) return null;
  const names = [...new Set(problems.map(({ name }) => name))];
  return {
    code: first.code,
    message: describeProblems(problems),
    detail: { ...first.detail, ...positionAt(text, first.start), names },
  };
}

/** Names the placeholder something went wrong in. */
function placed(
  text: string,
  part: TemplatePart,
  error: Failure,
): { readonly ok: false; readonly error: Failure } {
  const name = part.kind === 'call' ? part.name : '';
  const message = part.kind === 'call' ? `{{${name}}}: ${error.message}` : error.message;
  const detail = { ...error.detail, name, end: part.end, ...positionAt(text, part.start) };
  return fail(error.code, message, detail);
}

interface LiteralPart {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const parsers: Readonly<
  Record<Exclude<TemplateEncoding, 'text'>, (text: string, part: LiteralPart) => Result<Uint8Array>>
> = {
  hex: (_text, part) => parseHex(part.text),
  base64: (_text, part) => parseBase64(part.text),
  // Both read backslashes: of what was typed, each is read once, and `\\{{` means the same to either.
  escapes: (text, { start, end }) => parseEscapes(text.slice(start, end)),
};

function literal(text: string, part: LiteralPart, encoding: TemplateEncoding): Result<ExpandedValue> {
  const plain = { secret: false, live: false };
  if (encoding === 'text') return ok({ bytes: encodeUtf8(part.text), ...plain });
  const parsed = parsers[encoding](text, part);
  if (parsed.ok) return ok({ bytes: parsed.value, ...plain });
  const inside = parsed.error.detail?.['offset'];
  const position = positionAt(text, part.start + (typeof inside === 'number' ? inside : 0));
  return fail(
    parsed.error.code,
    parsed.error.message.replace(/ at offset \d+( \([^)]*\))?/, ` at offset ${position.offset}`),
    {
      ...parsed.error.detail,
      ...position,
    },
  );
}

function joined(pieces: readonly { readonly bytes: Uint8Array }[]): Uint8Array {
  const [only] = pieces;
  if (only !== undefined && pieces.length === 1) return only.bytes;
  const whole = new Uint8Array(pieces.reduce((sum, { bytes }) => sum + bytes.length, 0));
  let at = 0;
  for (const { bytes } of pieces) {
    whole.set(bytes, at);
    at += bytes.length;
  }
  return whole;
}

function tooLarge(): { readonly ok: false; readonly error: Failure } {
  return fail('template.size', `This becomes more than ${maxExpandedBytes} bytes, the most a message has`);
}

/**
 * Bytes that all placeholders within placeholders may stand for, of one text: a thousand of them that each hash
 * megabytes would come to a few bytes, and hold their host up for minutes.
 */
const maxWorkBytes = 4 * maxExpandedBytes;

/** Evaluates what was checked: every name is known and none leads to itself. */
class Expander {
  #left = maxWorkBytes;

  constructor(
    readonly scope: TemplateScope,
    readonly source: TemplateSource,
    readonly memory: ExpansionMemory,
  ) {}

  call(call: TemplateCall): Result<ExpandedValue> {
    return meaningOf(call, this.scope) === 'variable' ? this.#variable(call.name) : this.#generator(call);
  }

  #variable(name: string): Result<ExpandedValue> {
    const known = this.memory.get(name);
    if (known !== undefined) return ok(known);
    const variable = this.scope.get(name);
    const value = variable?.value ?? '';
    const made =
      variable?.secret === true
        ? ok({ bytes: encodeUtf8(value), secret: true, live: false })
        : this.#text(value);
    if (made.ok) this.memory.set(name, made.value);
    return made;
  }

  #text(text: string): Result<ExpandedValue> {
    const template = parseTemplate(text);
    return template.ok ? this.#parts(template.value.parts) : template;
  }

  #parts(parts: TemplateArgument['parts']): Result<ExpandedValue> {
    const values: ExpandedValue[] = [];
    let room = maxExpandedBytes;
    for (const part of parts) {
      const value =
        part.kind === 'call'
          ? this.call(part)
          : ok({ bytes: encodeUtf8(part.text), secret: false, live: false });
      if (!value.ok) return value;
      room -= value.value.bytes.length;
      this.#left -= value.value.bytes.length;
      if (room < 0 || this.#left < 0) return tooLarge();
      values.push(value.value);
    }
    return ok({
      bytes: joined(values),
      secret: values.some(({ secret }) => secret),
      live: values.some(({ live }) => live),
    });
  }

  #generator(call: TemplateCall): Result<ExpandedValue> {
    const generator = generators.get(call.name);
    if (generator === undefined)
      return fail('template.unknown', `There is no generated value {{${call.name}}}`);
    const { least, most, usage } = generator;
    if (call.args.length < least || call.args.length > most) {
      return fail('template.argument', `it is written {{${usage}}}`);
    }
    const args: ExpandedValue[] = [];
    for (const arg of call.args) {
      const value = this.#parts(arg.parts);
      if (!value.ok) return value;
      args.push(value.value);
    }
    const made = generator.make(
      args.map(({ bytes }) => bytes),
      this.source,
    );
    if (!made.ok) return made;
    return ok({
      bytes: typeof made.value === 'string' ? encodeUtf8(made.value) : made.value,
      secret: generator.secret === true || args.some(({ secret }) => secret),
      live: generator.live === true || args.some(({ live }) => live),
    });
  }
}
