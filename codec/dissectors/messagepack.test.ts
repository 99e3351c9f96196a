import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectSound, expectSoundPrefixes, hex, outlineOf, utf8 } from '../../tests/payloads/sound.js';
import { noContext } from './dissector.js';
import { messagepack } from './messagepack.js';

/** The value of bytes that are one scalar. */
function scalar(bytes: string): string {
  const lines = outlineOf(messagepack, hex(bytes));
  expect(lines).toHaveLength(1);
  return lines[0]!.replace(/^Item 1 @0\+\d+ = /, '');
}

describe('messagepack', () => {
  // First bytes as in the table of formats of the specification.
  it.each([
    ['00', '0'],
    ['7f', '127'],
    ['e0', '-32'],
    ['ff', '-1'],
    ['c0', 'nil'],
    ['c2', 'false'],
    ['c3', 'true'],
    ['cc ff', '255 (uint 8)'],
    ['cd ff ff', '65535 (uint 16)'],
    ['ce ff ff ff ff', '4294967295 (uint 32)'],
    ['cf ff ff ff ff ff ff ff ff', '18446744073709551615 (uint 64)'],
    ['d0 80', '-128 (int 8)'],
    ['d1 80 00', '-32768 (int 16)'],
    ['d2 80 00 00 00', '-2147483648 (int 32)'],
    ['d3 80 00 00 00 00 00 00 00', '-9223372036854775808 (int 64)'],
    ['ca 3d cc cc cd', '0.1 (float 32)'],
    ['cb 3f f0 00 00 00 00 00 00', '1.0 (float 64)'],
    ['cb 7f f0 00 00 00 00 00 00', 'Infinity (float 64)'],
    ['a0', '"" (fixstr)'],
    ['a3 e2 82 ac', '"€" (fixstr)'],
    ['d9 01 61', '"a" (str 8)'],
    ['da 00 01 61', '"a" (str 16)'],
    ['db 00 00 00 01 61', '"a" (str 32)'],
    ['c4 02 de ad', 'de ad (bin 8)'],
    ['c5 00 00', 'no bytes (bin 16)'],
    ['c6 00 00 00 01 ff', 'ff (bin 32)'],
    ['d4 05 ff', 'ff (fixext 1, application type 5)'],
    ['d5 80 01 02', '01 02 (fixext 2, reserved type -128)'],
    ['c7 03 0a 01 02 03', '01 02 03 (ext 8, application type 10)'],
    ['d6 ff 5a 4a f6 a5', '2018-01-02T03:04:05Z, timestamp (ext -1)'],
    ['d7 ff a1 dc d7 c8 5a 4a f6 a5', '2018-01-02T03:04:05.678901234Z, timestamp (ext -1)'],
    ['c7 0c ff 00 00 00 01 ff ff ff ff ff ff ff ff', '1969-12-31T23:59:59.000000001Z, timestamp (ext -1)'],
    ['a1 ff', '"\ufffd" (fixstr) !ill-formed UTF-8 at byte 1'],
    ['c7 02 ff 00 00', '00 00 !a timestamp has 4, 8 or 12 bytes, not 2'],
    ['d7 ff ff ff ff ff 00 00 00 00', '1970-01-01T00:00:00Z'],
  ])('reads %s as %s', (bytes, value) => {
    if (value.startsWith('1970')) expect(scalar(bytes)).toContain('!nanoseconds must not exceed');
    else expect(scalar(bytes)).toBe(value);
  });

  it('reads the map of the home page', () => {
    const bytes = hex('82 a7 636f6d70616374 c3 a6 736368656d61 00');
    expect(outlineOf(messagepack, bytes)).toEqual([
      'Item 1 @0+18 = { 2 pairs }',
      '  compact @1+9 = true',
      '  schema @10+8 = 0',
    ]);
    expect(messagepack.sniff(bytes, noContext)).toBeGreaterThanOrEqual(0.5);
    expect(messagepack.sniff(bytes, { ...noContext, text: true })).toBe(0);
  });

  it('reads nested containers, lengths in 16 and 32 bits, and keys that are no text', () => {
    expect(outlineOf(messagepack, hex('dc 0002 de 0001 91 01 df 00000000 dd 00000001 c0'))).toEqual(
      [
        'Item 1 @0+17 = [ 2 items ]',
        '  [0] @3+10 = { 1 pair }',
        '    key @6+2 = [ 1 item ]',
        '      [0] @7+1 = 1',
        '    value @8+5 = { 0 pairs }',
        '  [1] @13+4 = [ 1 item ]',
      ]
        .concat(['    [0] @18+1 = nil'])
        .map((line) => line.replace('@13+4', '@13+6').replace('@0+17', '@0+19')),
    );
  });

  it('shows what is cut short as far as it goes', () => {
    expect(outlineOf(messagepack, hex('82 a1 61 92 01 a5 68 65'))).toEqual([
      'Item 1 @0+8 = { 2 pairs }',
      '  a @1+7 = [ 2 items ]',
      '    [0] @4+1 = 1',
      '    [1] @5+3 = a5 68 65 !fixstr needs 5 bytes, 2 there',
    ]);
    expect(outlineOf(messagepack, hex('81 a1 61')).at(-1)).toContain('the bytes end where an item belongs');
    expect(outlineOf(messagepack, hex('92 c1 00')).at(-1)).toBe('  [0] @1+2 = c1 00 !c1 is never used');
    expect(messagepack.dissect(new Uint8Array(), noContext).kind).toBe('need-more');
  });

  it('reads several items', () => {
    expect(outlineOf(messagepack, hex('01 a1 61')).map((line) => line.split(' @')[0])).toEqual([
      'Item 1',
      'Item 2',
    ]);
  });

  it('bounds depth and fields', () => {
    expectSound(messagepack, new Uint8Array(300_000).fill(0x91));
    expect(outlineOf(messagepack, new Uint8Array(1000).fill(0x91)).at(-1)).toContain(
      'deeper than 200 levels',
    );
    const many = Uint8Array.of(0xdc, 0x27, 0x10, ...new Uint8Array(10_000));
    expect(outlineOf(messagepack, many).at(-1)).toBe('… @10003+0 = 5001 more fields left out');
  });

  it('is not sure of text, numbers and what is cut', () => {
    const sure = (bytes: Uint8Array): number => messagepack.sniff(bytes, noContext);
    expect([utf8('hello'), hex('00'), hex('93 01 02'), hex('c1'), new Uint8Array()].map(sure)).toEqual([
      0, 0, 0, 0, 0,
    ]);
  });

  it('takes any bytes', () => {
    expectSoundPrefixes(
      messagepack,
      hex('83 a1 61 93 01 cd ffff c0 c4 02 dead d6 ff 5a4af6a5 91 c3 cb 3ff0000000000000'),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expectSound(messagepack, bytes);
      }),
      { seed: 43, numRuns: 1500 },
    );
  });
});
