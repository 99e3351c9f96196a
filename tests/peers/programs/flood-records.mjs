// What a flood consists of: numbered lines of text with a checksum. The sender makes them, the tests read them back.
import { crc32 } from 'node:zlib';

const filler = 'the quick brown fox jumps over the lazy dog 0123456789 '.repeat(4);

/**
 * A record of 22 to 141 bytes, without an end of line: sender, number, some text, CRC-32 of what stands before.
 * @param {number} sender
 * @param {number} number
 */
export function recordOf(sender, number) {
  const body = `${String(sender).padStart(3, '0')} ${String(number).padStart(8, '0')} ${filler.slice(0, (number * 7) % 120)}`;
  return `${body} ${crc32(body).toString(16).padStart(8, '0')}`;
}

/**
 * Sender and number of a record; null for anything that is not one, byte for byte.
 * @param {Uint8Array} bytes
 */
export function readRecord(bytes) {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const sum = text.slice(-8);
  const body = text.slice(0, -9);
  if (text.charAt(text.length - 9) !== ' ' || crc32(body).toString(16).padStart(8, '0') !== sum) return null;
  return { sender: Number(text.slice(0, 3)), number: Number(text.slice(4, 12)) };
}
