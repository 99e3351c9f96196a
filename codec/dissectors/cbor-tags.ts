import { hexText } from './fields.js';
import type { Tagged } from './items.js';
import { isoTime } from './numbers.js';

/** Tags of the IANA registry that payloads carry (RFC 8949 §3.4 and later documents). */
const names: Readonly<Record<string, string>> = {
  0: 'date and time as text (RFC 3339)',
  1: 'date and time as seconds since 1970',
  2: 'unsigned bignum',
  3: 'negative bignum',
  4: 'decimal fraction [exponent, mantissa]',
  5: 'bigfloat [exponent, mantissa]',
  16: 'COSE_Encrypt0 (RFC 9052)',
  17: 'COSE_Mac0 (RFC 9052)',
  18: 'COSE_Sign1 (RFC 9052)',
  21: 'expected as base64url',
  22: 'expected as base64',
  23: 'expected as base16',
  24: 'encoded CBOR data item',
  28: 'shared value',
  29: 'reference to a shared value',
  30: 'rational number',
  32: 'URI',
  33: 'base64url',
  34: 'base64',
  35: 'regular expression',
  36: 'MIME message',
  37: 'UUID (RFC 9562)',
  52: 'IPv4 (RFC 9164)',
  54: 'IPv6 (RFC 9164)',
  61: 'CWT (RFC 8392)',
  96: 'COSE_Encrypt (RFC 9052)',
  97: 'COSE_Mac (RFC 9052)',
  98: 'COSE_Sign (RFC 9052)',
  100: 'days since 1970 (RFC 8943)',
  258: 'set',
  260: 'network address',
  1001: 'extended time',
  1004: 'full date as text (RFC 8943)',
  55799: 'self-described CBOR',
};

/** What a tag says its item is, or null. */
export function cborTagName(tag: bigint): string | null {
  return names[String(tag)] ?? null;
}

/** Bytes of the longest bignum that is written in decimal: longer ones take longer than they tell. */
const maxBignumBytes = 1024;

/** What a tag and the scalar in it mean together, or null where nothing can be added. */
export function describeTag(tag: bigint, content: Tagged): string | null {
  if ((tag === 2n || tag === 3n) && content instanceof Uint8Array) {
    if (content.length > maxBignumBytes) return null;
    let value = 0n;
    for (const byte of content) value = (value << 8n) | BigInt(byte);
    return tag === 2n ? `${value} (tag 2, unsigned bignum)` : `${-1n - value} (tag 3, negative bignum)`;
  }
  if (tag === 1n && (typeof content === 'bigint' || typeof content === 'number')) {
    const time = epoch(content);
    return time === null ? null : `${time} (tag 1, seconds since 1970)`;
  }
  if (tag === 100n && typeof content === 'bigint') {
    const time = isoTime(content * 86_400n);
    return time === null ? null : `${time.slice(0, time.indexOf('T'))} (tag 100, days since 1970)`;
  }
  if (tag === 37n && content instanceof Uint8Array && content.length === 16) {
    const digits = hexText(content, 0, 16).replaceAll(' ', '');
    const uuid = digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
    return `${uuid} (tag 37, UUID)`;
  }
  return null;
}

function epoch(seconds: bigint | number): string | null {
  if (typeof seconds === 'bigint') return isoTime(seconds);
  if (!Number.isFinite(seconds)) return null;
  const whole = Math.floor(seconds);
  // A double of today's seconds tells microseconds, no less.
  const micro = Math.min(999_999, Math.round((seconds - whole) * 1e6));
  return isoTime(BigInt(whole), micro * 1000);
}
