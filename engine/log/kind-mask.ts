/** Kinds as bits `kind % 64`, as block headers hold them. */
export interface KindMask {
  readonly low: number;
  readonly high: number;
}

/** The mask of these kinds, by their numbers; those below 0 are none. */
export function maskOf(kinds: readonly number[]): KindMask {
  let low = 0;
  let high = 0;
  for (const kind of kinds) {
    if (kind < 0) continue;
    if (kind < 32) low |= 1 << kind;
    else high |= 1 << (kind & 31);
  }
  return { low, high };
}
