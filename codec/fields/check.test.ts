import { describe, expect, it } from 'vitest';
import { checkLayout } from './check.js';
import type { LayoutField } from './layout.js';

const told = (fields: readonly LayoutField[]): string[] =>
  checkLayout(fields).map(({ path, message }) => `${path}: ${message}`);

describe('a layout', () => {
  it.each<[string, LayoutField[], string]>([
    [
      'a name twice',
      [
        { name: 'a', type: 'u8' },
        { name: 'a', type: 'u8' },
      ],
      'a: "a" is the name of 2 fields beside each other',
    ],
    ['a name with a dot', [{ name: 'a.b', type: 'u8' }], 'a.b: A field has a name without a dot'],
    [
      'a name of digits',
      [{ name: '0', type: 'u8' }],
      '0: A name is not only digits: these count items of arrays',
    ],
    ['a forbidden name', [{ name: '__proto__', type: 'u8' }], '__proto__: No field is called __proto__'],
    ['a bit outside of bits', [{ name: 'a', type: 'bit' }], 'a: A bit stands in a field of bits'],
    ['an empty group', [{ name: 'a', type: 'group' }], 'a: This group has no fields in it'],
    [
      'fields in a number',
      [{ name: 'a', type: 'u8', fields: [{ name: 'b', type: 'u8' }] }],
      'a: A field of type u8 has no fields in it',
    ],
    ['a lost length', [{ name: 'a', type: 'u8', length: { from: 'b' } }], 'a: There is no field "b" here'],
    [
      'a count of no array',
      [
        { name: 'a', type: 'u8', count: { of: 'b' } },
        { name: 'b', type: 'u8' },
      ],
      'a: "b" is no array',
    ],
    [
      'a span backwards',
      [
        { name: 'n', type: 'u8', length: { from: 'b', to: 'a' } },
        { name: 'a', type: 'u8' },
        { name: 'b', type: 'u8' },
      ],
      'n: "a" is before "b"',
    ],
    [
      'a condition forward',
      [
        { name: 'a', type: 'u8', when: { field: 'b', is: '1' } },
        { name: 'b', type: 'u8' },
      ],
      'a: "b" comes later: it has to stand before this field',
    ],
    [
      'a number of items forward',
      [
        { name: 'a', type: 'array', times: 'n', fields: [{ name: 'x', type: 'u8' }] },
        { name: 'n', type: 'u8' },
      ],
      'a: "n" comes later: it has to stand before this field',
    ],
    [
      'no such checksum',
      [
        { name: 'd', type: 'u8' },
        { name: 'a', type: 'u8', checksum: { algorithm: 'CRC-9', from: 'd' } },
      ],
      'a: There is no checksum "CRC-9"',
    ],
    [
      'a narrow checksum',
      [
        { name: 'd', type: 'u8' },
        { name: 'a', type: 'u8', checksum: { algorithm: 'CRC-16/MODBUS', from: 'd' } },
      ],
      'a: CRC-16/MODBUS has 16 bits: it needs u16',
    ],
    [
      'two ends',
      [{ name: 'a', type: 'text', size: 4, end: '00' }],
      'a: Its end is known by a size, a length before it, or what ends it: by one of them',
    ],
    [
      'bad hex at its end',
      [{ name: 'a', type: 'text', end: '0g' }],
      "a: What ends it: 'g' at offset 1 is not a hex digit",
    ],
    [
      'a long filler',
      [{ name: 'a', type: 'pad', size: 1, fill: '0000' }],
      'a: What fills up is one byte, as 00 or 20',
    ],
    ['an empty constant', [{ name: 'a', type: 'u8', fixed: true }], 'a: A constant needs a value'],
    ['padding without a size', [{ name: 'a', type: 'pad' }], 'a: Padding has a size, or is up to a multiple'],
  ])('is refused for %s, at its field', (_what, fields, message) => {
    expect(told(fields)).toContain(message);
  });

  it('looks names up beside a field, then outwards, and into groups', () => {
    expect(
      told([
        { name: 'head', type: 'group', fields: [{ name: 'size', type: 'u8', length: { from: 'body' } }] },
        { name: 'body', type: 'bytes' },
        { name: 'again', type: 'u8', length: { from: 'head.size', to: 'body' } },
        {
          name: 'items',
          type: 'array',
          fields: [
            { name: 'n', type: 'u8', length: { from: 'v' } },
            { name: 'v', type: 'bytes' },
          ],
        },
      ]),
    ).toEqual([]);
    expect(
      told([
        { name: 'items', type: 'array', fields: [{ name: 'n', type: 'u8' }] },
        { name: 'x', type: 'u8', length: { from: 'items.n' } },
      ]),
    ).toEqual(['x: There is no field "items.n" here']);
  });
});
