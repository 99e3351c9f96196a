import type { FrameRule } from '../../../codec/index.js';
import { phrase, type Phrase } from '../language/index.js';

const fails = phrase('A correct peer fails the connection with 1002.');

/** What a peer that keeps to the RFC does when a rule is broken. */
export const frameAnswers: Readonly<Record<FrameRule, Phrase>> = {
  'rsv1-not-negotiated': fails,
  'rsv1-control': fails,
  'rsv1-continuation': fails,
  rsv2: fails,
  rsv3: fails,
  'opcode-reserved': fails,
  'length-impossible': phrase('A correct peer fails the connection with 1002, or with 1009 as too big.'),
  'length-too-large': phrase('A correct peer fails the connection with 1009, too big.'),
  'length-not-minimal': phrase(
    'The RFC forbids it and names no answer: strict peers fail with 1002, many accept it.',
  ),
  'mask-missing': phrase('A correct server closes the connection, with 1002 if it says why.'),
  'mask-unexpected': phrase('A correct client closes the connection, with 1002 if it says why.'),
  'continuation-without-start': fails,
  'message-inside-message': fails,
  'control-fragmented': fails,
  'control-too-long': fails,
  'close-payload-short': fails,
  'close-code': fails,
  'close-reason-utf8': phrase('A correct peer fails the connection with 1007.'),
  'data-after-close': phrase('A correct peer answers the Close and discards what comes after it.'),
  'text-utf8': phrase('A correct peer fails the connection with 1007.'),
  'deflate-data': phrase('A correct peer fails the connection, with 1007 or 1002.'),
  truncated: phrase('A correct peer waits for the rest, and gives up when the connection ends.'),
};
