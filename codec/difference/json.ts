import { jsonStringValue } from '../json/token.js';
import { type JsonNode, parseJsonTree } from '../json/tree.js';
import { ok, type Result } from '../result.js';
import { SequenceAligner } from './align.js';
import { foldJson, ordered, stepOf } from './fold.js';
import { type IgnoredPath, isIgnored, type JsonPlace } from './paths.js';

/** Differences that are listed; nobody reads more, and the rest is told as cut. */
export const maxJsonChanges = 10_000;

/** One side of a change: where it stands, and the text exactly as it was sent. */
export interface JsonSide {
  readonly place: JsonPlace;
  /** Offsets into the text of its side. */
  readonly start: number;
  readonly end: number;
}

/** A value that is on one side alone, or that differs. */
export interface JsonChange {
  readonly kind: 'added' | 'removed' | 'changed';
  /** Null where it was added. */
  readonly left: JsonSide | null;
  /** Null where it was removed. */
  readonly right: JsonSide | null;
}

export interface JsonDifference {
  readonly changes: readonly JsonChange[];
  /** There are more. */
  readonly cut: boolean;
}

interface Pair {
  readonly left: JsonNode | null;
  readonly right: JsonNode | null;
  readonly leftPlace: JsonPlace;
  readonly rightPlace: JsonPlace;
}

/**
 * How two JSON texts differ, by path. White space, the order of members and escapes do not count; numbers are
 * their digits, so 1 and 1.0 differ and no digit of a large one is lost. Elements of arrays are aligned, so that
 * one that was put in shows as added. Fails as `parseJsonTree` does, with `detail.side`.
 */
export function jsonDifference(
  leftText: string,
  rightText: string,
  ignored: readonly IgnoredPath[] = [],
): Result<JsonDifference> {
  const left = parseJsonTree(leftText);
  if (!left.ok) return sided(left.error, 'left');
  const right = parseJsonTree(rightText);
  if (!right.ok) return sided(right.error, 'right');
  const names = new Map<string, number>();
  const of = new Map<JsonNode, number>();
  number(left.value, leftText, ignored, names, of);
  number(right.value, rightText, ignored, names, of);

  const changes: JsonChange[] = [];
  const open: Pair[] = [{ left: left.value, right: right.value, leftPlace: [], rightPlace: [] }];
  for (let pair = open.pop(); pair !== undefined; pair = open.pop()) {
    const { left: one, right: other } = pair;
    if (changes.length >= maxJsonChanges) return ok({ changes, cut: true });
    if (one !== null && other !== null) {
      if (of.get(one) === of.get(other)) continue;
      if (one.kind === other.kind && (one.kind === 'object' || one.kind === 'array')) {
        const inside =
          one.kind === 'object'
            ? members(pair, one, other)
            : elements(pair, one, other, of, leftText > rightText);
        // The last in is the first out: in the order of the text.
        for (const next of inside.reverse()) {
          if (!leftOut(ignored, next)) open.push(next);
        }
        continue;
      }
    }
    changes.push({
      kind: one === null ? 'added' : other === null ? 'removed' : 'changed',
      left: one && { place: pair.leftPlace, start: one.start, end: one.end },
      right: other && { place: pair.rightPlace, start: other.start, end: other.end },
    });
  }
  return ok({ changes, cut: false });
}

function sided(
  error: { readonly code: string; readonly message: string; readonly detail?: object },
  side: 'left' | 'right',
): Result<never> {
  const { code, message } = error;
  return {
    ok: false,
    error: {
      code,
      message: side === 'left' ? `left: ${message}` : `right: ${message}`,
      detail: { ...error.detail, side },
    },
  };
}

/** Gives nodes that mean the same the same number. */
function number(
  root: JsonNode,
  text: string,
  ignored: readonly IgnoredPath[],
  names: Map<string, number>,
  of: Map<JsonNode, number>,
): void {
  foldJson<number>(root, ignored, (node, inside) => {
    const token = text.slice(node.start, node.end);
    const container = node.kind === 'object' || node.kind === 'array';
    const content = container
      ? ordered(node, inside)
          .map(({ step, value }) => (node.kind === 'object' ? `${JSON.stringify(step)}:${value}` : value))
          .join(',')
      : node.kind === 'string'
        ? jsonStringValue(token)
        : token;
    const name = `${node.kind} ${content}`;
    const known = names.get(name) ?? names.size;
    names.set(name, known);
    of.set(node, known);
    return known;
  });
}

const leftOut = (ignored: readonly IgnoredPath[], pair: Pair): boolean =>
  ignored.length > 0 && isIgnored(ignored, pair.left === null ? pair.rightPlace : pair.leftPlace);

/** Members by name; of repeated ones the first goes with the first. */
function members(pair: Pair, left: JsonNode, right: JsonNode): Pair[] {
  const waiting = new Map<string | number, JsonNode[]>();
  for (const [index, child] of right.children.entries()) {
    const step = stepOf(right, child, index);
    const same = waiting.get(step);
    if (same === undefined) waiting.set(step, [child]);
    else same.push(child);
  }
  const taken = new Set<JsonNode>();
  const inside: Pair[] = [];
  for (const [index, child] of left.children.entries()) {
    const step = stepOf(left, child, index);
    const other = waiting.get(step)?.shift() ?? null;
    if (other !== null) taken.add(other);
    inside.push(below(pair, child, step, other, step));
  }
  for (const [index, child] of right.children.entries()) {
    const step = stepOf(right, child, index);
    if (!taken.has(child)) inside.push(below(pair, null, step, child, step));
  }
  return inside;
}

/** Elements by what they are; `turned` aligns from the right, so that turning the sides changes nothing else. */
function elements(
  pair: Pair,
  left: JsonNode,
  right: JsonNode,
  of: Map<JsonNode, number>,
  turned: boolean,
): Pair[] {
  const numbers = new Map<number, number>();
  const small = (node: JsonNode): number => {
    const known = of.get(node) ?? -1;
    const own = numbers.get(known) ?? numbers.size;
    numbers.set(known, own);
    return own;
  };
  const a = left.children.map(small);
  const b = right.children.map(small);
  const aligner = turned ? new SequenceAligner(b, a, numbers.size) : new SequenceAligner(a, b, numbers.size);
  for (const _ of aligner.align()) continue;
  const partner = turned ? inverted(aligner.partner, a.length) : aligner.partner;
  const inside: Pair[] = [];
  let fromA = 0;
  let fromB = 0;
  for (let i = 0; i <= a.length; i++) {
    const j = i === a.length ? b.length : (partner[i] ?? -1);
    if (j < 0) continue;
    for (let at = 0; at < Math.max(i - fromA, j - fromB); at++) {
      const one = fromA + at < i ? (left.children[fromA + at] ?? null) : null;
      const other = fromB + at < j ? (right.children[fromB + at] ?? null) : null;
      inside.push(below(pair, one, fromA + at, other, fromB + at));
    }
    fromA = i + 1;
    fromB = j + 1;
  }
  return inside;
}

function inverted(partner: Int32Array, length: number): Int32Array {
  const turned = new Int32Array(length).fill(-1);
  for (const [at, other] of partner.entries()) if (other >= 0) turned[other] = at;
  return turned;
}

function below(
  { leftPlace, rightPlace }: Pair,
  left: JsonNode | null,
  leftStep: string | number,
  right: JsonNode | null,
  rightStep: string | number,
): Pair {
  return { left, right, leftPlace: [...leftPlace, leftStep], rightPlace: [...rightPlace, rightStep] };
}
