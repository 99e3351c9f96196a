import { widthOf } from './layout.js';
import type { LayoutField } from './layout.js';
import { leafOf } from './leaf.js';
import { plainValues } from './resolve.js';
import { endOf as endingOf } from './text.js';
import { resolvePath, spanPaths } from './tree.js';
import type { FieldNode } from './tree.js';

/** A length that was read: how many bytes there are from one field to another. */
interface Measure {
  readonly first: string;
  readonly bytes: number;
}

/**
 * Where a field without a size of its own ends: where a length that was read says so, else where the message
 * ends; less what comes after it up to there.
 */
export class Extent {
  /** By the field they end with. */
  readonly #measures = new Map<string, Measure[]>();

  constructor(
    /** Bytes of the message. */
    readonly total: number,
    /** Fields read so far. */
    readonly byPath: ReadonlyMap<string, FieldNode>,
  ) {}

  /** A length was read. */
  learn(node: FieldNode): void {
    const { length } = node.field;
    const paths = length === undefined ? null : spanPaths(node, length);
    if (length === undefined || paths === null || node.whole === null) return;
    const bytes = Number(node.whole) * (length.per ?? 1) - (length.plus ?? 0);
    const known = this.#measures.get(paths.last) ?? [];
    this.#measures.set(paths.last, [...known, { first: paths.first, bytes }]);
  }

  /** Null where nobody can say; it may be before the field begins, and after the message ends. */
  endOf(node: FieldNode): number | null {
    let after: number | null = 0;
    for (let at = node; at.parent !== null; at = at.parent) {
      const { parent } = at;
      if (at.kind === 'item') {
        // What comes after an item is known of the last one of a number of them.
        if (parent.field.times !== parent.children.length) after = null;
        continue;
      }
      const siblings = parent.field.fields ?? [];
      const index = siblings.indexOf(at.field);
      for (const [place, sibling] of siblings.slice(index).entries()) {
        if (place > 0 && after !== null) {
          const size = this.#sizeOf(sibling, parent);
          after = size === null ? null : after + size;
        }
        const end = this.#measuredTo(pathOf(parent, sibling));
        if (end !== null) return after === null ? null : end - after;
      }
    }
    return after === null ? null : this.total - after;
  }

  /** Where the fields that end with this one end, as the last length that was read says. */
  #measuredTo(path: string): number | null {
    for (const { first, bytes } of this.#measures.get(path)?.toReversed() ?? []) {
      const start = this.byPath.get(first)?.start;
      if (start !== undefined) return start + bytes;
    }
    return null;
  }

  /** Bytes of a field that was not read yet; null where that depends on them. */
  #sizeOf(field: LayoutField, parent: FieldNode): number | null {
    const { type, size, fields = [] } = field;
    if (field.when !== undefined) return null;
    const width = widthOf(type);
    if (width > 0) return width;
    if (type === 'bits') return size ?? 1;
    if (type === 'pad') return size ?? null;
    if (type === 'text' || type === 'bytes') {
      if (size !== undefined) return size;
      return constantSize(field);
    }
    let once = 0;
    for (const inner of fields) {
      const bytes = this.#sizeOf(inner, parent);
      if (bytes === null) return null;
      once += bytes;
    }
    if (type === 'group') return once;
    const count = this.#timesOf(field, parent);
    return count === null ? null : once * count;
  }

  #timesOf({ times }: LayoutField, parent: FieldNode): number | null {
    if (typeof times === 'number') return times;
    if (times === undefined) return null;
    const scoped = pathOf(parent, { name: times, type: 'u8' });
    const other = this.byPath.get(scoped) ?? this.byPath.get(resolvePath(parent, times) ?? '');
    return other?.whole == null ? null : Number(other.whole) - (other.field.count?.plus ?? 0);
  }
}

function pathOf(parent: FieldNode, { name }: LayoutField): string {
  return parent.path === '' ? name : `${parent.path}.${name}`;
}

/** A constant without a size has the bytes it has; null of anything else. */
export function constantSize(field: LayoutField): number | null {
  if (field.fixed !== true || field.prefix !== undefined || endingOf(field).length > 0) return null;
  const made = leafOf(field, field.value ?? '', plainValues);
  return made.ok ? made.value.bytes.length : null;
}
