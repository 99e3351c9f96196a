import { decodeUtf8Lossy, explainHandshake, parseHttpHead } from '../../../codec/index.js';
import type { HandshakeCheck, HttpHead } from '../../../codec/index.js';
import type { HandshakeBytes } from '../stores/handshakes.js';
import { t, told } from '../language/index.js';

/** One half of a handshake as the screen shows it. */
export interface HandshakeHalf {
  /** Null where what came is no HTTP; then `body` is all of it. */
  readonly head: HttpHead | null;
  readonly problem: string | null;
  readonly body: string;
}

export interface Handshake {
  readonly request: HandshakeHalf | null;
  readonly response: HandshakeHalf | null;
  readonly checks: readonly HandshakeCheck[];
}

/** Reads both heads and judges the answer by RFC 6455 §4. */
export function explain(bytes: HandshakeBytes): Handshake {
  const request = half(bytes.request);
  const response = half(bytes.response);
  const checks =
    request?.head != null && response?.head != null ? explainHandshake(request.head, response.head) : [];
  return { request, response, checks };
}

function half(bytes: Uint8Array | null): HandshakeHalf | null {
  if (bytes === null) return null;
  const head = parseHttpHead(bytes);
  if (!head.ok) return { head: null, problem: told(head.error.message), body: decodeUtf8Lossy(bytes) };
  return {
    head: head.value,
    problem: head.value.complete ? null : t('The head is not complete.'),
    body: decodeUtf8Lossy(bytes.subarray(head.value.bodyStart)),
  };
}
