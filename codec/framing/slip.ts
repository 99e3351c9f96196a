import { fail, ok, type Result } from '../result.js';

const end = 0xc0;
const esc = 0xdb;
const escEnd = 0xdc;
const escEsc = 0xdd;

/** A packet as SLIP sends it (RFC 1055): escaped, with END after it. */
export function slipEncode(payload: Uint8Array): Uint8Array {
  let escapes = 0;
  for (const byte of payload) if (byte === end || byte === esc) escapes++;
  const bytes = new Uint8Array(payload.length + escapes + 1);
  let length = 0;
  for (const byte of payload) {
    const escaped = byte === end ? escEnd : byte === esc ? escEsc : null;
    bytes[length++] = escaped === null ? byte : esc;
    if (escaped !== null) bytes[length++] = escaped;
  }
  bytes[length] = end;
  return bytes;
}

/** The packet in a SLIP body, without its END. Fails with `slip.escape` for an ESC that escapes nothing known. */
export function slipDecode(body: Uint8Array): Result<Uint8Array> {
  const bytes = new Uint8Array(body.length);
  let length = 0;
  for (let at = 0; at < body.length; at++) {
    const byte = body[at] ?? 0;
    if (byte !== esc) {
      bytes[length++] = byte;
      continue;
    }
    const escaped = body[++at];
    if (escaped !== escEnd && escaped !== escEsc) {
      return fail('slip.escape', `the ESC at byte ${at - 1} escapes neither END nor ESC (RFC 1055)`, {
        offset: at - 1,
      });
    }
    bytes[length++] = escaped === escEnd ? end : esc;
  }
  return ok(bytes.subarray(0, length));
}
