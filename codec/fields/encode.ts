import { bitsOf } from './bits.js';
import { checkLayout } from './check.js';
import { placeDerived } from './derive.js';
import { isDerived, maxMessageBytes, maxNodes, widthOf } from './layout.js';
import type { FieldProblem, FieldValues, LayoutField } from './layout.js';
import type { Result } from '../result.js';
import { isTemplate } from '../template/parse.js';
import { leafOf } from './leaf.js';
import type { Leaf } from './leaf.js';
import { parseWhole, wholeOf } from './numbers.js';
import { plainValues } from './resolve.js';
import type { ResolvedValue, ValueResolver } from './resolve.js';
import { fillOf } from './text.js';
import { nodeOf, nodesIn, resolvePath, topNode } from './tree.js';
import type { FieldNode } from './tree.js';

/** Where a field is in the message. */
export interface FieldPlace {
  readonly path: string;
  /** Without the numbers of items: the row of the layout it comes from. */
  readonly row: string;
  /** Bytes, end exclusive. */
  readonly from: number;
  readonly to: number;
  /** Of a `bit`: from the most significant one of the first byte. */
  readonly bits?: { readonly first: number; readonly count: number };
  /** What was worked out, or what a number is; null of everything else. */
  readonly whole: bigint | null;
  /** An item of an array rather than a field. */
  readonly item: boolean;
}

export interface EncodedFields {
  /** Zeros stand where something is wrong: not to be sent unless there are no problems. */
  readonly bytes: Uint8Array;
  readonly places: readonly FieldPlace[];
  readonly problems: readonly FieldProblem[];
  /** Where secrets are, and what was made of them. */
  readonly secrets: readonly { readonly from: number; readonly to: number }[];
  /** Some of it moves with the clock. */
  readonly live: boolean;
}

/** Writes a message by its layout. Never throws; everything that is wrong is said at its field. */
export function encodeFields(
  fields: readonly LayoutField[],
  values: FieldValues,
  resolve: ValueResolver = plainValues,
): EncodedFields {
  const encoder = new Encoder(fields, values, resolve);
  return encoder.run();
}

/** What a field holds, of which everything but what is worked out is known before any place is. */
export interface Content extends ResolvedValue {
  readonly text: string | null;
}

class Encoder {
  readonly #problems: FieldProblem[];
  readonly #top: FieldNode;
  readonly #byPath = new Map<string, FieldNode>();
  readonly #content = new Map<FieldNode, Content>();
  readonly #read = new Map<LayoutField, Map<string, Result<Leaf>>>();
  readonly #secret: FieldNode[] = [];
  #live = false;
  #bytes = 0;
  #full = false;

  constructor(
    fields: readonly LayoutField[],
    readonly values: FieldValues,
    readonly resolve: ValueResolver,
  ) {
    this.#problems = [...checkLayout(fields)];
    this.#top = topNode(fields);
  }

  run(): EncodedFields {
    this.#build(this.#top);
    const total = this.#place(this.#top, 0);
    const bytes = new Uint8Array(total);
    const nodes = nodesIn(this.#top);
    for (const node of nodes) {
      const content = this.#content.get(node);
      if (content !== undefined) bytes.set(content.bytes, node.start);
      if (node.field.type === 'pad' && !node.absent)
        bytes.fill(fillOf(node.field), node.start, node.start + node.length);
    }
    const secrets = this.#secret.map((node) => ({
      from: node.start,
      to: node.start + Math.max(node.length, 1),
    }));
    const derived = placeDerived({ nodes, byPath: this.#byPath, bytes, secrets });
    this.#problems.push(...derived.problems);
    return {
      bytes,
      places: nodes.filter(({ absent }) => !absent).map(placeOf),
      problems: this.#problems,
      secrets: [...secrets, ...derived.secrets].sort((one, other) => one.from - other.from),
      live: this.#live,
    };
  }

  #build(parent: FieldNode): void {
    for (const field of parent.field.fields ?? []) {
      if (this.#full) return;
      const node = nodeOf(field, parent, field.name);
      this.#byPath.set(node.path, node);
      if (this.#byPath.size > maxNodes) {
        this.#full = true;
        this.#wrong(node, `A message has at most ${maxNodes} fields`);
        return;
      }
      node.absent = parent.absent || !this.#holds(node);
      if (node.absent) continue;
      if (field.type === 'group' || field.type === 'bits') this.#build(node);
      else if (field.type === 'array') this.#items(node);
      else if (field.type !== 'pad') this.#leaf(node);
    }
  }

  #items(node: FieldNode): void {
    const count = this.#countOf(node);
    node.whole = BigInt(count);
    for (let index = 0; index < count && !this.#full; index++) {
      const item = nodeOf(node.field, node, String(index), 'item');
      this.#byPath.set(item.path, item);
      this.#build(item);
    }
  }

  #countOf(node: FieldNode): number {
    const { times } = node.field;
    if (typeof times === 'number') return times;
    const other = times === undefined ? undefined : this.#byPath.get(resolvePath(node, times) ?? '');
    let count: bigint | null;
    if (other !== undefined && !isDerived(other.field)) count = other.whole;
    else {
      const typed = this.#valueOf(node).trim();
      count = typed === '' ? BigInt(this.#itemsNamed(node.path)) : parseWhole(typed);
    }
    if (count !== null && count >= 0n && count <= BigInt(maxNodes)) return Number(count);
    if (count !== null || other === undefined)
      this.#wrong(node, `An array has 0 to ${maxNodes} items: write how many`);
    return 0;
  }

  /** Items that have a value of their own. */
  #itemsNamed(path: string): number {
    let count = 0;
    for (const key of Object.keys(this.values)) {
      if (!key.startsWith(`${path}.`)) continue;
      const index = Number(key.slice(path.length + 1).split('.', 1)[0]);
      if (Number.isInteger(index) && index >= count && index < maxNodes) count = index + 1;
    }
    return count;
  }

  #leaf(node: FieldNode): void {
    const { field } = node;
    const empty = new Uint8Array(field.type === 'bit' ? 0 : (field.size ?? widthOf(field.type)));
    const blank = { bytes: empty, secret: false, live: false, text: null };
    if (isDerived(field)) {
      this.#content.set(node, blank);
      return;
    }
    const leaf = this.#leafOf(field, this.#valueOf(node));
    if (!leaf.ok) {
      this.#wrong(node, leaf.error.message, leaf.error.code);
      this.#content.set(node, blank);
      return;
    }
    this.#bytes += leaf.value.bytes.length;
    if (this.#bytes > maxMessageBytes) {
      this.#full = true;
      this.#wrong(node, `A message has at most ${maxMessageBytes} bytes`);
      return;
    }
    node.whole = leaf.value.whole;
    this.#content.set(node, leaf.value);
    if (leaf.value.secret) this.#secret.push(node);
    this.#live ||= leaf.value.live;
  }

  /** Items of an array mostly hold the same: a value is read once. What has variables differs each time. */
  #leafOf(field: LayoutField, value: string): Result<Leaf> {
    if (isTemplate(value)) return leafOf(field, value, this.resolve);
    const read = this.#read.get(field) ?? new Map<string, Result<Leaf>>();
    const leaf = read.get(value) ?? leafOf(field, value, this.resolve);
    this.#read.set(field, read.set(value, leaf));
    return leaf;
  }

  /** Whether the condition of a field holds. */
  #holds(node: FieldNode): boolean {
    const { when } = node.field;
    if (when === undefined) return true;
    const other = this.#byPath.get(resolvePath(node, when.field) ?? '');
    if (other === undefined || other.absent) return false;
    if (other.field.type === 'text') return this.#content.get(other)?.text === when.is;
    const wanted = wholeOf(other.field, when.is);
    return wanted.ok && other.whole === wanted.value;
  }

  #valueOf({ path, field }: FieldNode): string {
    const own = field.fixed !== true && Object.hasOwn(this.values, path) ? this.values[path] : undefined;
    return own ?? field.value ?? '';
  }

  #place(node: FieldNode, at: number): number {
    node.start = at;
    let end = at;
    const { type, align, size } = node.field;
    const content = this.#content.get(node);
    if (node.absent || this.#bytes > maxMessageBytes) end = at;
    else if (content !== undefined) end += content.bytes.length;
    else if (node.kind === 'field' && type === 'pad')
      end = align === undefined ? at + (size ?? 0) : Math.ceil(at / align) * align;
    else if (node.kind === 'field' && type === 'bits') {
      end += size ?? 1;
      for (const child of node.children) {
        child.start = at;
        child.length = end - at;
      }
    } else for (const child of node.children) end = this.#place(child, end);
    if (end > maxMessageBytes) {
      if (!this.#full) this.#wrong(node, `A message has at most ${maxMessageBytes} bytes`);
      this.#full = true;
      end = at;
    }
    node.length = end - at;
    return end;
  }

  #wrong(node: FieldNode, message: string, code?: string): void {
    const problem: FieldProblem = { path: node.path, message, kind: 'value' };
    this.#problems.push(code === undefined ? problem : { ...problem, code });
  }
}

function placeOf(node: FieldNode): FieldPlace {
  const { path, start, length, whole, field, parent } = node;
  const place = {
    path,
    row: node.row,
    from: start,
    to: start + length,
    whole,
    item: node.kind === 'item',
  };
  if (field.type !== 'bit' || parent === null) return place;
  const bits = bitsOf(parent, field);
  return bits === null ? place : { ...place, ...bits(start) };
}
