/** Bytes to be found, -1 for any. */
export type HexPattern = readonly number[];

/** First offset from `from` at which the pattern stands wholly inside `bytes`; -1 for none. */
export function findHex(bytes: Uint8Array, pattern: HexPattern, from = 0): number {
  // The first byte that is known leads: `indexOf` skips ahead much faster than a loop.
  const lead = pattern.findIndex((byte) => byte >= 0);
  const last = bytes.length - pattern.length;
  if (lead < 0) return from <= last ? from : -1;
  const first = pattern[lead] ?? 0;
  for (let at = from; at <= last; at++) {
    const found = bytes.indexOf(first, at + lead);
    if (found < 0 || found - lead > last) return -1;
    at = found - lead;
    if (standsAt(bytes, pattern, at)) return at;
  }
  return -1;
}

function standsAt(bytes: Uint8Array, pattern: HexPattern, at: number): boolean {
  for (let i = 0; i < pattern.length; i++) {
    const byte = pattern[i] ?? -1;
    if (byte >= 0 && bytes[at + i] !== byte) return false;
  }
  return true;
}
