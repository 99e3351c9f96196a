import {
  decodeUtf8Lossy,
  encodeUtf8,
  escapeTemplate,
  fail,
  formatBase64,
  formatEscapes,
  formatHex,
  isTemplate,
  ok,
  parseTemplate,
  utf8Error,
} from '../../../codec/index.js';
import type { ComposerMode, Result } from '../../../contract/index.js';
import { readers } from './body-problems.js';
import { phrase, t, type Phrase } from '../language/index.js';

/** The modes that a text can be converted to: each has bytes that are typed. */
export type ConvertTarget = Exclude<ComposerMode, 'file'> | 'base64url';

/** As a menu lists them. */
export const convertTargets: readonly {
  readonly value: ConvertTarget;
  readonly label: Phrase;
}[] = [
  { value: 'text', label: phrase('Text##form') },
  { value: 'json', label: phrase('JSON') },
  { value: 'xml', label: phrase('XML') },
  { value: 'escapes', label: phrase('Escapes') },
  { value: 'hex', label: phrase('Hex') },
  { value: 'base64', label: phrase('Base64') },
  {
    value: 'base64url',
    label: phrase('Base64, URL-safe'),
  },
];

/** Stretches of bytes, and placeholders as they were typed between them. */
type Part = Uint8Array | string;

/**
 * The same bytes as another mode writes them; placeholders stay where they stand. Fails with the codes of
 * what was typed, or with `convert.text` where the bytes are no text.
 */
export function convertBody(typed: string, from: ComposerMode, to: ConvertTarget): Result<string> {
  const parts = partsOf(typed, from);
  if (!parts.ok) return parts;
  const texts: string[] = [];
  for (const part of parts.value) {
    if (typeof part === 'string') {
      texts.push(part);
      continue;
    }
    const written = write(part, to);
    if (!written.ok) return written;
    texts.push(written.value);
  }
  const made = texts.join(to === 'hex' ? ' ' : '');
  const mode = to === 'base64url' ? 'base64' : to;
  const again = partsOf(made, mode);
  // A brace or a backslash right before a placeholder can be written in some modes and not in others.
  if (!again.ok || !sameParts(parts.value, again.value))
    return fail(
      'convert.braces',
      t('What stands right before a placeholder cannot be written so that it stays apart'),
    );
  return ok(made);
}

function partsOf(typed: string, mode: ComposerMode): Result<readonly Part[]> {
  const read = readers[mode] ?? ((text: string) => ok(encodeUtf8(text)));
  if (!isTemplate(typed)) {
    const bytes = read(typed);
    return bytes.ok ? ok([bytes.value]) : bytes;
  }
  const template = parseTemplate(typed);
  if (!template.ok) return template;
  const parts: Part[] = [];
  for (const part of template.value.parts) {
    const source = typed.slice(part.start, part.end);
    if (part.kind === 'call') {
      parts.push(source);
      continue;
    }
    const bytes = read(mode === 'escapes' ? source : part.text);
    if (!bytes.ok) return bytes;
    if (bytes.value.length > 0) parts.push(bytes.value);
  }
  return ok(parts);
}

function write(bytes: Uint8Array, to: ConvertTarget): Result<string> {
  switch (to) {
    case 'hex':
      return ok(hexLines(bytes));
    case 'base64':
      return ok(formatBase64(bytes));
    case 'base64url':
      return ok(formatBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, ''));
    case 'escapes':
      return ok(formatEscapes(bytes).replaceAll('{{', '\\{{'));
    default: {
      const wrong = utf8Error(bytes);
      if (wrong === null) return ok(escapeTemplate(decodeUtf8Lossy(bytes)));
      const byte = formatHex(bytes.subarray(wrong, wrong + 1));
      const message = t(
        'The byte {byte} at offset {wrong} is no text in UTF-8: Escapes and Hex can show it',
        { byte, wrong },
      );
      return fail('convert.text', message, { offset: wrong });
    }
  }
}

/** Bytes as hex, 16 to a line as in a dump: one line of any length is hard to read and slow to edit. */
export function hexLines(bytes: Uint8Array): string {
  return formatHex(bytes, { perLine: 16 });
}

function sameParts(one: readonly Part[], other: readonly Part[]): boolean {
  const bytesOf = (parts: readonly Part[]): readonly Part[] =>
    parts.filter((part) => typeof part === 'string' || part.length > 0);
  const left = bytesOf(one);
  const right = bytesOf(other);
  return (
    left.length === right.length &&
    left.every((part, index) => {
      const twin = right[index];
      if (typeof part === 'string' || typeof twin === 'string' || twin === undefined) return part === twin;
      return part.length === twin.length && part.every((byte, at) => byte === twin[at]);
    })
  );
}
