const hexOf = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

export function hexByte(byte: number): string {
  return hexOf[byte & 0xff] ?? '';
}

/** Printable ASCII as itself, everything else as a middle dot: a byte column must stay one cell wide. */
export function asciiByte(byte: number): string {
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·';
}

/** Space-separated pairs, 16 to a line, as they are pasted elsewhere. */
export function copyHex(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    lines.push(Array.from(bytes.subarray(at, at + 16), hexByte).join(' '));
  }
  return lines.join('\n');
}

/** Offsets are as wide as the largest one needs, at least four digits. */
export function offsetDigits(size: number): number {
  return Math.max(4, Math.max(0, size - 1).toString(16).length);
}

/** What stands after a pair: more after the eighth of sixteen, nothing after the last. */
export function gapAfter(at: number, columns: number): string {
  return at + 1 === columns ? '' : at === 7 ? '  ' : ' ';
}

/** The column of pairs, as wide in a row that is not full. */
export function pairsWidth(columns: number): string {
  return `${columns * 3 + (columns > 8 ? 1 : 0) - 1}ch`;
}

export function offsetText(offset: number, digits: number): string {
  return offset.toString(16).padStart(digits, '0');
}
