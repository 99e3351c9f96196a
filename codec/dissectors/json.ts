import { jsonStringValue, readJsonLiteral, skipJsonSpace } from '../json/token.js';
import { walkJson } from '../json/walk.js';
import { decodeUtf8Lossy, utf8Error } from '../utf8.js';
import type { Dissector } from './dissector.js';
import { counted, done, FieldTree, maxDepth, maxShown, needMore, notMine, utf8Text } from './fields.js';
import { locateUtf8 } from './text-offsets.js';

/** Bytes looked at to tell JSON. */
const sniffBytes = 256;

/** What stands on top of a JSON text, for a summary. */
export interface JsonTop {
  readonly summary: string;
  readonly error: string | null;
}

/**
 * Reads a JSON text into a tree: a field a value, each exactly as sent, so that big integers, number forms,
 * escapes, order and repeated keys stay. A member covers its key and value. Where the text goes wrong, a last
 * field says so.
 */
export function readJson(
  tree: FieldTree,
  bytes: Uint8Array,
  start: number,
  end: number,
  name: string,
): JsonTop {
  const located = locateUtf8(bytes, start, end);
  const { text } = located;
  /** Items so far and keys seen, per open container. */
  const open: { count: number; readonly keys: Set<string> }[] = [];
  /** Open containers that have a field; the others stand too deep for one. */
  let opened = 0;
  let deep: { readonly name: string; readonly start: number } | null = null;
  let member: { readonly name: string; readonly start: number; readonly duplicate: boolean } | null = null;
  let top = 'nothing';

  function nameNext(from: number): {
    readonly name: string;
    readonly start: number;
    readonly error?: string;
  } {
    const container = open.at(-1);
    const index = container === undefined ? 0 : container.count++;
    if (member === null)
      return { name: container === undefined ? name : `[${index}]`, start: located.at(from) };
    const { name: key, start: keyStart, duplicate } = member;
    member = null;
    return duplicate
      ? { name: key, start: keyStart, error: 'this key came before in the object (RFC 8259 §4)' }
      : { name: key, start: keyStart };
  }

  const walked = walkJson(text, {
    open(kind, from) {
      if (open.length === 0) top = kind;
      if (open.length === opened) {
        const next = nameNext(from);
        if (tree.depth < maxDepth) {
          const field = tree.open(next.name, next.start, kind === 'object' ? '{' : '[');
          if (next.error !== undefined) field.error = next.error;
          opened++;
        } else {
          deep = next;
        }
      }
      open.push({ count: 0, keys: new Set() });
    },
    close(kind, to) {
      const isShown = open.length === opened;
      const count = open.pop()?.count ?? 0;
      const inside = kind === 'object' ? `{ ${counted(count, 'member')} }` : `[ ${counted(count, 'item')} ]`;
      if (isShown) {
        opened--;
        const field = tree.close(located.at(to));
        if (field !== undefined) field.value = inside;
      } else if (deep !== null && open.length === opened) {
        const value = `${kind === 'object' ? '{…}' : '[…]'} deeper than ${maxDepth} levels`;
        tree.add(deep.name, deep.start, located.at(to) - deep.start, value);
        deep = null;
      }
      if (open.length === 0)
        top = `${kind}, ${kind === 'object' ? counted(count, 'member') : counted(count, 'item')}`;
    },
    key(from, to) {
      if (open.length > opened) return;
      const keys = open.at(-1)?.keys;
      const token = text.slice(from, to);
      const value = jsonStringValue(token);
      member = { name: token.slice(1, -1), start: located.at(from), duplicate: keys?.has(value) === true };
      keys?.add(value);
    },
    scalar(kind, from, to) {
      if (open.length === 0) top = kind;
      if (open.length > opened) return;
      const next = nameNext(from);
      const value = text.slice(from, Math.min(to, from + maxShown + 1));
      tree.add(next.name, next.start, located.at(to) - next.start, value, next.error);
    },
  });

  let error = walked.ok ? null : walked.error.message;
  if (!walked.ok) {
    const offset = walked.error.detail?.offset;
    const at = located.at(typeof offset === 'number' ? offset : text.length);
    if (member !== null) {
      const next = nameNext(text.length);
      tree.add(next.name, next.start, Math.max(0, at - next.start), '');
    }
    for (; opened > 0; opened--) {
      const field = tree.close(at);
      if (field !== undefined) field.value = `${field.value} …`;
    }
    tree.add('Rest', at, end - at, utf8Text(bytes, at, end), error ?? '');
  }
  const illFormed = utf8Error(bytes.subarray(start, end));
  if (illFormed !== null) {
    error ??= 'ill-formed UTF-8 (RFC 8259 §8.1)';
    tree.add('Encoding', start + illFormed, 0, 'not UTF-8', 'ill-formed UTF-8 (RFC 8259 §8.1)');
  }
  return { summary: top, error };
}

/** How sure it is, by its beginning, that a text is JSON. */
function sniffText(text: string): number {
  const at = skipJsonSpace(text, text.charCodeAt(0) === 0xfeff ? 1 : 0);
  const next = text[skipJsonSpace(text, at + 1)];
  if (text[at] === '{') return next === undefined || next === '"' || next === '}' ? 0.8 : 0;
  if (text[at] === '[') {
    if (next === undefined || '[]{"'.includes(next)) return 0.75;
    return next === '-' || (next >= '0' && next <= '9') || 'tfn'.includes(next) ? 0.6 : 0;
  }
  if (text[at] === '"') return text.slice(at + 1).includes('"') ? 0.3 : 0;
  return readJsonLiteral(text, at) === null ? (/^-?\d/.test(text.slice(at, at + 2)) ? 0.1 : 0) : 0.3;
}

/** JSON (RFC 8259). */
export const json: Dissector = {
  id: 'json',
  label: 'JSON',
  sniff(bytes) {
    const text = decodeUtf8Lossy(bytes.subarray(0, sniffBytes));
    const sure = sniffText(text);
    if (sure >= 0.5 || bytes.length > sniffBytes) return sure;
    // A scalar is JSON only where it is all there is.
    return walkJson(text, {}).ok ? sure : 0;
  },
  dissect(bytes) {
    const text = decodeUtf8Lossy(bytes.subarray(0, sniffBytes));
    if (text.trim() === '' && bytes.length <= sniffBytes) return needMore('there is nothing but white space');
    const tree = new FieldTree();
    const top = readJson(tree, bytes, 0, bytes.length, 'JSON');
    if (top.summary === 'nothing') return notMine(top.error ?? 'no value');
    const tail = top.error === null ? '' : `, ${top.error}`;
    return done(tree.finish(bytes.length), `JSON ${top.summary}${tail}`, bytes.length);
  },
};
