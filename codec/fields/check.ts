import { checksumNamed } from '../checksum/table.js';
import { parseHex } from '../hex.js';
import { isDerived, isInteger, maxLayoutDepth, maxLayoutFields } from './layout.js';
import type { FieldProblem, LayoutField } from './layout.js';
import { parseWhole, rangeOf } from './numbers.js';
import { nodeOf, nodesIn, resolvePath, spanPaths, topNode } from './tree.js';
import type { FieldNode } from './tree.js';

/**
 * What is wrong with a layout whatever its values: names twice, references that lead nowhere or forward,
 * widths that do not go together. Each at the path of its field.
 */
export function checkLayout(fields: readonly LayoutField[]): readonly FieldProblem[] {
  const problems: FieldProblem[] = [];
  const top = topNode(fields);
  let count = 0;
  const grow = (parent: FieldNode, depth: number): void => {
    for (const field of parent.field.fields ?? []) {
      if (++count > maxLayoutFields || depth > maxLayoutDepth) return;
      const node = nodeOf(field, parent, field.name);
      // All items are alike: one stands for them.
      grow(field.type === 'array' ? nodeOf(field, node, '', 'item') : node, depth + 1);
    }
  };
  grow(top, 0);
  if (count > maxLayoutFields) problems.push(problem('', `A layout has at most ${maxLayoutFields} fields`));
  const order = new Map<string, number>();
  const all = nodesIn(top).filter(({ kind }) => kind === 'field');
  for (const node of all) order.set(node.path, order.size);
  for (const node of all) {
    const found = faultOf(node) ?? referenceFault(node, order);
    if (found !== null) problems.push(problem(node.path, found));
  }
  return problems;
}

function problem(path: string, message: string): FieldProblem {
  return { path, message, kind: 'layout' };
}

function faultOf({ field, parent }: FieldNode): string | null {
  const { name, type, fields } = field;
  if (name.trim() === '' || name.includes('.')) return 'A field has a name without a dot';
  if (name === '__proto__') return 'No field is called __proto__';
  if (/^\d+$/.test(name)) return 'A name is not only digits: these count items of arrays';
  const twins = parent?.field.fields?.filter((one) => one.name === name).length ?? 0;
  if (twins > 1) return `"${name}" is the name of ${twins} fields beside each other`;
  if ((type === 'bit') !== (parent?.field.type === 'bits'))
    return type === 'bit'
      ? 'A bit stands in a field of bits'
      : 'A field of bits holds nothing but bit fields';
  const holds = type === 'group' || type === 'array' || type === 'bits';
  if (holds && (fields ?? []).length === 0) return `This ${type} has no fields in it`;
  if (!holds && (fields ?? []).length > 0) return `A field of type ${type} has no fields in it`;
  return sizeFault(field) ?? derivedFault(field);
}

function sizeFault(field: LayoutField): string | null {
  const { type, size, prefix, end, fill, align } = field;
  const byte = fill === undefined || fill === '' ? null : parseHex(fill);
  if (byte !== null && !(byte.ok && byte.value.length === 1)) return 'What fills up is one byte, as 00 or 20';
  if (type === 'bits') {
    const bytes = size ?? 1;
    if (bytes < 1 || bytes > 8) return 'Bits have 1 to 8 bytes';
    const sum = (field.fields ?? []).reduce((all, one) => all + (one.size ?? 1), 0);
    return sum === bytes * 8 ? null : `The bits add up to ${sum}, and ${bytes * 8} are needed`;
  }
  if (type === 'bit') return (size ?? 1) >= 1 && (size ?? 1) <= 64 ? null : 'A bit field has 1 to 64 bits';
  if (type === 'pad') {
    if ((size === undefined) === (align === undefined)) return 'Padding has a size, or is up to a multiple';
    return null;
  }
  if (type !== 'text' && type !== 'bytes') return null;
  const kinds = [size !== undefined, prefix !== undefined, end !== undefined && end !== ''].filter(Boolean);
  if (kinds.length > 1)
    return 'Its end is known by a size, a length before it, or what ends it: by one of them';
  const last = end === undefined || end === '' ? null : parseHex(end);
  return last?.ok === false ? `What ends it: ${last.error.message}` : null;
}

function derivedFault(field: LayoutField): string | null {
  const { type, length, count, checksum } = field;
  if (!isDerived(field)) {
    if (field.fixed === true && (field.value ?? '') === '') return 'A constant needs a value';
    return null;
  }
  if ([length, count, checksum].filter((one) => one !== undefined).length > 1)
    return 'It is a length, a count or a checksum: one of them';
  const digits = type === 'text' && field.size !== undefined;
  if (!isInteger(type) && !digits) return 'A length, count or checksum is a whole number, or text of a size';
  if (checksum === undefined) return null;
  const algorithm = checksumNamed(checksum.algorithm);
  if (algorithm === undefined) return `There is no checksum "${checksum.algorithm}"`;
  if (digits) {
    const needed = Math.ceil(algorithm.width / 4);
    return (field.size ?? 0) >= needed ? null : `${algorithm.name} has ${needed} hex digits`;
  }
  const { bits } = rangeOf(field);
  return type.startsWith('i') || bits < algorithm.width
    ? `${algorithm.name} has ${algorithm.width} bits: it needs u${Math.ceil(algorithm.width / 8) * 8}`
    : null;
}

function referenceFault(node: FieldNode, order: ReadonlyMap<string, number>): string | null {
  const { field } = node;
  const at = order.get(node.path) ?? 0;
  const place = (path: string): number => order.get(path) ?? -1;
  const span = field.length ?? field.checksum;
  if (span !== undefined) {
    const paths = spanPaths(node, span);
    if (paths === null) {
      const lost = resolvePath(node, span.from) === null ? span.from : (span.to ?? '');
      return `There is no field "${lost}" here`;
    }
    if (place(paths.last) < place(paths.first)) return `"${span.to}" is before "${span.from}"`;
  }
  if (field.count !== undefined) {
    const path = resolvePath(node, field.count.of);
    if (path === null) return `There is no field "${field.count.of}" here`;
    if (typeAt(node, path) !== 'array') return `"${field.count.of}" is no array`;
  }
  if (field.type === 'array' && typeof field.times === 'string') {
    const fault = earlier(node, field.times, at, place);
    if (fault !== null) return fault;
  }
  if (field.when === undefined) return null;
  const fault = earlier(node, field.when.field, at, place);
  if (fault !== null) return fault;
  const path = resolvePath(node, field.when.field) ?? '';
  const asked = fieldAt(node, path);
  if (asked !== null && (isDerived(asked) || (!isInteger(asked.type) && asked.type !== 'text')))
    return `"${field.when.field}" has no value to go by`;
  if (asked !== null && isInteger(asked.type)) {
    const named = asked.names?.some(({ name }) => name === field.when?.is) === true;
    if (!named && parseWhole(field.when.is) === null) return `"${field.when.is}" is no whole number`;
  }
  return null;
}

/** Whether a reference leads to a field before this one. */
function earlier(
  node: FieldNode,
  reference: string,
  at: number,
  place: (path: string) => number,
): string | null {
  const path = resolvePath(node, reference);
  if (path === null) return `There is no field "${reference}" here`;
  return place(path) < at ? null : `"${reference}" comes later: it has to stand before this field`;
}

function fieldAt(node: FieldNode, path: string): LayoutField | null {
  let top = node;
  while (top.parent !== null) top = top.parent;
  for (const one of nodesIn(top)) if (one.path === path) return one.field;
  return null;
}

function typeAt(node: FieldNode, path: string): string | null {
  return fieldAt(node, path)?.type ?? null;
}
