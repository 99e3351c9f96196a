import type { FrameRule } from '../../../codec/index.js';

const fails = 'fails the connection with 1002';

/** What a peer that keeps to the RFC does when a rule is broken, to be read after "A correct peer". */
export const frameAnswers: Readonly<Record<FrameRule, string>> = {
  'rsv1-not-negotiated': fails,
  'rsv1-control': fails,
  'rsv1-continuation': fails,
  rsv2: fails,
  rsv3: fails,
  'opcode-reserved': fails,
  'length-impossible': `${fails}, or with 1009 as too big`,
  'length-too-large': 'fails the connection with 1009, too big',
  'length-not-minimal': `${fails}; the RFC forbids it and names no answer, so many accept it`,
  'mask-missing': 'that is a server closes the connection, with 1002 if it says why',
  'mask-unexpected': 'that is a client closes the connection, with 1002 if it says why',
  'continuation-without-start': fails,
  'message-inside-message': fails,
  'control-fragmented': fails,
  'control-too-long': fails,
  'close-payload-short': fails,
  'close-code': fails,
  'close-reason-utf8': 'fails the connection with 1007',
  'data-after-close': 'answers the Close and discards what comes after it',
  'text-utf8': 'fails the connection with 1007',
  'deflate-data': 'fails the connection, with 1007 or 1002',
  truncated: 'waits for the rest, and gives up when the connection ends',
};
