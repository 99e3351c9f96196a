import type { Dissection } from './dissector.js';
import { counted, done, FieldTree, hexText, maxDepth, needMore, shown, type DraftField } from './fields.js';

/** What the first bytes of an item of a self-describing format (MessagePack, CBOR) say. `end` is exclusive. */
export type Head =
  /** The whole item. `key` is how it is written as the key of a map; `text` where it is one. */
  | {
      readonly kind: 'leaf';
      readonly end: number;
      readonly value: string;
      readonly key?: string;
      readonly error?: string;
      /** What it holds, for a tag around it. */
      readonly content?: number | bigint | Uint8Array | string;
    }
  /** `count` items or pairs follow; null where a break ends them. */
  | { readonly kind: 'array' | 'map'; readonly end: number; readonly count: number | null }
  /** One item follows; `describe` says what the two mean together. */
  | {
      readonly kind: 'tag';
      readonly end: number;
      readonly value: string;
      readonly describe: (content: Tagged) => string | null;
    }
  /** Pieces of a string follow until a break. */
  | { readonly kind: 'pieces'; readonly end: number; readonly value: string; readonly piece: number }
  | { readonly kind: 'break'; readonly end: number }
  /** Nothing that can be read on from; `cut` where only bytes are missing. */
  | { readonly kind: 'stop'; readonly error: string; readonly cut: boolean };

export type Tagged = Extract<Head, { kind: 'leaf' }>['content'];

/** Reads the head of an item. `piece` is the major type that pieces must have, else -1. */
export type ReadHead = (bytes: Uint8Array, at: number, piece: number) => Head;

/** What reading an item came to. */
export interface ItemEnd {
  /** Offset after the item; where reading stopped at an error. */
  readonly end: number;
  /** What made reading stop, or null. An error within an item that is read to its end is none. */
  readonly error: string | null;
  /** Only bytes are missing. */
  readonly cut: boolean;
  readonly items: number;
  readonly keys: number;
  /** Keys that are text without an error. */
  readonly textKeys: number;
  /** Fields with an error that did not stop the reading. */
  readonly flaws: number;
}

interface Frame {
  readonly kind: 'top' | 'array' | 'map' | 'tag' | 'pieces';
  /** Items or pairs still to come; Infinity until a break. */
  left: number;
  index: number;
  readonly field: DraftField | null;
  /** Of a map: the key whose value comes next. */
  key: { readonly name: string; readonly start: number; readonly error?: string } | null;
  /** Of a map: the key was an item of its own. */
  valueNext: boolean;
  readonly piece: number;
  readonly describe: ((content: Tagged) => string | null) | null;
}

/** Items after which reading stops: beyond it a payload is not for reading in a tree. */
const maxItems = 1_000_000;

function frameOf(head: Exclude<Head, { kind: 'leaf' | 'break' | 'stop' }>, field: DraftField): Frame {
  const left = head.kind === 'tag' ? 1 : head.kind === 'pieces' ? Infinity : (head.count ?? Infinity);
  return {
    kind: head.kind,
    left,
    index: 0,
    field,
    key: null,
    valueNext: false,
    piece: head.kind === 'pieces' ? head.piece : -1,
    describe: head.kind === 'tag' ? head.describe : null,
  };
}

function containerText(kind: Frame['kind'], count: number | string): string {
  if (kind === 'map') return `{ ${count} ${count === 1 ? 'pair' : 'pairs'} }`;
  return `[ ${count} ${count === 1 ? 'item' : 'items'} ]`;
}

/**
 * Reads one item and all within it into a tree, without recursion. Members of a map are named by their key
 * and cover it. Where reading stops, a last field inside says why, and what follows is left to the caller.
 */
export function readItem(
  tree: FieldTree,
  bytes: Uint8Array,
  start: number,
  name: string,
  readHead: ReadHead,
  limit = maxItems,
): ItemEnd {
  const end = bytes.length;
  const depth = tree.depth;
  const stack: Frame[] = [
    { kind: 'top', left: 1, index: 0, field: null, key: null, valueNext: false, piece: -1, describe: null },
  ];
  let at = start;
  let items = 0;
  let keys = 0;
  let textKeys = 0;
  let flaws = 0;

  /** The name and start of the item that comes now; counts it. */
  function take(frame: Frame): { name: string; start: number; error?: string } {
    const index = frame.index;
    if (frame.kind !== 'map' || frame.key !== null || frame.valueNext) {
      frame.left--;
      frame.index++;
    }
    if (frame.kind === 'top') return { name, start: at };
    if (frame.kind === 'tag') return { name: 'value', start: at };
    if (frame.kind === 'pieces') return { name: `piece ${index + 1}`, start: at };
    if (frame.kind === 'array') return { name: `[${index}]`, start: at };
    const { key } = frame;
    frame.key = null;
    if (key !== null) return key;
    frame.valueNext = !frame.valueNext;
    return { name: frame.valueNext ? 'key' : 'value', start: at };
  }

  function stop(error: string, cut: boolean): ItemEnd {
    const frame = stack.at(-1);
    const next = frame === undefined ? { name, start: at } : take(frame);
    tree.add(next.name, next.start, end - next.start, hexText(bytes, at, end), error);
    while (tree.depth > depth) tree.close(end);
    return { end: at, error, cut, items, keys, textKeys, flaws };
  }

  for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
    if (frame.left === 0 && frame.key === null && !frame.valueNext) {
      stack.pop();
      if (frame.kind !== 'top') tree.close(at);
      continue;
    }
    if (at >= end) return stop('the bytes end where an item belongs', true);
    if (items >= limit) return stop(`more than ${limit} items: read no further`, false);
    const head = readHead(bytes, at, frame.piece);
    if (head.kind === 'stop') return stop(head.error, head.cut);
    if (head.kind === 'break') {
      if (frame.left !== Infinity) return stop('a break where nothing is to be ended', false);
      if (frame.key !== null || frame.valueNext) return stop('a break between a key and its value', false);
      at = head.end;
      if (frame.field !== null && frame.kind !== 'pieces')
        frame.field.value = `${containerText(frame.kind, frame.index)}, indefinite length`;
      frame.left = 0;
      continue;
    }
    items++;
    const keyNext = frame.kind === 'map' && frame.key === null && !frame.valueNext;
    if (keyNext) keys++;
    if (head.kind === 'leaf' && keyNext) {
      if (head.key !== undefined && head.error === undefined) textKeys++;
      const key = { name: shown(head.key ?? head.value, 200), start: at };
      frame.key = head.error === undefined ? key : { ...key, error: head.error };
      at = head.end;
      continue;
    }
    const next = take(frame);
    if (head.kind === 'leaf') {
      const error = next.error ?? head.error;
      if (error !== undefined) flaws++;
      tree.add(next.name, next.start, head.end - next.start, head.value, error);
      const described = frame.describe?.(head.content) ?? null;
      if (described !== null && frame.field !== null) frame.field.value = described;
    } else {
      if (stack.length > maxDepth) return stop(`nested deeper than ${maxDepth} levels`, false);
      const value =
        head.kind === 'tag' || head.kind === 'pieces'
          ? head.value
          : containerText(head.kind, head.count ?? 'some');
      const field = tree.open(next.name, next.start, value);
      if (next.error !== undefined) field.error = next.error;
      stack.push(frameOf(head, field));
    }
    at = head.end;
  }
  return { end: at, error: null, cut: false, items, keys, textKeys, flaws };
}

/** Reads items one after another to the end, or to what cannot be read on from. `format` is its name. */
export function dissectItems(bytes: Uint8Array, format: string, readHead: ReadHead): Dissection {
  if (bytes.length === 0) return needMore('there is no byte');
  const tree = new FieldTree();
  let at = 0;
  let items = 0;
  let error: string | null = null;
  for (let left = maxItems; at < bytes.length && error === null;) {
    const item = readItem(tree, bytes, at, `Item ${++items}`, readHead, left);
    ({ end: at, error } = item);
    left -= item.items;
  }
  const tail = error === null ? '' : `, ${error}`;
  const consumed = error === null ? at : bytes.length;
  return done(tree.finish(bytes.length), `${format}, ${counted(items, 'item')}${tail}`, consumed);
}
