import { parseHex } from '../hex.js';
import { fail, ok, type Result } from '../result.js';
import { cobsDecode, cobsEncode } from './cobs.js';
import { slipDecode, slipEncode } from './slip.js';
import type { FramingSpec, LengthPrefixSpec } from './spec.js';

/**
 * A payload as one message of the framing: with delimiter, prefix or escapes. Fails with
 * `framing.length` where it does not fit, `framing.delimiter` where the delimiter is inside it, and
 * `framing.invalid` for a delimiter that is not hex.
 */
export function frameMessage(spec: FramingSpec, payload: Uint8Array): Result<Uint8Array> {
  switch (spec.kind) {
    case 'raw':
    case 'idle':
      return ok(payload);
    case 'line':
      return withDelimiter(payload, Uint8Array.of(0x0a));
    case 'delimiter': {
      const delimiter = parseHex(spec.delimiter);
      if (!delimiter.ok)
        return fail('framing.invalid', `the delimiter is not hex: ${delimiter.error.message}`);
      return withDelimiter(payload, delimiter.value);
    }
    case 'fixed':
      if (payload.length === spec.length) return ok(payload);
      return fail(
        'framing.length',
        `a message has ${spec.length} ${spec.length === 1 ? 'byte' : 'bytes'} here, this one ${payload.length}`,
      );
    case 'length-prefix':
      return withLength(spec, payload);
    case 'slip':
      return ok(slipEncode(payload));
    case 'cobs':
      return ok(cobsEncode(payload));
  }
}

/** The payload in a message's body (`bodyStart` to `bodyEnd`): SLIP and COBS are unescaped, others are it already. */
export function unframeBody(spec: FramingSpec, body: Uint8Array): Result<Uint8Array> {
  if (spec.kind === 'slip') return slipDecode(body);
  if (spec.kind === 'cobs') return cobsDecode(body);
  return ok(body);
}

function withDelimiter(payload: Uint8Array, delimiter: Uint8Array): Result<Uint8Array> {
  const message = new Uint8Array(payload.length + delimiter.length);
  message.set(payload);
  message.set(delimiter, payload.length);
  const found = indexOfBytes(message, delimiter);
  if (found < payload.length) {
    return fail('framing.delimiter', `the payload has the delimiter inside, at byte ${found}`, {
      offset: found,
    });
  }
  return ok(message);
}

/** Where a needle first starts; it is known to be there. */
function indexOfBytes(bytes: Uint8Array, needle: Uint8Array): number {
  let at = -1;
  do at = bytes.indexOf(needle[0] ?? 0, at + 1);
  while (!needle.every((byte, index) => bytes[at + index] === byte));
  return at;
}

function withLength(spec: LengthPrefixSpec, payload: Uint8Array): Result<Uint8Array> {
  // The bytes before the length are the user's: they stand at the start of the payload.
  if (payload.length < spec.offset) {
    return fail(
      'framing.length',
      `the header before the length has ${spec.offset} ${spec.offset === 1 ? 'byte' : 'bytes'}, the payload only ${payload.length}`,
    );
  }
  const body = payload.length - spec.offset;
  const said = body - spec.adjust + (spec.includesHeader === true ? spec.offset + spec.width : 0);
  if (body > spec.maxLength || said < 0 || said >= 2 ** (8 * spec.width)) {
    return fail(
      'framing.length',
      `a body of ${body} ${body === 1 ? 'byte' : 'bytes'} cannot be said in this framing's length field`,
    );
  }
  const message = new Uint8Array(payload.length + spec.width);
  message.set(payload.subarray(0, spec.offset));
  let rest = said;
  for (let index = 0; index < spec.width; index++) {
    message[spec.offset + (spec.endian === 'little' ? index : spec.width - 1 - index)] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  message.set(payload.subarray(spec.offset), spec.offset + spec.width);
  return ok(message);
}
