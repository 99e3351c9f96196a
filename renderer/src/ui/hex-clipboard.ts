import type { HexColumn } from './hex-caret.js';
import { copyHex } from './hex-text.js';

/** A clipboard text is three characters a byte, built on the painting thread. */
export const copyLimit = 1_048_576;

/** Bytes as the column they are copied from shows them: pairs, or the text they are. */
export function clipboardText(bytes: Uint8Array, column: HexColumn): string | null {
  if (column === 'hex') return copyHex(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
