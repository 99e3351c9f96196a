import {
  encodeFields,
  encodeUtf8,
  formatHex,
  isTemplate,
  parseHex,
  parseTemplate,
} from '../../../../codec/index.js';
import { fail, ok } from '../../../../contract/index.js';
import type { LayoutField, Result } from '../../../../contract/index.js';
import type { FieldsMessage } from '../../stores/layouts.js';
import { fieldAt, freshName, insertAt, namesOf, replaceAt, siblingsOf } from './edits.js';
import type { Place } from './edits.js';
import { extendSpans, isValueOf, renamedPath } from './references.js';
import { phrase, t } from '../../language/index.js';

/** Where a value is cut: between characters of it as it is typed, or between bytes of what it becomes. */
export type Cut = { readonly chars: number } | { readonly bytes: number };

/** A message, and where a field of it is now. */
export interface Split {
  readonly message: FieldsMessage;
  readonly place: Place;
  /** Path of the second of the two. */
  readonly path: string;
}

const misplaced = phrase('Put the cursor inside the value, where the second field is to begin.');

/**
 * Cuts a field of text or bytes in two. The first gets the size it has, so that it can be read again; lengths
 * and checksums that ended with it end with the second.
 */
export function splitField(
  { layout, values }: FieldsMessage,
  place: Place,
  path: string,
  cut: Cut,
): Result<Split> {
  const field = fieldAt(layout.fields, place);
  if (field === null || !isSplittable(field))
    return fail('fields.split', t('Text and bytes that are typed can be split: this field is neither.'));
  const own = field.fixed !== true && Object.hasOwn(values, path) ? values[path] : undefined;
  const halves = cutText(field, own ?? field.value ?? '', cut);
  if (!halves.ok) return halves;
  const [before, after] = halves.value;
  const size = sizeOf(field, before);

  const beside = siblingsOf(layout.fields, place);
  const name = freshName(beside, field.name);
  const { size: sizeBefore, prefix, end: _end, value, fill, ...rest } = field;
  // What stands by default, and in other items, is cut after as many bytes.
  const others = (text: string): readonly [string, string] => {
    const cutThere = size === null ? null : cutText(field, text, { bytes: size });
    return cutThere?.ok === true ? cutThere.value : [text, ''];
  };
  const [defaultBefore, defaultAfter] =
    value === undefined ? [undefined, undefined] : own === undefined ? [before, after] : others(value);
  const first: LayoutField = {
    ...rest,
    ...(defaultBefore === undefined ? {} : { value: defaultBefore }),
    ...(size === null ? {} : { size }),
    ...(fill === undefined ? {} : { fill }),
  };
  const { note: _note, ...second } = field;
  const { prefix: _prefix, size: _size, value: _value, ...open } = second;
  const last: LayoutField = {
    ...open,
    name,
    ...(defaultAfter === undefined || defaultAfter === '' ? {} : { value: defaultAfter }),
    ...(sizeBefore === undefined || size === null ? {} : { size: Math.max(0, sizeBefore - size) }),
  };

  let fields = extendSpans(layout.fields, place, name);
  fields = replaceAt(fields, place, first);
  const next = [...place.slice(0, -1), (place.at(-1) ?? 0) + 1];
  fields = insertAt(fields, next, last);
  // A length before the whole becomes a field of its own.
  if (prefix !== undefined) {
    const counting: LayoutField = {
      name: freshName(beside, `${field.name} length`.slice(0, 90)),
      type: prefix,
      ...(field.little === true ? { little: true } : {}),
      ...(field.when === undefined ? {} : { when: field.when }),
      length: { from: field.name, to: name },
    };
    fields = insertAt(fields, place, counting);
  }

  const names = namesOf(layout.fields, place);
  const split = Object.entries(values).flatMap(([key, text]): [string, string][] => {
    if (!isValueOf(key, names)) return [[key, text]];
    const [one, other] = key === path ? halves.value : others(text);
    return [
      [key, one],
      [renamedPath(key, names, name) ?? key, other],
    ];
  });
  const shift = prefix === undefined ? 0 : 1;
  return ok({
    message: { layout: { ...layout, fields }, values: Object.fromEntries(split) },
    place: [...place.slice(0, -1), (place.at(-1) ?? 0) + shift],
    path: renamedPath(path, names, name) ?? path,
  });
}

/** Whether a field can be cut in two. */
export function isSplittable(field: LayoutField): boolean {
  const derived = field.length !== undefined || field.count !== undefined || field.checksum !== undefined;
  return (field.type === 'bytes' || field.type === 'text') && !derived;
}

/** Both parts of a value, neither of them empty. */
function cutText(field: LayoutField, text: string, cut: Cut): Result<readonly [string, string]> {
  if ('bytes' in cut && isTemplate(text))
    return fail(
      'fields.split',
      t('Placeholders stand for bytes of any number: split at the cursor instead.'),
    );
  if ('bytes' in cut && field.type === 'bytes') {
    const whole = parseHex(text);
    if (!whole.ok) return whole;
    const { value } = whole;
    return cut.bytes <= 0 || cut.bytes >= value.length
      ? fail('fields.split', t(misplaced))
      : ok([formatHex(value.subarray(0, cut.bytes)), formatHex(value.subarray(cut.bytes))]);
  }
  const at = 'chars' in cut ? charsAt(text, cut.chars) : charsOf(field, text, cut.bytes);
  if (!at.ok) return at;
  const before = text.slice(0, at.value);
  const after = text.slice(at.value);
  if (before.trim() === '' || after.trim() === '') return fail('fields.split', t(misplaced));
  if (field.type === 'text') return ok([before, after]);
  if (!isTemplate(text) && (!parseHex(before).ok || !parseHex(after).ok))
    return fail('fields.split', t('The cursor is inside a byte: put it between two.'));
  return ok([before.trimEnd(), after.trimStart()]);
}

/** A place between characters, not inside one of two units, nor inside a placeholder. */
function charsAt(text: string, chars: number): Result<number> {
  if (isTemplate(text)) {
    const template = parseTemplate(text);
    if (!template.ok) return template;
    for (const part of template.value.parts) {
      if (part.kind === 'call' && part.start < chars && chars < part.end)
        return fail('fields.split', t('The cursor is inside a placeholder: put it before or after.'));
    }
  }
  return ok(/[\udc00-\udfff]/.test(text[chars] ?? '') ? chars - 1 : chars);
}

/** How many characters of a text so many bytes are. */
function charsOf({ charset }: LayoutField, text: string, bytes: number): Result<number> {
  let at = 0;
  let passed = 0;
  for (const character of text) {
    if (passed >= bytes) break;
    at += character.length;
    passed +=
      charset === undefined || charset === 'utf-8'
        ? encodeUtf8(character).length
        : charset === 'utf-16'
          ? character.length * 2
          : 1;
  }
  return passed === bytes && at < text.length ? ok(at) : fail('fields.split', t(misplaced));
}

/** Bytes of a value; null where placeholders make them unknown. */
function sizeOf(field: LayoutField, text: string): number | null {
  if (isTemplate(text)) {
    const template = parseTemplate(text);
    if (!template.ok || template.value.parts.some(({ kind }) => kind === 'call')) return null;
  }
  const { charset } = field;
  const plain: LayoutField = { name: 'x', type: field.type, ...(charset === undefined ? {} : { charset }) };
  const made = encodeFields([plain], { x: text });
  return made.problems.length === 0 ? made.bytes.length : encodeUtf8(text).length;
}
