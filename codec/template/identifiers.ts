/** Crockford's base 32: no I, L, O, U. */
const base32 = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A random UUID, version 4 (RFC 9562 §5.4), from 16 random bytes. */
export function formatUuid(random: Uint8Array): string {
  const bytes = random.slice(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** A ULID: 48 bits of milliseconds, then the 80 bits of 10 random bytes, in Crockford's base 32. */
export function formatUlid(milliseconds: number, random: Uint8Array): string {
  let text = '';
  let time = milliseconds;
  for (let digit = 0; digit < 10; digit++) {
    text = (base32[time % 32] ?? '') + text;
    time = Math.floor(time / 32);
  }
  let bits = 0;
  let held = 0;
  for (const byte of random.subarray(0, 10)) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += base32[(held >> bits) & 31] ?? '';
    }
    held &= (1 << bits) - 1;
  }
  return text;
}
