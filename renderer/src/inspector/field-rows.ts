import type { Field } from '../../../codec/index.js';
import { t } from '../language/index.js';

/** One line of a field tree. */
export interface FieldRow {
  readonly field: Field;
  /** Which of the outermost fields it belongs to. */
  readonly top: number;
  readonly depth: number;
  readonly expandable: boolean;
  readonly expanded: boolean;
}

/** Fields down to this depth are open at first… */
const openDepth = 2;
/** …unless they hold more than this. */
const openChildren = 64;
/** …or this many lines are open already. */
const openLines = 400;

/** What is open at first: what a person takes in at a glance. Level by level, so the upper ones go first. */
export function openAtFirst(fields: readonly Field[]): Set<Field> {
  const open = new Set<Field>();
  let level = fields;
  let lines = fields.length;
  for (let depth = 0; depth <= openDepth && level.length > 0; depth++) {
    const next: Field[] = [];
    for (const one of level) {
      const many = one.children.length;
      if (many === 0 || lines + many > openLines || (depth > 0 && many > openChildren)) continue;
      open.add(one);
      lines += many;
      next.push(...one.children);
    }
    level = next;
  }
  return open;
}

/** All that can be opened, the upper ones first, as far as `most` fields. */
export function everyOpen(fields: readonly Field[], most: number): Set<Field> {
  const open = new Set<Field>();
  let level = fields;
  while (level.length > 0 && open.size < most) {
    const next: Field[] = [];
    for (const one of level) {
      if (one.children.length === 0 || open.size >= most) continue;
      open.add(one);
      for (const child of one.children) next.push(child);
    }
    level = next;
  }
  return open;
}

/** The lines of a tree, closed branches left out. Iterative: depth comes from the network. */
export function fieldRows(fields: readonly Field[], open: ReadonlySet<Field>): readonly FieldRow[] {
  const rows: FieldRow[] = [];
  const stack: { readonly fields: readonly Field[]; next: number }[] = [{ fields, next: 0 }];
  for (;;) {
    const top = stack.at(-1);
    if (top === undefined) return rows;
    const field = top.fields[top.next++];
    if (field === undefined) {
      stack.pop();
      continue;
    }
    const expandable = field.children.length > 0;
    const expanded = expandable && open.has(field);
    rows.push({ field, top: (stack[0]?.next ?? 1) - 1, depth: stack.length - 1, expandable, expanded });
    if (expanded) stack.push({ fields: field.children, next: 0 });
  }
}

/** The fields from the top down to one of them, itself included; empty where it is not in the tree. */
export function pathTo(fields: readonly Field[], wanted: Field): readonly Field[] {
  const stack: { readonly fields: readonly Field[]; next: number }[] = [{ fields, next: 0 }];
  const path: Field[] = [];
  for (;;) {
    const top = stack.at(-1);
    if (top === undefined) return [];
    const one = top.fields[top.next++];
    if (one === undefined) {
      stack.pop();
      path.pop();
      continue;
    }
    if (one === wanted) return [...path, one];
    if (one.children.length === 0) continue;
    path.push(one);
    stack.push({ fields: one.children, next: 0 });
  }
}

/** Whether a field covers a byte. */
export function covers(field: Field, offset: number): boolean {
  return offset >= field.start && offset < field.start + field.length;
}

/**
 * Every field that covers a byte, outermost first: several of one byte's bits lie side by side. A
 * part may lie outside of what holds it (a name a pointer leads to), so branches that do not cover
 * the byte are left alone.
 */
export function fieldsAt(fields: readonly Field[], offset: number): readonly Field[] {
  const found: Field[] = [];
  let level: readonly Field[] = fields;
  while (level.length > 0) {
    const hits = level.filter((one) => covers(one, offset));
    found.push(...hits);
    level = hits.flatMap((one) => one.children);
  }
  return found;
}

/** The smallest field that covers all of a range; null where none does. */
export function fieldOver(fields: readonly Field[], from: number, to: number): Field | null {
  let found: Field | null = null;
  let level: readonly Field[] = fields;
  for (;;) {
    const hit = level.find((one) => from >= one.start && to <= one.start + one.length);
    if (hit === undefined) return found;
    found = hit;
    level = hit.children;
  }
}

/** Where a field lies, in words: "bytes 0–1, bits 4–7", "computed". */
export function placeOf(field: Field): string {
  if (field.length === 0) return t('computed');
  const last = field.start + field.length - 1;
  const bytes =
    field.length === 1
      ? t('byte {at}', { at: field.start })
      : t('bytes {from}–{to}', { from: field.start, to: last });
  if (field.bits === undefined) return bytes;
  const { first, count } = field.bits;
  const bits =
    count === 1
      ? t('bit {at}', { at: first })
      : t('bits {from}–{to}', { from: first, to: first + count - 1 });
  return `${bytes}, ${bits}`;
}
