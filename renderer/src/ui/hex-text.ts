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
