import { expect } from 'vitest';
import { dissect, noContext, type DissectContext, type Dissector } from '../../codec/dissectors/index.js';
import { expectSound, expectSoundPrefixes } from './sound.js';

/** Numbers below a bound, the same ones in every run of a seed (mulberry32). */
export function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** So many random bytes. */
export function randomBytes(random: (below: number) => number, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => random(256));
}

/** A payload with a few bytes changed, taken out, doubled or put in. */
function mutate(bytes: Uint8Array, random: (below: number) => number): Uint8Array {
  const list = [...bytes];
  for (let changes = 1 + random(4); changes > 0; changes--) {
    const at = random(list.length + 1);
    const kind = random(5);
    if (kind === 0) list[at] = random(256);
    else if (kind === 1) list[at] = [0x00, 0x7f, 0x80, 0xff][random(4)]!;
    else if (kind === 2) list.splice(at, 1 + random(8));
    else if (kind === 3) list.splice(at, 0, ...list.slice(at, at + random(24)));
    else list.splice(at, 0, ...randomBytes(random, random(6)));
  }
  return Uint8Array.from(list);
}

/**
 * Fails unless a dissector takes each payload, every beginning of it, and mutations of it without throwing
 * and with fields inside their parents, known side of the wire or not.
 */
export function expectHardened(
  dissector: Dissector,
  payloads: readonly Uint8Array[],
  context: DissectContext = noContext,
): void {
  expect(payloads).not.toEqual([]);
  const random = seeded(payloads.length);
  // Many payloads share what fits a second or two.
  const rounds = Math.min(150, Math.ceil(1200 / payloads.length));
  for (const payload of payloads) {
    expectSoundPrefixes(dissector, payload, context);
    for (let round = 0; round < rounds; round++) {
      const bytes = mutate(payload, random);
      expectSound(dissector, bytes, context);
      expectSound(dissector, bytes, { ...context, from: round % 2 === 0 ? 'client' : 'server' });
    }
  }
  for (let length = 0; length < 120; length++) expectSound(dissector, randomBytes(random, length), context);
}

/** Which format the automatic choice reads a payload as. */
export function chosen(bytes: Uint8Array, context: Partial<DissectContext> = {}): string {
  return dissect(bytes, { ...noContext, ...context }).id;
}
