import { parseHex } from '../hex.js';
import { type Result, fail, ok } from '../result.js';
import { parseTemplate } from '../template/parse.js';
import { isTemplate } from '../template/parse.js';
import { encodeUtf8 } from '../utf8.js';

/** What a value became. */
export interface ResolvedValue {
  readonly bytes: Uint8Array;
  /** It is or holds a secret: not for screens. */
  readonly secret: boolean;
  /** It moves with the clock. */
  readonly live: boolean;
}

/** Puts variables into a value: of `hex` the text between placeholders is hex digits, else it is UTF-8. */
export type ValueResolver = (value: string, encoding: 'text' | 'hex') => Result<ResolvedValue>;

/** For values without placeholders, where nobody knows variables. */
export const plainValues: ValueResolver = (value, encoding) => {
  const text = isTemplate(value) ? withoutCalls(value) : ok(value);
  if (!text.ok) return text;
  const bytes = encoding === 'hex' ? parseHex(text.value) : ok(encodeUtf8(text.value));
  return bytes.ok ? ok({ bytes: bytes.value, secret: false, live: false }) : bytes;
};

function withoutCalls(value: string): Result<string> {
  const template = parseTemplate(value);
  if (!template.ok) return template;
  let text = '';
  for (const part of template.value.parts) {
    if (part.kind === 'call')
      return fail('template.unknown', `{{${part.name}}} is a variable, and there are none here`);
    text += part.text;
  }
  return ok(text);
}
