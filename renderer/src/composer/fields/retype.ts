import { decodeFields, encodeFields, isTemplate, widthOf } from '../../../../codec/index.js';
import type { FieldType, LayoutField } from '../../../../contract/index.js';
import type { FieldsMessage } from '../../stores/layouts.js';
import { fieldAt, namesOf, replaceAt } from './edits.js';
import type { Place } from './edits.js';
import { isValueOf } from './references.js';
import { isSplittable, splitField } from './split.js';
import { retyped } from './words.js';

/**
 * Gives a field another type and keeps its bytes, where they fit. Of text or bytes that are longer than a number the
 * number takes the first, and the rest is a field after it: so bytes that were pasted are read piece by piece.
 */
export function retypeField(
  message: FieldsMessage,
  place: Place,
  path: string,
  type: FieldType,
): { readonly message: FieldsMessage; readonly place: Place } {
  const field = fieldAt(message.layout.fields, place);
  if (field === null || field.type === type) return { message, place };
  const width = widthOf(type);
  if (isSplittable(field) && width > 0) {
    const split = splitField(message, place, path, { bytes: width });
    if (split.ok) return retypeField(split.value.message, split.value.place, path, type);
  }
  const { layout, values } = message;
  const next = retyped(field, type);
  const converted =
    next.value === undefined ? next : { ...next, value: convertedValue(field, next, next.value) };
  const names = namesOf(layout.fields, place);
  const changed = Object.entries(values).map(([key, text]): [string, string] =>
    isValueOf(key, names) ? [key, convertedValue(field, next, text)] : [key, text],
  );
  const fields = replaceAt(layout.fields, place, converted);
  return { message: { layout: { ...layout, fields }, values: Object.fromEntries(changed) }, place };
}

/** What a value of a field is as one of another type: the same bytes; itself where they do not fit. */
function convertedValue(from: LayoutField, to: LayoutField, text: string): string {
  const holds = ({ type }: LayoutField): boolean => type === 'bytes' || type === 'text' || widthOf(type) > 0;
  if (text === '' || isTemplate(text) || !holds(from) || !holds(to)) return text;
  // Of whole numbers a value is what it says, not how it is written in bytes.
  const number = (type: FieldType): boolean => widthOf(type) > 0;
  if (number(from.type) && number(to.type)) return text;
  const made = encodeFields([bare(from)], { x: text });
  if (made.problems.length > 0) return text;
  const read = decodeFields([bare(to)], made.bytes);
  const whole = read.error === null && read.consumed === made.bytes.length;
  return whole ? (read.values['x'] ?? text) : text;
}

/** The field with nothing but what makes bytes of a value. */
function bare({ type, little, charset }: LayoutField): LayoutField {
  return {
    name: 'x',
    type,
    ...(little === undefined ? {} : { little }),
    ...(charset === undefined ? {} : { charset }),
  };
}
