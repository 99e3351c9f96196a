import { describe, expect, it } from 'vitest';
import { hex, utf8 } from '../../tests/payloads/sound.js';
import type { ProtoTypes } from './protobuf-types.js';
import {
  fixedText,
  guessBytes,
  isPlainText,
  skimMessage,
  stringText,
  unknownVarint,
  unzigzag,
  varintText,
  wireOf,
} from './protobuf-values.js';

const types: ProtoTypes = { messages: new Map(), enums: new Map([['E', new Map([[1, 'ONE']])]]) };
const minusOne = 2n ** 64n - 1n;

describe('protobuf values', () => {
  it('undoes zigzag', () => {
    expect([0n, 1n, 2n, 3n, 0xfffffffen, 0xffffffffn].map(unzigzag)).toEqual([
      0n,
      -1n,
      1n,
      -2n,
      0x7fffffffn,
      -0x80000000n,
    ]);
  });

  it.each([
    ['int32', minusOne, '-1'],
    ['int64', minusOne, '-1'],
    ['uint64', minusOne, '18446744073709551615'],
    ['uint32', 2n ** 32n + 5n, '5'],
    ['sint32', 3n, '-2'],
    ['sint64', minusOne, '-9223372036854775808'],
    ['bool', 1n, 'true'],
    ['bool', 0n, 'false'],
    ['bool', 2n, 'true (2)'],
    ['enum', 1n, 'ONE (1)'],
    ['enum', 2n, '2, no name in E'],
  ] as const)('writes a varint as %s', (type, value, text) => {
    expect(varintText(value, { type, typeName: 'E' }, types)).toBe(text);
  });

  it('writes fixed numbers, all readings where the type is unknown', () => {
    expect(fixedText(hex('00 00 80 3f'), 0, 4, 'float')).toBe('1.0');
    expect(fixedText(hex('ff ff ff ff'), 0, 4, 'sfixed32')).toBe('-1');
    expect(fixedText(hex('ff ff ff ff ff ff ff ff'), 0, 8, 'fixed64')).toBe('18446744073709551615');
    expect(fixedText(hex('00 00 80 bf'), 0, 4, null)).toBe(
      '-1.0 as a float, 3212836864 or -1082130432 as an integer',
    );
    expect(unknownVarint(150n)).toBe('150, or 75 zigzag');
    expect(unknownVarint(minusOne)).toBe(
      '18446744073709551615, or -1 signed, or -9223372036854775808 zigzag',
    );
    expect(unknownVarint(1n)).toBe('1, or true');
  });

  it('guesses what bytes are', () => {
    expect(guessBytes(hex('03 8e 02 9e a7 05'), 0, 6)).toBe(
      '03 8e 02 9e a7 05 (6 bytes), or packed varints 3, 270, 86942',
    );
    expect(guessBytes(hex('ff'), 0, 1)).toBe('ff (1 byte)');
    expect(guessBytes(hex(''), 0, 0)).toBe('empty');
    expect(isPlainText(utf8('héllo\n'), 0, 7)).toBe(true);
    expect(isPlainText(utf8('é'.repeat(50_000)), 0, 100_000)).toBe(true);
    expect([hex('00'), hex('ff'), hex('')].some((bytes) => isPlainText(bytes, 0, bytes.length))).toBe(false);
    expect(stringText(hex('61 ff'), 0, 2)).toEqual({
      value: '"a\ufffd"',
      error: 'ill-formed UTF-8 at byte 1',
    });
  });

  it('skims a message by its wire types', () => {
    expect(skimMessage(hex('08 96 01 12 01 61'), 0, 6)).toBe(2);
    expect(
      ['08', '12 05 61', '00 00', '0b', '0e', '0d 00'].map((text) =>
        skimMessage(hex(text), 0, hex(text).length),
      ),
    ).toEqual(Array.from({ length: 6 }, () => null));
  });

  it('knows the wire type of each type', () => {
    expect((['sfixed64', 'float', 'bytes', 'group', 'unknown', 'enum'] as const).map(wireOf)).toEqual([
      1,
      5,
      2,
      3,
      null,
      0,
    ]);
  });
});
