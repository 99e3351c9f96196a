import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatHex, parseHex } from '../hex.js';
import type { Cut } from './cut.js';
import { lengthPrefixFramer, readLength } from './length-prefix.js';
import { frameMessage } from './message.js';
import type { LengthPrefixSpec } from './spec.js';

const base: LengthPrefixSpec = {
  kind: 'length-prefix',
  width: 2,
  endian: 'big',
  offset: 0,
  adjust: 0,
  maxLength: 1000,
};

function bytesOf(hex: string): Uint8Array {
  const parsed = parseHex(hex);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}

function cutAll(stream: Uint8Array, spec: LengthPrefixSpec, chunk = Infinity): readonly Cut[] {
  const framer = lengthPrefixFramer(0, spec);
  const cuts: Cut[] = [];
  for (let at = 0; at < stream.length; at += chunk)
    cuts.push(...framer.push(stream.subarray(at, at + chunk)));
  return [...cuts, ...framer.end()];
}

function bodies(hex: string, spec: LengthPrefixSpec): string[] {
  const stream = bytesOf(hex);
  return cutAll(stream, spec).map((cut) => formatHex(stream.subarray(cut.bodyStart, cut.bodyEnd)));
}

describe('lengthPrefixFramer', () => {
  it.each<[string, Partial<LengthPrefixSpec>, string, string[]]>([
    ['one byte', { width: 1 }, '02 aa bb 01 cc', ['aa bb', 'cc']],
    ['two, big endian', {}, '0002 aabb 0000 0001 cc', ['aa bb', '', 'cc']],
    ['two, little endian', { endian: 'little' }, '0200 aabb', ['aa bb']],
    ['four', { width: 4 }, '00000001 aa', ['aa']],
    ['eight', { width: 8, endian: 'little' }, '0100000000000000 aa', ['aa']],
    ['a length that counts the header', { includesHeader: true }, '0004 aabb 0002', ['aa bb', '']],
    ['bytes before the length', { width: 1, offset: 2 }, 'f0f1 01 aa f2f3 00', ['aa', '']],
    ['those counted too', { width: 1, offset: 2, includesHeader: true }, 'f0f1 04 aa', ['aa']],
    ['a length that leaves out a checksum', { width: 1, adjust: 2 }, '01 aa c0c1', ['aa c0 c1']],
    ['a length that counts too much', { width: 1, adjust: -1 }, '02 aa 01', ['aa', '']],
  ])('reads %s', (_name, change, hex, expected) => {
    expect(bodies(hex, { ...base, ...change })).toEqual(expected);
  });

  it('says where header and body are', () => {
    expect(cutAll(bytesOf('0001 aa'), base)).toEqual([{ start: 0, end: 3, bodyStart: 2, bodyEnd: 3 }]);
  });

  it('shows what is under way', () => {
    const framer = lengthPrefixFramer(7, base);
    expect(framer.pending()).toBeNull();
    framer.push(bytesOf('00'));
    expect(framer.pending()).toEqual({ start: 7, end: 8, bodyStart: 8, bodyEnd: 8, partial: true });
    framer.push(bytesOf('03 aa'));
    expect(framer.end()).toEqual([{ start: 7, end: 10, bodyStart: 9, bodyEnd: 10, partial: true }]);
    expect(framer.end()).toEqual([]);
  });

  it.each<[string, Partial<LengthPrefixSpec>, string, string]>([
    ['over the limit', {}, '03e9', 'the length says 1001: a body of 1001 bytes is over the limit of 1000'],
    [
      'beyond exact numbers',
      { width: 8 },
      'ffffffffffffffff',
      'the length says 18446744073709551615: a body of 18446744073709551615 bytes is over the limit of 1000',
    ],
    [
      'shorter than its header',
      { includesHeader: true },
      '0001',
      'the length says 1, less than the 2 bytes of the header it counts',
    ],
    ['made negative', { adjust: -5 }, '0004', 'the length says 4, which the adjustment of -5 makes negative'],
  ])('marks a length %s and goes on raw', (_name, change, hex, invalid) => {
    const spec = { ...base, ...change };
    const framer = lengthPrefixFramer(0, spec);
    const header = bytesOf(hex);
    const end = header.length;
    expect(framer.push(new Uint8Array([...header, 1, 2, 3]))).toEqual([
      { start: 0, end, bodyStart: end, bodyEnd: end, invalid },
      { start: end, end: end + 3, bodyStart: end, bodyEnd: end + 3 },
    ]);
    expect(framer.push(Uint8Array.of(0))).toEqual([
      { start: end + 3, end: end + 4, bodyStart: end + 3, bodyEnd: end + 4 },
    ]);
    expect(framer.pending()).toBeNull();
    expect(framer.end()).toEqual([]);
  });

  it('cuts what frameMessage makes, however the bytes come', () => {
    const specs = fc.record({
      kind: fc.constant('length-prefix' as const),
      width: fc.constantFrom(1 as const, 2 as const, 4 as const, 8 as const),
      endian: fc.constantFrom('big' as const, 'little' as const),
      includesHeader: fc.boolean(),
      offset: fc.integer({ min: 0, max: 3 }),
      adjust: fc.integer({ min: -3, max: 0 }),
      maxLength: fc.constant(200),
    });
    fc.assert(
      fc.property(specs, fc.array(fc.uint8Array({ minLength: 3, maxLength: 40 })), (spec, payloads) => {
        const messages = payloads.map((payload) => {
          const message = frameMessage(spec, payload);
          if (!message.ok) throw new Error(message.error.message);
          return message.value;
        });
        const stream = Uint8Array.from(messages.flatMap((message) => [...message]));
        const cuts = cutAll(stream, spec);
        expect(cuts.map((cut) => formatHex(stream.subarray(cut.start, cut.end)))).toEqual(
          messages.map((one) => formatHex(one)),
        );
        expect(cuts.map((cut) => formatHex(stream.subarray(cut.bodyStart, cut.bodyEnd)))).toEqual(
          payloads.map((one) => formatHex(one.subarray(spec.offset))),
        );
        expect(cutAll(stream, spec, 1)).toEqual(cuts);
        expect(cutAll(stream, spec, 7)).toEqual(cuts);
      }),
      { seed: 16, numRuns: 300 },
    );
  });
});

describe('readLength', () => {
  it('reads eight bytes exactly', () => {
    expect(readLength(bytesOf('0020000000000001'), 'big')).toBe(9007199254740993n);
    expect(readLength(bytesOf('0100000000002000'), 'little')).toBe(9007199254740993n);
  });
});
