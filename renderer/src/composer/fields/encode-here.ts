import {
  encodeFields,
  encodeUtf8,
  fail,
  isTemplate,
  parseHex,
  parseTemplate,
} from '../../../../codec/index.js';
import type { EncodedFields } from '../../../../codec/index.js';
import { ok } from '../../../../contract/index.js';
import type { FieldsMessage } from '../../stores/layouts.js';

/** What a value with a variable in it is called here: no fault, only not known yet. */
const later = 'fields.later';

/**
 * What a message becomes, as far as the page can tell: where a value has variables, which the host alone
 * knows, zeros stand for it, and nothing is wrong with it.
 */
export function encodeHere(message: FieldsMessage): EncodedFields {
  const known = made.get(message);
  if (known !== undefined) return known;
  const encoded = encode(message);
  made.set(message, encoded);
  return encoded;
}

/** Who draws the table and who judges the message ask for the same. */
const made = new WeakMap<FieldsMessage, EncodedFields>();

function encode({ layout, values }: FieldsMessage): EncodedFields {
  const encoded = encodeFields(layout.fields, values, (value, encoding) => {
    if (!isTemplate(value)) return plain(value, encoding);
    const template = parseTemplate(value);
    if (!template.ok) return template;
    if (template.value.parts.some(({ kind }) => kind === 'call')) return fail(later, '');
    return plain(
      template.value.parts.map((part) => (part.kind === 'text' ? part.text : '')).join(''),
      encoding,
    );
  });
  return { ...encoded, problems: encoded.problems.filter(({ code }) => code !== later) };
}

function plain(value: string, encoding: 'text' | 'hex') {
  const bytes = encoding === 'hex' ? parseHex(value) : ok(encodeUtf8(value));
  return bytes.ok ? ok({ bytes: bytes.value, secret: false, live: false }) : bytes;
}

/** Whether the host has to make the bytes. */
export function needsHost({ layout, values }: FieldsMessage): boolean {
  return isTemplate(JSON.stringify([values, layout.fields]));
}
