import { ref } from 'vue';
import type { InspectRow } from '../../../codec/dissectors/index.js';

/** One kind of reading of the selected bytes: in both byte orders where that makes a difference. */
export interface Reading {
  readonly label: string;
  /** Bytes it reads. */
  readonly bytes: number;
  /** Where byte order makes no difference. */
  readonly value: string | null;
  readonly little: string | null;
  readonly big: string | null;
}

/** The rows of an inspection by label, little and big endian beside each other. */
export function pairReadings(rows: readonly InspectRow[]): readonly Reading[] {
  const found = new Map<string, { -readonly [Key in keyof Reading]: Reading[Key] }>();
  for (const { label, value, bytes, littleEndian } of rows) {
    const key = `${label} ${littleEndian === undefined}`;
    const one = found.get(key) ?? { label, bytes, value: null, little: null, big: null };
    if (littleEndian === undefined) one.value = value;
    else one[littleEndian ? 'little' : 'big'] = value;
    one.bytes = Math.max(one.bytes, bytes);
    found.set(key, one);
  }
  return [...found.values()];
}

/** Bytes from the first selected one that an inspection reads at most. */
export const inspectedBytes = 256;

/** Whether the data inspector is open, by place: it stays so from row to row. */
export const inspectorOpen = { hex: ref(true), decoded: ref(false) } as const;
