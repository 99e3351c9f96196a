import { ok, parseHex } from '../../../codec/index.js';
import type { Result } from '../../../contract/index.js';

/** Texts below this are read faster than they are looked for. */
const leastChars = 64 * 1024;
let known: { readonly text: string; readonly bytes: Uint8Array } | null = null;

/** Remembers what a long text was made of: it is not read back digit by digit. The last one alone. */
export function knowHex(text: string, bytes: Uint8Array): void {
  if (text.length >= leastChars) known = { text, bytes };
}

/** Bytes of hex as people write it. Those that are known are nobody's to change. */
export function readHex(text: string): Result<Uint8Array> {
  if (text.length >= leastChars && known?.text === text) return ok(known.bytes);
  const parsed = parseHex(text);
  if (parsed.ok) knowHex(text, parsed.value);
  return parsed;
}
