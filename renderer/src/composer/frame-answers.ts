import type { FrameRule } from '../../../codec/index.js';

const fails = 'A correct peer fails the connection with 1002.';

/** What a peer that keeps to the RFC does when a rule is broken. */
export const frameAnswers: Readonly<Record<FrameRule, string>> = {
  'rsv1-not-negotiated': fails,
  'rsv1-control': fails,
  'rsv1-continuation': fails,
  rsv2: fails,
  rsv3: fails,
  'opcode-reserved': fails,
  'length-impossible': 'A correct peer fails the connection with 1002, or with 1009 as too big.',
  'length-too-large': 'A correct peer fails the connection with 1009, too big.',
  'length-not-minimal':
    'The RFC forbids it and names no answer: strict peers fail with 1002, many accept it.',
  'mask-missing': 'A correct server closes the connection, with 1002 if it says why.',
  'mask-unexpected': 'A correct client closes the connection, with 1002 if it says why.',
  'continuation-without-start': fails,
  'message-inside-message': fails,
  'control-fragmented': fails,
  'control-too-long': fails,
  'close-payload-short': fails,
  'close-code': fails,
  'close-reason-utf8': 'A correct peer fails the connection with 1007.',
  'data-after-close': 'A correct peer answers the Close and discards what comes after it.',
  'text-utf8': 'A correct peer fails the connection with 1007.',
  'deflate-data': 'A correct peer fails the connection, with 1007 or 1002.',
  truncated: 'A correct peer waits for the rest, and gives up when the connection ends.',
};
