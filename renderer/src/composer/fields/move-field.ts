import type { FieldsMessage } from '../../stores/layouts.js';
import { fieldAt, moveTo, namesOf, replaceAt, withDefaults } from './edits.js';
import type { Place } from './edits.js';
import { belowField } from './references.js';

/**
 * Takes a field from one place to another (see `moveTo`), and what is typed in it along. Of an array's items the first
 * one's values go with it; in an array they are what stands there by default, as an item has none of its own yet.
 */
export function moveField(
  { layout, values }: FieldsMessage,
  from: Place,
  to: Place,
): { readonly message: FieldsMessage; readonly place: Place } {
  const { fields, place } = moveTo(layout.fields, from, to);
  const before = namesOf(layout.fields, from);
  const after = namesOf(fields, place);
  const field = fieldAt(fields, place);
  const message = { layout: { ...layout, fields }, values };
  if (field === null || before.join('.') === after.join('.')) return { message, place };
  const stays: [string, string][] = [];
  const goes: [string, string][] = [];
  for (const [key, text] of Object.entries(values)) {
    const below = belowField(key, before);
    if (below === null) stays.push([key, text]);
    else goes.unshift([[field.name, ...below].join('.'), text]);
  }
  if (!isInArray(message, place)) {
    const outer = after
      .slice(0, -1)
      .map((name) => `${name}.`)
      .join('');
    const moved = goes.map(([key, text]): [string, string] => [outer + key, text]);
    return { message: { ...message, values: Object.fromEntries([...stays, ...moved]) }, place };
  }
  const own = withDefaults({ layout: { ...layout, fields: [field] }, values: Object.fromEntries(goes) });
  const placed = replaceAt(fields, place, own.layout.fields[0] ?? field);
  return { message: { layout: { ...layout, fields: placed }, values: Object.fromEntries(stays) }, place };
}

function isInArray({ layout }: FieldsMessage, place: Place): boolean {
  return place
    .slice(0, -1)
    .some((_index, at) => fieldAt(layout.fields, place.slice(0, at + 1))?.type === 'array');
}
