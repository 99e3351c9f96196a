import type { Layout, LayoutField } from '../../../../contract/index.js';
import type { FieldsMessage } from '../../stores/layouts.js';

/** Where a field is in a layout: its index, after those of the groups it is in. */
export type Place = readonly number[];

export const maxNesting = 8;

type Fields = readonly LayoutField[];

export function holdsFields({ type }: LayoutField): boolean {
  return type === 'group' || type === 'array' || type === 'bits';
}

export function fieldAt(fields: Fields, [first, ...rest]: Place): LayoutField | null {
  const field = first === undefined ? undefined : fields[first];
  if (field === undefined) return null;
  return rest.length === 0 ? field : fieldAt(field.fields ?? [], rest);
}

/** The list a place is in, changed. */
function changeList(
  fields: Fields,
  place: Place,
  change: (list: Fields, index: number) => Fields,
): LayoutField[] {
  const [first = 0, ...rest] = place;
  if (rest.length === 0) return [...change(fields, first)];
  return fields.map((field, index) =>
    index === first ? { ...field, fields: changeList(field.fields ?? [], rest, change) } : field,
  );
}

export function insertAt(fields: Fields, place: Place, field: LayoutField): LayoutField[] {
  return changeList(fields, place, (list, index) => [...list.slice(0, index), field, ...list.slice(index)]);
}

export function removeAt(fields: Fields, place: Place): LayoutField[] {
  return changeList(fields, place, (list, index) => list.filter((_one, at) => at !== index));
}

export function replaceAt(fields: Fields, place: Place, field: LayoutField): LayoutField[] {
  return changeList(fields, place, (list, index) => list.map((one, at) => (at === index ? field : one)));
}

/** The fields beside a place. */
export function siblingsOf(fields: Fields, place: Place): Fields {
  return place.length === 1 ? fields : (fieldAt(fields, place.slice(0, -1))?.fields ?? []);
}

/** A name that none beside it has: `value`, `value 2`. */
export function freshName(beside: Fields, wanted: string): string {
  const taken = new Set(beside.map(({ name }) => name));
  const base = wanted.replace(/ \d+$/, '');
  for (let count = 1; ; count++) {
    const name = count === 1 ? base : `${base} ${count}`;
    if (!taken.has(name)) return name;
  }
}

/** Takes a field from one place to another; the other is counted with the field still in its place. */
export function moveTo(
  fields: Fields,
  from: Place,
  to: Place,
): { readonly fields: LayoutField[]; readonly place: Place } {
  const moved = fieldAt(fields, from);
  // A field does not move into itself.
  if (moved === null || from.every((index, at) => to[at] === index))
    return { fields: [...fields], place: from };
  const place = [...to];
  const depth = from.length - 1;
  const index = place[depth];
  const last = from[depth] ?? 0;
  if (index !== undefined && index > last && from.slice(0, depth).every((one, at) => to[at] === one))
    place[depth] = index - 1;
  const without = removeAt(fields, from);
  const beside = siblingsOf(without, place);
  const name = beside.some((one) => one.name === moved.name) ? freshName(beside, moved.name) : moved.name;
  return { fields: insertAt(without, place, { ...moved, name }), place };
}

/** The names that lead to a place. */
export function namesOf(fields: Fields, place: Place): string[] {
  return place.map((_index, at) => fieldAt(fields, place.slice(0, at + 1))?.name ?? '');
}

/** A layout whose defaults are the values, and the values that have no place in it: those of items. */
export function withDefaults({ layout, values }: FieldsMessage): {
  readonly layout: Layout;
  readonly values: Record<string, string>;
} {
  const left: Record<string, string> = { ...values };
  const take = (fields: Fields, base: string): LayoutField[] =>
    fields.map((field) => {
      const path = base === '' ? field.name : `${base}.${field.name}`;
      const own = Object.hasOwn(left, path) ? left[path] : undefined;
      delete left[path];
      const next = own === undefined ? field : { ...field, value: own };
      if (field.fields === undefined || field.type === 'array') return next;
      return { ...next, fields: take(field.fields, path) };
    });
  return { layout: { ...layout, fields: take(layout.fields, '') }, values: left };
}
