import { describe, expect, it } from 'vitest';
import { frameAnatomy } from '../../../codec/index.js';
import { headerCells } from './header-cells.js';

const captions = (...head: number[]) => {
  const { fields } = frameAnatomy(new Uint8Array(head), new Uint8Array(), {
    role: null,
    deflate: null,
    fragmented: null,
    partial: true,
  });
  return headerCells(fields, head.length).map((one) => [one.first, one.count, one.label, one.value]);
};

describe('headerCells', () => {
  it('captions each field of a short head', () => {
    expect(captions(0x81, 0x05)).toEqual([
      [0, 1, 'FIN', '1'],
      [1, 1, 'RSV1', '0'],
      [2, 1, 'RSV2', '0'],
      [3, 1, 'RSV3', '0'],
      [4, 4, 'opcode', 'text'],
      [8, 1, 'MASK', '0'],
      [9, 7, 'length', '5'],
    ]);
  });

  it('says of 126 and 127 where the length is', () => {
    expect(captions(0x82, 0x7e, 0x01, 0x00).slice(6)).toEqual([
      [9, 7, 'length', '126: in the next 2 bytes'],
      [16, 16, 'extended length', '256'],
    ]);
    expect(captions(0x82, 0x7f, 0, 0, 0, 0, 0, 1, 0, 0)[6]?.[3]).toBe('127: in the next 8 bytes');
  });
});
