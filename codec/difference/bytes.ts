import { SequenceAligner } from './align.js';

/** A stretch that differs: `left[leftFrom, leftTo)` stands where the other has `right[rightFrom, rightTo)`. */
export interface ByteDifference {
  readonly leftFrom: number;
  readonly leftTo: number;
  readonly rightFrom: number;
  readonly rightTo: number;
}

/** Edits that are found exactly; more than these make a difference that may be longer than it had to be. */
const byteCost = 1_024;
/** Fewer equal bytes than these between two differences, and than the differences have, are a coincidence. */
const leastEqual = 3;

/** Where two runs of bytes differ, in order, insertions and removals found. Yields so that it can be interrupted. */
export function* byteDifferences(
  left: Uint8Array,
  right: Uint8Array,
): Generator<void, readonly ByteDifference[]> {
  // Always from the same side, so that turning the sides around turns the answer around and no more.
  const turned = precedes(right, left);
  const [a, b] = turned ? [right, left] : [left, right];
  const aligner = new SequenceAligner(a, b, 256, byteCost);
  yield* aligner.align();
  const found = joined(hunks(aligner.partner, b.length));
  return turned ? found.map(mirrored) : found;
}

function precedes(one: Uint8Array, other: Uint8Array): boolean {
  const shorter = Math.min(one.length, other.length);
  for (let at = 0; at < shorter; at++) {
    if (one[at] !== other[at]) return (one[at] ?? 0) < (other[at] ?? 0);
  }
  return one.length < other.length;
}

function mirrored(one: ByteDifference): ByteDifference {
  const { leftFrom, leftTo, rightFrom, rightTo } = one;
  return { leftFrom: rightFrom, leftTo: rightTo, rightFrom: leftFrom, rightTo: leftTo };
}

function hunks(partner: Int32Array, rightLength: number): ByteDifference[] {
  const found: ByteDifference[] = [];
  let leftFrom = 0;
  let rightFrom = 0;
  for (let i = 0; i <= partner.length; i++) {
    const j = i === partner.length ? rightLength : (partner[i] ?? -1);
    if (j < 0) continue;
    if (i > leftFrom || j > rightFrom) found.push({ leftFrom, leftTo: i, rightFrom, rightTo: j });
    leftFrom = i + 1;
    rightFrom = j + 1;
  }
  return found;
}

/** Joins differences that a byte or two alike by chance would keep apart: nobody reads confetti. */
function joined(all: readonly ByteDifference[]): ByteDifference[] {
  const found: ByteDifference[] = [];
  for (const one of all) {
    const last = found.at(-1);
    const equal = last === undefined ? leastEqual : one.leftFrom - last.leftTo;
    if (last !== undefined && equal < leastEqual && sizeOf(last) + sizeOf(one) > equal) {
      found[found.length - 1] = { ...last, leftTo: one.leftTo, rightTo: one.rightTo };
    } else found.push(one);
  }
  return found;
}

const sizeOf = (one: ByteDifference): number =>
  Math.max(one.leftTo - one.leftFrom, one.rightTo - one.rightFrom);
