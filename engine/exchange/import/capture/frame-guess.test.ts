import { describe, expect, it } from 'vitest';
import { looksLikeFrames } from './frame-guess.js';

const guess = (hex: string) =>
  looksLikeFrames(Uint8Array.from(Buffer.from(hex.replaceAll(/\s+/g, ''), 'hex')));

describe('looksLikeFrames', () => {
  it.each([
    ['one text frame of a server', '8102 6869', { masked: false, compressed: false }],
    [
      'masked frames behind each other',
      '8182 01020304 696b 8980 00000000',
      { masked: true, compressed: false },
    ],
    ['a compressed frame', 'c103 4a0400', { masked: false, compressed: true }],
    ['a length of 16 bits', `827e 0080 ${'00'.repeat(128)}`, { masked: false, compressed: false }],
  ])('knows %s', (_, hex, found) => {
    expect(guess(hex)).toEqual(found);
  });

  it.each([
    ['nothing at all', ''],
    ['a part of a frame', '8105 6869'],
    ['a part of a head', '81'],
    ['bytes behind a frame', '8102 6869 ff'],
    ['a reserved opcode', '8302 6869'],
    ['a reserved bit', 'a102 6869'],
    ['a control frame that is not whole', '0902 6869'],
    ['a control frame that is too long', `897e 0080 ${'00'.repeat(128)}`],
    ['a length in a longer form than it needs', '817e 0002 6869'],
    ['text that is no UTF-8', '8102 fffe'],
    ['masked and bare frames in one write', '8182 01020304 696b 8900'],
    ['zeros', '0000 0000'],
    ['HTTP', Buffer.from('GET / HTTP/1.1\r\n\r\n').toString('hex')],
    ['TLS', '1603010005 0100000100'],
  ])('does not take %s for frames', (_, hex) => {
    expect(guess(hex)).toBeNull();
  });
});
