import { JsonSkim } from '../../codec/index.js';
import type { SkimChild } from '../../codec/index.js';
import { jsonTextBytes, maxJsonChildren, ok, skimBytes } from '../../contract/index.js';
import type { JsonChild, JsonChildren, JsonPlace, Result } from '../../contract/index.js';
import { nextTurn } from '../log/index.js';
import type { View } from '../log/index.js';

/** Bytes read and skimmed without a pause: below a millisecond. */
const windowBytes = 128 << 10;
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

type Read = (from: number, to: number) => Promise<Result<Uint8Array>>;

/**
 * Children of a JSON container in a payload of any size, from a place on; null for the value at the top, which
 * is then the one child. What lies within children is passed over by their brackets alone. Bounded by
 * `maxJsonChildren` and `most` bytes: `next` is where to go on.
 */
export async function jsonChildren(
  view: View,
  position: number,
  of: JsonPlace | null,
  most = skimBytes,
): Promise<Result<JsonChildren>> {
  const read: Read = async (from, to) => {
    const piece = await view.payload(position, from, to);
    return piece.ok ? ok(piece.value.bytes) : piece;
  };
  // The value at the top stands where the one item of an array would.
  const skim = of === null ? new JsonSkim(0, false) : JsonSkim.from(of);
  const going = of?.inChild === true;
  const limit = maxJsonChildren + (going ? 1 : 0);
  let taken = 0;
  let over = false;
  while (!skim.done) {
    const piece = await read(skim.at, skim.at + windowBytes);
    if (!piece.ok) return piece;
    over = piece.value.length === 0;
    if (over) {
      skim.finish();
      break;
    }
    // A byte order mark is no value.
    const bom = of === null && skim.at === 0 && piece.value[0] === 0xef ? 3 : 0;
    if (bom > 0) skim.at = bom;
    taken += skim.push(piece.value.subarray(bom), limit);
    const whole = skim.children.filter(({ end }) => end !== null).length;
    if (whole >= limit || (taken >= most && skim.state !== null)) break;
    await nextTurn();
  }
  const told = going ? skim.children.slice(1) : skim.children;
  const children: JsonChild[] = [];
  for (const child of told) {
    const one = await describe(child, read);
    if (!one.ok) return one;
    children.push(one.value);
  }
  return ok({
    children,
    ended: going ? (skim.children[0]?.end ?? null) : null,
    next: skim.done ? null : skim.state,
  });
}

async function describe(child: SkimChild, read: Read): Promise<Result<JsonChild>> {
  const { kind, key, start, end } = child;
  let name: string | null = null;
  if (key !== null) {
    const bytes = await read(key.start, Math.min(key.end, key.start + jsonTextBytes));
    if (!bytes.ok) return bytes;
    name = decoder.decode(bytes.value);
  }
  let text = '';
  if (kind !== 'object' && kind !== 'array') {
    const bytes = await read(start, Math.min(end ?? Number.POSITIVE_INFINITY, start + jsonTextBytes));
    if (!bytes.ok) return bytes;
    text = decoder.decode(bytes.value);
  }
  return ok({ kind, key: name, start, end, text });
}
