import { isUtf8 } from 'node:buffer';
import { Opcode, decodeFrameHead, isReserved, unmask } from '../../../../codec/index.js';

/** What bytes say that may be frames. */
export interface FrameGuess {
  readonly masked: boolean;
  /** Permessage-deflate is in use. */
  readonly compressed: boolean;
}

/** Frames that are looked at. */
const mostLooked = 64;

/**
 * Whether bytes are whole WebSocket frames from the first to the last of them, as a write of a WebSocket
 * mostly is (RFC 6455 §5.2): null where they are not. Lengths in their shortest form, all masked or none,
 * control frames whole and short, text that is text.
 */
export function looksLikeFrames(bytes: Uint8Array): FrameGuess | null {
  let at = 0;
  let masked: boolean | null = null;
  let compressed = false;
  for (let looked = 0; at < bytes.length && looked < mostLooked; looked++) {
    const head = decodeFrameHead(bytes, at);
    if (!head.ok) return null;
    const { opcode, rsv, fin, headLength, payloadLength, maskKey, minimal } = head.value;
    const control = opcode >= Opcode.close;
    if (isReserved(opcode) || (rsv & 3) !== 0 || (control && (!fin || rsv !== 0 || payloadLength > 125)))
      return null;
    if (!minimal || head.value.masked !== (masked ?? head.value.masked)) return null;
    masked = head.value.masked;
    const from = at + headLength;
    if (payloadLength > bytes.length - from) return null;
    const payload = bytes.slice(from, from + payloadLength);
    if (masked) unmask(payload, 0, payload.length, maskKey);
    if ((rsv & 4) !== 0) compressed = true;
    else if (opcode === Opcode.text && fin && !isUtf8(payload)) return null;
    // Zeros read as empty frames of a continued message.
    else if (opcode === Opcode.continuation && payloadLength === 0 && !fin) return null;
    at = from + payloadLength;
  }
  return masked === null ? null : { masked, compressed };
}
