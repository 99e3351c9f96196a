import { fail, ok, type Result } from '../result.js';
import { decodeUtf8Lossy, encodeUtf8, utf8Error } from '../utf8.js';

export interface CloseCode {
  readonly code: number;
  readonly name: string;
  readonly meaning: string;
  /** Where it is defined. */
  readonly section: string;
  /** May stand in a Close frame; the others only report what happened without one. */
  readonly sendable: boolean;
}

function entry(code: number, name: string, meaning: string, section: string, sendable = true): CloseCode {
  return { code, name, meaning, section, sendable };
}

/** The registry: RFC 6455 §7.4.1 and what IANA has added since (WebSocket Close Code Number Registry). */
export const closeCodes: readonly CloseCode[] = [
  entry(1000, 'normal closure', 'the purpose of the connection has been fulfilled', 'RFC 6455 §7.4.1'),
  entry(1001, 'going away', 'the server goes down or the page was left', 'RFC 6455 §7.4.1'),
  entry(1002, 'protocol error', 'a frame broke the protocol', 'RFC 6455 §7.4.1'),
  entry(1003, 'unsupported data', 'a type of message that cannot be accepted', 'RFC 6455 §7.4.1'),
  entry(1004, 'reserved', 'no meaning yet', 'RFC 6455 §7.4.1', false),
  entry(1005, 'no status received', 'the Close frame held no code', 'RFC 6455 §7.4.1', false),
  entry(1006, 'abnormal closure', 'the connection ended without a Close frame', 'RFC 6455 §7.4.1', false),
  entry(
    1007,
    'invalid payload data',
    'a message did not fit its type, such as text that is not UTF-8',
    'RFC 6455 §7.4.1',
  ),
  entry(1008, 'policy violation', 'a message broke a policy', 'RFC 6455 §7.4.1'),
  entry(1009, 'message too big', 'a message is larger than can be processed', 'RFC 6455 §7.4.1'),
  entry(
    1010,
    'mandatory extension',
    'the server did not negotiate an extension the client needs',
    'RFC 6455 §7.4.1',
  ),
  entry(1011, 'internal error', 'the server met something unexpected', 'RFC 6455 §7.4.1'),
  entry(1012, 'service restart', 'the server restarts; come back after a moment', 'IANA registry'),
  entry(1013, 'try again later', 'the server is overloaded', 'IANA registry'),
  entry(1014, 'bad gateway', 'a gateway got an invalid answer from its upstream', 'IANA registry'),
  entry(1015, 'TLS handshake', 'the TLS handshake failed', 'RFC 6455 §7.4.1', false),
  entry(3000, 'unauthorized', 'authentication is needed or has failed', 'IANA registry'),
  entry(3003, 'forbidden', 'not allowed, whoever asks', 'IANA registry'),
  entry(3008, 'timeout', 'something took too long', 'IANA registry'),
];

const byCode = new Map(closeCodes.map((known) => [known.code, known]));

/** What a close code means, by name or by its range (RFC 6455 §7.4.2). */
export function closeCodeInfo(code: number): CloseCode {
  const known = byCode.get(code);
  if (known !== undefined) return known;
  if (code >= 1000 && code <= 2999) {
    return entry(
      code,
      'unassigned',
      'reserved for the protocol and its extensions',
      'RFC 6455 §7.4.2',
      false,
    );
  }
  if (code >= 3000 && code <= 3999) {
    return entry(
      code,
      'library code',
      'for libraries and frameworks, registered with IANA',
      'RFC 6455 §7.4.2',
    );
  }
  if (code >= 4000 && code <= 4999) {
    return entry(code, 'private code', 'means what both sides agreed on', 'RFC 6455 §7.4.2');
  }
  return entry(code, 'invalid', 'outside of 1000 to 4999', 'RFC 6455 §7.4.2', false);
}

export interface ClosePayload {
  /** Null for an empty payload, or one too short to hold a code. */
  readonly code: number | null;
  /** Ill-formed UTF-8 shows as U+FFFD. */
  readonly reason: string;
  readonly info: CloseCode;
  /** The first rule it breaks. */
  readonly problem: { readonly message: string; readonly section: string } | null;
}

/** Longest reason: a control frame holds 125 bytes (RFC 6455 §5.5), two of them the code. */
export const maxCloseReasonBytes = 123;

/** Reads the payload of a Close frame (RFC 6455 §5.5.1), whatever is in it. */
export function parseClosePayload(payload: Uint8Array): ClosePayload {
  const none = closeCodeInfo(1005);
  if (payload.length === 0) return { code: null, reason: '', info: none, problem: null };
  if (payload.length === 1) {
    const message = 'one byte cannot hold a close code, which has two';
    return { code: null, reason: '', info: none, problem: { message, section: 'RFC 6455 §5.5.1' } };
  }
  const code = ((payload[0] ?? 0) << 8) | (payload[1] ?? 0);
  const reasonBytes = payload.subarray(2);
  const info = closeCodeInfo(code);
  const badUtf8 = utf8Error(reasonBytes);
  let problem: ClosePayload['problem'] = null;
  if (payload.length > 125) {
    const message = `a control frame holds at most 125 bytes, this one ${payload.length}`;
    problem = { message, section: 'RFC 6455 §5.5' };
  } else if (!info.sendable) {
    problem = { message: `${code} (${info.name}) must not be sent`, section: info.section };
  } else if (badUtf8 !== null) {
    problem = { message: `the reason is not UTF-8 from byte ${badUtf8}`, section: 'RFC 6455 §5.5.1' };
  }
  return { code, reason: decodeUtf8Lossy(reasonBytes), info, problem };
}

/**
 * The payload of a Close frame; empty for a null code. Fails with `close.code` for a code that must
 * not be sent and `close.reason` for a reason over 123 bytes or without a code.
 */
export function encodeClosePayload(code: number | null, reason = ''): Result<Uint8Array> {
  const bytes = encodeUtf8(reason);
  if (code === null) {
    if (bytes.length === 0) return ok(new Uint8Array(0));
    return fail('close.reason', 'a reason needs a close code before it (RFC 6455 §5.5.1)');
  }
  const info = closeCodeInfo(code);
  if (!Number.isInteger(code) || !info.sendable) {
    return fail('close.code', `close code ${code} (${info.name}) must not be sent (${info.section})`, {
      code,
    });
  }
  if (bytes.length > maxCloseReasonBytes) {
    return fail(
      'close.reason',
      `the reason has ${bytes.length} bytes in UTF-8, a Close frame holds at most ${maxCloseReasonBytes}`,
      { bytes: bytes.length, limit: maxCloseReasonBytes },
    );
  }
  const payload = new Uint8Array(2 + bytes.length);
  payload[0] = code >> 8;
  payload[1] = code & 0xff;
  payload.set(bytes, 2);
  return ok(payload);
}
