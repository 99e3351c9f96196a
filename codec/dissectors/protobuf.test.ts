import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectSound, expectSoundPrefixes, hex, outlineOf, utf8 } from '../../tests/payloads/sound.js';
import { noContext, type DissectContext } from './dissector.js';
import { maxDepth } from './fields.js';
import { protobuf } from './protobuf.js';

const context: DissectContext = {
  ...noContext,
  schema: {
    source: `
      syntax = "proto3";
      package t;
      enum Color { RED = 0; BLUE = 2; }
      message Inner { int32 a = 1; }
      message Test {
        int32 a = 1;
        string b = 2;
        Inner c = 3;
        repeated int32 f = 6;
        map<string, int32> g = 7;
        sint32 z = 8;
        Color color = 9;
        oneof pick { double d = 10; bool on = 11; }
        fixed32 x = 12;
        bytes raw = 13;
        repeated float h = 14;
        other.Thing thing = 15;
      }`,
    message: 't.Test',
  },
};

describe('protobuf without a schema', () => {
  // The examples of the encoding guide.
  it.each([
    ['08 96 01', ['field 1 @0+3 = 150, or 75 zigzag']],
    ['12 07 74 65 73 74 69 6e 67', ['field 2 @0+9 = "testing"']],
    ['1a 03 08 96 01', ['field 3 @0+5 = message, by its looks', '  field 1 @2+3 = 150, or 75 zigzag']],
    [
      '32 06 03 8e 02 9e a7 05',
      ['field 6 @0+8 = 03 8e 02 9e a7 05 (6 bytes), or packed varints 3, 270, 86942'],
    ],
    ['0d 00 00 80 3f', ['field 1 @0+5 = 1.0 as a float, 1065353216 as an integer']],
    ['09 00 00 00 00 00 00 f0 3f', ['field 1 @0+9 = 1.0 as a float, 4607182418800017408 as an integer']],
    ['0b 10 05 0c', ['field 1 @0+4 = group', '  field 2 @1+2 = 5, or -3 zigzag']],
    ['12 00', ['field 2 @0+2 = empty']],
    [
      '0a 22 0a 20 3031323334353637383930313233343536373839303132333435363738393031',
      ['field 1 @0+36 = message, by its looks', '  field 1 @2+34 = "01234567890123456789012345678901"'],
    ],
  ])('reads %s', (bytes, lines) => {
    expect(outlineOf(protobuf, hex(bytes))).toEqual(lines);
  });

  it.each([
    ['00 01', 'there is no field number 0'],
    ['0f', 'there is no wire type 7'],
    ['08', 'the varint is cut short'],
    ['08 ff ff ff ff ff ff ff ff ff ff 01', 'a varint has at most 10 bytes'],
    ['12 07 74 65', '7 bytes announced, 2 there'],
    ['0d 00 00', '4 bytes needed, 2 there'],
    ['09 00', '8 bytes needed, 1 there'],
    ['0b 08 01', 'the group does not end'],
    ['0c', 'the end of a group that is not open'],
    ['0b 14', 'the end of a group that is not open'],
    ['ff', 'the tag is cut short or too long'],
    ['12 ff', 'the length is cut short or too long'],
  ])('names what is wrong with %s', (bytes, error) => {
    expect(outlineOf(protobuf, hex(bytes)).some((line) => line.endsWith(`!${error}`))).toBe(true);
  });
});

describe('protobuf with a schema', () => {
  it('names fields and reads them by their types', () => {
    const bytes = hex(`
      08 96 01
      12 02 c3 a9
      1a 03 08 96 01
      32 03 01 8e 02 30 05
      3a 05 0a 01 6b 10 07
      40 03 48 02 48 05
      51 00 00 00 00 00 00 f0 3f 58 01
      65 ff ff ff ff
      6a 02 de ad
      72 08 00 00 80 3f 00 00 00 c0
      7a 02 08 01
      a0 06 01`);
    expect(outlineOf(protobuf, bytes, context).map((line) => line.replace(/ @\d+\+\d+/, ''))).toEqual([
      'a = 150 (int32)',
      'b = "é" (string)',
      'c = t.Inner',
      '  a = 150 (int32)',
      'f = [ 2 items ], packed',
      '  [0] = 1',
      '  [1] = 270',
      'f = 5 (int32)',
      'g = map entry',
      '  key = "k" (string)',
      '  value = 7 (int32)',
      'z = -2 (sint32)',
      'color = BLUE (2) (t.Color)',
      'color = 5, no name in t.Color (t.Color)',
      'd = 1.0 (double, of oneof pick)',
      'on = true (bool, of oneof pick)',
      'x = 4294967295 (fixed32)',
      'raw = de ad (bytes)',
      'h = [ 2 items ], packed',
      '  [0] = 1.0',
      '  [1] = -2.0',
      'thing = message, by its looks',
      '  field 1 = 1, or true',
      'field 100 = 1, or true',
    ]);
    expect(protobuf.dissect(bytes, context)).toMatchObject({ summary: 't.Test, 20 fields' });
  });

  it('says where bytes and schema differ', () => {
    expect(outlineOf(protobuf, hex('0a 01 61'), context)).toEqual([
      'a @0+3 = "a" !int32 in the schema, length-delimited in the bytes',
    ]);
    expect(outlineOf(protobuf, hex('12 01 ff'), context)[0]).toContain('!ill-formed UTF-8 at byte 2');
    expect(outlineOf(protobuf, hex('32 02 01 ff'), context).at(-1)).toContain(
      '!the varint is cut short or too long',
    );
    expect(outlineOf(protobuf, hex('72 03 00 00 00'), context).at(-1)).toContain('!4 bytes needed, 3 there');
  });

  it('does without a schema that cannot be used, saying why', () => {
    const broken = { ...noContext, schema: { source: 'nonsense', message: 'A' } };
    expect(outlineOf(protobuf, hex('08 01'), broken)[0]).toMatch(
      /^Schema @0\+0 = not used !not a \.proto file/,
    );
    expect(outlineOf(protobuf, hex('08 01'), broken)[1]).toBe('field 1 @0+2 = 1, or true');
  });
});

describe('protobuf', () => {
  it('is sure with a schema that fits, and hardly without', () => {
    const sure = (text: string, given = noContext): number => protobuf.sniff(hex(text), given);
    expect(sure('08 96 01', context)).toBeGreaterThan(0.8);
    expect(sure('a0 06 01', context)).toBeLessThan(0.5);
    expect(sure('0a 05', context)).toBe(0);
    expect(sure('08 96 01 12 01 61')).toBeGreaterThan(0.3);
    expect(sure('08 96 01 12 01 61')).toBeLessThan(0.5);
    expect(sure('08 96 01', { ...noContext, text: true })).toBe(0);
    expect(protobuf.sniff(utf8('hello world'), noContext)).toBe(0);
    expect(protobuf.dissect(new Uint8Array(), noContext).kind).toBe('need-more');
  });

  it('bounds depth and fields', () => {
    expectSound(protobuf, new Uint8Array(100_000).fill(0x0b));
    let nested: number[] = [8, 1];
    for (let depth = 0; depth < 300; depth++)
      nested = [
        0x1a,
        ...(nested.length < 128 ? [nested.length] : [(nested.length & 127) | 128, nested.length >> 7]),
        ...nested,
      ];
    expectSound(protobuf, Uint8Array.from(nested));
    const levelOf = (line: string): number => (line.length - line.trimStart().length) / 2;
    expect(Math.max(...outlineOf(protobuf, Uint8Array.from(nested)).map(levelOf))).toBe(maxDepth);
    const groups = outlineOf(protobuf, new Uint8Array(1_000).fill(0x0b));
    expect(Math.max(...groups.map(levelOf))).toBe(maxDepth);
    expect(groups.join('\n')).toContain(`nested deeper than ${maxDepth} levels`);
    const many = new Uint8Array(20_000).map((_, at) => (at % 2 === 0 ? 8 : 1));
    expect(outlineOf(protobuf, many).at(-1)).toBe('… @20000+0 = 5000 more fields left out');
  });

  it('takes any bytes', () => {
    const bytes = hex(
      '08 96 01 12 02 c3 a9 1a 03 08 96 01 32 03 01 8e 02 3a 05 0a 01 6b 10 07 0b 10 05 0c 72 04 00 00 80 3f',
    );
    expectSoundPrefixes(protobuf, bytes);
    expectSoundPrefixes(protobuf, bytes, context);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 50 }), (random) => {
        expectSound(protobuf, random);
        expectSound(protobuf, random, context);
      }),
      { seed: 51, numRuns: 1500 },
    );
  });
});
