import type { EncodedFields } from '../../../../codec/index.js';
import type { LayoutField } from '../../../../contract/index.js';
import type { Place } from './edits.js';

/** A line of the table: a field, or the head of an item of an array. */
export interface FieldRow {
  /** Of the values: `items.0.tag`. */
  readonly path: string;
  /** Where it stands, items and all: what stays while the field gets another name. */
  readonly key: string;
  readonly place: Place;
  readonly field: LayoutField;
  readonly depth: number;
  /** Number of the item whose head this is; null of a field. */
  readonly item: number | null;
  /** The condition of the field does not hold: it is not in the message. */
  readonly absent: boolean;
}

/** As many fields as one message has; those of more items are left out. */
export const mostRows = 20_000;

/** The lines of a table, those of every item of arrays among them. */
export function rowsOf(fields: readonly LayoutField[], encoded: EncodedFields): readonly FieldRow[] {
  const rows: FieldRow[] = [];
  const there = new Set(encoded.places.map(({ path }) => path));
  const walk = (
    list: readonly LayoutField[],
    base: string,
    stand: string,
    place: Place,
    depth: number,
    absent: boolean,
  ): void => {
    for (const [index, field] of list.entries()) {
      if (rows.length >= mostRows) return;
      const path = base === '' ? field.name : `${base}.${field.name}`;
      const own = [...place, index];
      const key = `${stand}/${index}`;
      const gone = absent || (field.when !== undefined && !there.has(path));
      rows.push({ path, key, place: own, field, depth, item: null, absent: gone });
      if (field.type !== 'array') {
        walk(field.fields ?? [], path, key, own, depth + 1, gone);
        continue;
      }
      let item = 0;
      for (; there.has(`${path}.${item}`) && rows.length < mostRows; item++) {
        const at = `${key}#${item}`;
        rows.push({
          path: `${path}.${item}`,
          key: at,
          place: own,
          field,
          depth: depth + 1,
          item,
          absent: gone,
        });
        walk(field.fields ?? [], `${path}.${item}`, at, own, depth + 2, gone);
      }
      // Of an array without items the fields can be edited all the same.
      if (item === 0) walk(field.fields ?? [], `${path}.0`, key, own, depth + 1, true);
    }
  };
  walk(fields, '', '', [], 0, false);
  return rows;
}
