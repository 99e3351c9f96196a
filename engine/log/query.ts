import { compares, type FilterNode } from '../../codec/index.js';
import { type Result, ok } from '../../contract/result.js';
import { Direction, RowFlag, RowKind, isLife } from '../../contract/row.js';
import { type KindMask, maskOf } from './kind-mask.js';
import { type Content, type LeafNode, QueryLeaf } from './query-leaf.js';
import type { Deadline, Slice } from './slice.js';

/** What of a row is known without its payload. */
export interface RowColumns {
  seq: number;
  kind: number;
  direction: number;
  flags: number;
  peer: number;
  /** Nanoseconds since the session's origin. */
  time: number;
  /** Of the payload, without a frame's head. */
  size: number;
}

type Part =
  | { readonly op: 'and' | 'or'; readonly of: readonly Part[]; readonly cost: number }
  | { readonly op: 'not'; readonly of: Part; readonly cost: number }
  | { readonly op: 'columns'; readonly test: (row: RowColumns) => boolean; readonly cost: 0 }
  | { readonly op: 'leaf'; readonly at: number; readonly cost: number };

/** What a part comes to while some leaves are unknown: else the leaf to ask next. */
const yes = -1;
const no = -2;

/** What the screen draws as an error. */
const errorKinds: readonly number[] = [RowKind.error, RowKind.reset, RowKind.missedPong];
const named = new Map<string, number>(Object.entries(RowKind));

/** A filter of the language made ready: columns decide what they can, payloads are looked into for the rest. */
export class Query {
  /** Kinds that can pass; undefined where every kind may. */
  readonly kinds: KindMask | undefined;
  readonly #root: Part;
  readonly #leaves: QueryLeaf[] = [];
  /** Of the row under way: whether each leaf passes, where it is known. */
  #known: (boolean | undefined)[] = [];
  #row: RowColumns = { seq: 0, kind: 0, direction: 0, flags: 0, peer: 0, time: 0, size: 0 };

  constructor(
    node: FilterNode,
    readonly isMarked: (seq: number) => boolean,
  ) {
    this.#root = this.#part(node);
    const kinds = kindsOf(node);
    this.kinds = kinds === null ? undefined : maskOf(kinds);
  }

  /** Decides a row by its columns; undefined where its payload has to be looked into. */
  decide(row: RowColumns): boolean | undefined {
    if (this.#known.length > 0) this.#known = this.#leaves.map(() => undefined);
    this.#row = row;
    const now = this.#judge(this.#root);
    return now === yes ? true : now === no ? false : undefined;
  }

  /** Decides a row by its whole payload; undefined where that outlasts the slice: then `settle` does. */
  passes(row: RowColumns, payload: Uint8Array, slice: Deadline): boolean | undefined {
    const known = this.decide(row);
    if (known !== undefined) return known;
    for (;;) {
      const now = this.#judge(this.#root);
      if (now < 0) return now === yes;
      const passes = this.#leaves[now]?.passes(row.kind, payload, slice);
      if (passes === undefined) return undefined;
      this.#known[now] = passes;
    }
  }

  /** The same without holding anybody up, whatever the size. */
  async settle(
    row: RowColumns,
    content: Content,
    signal: AbortSignal,
    slice: Slice,
  ): Promise<Result<boolean>> {
    const known: (boolean | undefined)[] = this.#leaves.map(() => undefined);
    while (!signal.aborted) {
      // Others may be decided between two turns: what is known of this row is put back.
      this.#known = known;
      this.#row = row;
      const now = this.#judge(this.#root);
      if (now < 0) return ok(now === yes);
      const leaf = this.#leaves[now];
      if (leaf === undefined) break;
      const passes = await leaf.settle(row.kind, content, signal, slice);
      if (!passes.ok) return passes;
      known[now] = passes.value;
    }
    return ok(false);
  }

  #judge(part: Part): number {
    switch (part.op) {
      case 'columns':
        return part.test(this.#row) ? yes : no;
      case 'leaf': {
        const known = this.#known[part.at];
        return known === undefined ? part.at : known ? yes : no;
      }
      case 'not': {
        const now = this.#judge(part.of);
        return now === yes ? no : now === no ? yes : now;
      }
      default: {
        const settles = part.op === 'and' ? no : yes;
        let open = -1;
        for (const one of part.of) {
          const now = this.#judge(one);
          if (now === settles) return now;
          if (now >= 0 && open < 0) open = now;
        }
        return open >= 0 ? open : settles === no ? yes : no;
      }
    }
  }

  #part(node: FilterNode): Part {
    switch (node.op) {
      case 'and':
      case 'or': {
        const of = node.of.map((one) => this.#part(one)).sort((a, b) => a.cost - b.cost);
        return { op: node.op, of, cost: Math.max(...of.map(({ cost }) => cost)) };
      }
      case 'not': {
        const of = this.#part(node.of);
        return { op: 'not', of, cost: of.cost };
      }
      case 'close': {
        const kinds = kindTest([RowKind.close, RowKind.end]);
        const leaf = this.#leaf(node);
        return { op: 'and', of: [kinds, leaf], cost: leaf.cost };
      }
      case 'text':
      case 'pattern':
      case 'hex':
      case 'json':
        return this.#leaf(node);
      case 'dir':
        return columns(memberOf(node.values.map((value) => Direction[value])), 'direction');
      case 'kind':
        return kindTest(node.values.map((value) => named.get(value) ?? -1));
      case 'peer':
        return columns(memberOf(node.values), 'peer');
      case 'len': {
        const { is, value } = node;
        // Life rows have no payload of a peer: no length is theirs.
        return {
          op: 'columns',
          test: ({ kind, size }) => !isLife(kind) && compares(size - value, is),
          cost: 0,
        };
      }
      case 'time': {
        const { is, value } = node;
        return { op: 'columns', test: ({ time }) => compares(time - value, is), cost: 0 };
      }
      case 'is': {
        if (node.value === 'error') return kindTest(errorKinds);
        if (node.value === 'marked') return { op: 'columns', test: ({ seq }) => this.isMarked(seq), cost: 0 };
        const flag = RowFlag[node.value];
        return { op: 'columns', test: ({ flags }) => (flags & flag) !== 0, cost: 0 };
      }
    }
  }

  #leaf(node: LeafNode): Part {
    const leaf = new QueryLeaf(node);
    const at = this.#leaves.push(leaf) - 1;
    this.#known.push(undefined);
    return { op: 'leaf', at, cost: leaf.cost };
  }
}

function memberOf(values: readonly number[]): (value: number) => boolean {
  const [only] = values;
  if (values.length === 1) return (value) => value === only;
  const set = new Set(values);
  return (value) => set.has(value);
}

function columns(test: (value: number) => boolean, column: 'direction' | 'peer' | 'kind'): Part {
  return { op: 'columns', test: (row) => test(row[column]), cost: 0 };
}

const kindTest = (kinds: readonly number[]): Part => columns(memberOf(kinds), 'kind');

const allKinds: readonly number[] = Object.values(RowKind);

/** Kinds of rows that may pass; null where any kind may. */
function kindsOf(node: FilterNode): readonly number[] | null {
  switch (node.op) {
    case 'kind':
      return node.values.map((value) => named.get(value) ?? -1);
    case 'close':
      return [RowKind.close, RowKind.end];
    case 'is':
      return node.value === 'error' ? errorKinds : null;
    case 'not': {
      // Only where kinds alone decide is what does not pass what others do not have.
      const alone = node.of.op === 'kind' || (node.of.op === 'is' && node.of.value === 'error');
      const kinds = alone ? kindsOf(node.of) : null;
      return kinds === null ? null : allKinds.filter((kind) => !kinds.includes(kind));
    }
    case 'and': {
      let left: readonly number[] | null = null;
      for (const one of node.of) {
        const kinds = kindsOf(one);
        if (kinds === null) continue;
        left = left === null ? kinds : left.filter((kind) => kinds.includes(kind));
      }
      return left;
    }
    case 'or': {
      const each = node.of.map(kindsOf);
      return each.includes(null) ? null : [...new Set(each.flatMap((kinds) => kinds ?? []))];
    }
    default:
      return null;
  }
}

/** Whether marks decide anything in a filter: then it is to be asked anew when they change. */
export function asksForMarks(node: FilterNode | null): boolean {
  if (node === null) return false;
  if (node.op === 'and' || node.op === 'or') return node.of.some(asksForMarks);
  if (node.op === 'not') return asksForMarks(node.of);
  return node.op === 'is' && node.value === 'marked';
}
