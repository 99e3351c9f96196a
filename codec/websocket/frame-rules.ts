import { closeCodeInfo } from './close-codes.js';
import { Opcode, isControl, isReserved } from './opcode.js';
import { shortestForm, type FrameHead } from './frame.js';
import { utf8Error } from '../utf8.js';

/** The rules a frame or message can break, each with the section that makes it one. */
export const frameRules = {
  'rsv1-not-negotiated': 'RFC 6455 §5.2',
  'rsv1-control': 'RFC 7692 §6',
  'rsv1-continuation': 'RFC 7692 §6',
  rsv2: 'RFC 6455 §5.2',
  rsv3: 'RFC 6455 §5.2',
  'opcode-reserved': 'RFC 6455 §5.2',
  'length-impossible': 'RFC 6455 §5.2',
  /** Allowed, and more than can be counted here: from 2^53 bytes. */
  'length-too-large': 'RFC 6455 §10.4',
  'length-not-minimal': 'RFC 6455 §5.2',
  'mask-missing': 'RFC 6455 §5.1',
  'mask-unexpected': 'RFC 6455 §5.1',
  'continuation-without-start': 'RFC 6455 §5.4',
  'message-inside-message': 'RFC 6455 §5.4',
  'control-fragmented': 'RFC 6455 §5.5',
  'control-too-long': 'RFC 6455 §5.5',
  'close-payload-short': 'RFC 6455 §5.5.1',
  'close-code': 'RFC 6455 §7.4',
  'close-reason-utf8': 'RFC 6455 §5.5.1',
  'data-after-close': 'RFC 6455 §5.5.1',
  'text-utf8': 'RFC 6455 §8.1',
  'deflate-data': 'RFC 7692 §7.2.2',
  /** Bytes that end inside a frame. */
  truncated: 'RFC 6455 §5.2',
} as const;
export type FrameRule = keyof typeof frameRules;

/** A rule that was broken, and how. */
export interface Violation {
  readonly rule: FrameRule;
  /** "RFC 6455 §5.2". */
  readonly section: string;
  readonly message: string;
}

/** A violation; the section is the rule's own unless one within it is more exact. */
export function violation(rule: FrameRule, message: string, section: string = frameRules[rule]): Violation {
  return { rule, section, message };
}

/** What has to be known beside a frame to judge it. */
export interface FrameContext {
  /** Who sent it: a client's frames must be masked, a server's must not. Null judges no masking. */
  readonly role: 'client' | 'server' | null;
  /** Whether permessage-deflate was negotiated, which gives RSV1 its meaning; null if that is not known. */
  readonly deflate: boolean | null;
  /** A message of several fragments is under way before this frame; null if that is not known. */
  readonly fragmented: boolean | null;
  /**
   * The whole payload, unmasked: Close frames are read, and text that is complete in this one frame
   * checked for UTF-8. Without it, neither.
   */
  readonly payload?: Uint8Array;
}

/** Every rule a frame breaks, in the order of its bits; none for a good one. */
export function judgeFrame(head: FrameHead, context: FrameContext): readonly Violation[] {
  // Almost all frames are good ones, of which nothing has to be made.
  const found: Violation[] = [];
  judgeReserved(head, context, found);
  judgeLength(head, found);
  if (context.role === 'client' && !head.masked) {
    found.push(violation('mask-missing', 'a client must mask every frame; this one is not masked'));
  } else if (context.role === 'server' && head.masked) {
    found.push(violation('mask-unexpected', 'a server must not mask a frame; this one is masked'));
  }
  if (isControl(head.opcode)) judgeControl(head, found);
  else judgeFragment(head, context, found);
  const { payload } = context;
  if (payload === undefined) return found;
  if (head.opcode === Opcode.close) found.push(...judgeClose(payload));
  else if (head.opcode === Opcode.text && head.fin && (head.rsv & 4) === 0) {
    const bad = utf8Error(payload);
    if (bad !== null) found.push(badText(bad));
  }
  return found;
}

/** Text that is not UTF-8 from a byte of the message on. */
export function badText(offset: number): Violation {
  return violation('text-utf8', `a text message must be UTF-8; this one is not from byte ${offset}`);
}

function judgeReserved(head: FrameHead, context: FrameContext, found: Violation[]): void {
  const { rsv, opcode } = head;
  if ((rsv & 4) !== 0) {
    if (context.deflate === false) {
      found.push(
        violation('rsv1-not-negotiated', 'RSV1 is set, and no extension was negotiated that uses it'),
      );
    } else if (isControl(opcode)) {
      found.push(violation('rsv1-control', 'RSV1 is set on a control frame, which is never compressed'));
    } else if (opcode === Opcode.continuation) {
      found.push(
        violation(
          'rsv1-continuation',
          'RSV1 is set on a continuation; only the first fragment may say compressed',
        ),
      );
    }
  }
  if ((rsv & 2) !== 0)
    found.push(violation('rsv2', 'RSV2 is set, and no extension was negotiated that uses it'));
  if ((rsv & 1) !== 0)
    found.push(violation('rsv3', 'RSV3 is set, and no extension was negotiated that uses it'));
  if (isReserved(opcode)) {
    found.push(violation('opcode-reserved', `opcode 0x${opcode.toString(16)} has no meaning yet`));
  }
}

function judgeLength(head: FrameHead, found: Violation[]): void {
  const { payloadLength, lengthForm, minimal } = head;
  // As a number, 2^63 - 1 is 2^63.
  if (head.declared === undefined ? payloadLength >= 2 ** 63 : head.declared >= 1n << 63n) {
    found.push(violation('length-impossible', 'the most significant bit of a 64-bit length must be 0'));
  } else if (payloadLength > Number.MAX_SAFE_INTEGER) {
    found.push(violation('length-too-large', `no frame of ${head.declared ?? payloadLength} bytes is read`));
  } else if (!minimal) {
    const shortest = shortestForm(payloadLength);
    const message = `a length of ${payloadLength} must be written in ${shortest} bits, not in ${lengthForm}`;
    found.push(violation('length-not-minimal', message));
  }
}

function judgeControl(head: FrameHead, found: Violation[]): void {
  if (!head.fin) {
    found.push(violation('control-fragmented', 'a control frame must not be fragmented; FIN is 0'));
  }
  if (head.payloadLength > 125) {
    const message = `a control frame holds at most 125 bytes, this one ${head.payloadLength}`;
    found.push(violation('control-too-long', message));
  }
}

function judgeFragment(head: FrameHead, context: FrameContext, found: Violation[]): void {
  if (head.opcode === Opcode.continuation) {
    if (context.fragmented === false) {
      const message = 'a continuation needs a message to continue, and none is under way';
      found.push(violation('continuation-without-start', message));
    }
  } else if (!isReserved(head.opcode) && context.fragmented === true) {
    const message = 'a new message begins before the fragmented one before it is complete';
    found.push(violation('message-inside-message', message));
  }
}

/** The rules of a Close frame's payload (RFC 6455 §5.5.1, §7.4). */
function judgeClose(payload: Uint8Array): readonly Violation[] {
  if (payload.length === 0) return [];
  if (payload.length === 1) {
    return [violation('close-payload-short', 'one byte cannot hold a close code, which has two')];
  }
  const found: Violation[] = [];
  const info = closeCodeInfo(((payload[0] ?? 0) << 8) | (payload[1] ?? 0));
  if (!info.sendable) {
    // The registry's own entries say which section; it is always one of the close codes.
    const message = `close code ${info.code} (${info.name}) must not be sent`;
    found.push(violation('close-code', message, info.section));
  }
  const bad = utf8Error(payload.subarray(2));
  if (bad !== null) {
    found.push(violation('close-reason-utf8', `the reason must be UTF-8; it is not from byte ${bad}`));
  }
  return found;
}
