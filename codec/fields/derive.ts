import { checksumNamed } from '../checksum/table.js';
import { type Result, fail, ok } from '../result.js';
import { encodeUtf8 } from '../utf8.js';
import { joinBits } from './bits.js';
import { maxChecksumBytes, widthOf } from './layout.js';
import type { FieldProblem, LayoutField } from './layout.js';
import { fitting, wholeBytes } from './numbers.js';
import { resolvePath, spanPaths } from './tree.js';
import type { FieldNode } from './tree.js';

interface Placed {
  readonly nodes: readonly FieldNode[];
  readonly byPath: ReadonlyMap<string, FieldNode>;
  /** The message, in which what is worked out is put. */
  readonly bytes: Uint8Array;
  readonly secrets: readonly { readonly from: number; readonly to: number }[];
}

/**
 * Works out lengths and counts, then checksums, those that cover others last. Answers what is wrong, and
 * where checksums tell of secrets.
 */
export function placeDerived(message: Placed): {
  readonly problems: readonly FieldProblem[];
  readonly secrets: readonly { readonly from: number; readonly to: number }[];
} {
  const problems: FieldProblem[] = [];
  const settle = (node: FieldNode, made: Result<bigint>): void => {
    const written = made.ok ? writeWhole(node, made.value, message.bytes) : made;
    if (!written.ok) {
      const { message, code } = written.error;
      problems.push({ path: node.path, message, kind: 'value', code });
    }
  };
  const there = message.nodes.filter(({ absent, kind }) => !absent && kind === 'field');
  for (const node of there) {
    if (node.field.length !== undefined) settle(node, lengthOf(node, message.byPath));
    else if (node.field.count !== undefined) settle(node, countOf(node, message.byPath));
  }
  for (const node of there) if (node.field.type === 'bits') message.bytes.set(joinBits(node), node.start);
  const secrets: { from: number; to: number }[] = [];
  let room = maxChecksumBytes;
  for (const { node, from, to, circular } of inOrder(there, message.byPath)) {
    if (circular) {
      const words = 'This checksum covers one that covers this one: neither can be worked out';
      problems.push({ path: node.path, message: words, kind: 'layout' });
      continue;
    }
    room -= to - from;
    if (room < 0) {
      settle(node, fail('fields.size', `Checksums go over at most ${maxChecksumBytes} bytes of a message`));
      continue;
    }
    settle(node, ok(checksumOver(node, message.bytes, from, to)));
    if ([...message.secrets, ...secrets].some((secret) => secret.from < to && secret.to > from))
      secrets.push({ from: node.start, to: node.start + node.length });
  }
  return { problems, secrets };
}

/** What a length says of the fields it measures. */
function lengthOf(node: FieldNode, byPath: ReadonlyMap<string, FieldNode>): Result<bigint> {
  const { length } = node.field;
  const range = length === undefined ? null : rangeOfSpan(node, length, byPath);
  // Said of the layout already.
  if (length === undefined || range === null) return ok(0n);
  const { plus = 0, per = 1 } = length;
  const bytes = range.to - range.from + plus;
  if (bytes % per !== 0)
    return fail(
      'fields.length',
      `${bytes} ${bytes === 1 ? 'byte is' : 'bytes are'} no multiple of ${per}, which is what it counts in`,
    );
  return ok(BigInt(bytes / per));
}

function countOf(node: FieldNode, byPath: ReadonlyMap<string, FieldNode>): Result<bigint> {
  const { count } = node.field;
  const array = byPath.get(count === undefined ? '' : (resolvePath(node, count.of) ?? ''));
  const items = array === undefined || array.absent ? 0 : array.children.length;
  return ok(BigInt(items + (count?.plus ?? 0)));
}

/** The bytes from one field to another. */
export function rangeOfSpan(
  node: FieldNode,
  span: NonNullable<LayoutField['length'] | LayoutField['checksum']>,
  byPath: ReadonlyMap<string, FieldNode>,
): { readonly from: number; readonly to: number } | null {
  const paths = spanPaths(node, span);
  const first = byPath.get(paths?.first ?? '');
  const last = byPath.get(paths?.last ?? '');
  if (first === undefined || last === undefined) return null;
  return { from: first.start, to: Math.max(first.start, last.start + last.length) };
}

/** Writes a number that was worked out where its field is: in bytes, or as digits of a text. */
function writeWhole(node: FieldNode, value: bigint, bytes: Uint8Array): Result<null> {
  const { field, start } = node;
  if (field.type === 'text') {
    const text = digitsOf(field, value);
    if (!text.ok) return text;
    node.whole = value;
    bytes.set(encodeUtf8(text.value), start);
    return ok(null);
  }
  const fits = fitting(field, value);
  if (!fits.ok) return fits;
  node.whole = value;
  if (field.type === 'bit') {
    if (node.parent !== null) bytes.set(joinBits(node.parent), node.parent.start);
  } else bytes.set(wholeBytes(value, widthOf(field.type), field.little === true), start);
  return ok(null);
}

/** A number as digits: a checksum in hex, a length or count in decimal, zeros before it. */
export function digitsOf(field: LayoutField, value: bigint): Result<string> {
  const size = field.size ?? 0;
  const digits = field.checksum === undefined ? String(value) : value.toString(16).toUpperCase();
  if (digits.length > size || value < 0n)
    return fail('fields.overflow', `${value} has more than ${size} ${size === 1 ? 'digit' : 'digits'}`);
  return ok(digits.padStart(size, '0'));
}

/** A checksum of some bytes of a message; its own count as zeros. */
export function checksumOver(node: FieldNode, bytes: Uint8Array, from: number, to: number): bigint {
  const algorithm = checksumNamed(node.field.checksum?.algorithm ?? '');
  if (algorithm === undefined) return 0n;
  const own = node.field.type === 'bit' && node.parent !== null ? node.parent : node;
  const run = algorithm.start();
  const ownFrom = Math.min(Math.max(own.start, from), to);
  const ownTo = Math.min(Math.max(own.start + own.length, ownFrom), to);
  run.update(bytes.subarray(from, ownFrom));
  run.update(new Uint8Array(ownTo - ownFrom));
  run.update(bytes.subarray(ownTo, to));
  return run.value();
}

interface Covering {
  readonly node: FieldNode;
  readonly from: number;
  readonly to: number;
  readonly circular: boolean;
}

/** Checksums with those first that others cover; what goes in a circle comes last and says so. */
function inOrder(nodes: readonly FieldNode[], byPath: ReadonlyMap<string, FieldNode>): Covering[] {
  let waiting = nodes.flatMap((node) => {
    const { checksum } = node.field;
    const range = checksum === undefined ? null : rangeOfSpan(node, checksum, byPath);
    return range === null ? [] : [{ node, ...range, circular: false }];
  });
  const ordered: Covering[] = [];
  while (waiting.length > 0) {
    // Nodes come in the order of their bytes.
    const starts = waiting.map(({ node }) => node.start);
    const ready = waiting.filter(({ node, from, to }) => {
      const first = firstFrom(starts, from);
      const own = node.start >= from && node.start < to ? 1 : 0;
      return firstFrom(starts, to) - first <= own;
    });
    if (ready.length === 0) return [...ordered, ...waiting.map((one) => ({ ...one, circular: true }))];
    ordered.push(...ready);
    const settled = new Set(ready);
    waiting = waiting.filter((one) => !settled.has(one));
  }
  return ordered;
}

/** Index of the first number that is not less; the length where there is none. */
function firstFrom(sorted: readonly number[], least: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
