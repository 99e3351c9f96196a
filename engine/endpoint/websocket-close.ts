import { closeCodeInfo, encodeUtf8 } from '../../codec/index.js';
import type { Socket } from 'node:net';
import { fail, ok } from '../../contract/index.js';
import type { Result } from '../../contract/index.js';
import { finUnderWay } from './stream-reset.js';

/** A control frame holds 125 bytes (RFC 6455 §5.5), two of them the code. */
const maxReasonBytes = 123;

/**
 * The payload of a Close frame with any code, also one that must not be sent: a workbench shows
 * what a peer makes of it. Fails with `close.reason`.
 */
export function closePayload(code: number | undefined, reason: string): Result<Uint8Array> {
  const bytes = encodeUtf8(reason);
  if (code === undefined) {
    if (bytes.length === 0) return ok(bytes);
    return fail('close.reason', 'a reason needs a close code before it (RFC 6455 §5.5.1)');
  }
  if (bytes.length > maxReasonBytes) {
    return fail(
      'close.reason',
      `the reason has ${bytes.length} bytes in UTF-8: a Close frame holds at most ${maxReasonBytes}`,
      {
        bytes: bytes.length,
        limit: maxReasonBytes,
      },
    );
  }
  const payload = new Uint8Array(2 + bytes.length);
  payload[0] = code >> 8;
  payload[1] = code & 0xff;
  payload.set(bytes, 2);
  return ok(payload);
}

/** Whether `ws` sends the code itself; others are framed by us and marked as crafted. */
export function isOrdinaryCode(code: number | undefined): boolean {
  if (code === undefined) return true;
  return (code >= 1000 && code <= 1014 && (code < 1004 || code > 1006)) || (code >= 3000 && code <= 4999);
}

/** `1000 normal closure, "bye"`. */
export function closeText(code: number | undefined, reason: string): string {
  if (code === undefined || code === 1005) return 'without a code';
  return `${code} ${closeCodeInfo(code).name}${reason === '' ? '' : `, ${JSON.stringify(reason)}`}`;
}

/** Ends a connection with RST; `raw` is the socket below a TLS one, or the same. */
export function sendReset(socket: Socket, raw: Socket): void {
  if (finUnderWay(socket, raw)) raw.destroy();
  else raw.resetAndDestroy();
  if (raw !== socket) socket.destroy();
}
