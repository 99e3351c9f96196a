import { phrase, t, type Phrase } from '../language/index.js';

/** What presets of the codec are called, by their id. */
export const presetTitles: Readonly<Record<string, Phrase>> = {
  unmasked: phrase('Unmasked client frame'),
  masked: phrase('Masked server frame'),
  rsv2: phrase('RSV2 set'),
  rsv3: phrase('RSV3 set'),
  rsv1: phrase('RSV1 set, nothing negotiated'),
  'rsv1-ping': phrase('RSV1 on a ping'),
  'rsv1-continuation': phrase('RSV1 on a continuation'),
  'bad-deflate': phrase('Compressed message that is no deflate data'),
  'reserved-opcode': phrase('Reserved data opcode 3'),
  'reserved-control': phrase('Reserved control opcode 11'),
  'fragmented-ping': phrase('Fragmented ping'),
  'long-ping': phrase('Ping of 126 bytes'),
  'lone-continuation': phrase('Continuation without a start'),
  'nested-message': phrase('New message inside a fragmented one'),
  'invalid-utf8': phrase('Text that is not UTF-8'),
  'invalid-utf8-fragments': phrase('Text that is not UTF-8, across fragments'),
  'close-1005': phrase('Close code 1005 on the wire'),
  'close-999': phrase('Close code 999'),
  'close-short': phrase('Close payload of 1 byte'),
  'close-reason': phrase('Close reason that is not UTF-8'),
  'data-after-close': phrase('Message after a Close frame'),
  'long-length': phrase('Length that is not the shortest'),
  'length-2-63': phrase('Length of 2^63'),
};

export function titleOf(id: string, title: string): string {
  const own = presetTitles[id];
  return own === undefined ? title : t(own);
}
