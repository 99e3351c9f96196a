import {
  arrange,
  isTurn,
  OrderPairing,
  pairEqual,
  type Pairs,
  type SideColumns,
  type Timing,
} from '../../codec/index.js';
import type { DifferenceSpec } from '../../contract/index.js';
import { drive } from './drive.js';
import type { RowHash } from './row-hash.js';
import type { SharedNumbers, Side } from './side.js';

const nanosecondsInMs = 1e6;

/** Tells how far it is, 0 to 1. */
type Progress = (share: number) => void;

/** Finds which rows of two sides that were read go together. Null once the signal said stop. */
export async function alignSides(
  left: Side,
  right: Side,
  spec: DifferenceSpec,
  { hash, numbers }: { readonly hash: RowHash; readonly numbers: SharedNumbers },
  signal: AbortSignal,
  progress: Progress,
): Promise<Pairs | null> {
  const { by } = spec.align;
  const { compare, tolerance, offset } = spec.timing;
  const measure: Timing = { tolerance: tolerance * nanosecondsInMs, offset: offset * nanosecondsInMs };
  const timing = compare || by === 'time' ? measure : null;
  const partner =
    by === 'order'
      ? await inOrder()
      : by === 'time'
        ? await inTime(measure)
        : await run(left.length, (partners) =>
            pairEqual(left, right, partners, {
              left: left.key,
              right: right.key,
              numbers: numbers.key.count,
            }),
          );
  if (partner === null) return null;
  progress(0.9);
  return drive(arrange(left, right, partner, { timing, byTime: by === 'time' }), signal);

  async function run(
    length: number,
    ...steps: readonly ((partners: Int32Array) => Generator<void, void>)[]
  ): Promise<Int32Array | null> {
    const partners = new Int32Array(length).fill(-1);
    for (const step of steps) await drive(step(partners), signal);
    return signal.aborted ? null : partners;
  }

  async function inOrder(): Promise<Int32Array | null> {
    const pairing = new OrderPairing(columns(left), columns(right), numbers.content.count);
    await drive(pairing.contents(), signal);
    if (signal.aborted) return null;
    progress(0.4);
    const wanted = await drive(pairing.unclear(), signal);
    if (wanted === null) return null;
    await shapes(wanted);
    if (signal.aborted) return null;
    progress(0.7);
    await drive(pairing.rest(left.shape, right.shape, numbers.shape.count), signal);
    return signal.aborted ? null : pairing.partner;
  }

  async function inTime(within: Timing): Promise<Int32Array | null> {
    const content = { left: left.content, right: right.content, numbers: numbers.content.count };
    const partner = await run(
      left.length,
      (partners) => pairEqual(left, right, partners, content, { timing: within }),
      // Equal and nowhere else: it is the same one, late or early.
      (partners) => pairEqual(left, right, partners, content, { alone: true }),
    );
    if (partner === null) return null;
    progress(0.4);
    const wanted = await drive(partnerless(partner, right.length), signal);
    if (wanted === null) return null;
    await shapes(wanted);
    if (signal.aborted) return null;
    progress(0.7);
    const shape = { left: left.shape, right: right.shape, numbers: numbers.shape.count };
    const sort = { left: left.sort, right: right.sort, numbers: 256 };
    await drive(pairEqual(left, right, partner, shape, { timing: within }), signal);
    await drive(pairEqual(left, right, partner, sort, { timing: within }), signal);
    await drive(pairEqual(left, right, partner, content), signal);
    return signal.aborted ? null : partner;
  }

  async function shapes(wanted: { readonly left: Uint8Array; readonly right: Uint8Array }): Promise<void> {
    await left.readShapes(wanted.left, hash, numbers, signal);
    progress(0.55);
    await right.readShapes(wanted.right, hash, numbers, signal);
  }
}

/** What was read of a side, without the room for what was not. */
function columns({
  length,
  content,
  sort,
  time,
}: Side): Pick<SideColumns, 'length' | 'content' | 'sort' | 'time'> {
  return { length, content: content.subarray(0, length), sort: sort.subarray(0, length), time };
}

function* partnerless(
  partner: Int32Array,
  rightLength: number,
): Generator<void, { left: Uint8Array; right: Uint8Array }> {
  const left = new Uint8Array(partner.length);
  const right = new Uint8Array(rightLength).fill(1);
  for (let i = 0; i < partner.length; i++) {
    if (isTurn(i)) yield;
    const j = partner[i] ?? -1;
    if (j < 0) left[i] = 1;
    else right[j] = 0;
  }
  return { left, right };
}
