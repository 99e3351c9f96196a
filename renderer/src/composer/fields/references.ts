import type { LayoutField } from '../../../../contract/index.js';
import type { FieldsMessage } from '../../stores/layouts.js';
import { fieldAt, namesOf, replaceAt } from './edits.js';
import type { Place } from './edits.js';

type Fields = readonly LayoutField[];

/** Changes every field of a layout, each told what the field at a place is called where it stands. */
function changeAll(
  fields: Fields,
  place: Place,
  change: (field: LayoutField, called: readonly string[]) => LayoutField,
): LayoutField[] {
  const names = namesOf(fields, place);
  // Into a group names lead by a dot; into an array they do not.
  const dotted = (depth: number): boolean =>
    place.slice(depth, -1).every((_index, at) => {
      const type = fieldAt(fields, place.slice(0, depth + at + 1))?.type;
      return type === 'group' || type === 'bits';
    });
  const walk = (list: Fields, depth: number | null, outer: readonly string[]): LayoutField[] => {
    // A name of its own hides the outer one.
    const left = outer.filter((one) => !list.some(({ name }) => name === one.split('.', 1)[0]));
    const here = depth !== null && dotted(depth) ? [...left, names.slice(depth).join('.')] : left;
    return list.map((field, index) => {
      const next = change(field, here);
      if (next.fields === undefined) return next;
      const inside = depth !== null && depth < place.length - 1 && place[depth] === index;
      return { ...next, fields: walk(next.fields, inside ? depth + 1 : null, here) };
    });
  };
  return walk(fields, 0, []);
}

/** What refers to the field at a place, by a new name of it. The field itself keeps the name it has. */
export function renameReferences(fields: Fields, place: Place, name: string): LayoutField[] {
  return changeAll(fields, place, (field, called) => {
    const turned = (reference: string): string => {
      const known = called.find((one) => reference === one || reference.startsWith(`${one}.`));
      return known === undefined ? reference : `${besideOf(known)}${name}${reference.slice(known.length)}`;
    };
    const next: LayoutField = { ...field };
    for (const key of ['length', 'checksum'] as const) {
      const span = field[key];
      if (span === undefined) continue;
      const to = span.to === undefined ? {} : { to: turned(span.to) };
      Object.assign(next, { [key]: { ...span, from: turned(span.from), ...to } });
    }
    if (field.count !== undefined) next.count = { ...field.count, of: turned(field.count.of) };
    if (field.when !== undefined) next.when = { ...field.when, field: turned(field.when.field) };
    if (typeof field.times === 'string') next.times = turned(field.times);
    return next;
  });
}

/** Lengths and checksums that end with the field at a place end with another one beside it. */
export function extendSpans(fields: Fields, place: Place, last: string): LayoutField[] {
  return changeAll(fields, place, (field, called) => {
    const next: LayoutField = { ...field };
    for (const key of ['length', 'checksum'] as const) {
      const span = field[key];
      const end = span?.to ?? span?.from;
      if (end !== undefined && called.includes(end))
        Object.assign(next, { [key]: { ...span, to: besideOf(end) + last } });
    }
    return next;
  });
}

/** What leads to the group a name is in, with its dot. */
function besideOf(reference: string): string {
  return reference.slice(0, reference.lastIndexOf('.') + 1);
}

/** Gives a field another name, in what refers to it and in its values too. */
export function rename({ layout, values }: FieldsMessage, place: Place, name: string): FieldsMessage {
  const field = fieldAt(layout.fields, place);
  if (field === null || field.name === name) return { layout, values };
  const referring = renameReferences(layout.fields, place, name);
  const now = fieldAt(referring, place) ?? field;
  const fields = replaceAt(referring, place, { ...now, name });
  const path = namesOf(layout.fields, place);
  return { layout: { ...layout, fields }, values: renamedValues(values, path, name) };
}

/** Whether a path of values, in which items have numbers, is that of a field. */
export function isValueOf(key: string, names: readonly string[]): boolean {
  return belowField(key, names)?.length === 0;
}

/** What of a path of values leads on from a field to what is in it; null where the path does not lead to the field. */
export function belowField(key: string, names: readonly string[]): readonly string[] | null {
  const parts = key.split('.');
  const end = matched(parts, names);
  return end === null ? null : parts.slice(end);
}

/** A path of values with another name in place of the last one of a field's; null where that is not in it. */
export function renamedPath(key: string, names: readonly string[], name: string): string | null {
  const parts = key.split('.');
  const end = matched(parts, names);
  if (end === null) return null;
  parts[end - 1] = name;
  return parts.join('.');
}

function renamedValues(
  values: FieldsMessage['values'],
  path: readonly string[],
  name: string,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [renamedPath(key, path, name) ?? key, value]),
  );
}

/** How many parts of a path lead to a field; null where they do not. */
function matched(parts: readonly string[], names: readonly string[]): number | null {
  let found = 0;
  let at = 0;
  for (; at < parts.length && found < names.length; at++) {
    if (parts[at] === names[found]) found++;
    else if (!/^\d+$/.test(parts[at] ?? '')) return null;
  }
  return found === names.length ? at : null;
}
