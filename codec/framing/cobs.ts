import { fail, ok, type Result } from '../result.js';

/** Longest run one code byte stands for: 254 bytes without a zero after them. */
const longestRun = 0xff;

/** A packet in Consistent Overhead Byte Stuffing, with the zero that ends it. */
export function cobsEncode(payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(payload.length + Math.floor(payload.length / 254) + 2);
  let codeAt = 0;
  let length = 1;
  const close = (): void => {
    bytes[codeAt] = length - codeAt;
    codeAt = length++;
  };
  payload.forEach((byte, at) => {
    if (byte === 0) {
      close();
      return;
    }
    bytes[length++] = byte;
    // A full run at the very end needs no code after it.
    if (length - codeAt === longestRun && at < payload.length - 1) close();
  });
  close();
  return bytes.subarray(0, length);
}

/** The packet in a COBS body, without its final zero. Fails with `cobs.code` where a run is cut short. */
export function cobsDecode(body: Uint8Array): Result<Uint8Array> {
  const bytes = new Uint8Array(body.length);
  let length = 0;
  let at = 0;
  while (at < body.length) {
    const code = body[at] ?? 0;
    if (code === 0 || at + code > body.length) {
      return fail('cobs.code', `the code ${code} at byte ${at} reaches beyond the packet`, { offset: at });
    }
    bytes.set(body.subarray(at + 1, at + code), length);
    length += code - 1;
    at += code;
    if (code < longestRun && at < body.length) bytes[length++] = 0;
  }
  return ok(bytes.subarray(0, length));
}
