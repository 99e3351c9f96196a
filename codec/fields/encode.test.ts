import { describe, expect, it } from 'vitest';
import { formatHex } from '../hex.js';
import { encodeFields } from './encode.js';
import type { FieldValues, LayoutField } from './layout.js';
import { layoutSamples } from './samples.js';

const sample = (id: string): readonly LayoutField[] =>
  layoutSamples.find((one) => one.id === id)?.fields ?? [];

function hex(fields: readonly LayoutField[], values: FieldValues = {}): string {
  const encoded = encodeFields(fields, values);
  expect(encoded.problems).toEqual([]);
  return formatHex(encoded.bytes);
}

function problems(fields: readonly LayoutField[], values: FieldValues = {}): string[] {
  return encodeFields(fields, values).problems.map(({ path, message }) => `${path}: ${message}`);
}

describe('well-known shapes', () => {
  it('writes the request every Modbus manual has', () => {
    expect(hex(sample('modbus-rtu'))).toBe('11 03 00 6b 00 03 76 87');
  });

  it('puts a length before what it measures', () => {
    expect(hex(sample('length-prefixed'))).toBe('ca fe 00 06 01 48 65 6c 6c 6f');
    expect(hex(sample('length-prefixed'), { payload: '' })).toBe('ca fe 00 01 01');
  });

  it('writes items with lengths of their own', () => {
    const values = { items: '2', 'items.0.value': 'aa', 'items.1.type': '0x7f', 'items.1.value': '' };
    expect(hex(sample('tlv'), values)).toBe('01 01 aa 7f 00');
  });

  it('writes the XOR of an NMEA sentence as digits', () => {
    // The example of the NMEA FAQ: $GPGLL,4916.45,N,12311.12,W,225444,A,*1D
    expect(Buffer.from(encodeFields(sample('nmea'), {}).bytes).toString('latin1')).toBe(
      '$GPGLL,4916.45,N,12311.12,W,225444,A,*1D\r\n',
    );
  });

  it('packs bits and covers them with a checksum', () => {
    expect(hex(sample('slip-payload'), { 'flags.more': '1', data: '' })).toMatch(
      /^14 01 00( [\da-f]{2}){4}$/,
    );
  });
});

describe('numbers', () => {
  it.each([
    ['u8', '255', {}, 'ff'],
    ['u16', '0x1234', {}, '12 34'],
    ['u16', '0x1234', { little: true }, '34 12'],
    ['u24', '0b1_0000_0000', {}, '00 01 00'],
    ['i8', '-128', {}, '80'],
    ['i48', '-2', { little: true }, 'fe ff ff ff ff ff'],
    ['u64', '18446744073709551615', {}, 'ff ff ff ff ff ff ff ff'],
    ['i64', '-9223372036854775808', {}, '80 00 00 00 00 00 00 00'],
    ['u56', '9007199254740993', {}, '20 00 00 00 00 00 01'],
    ['f16', '1.5', {}, '3e 00'],
    ['f16', '65504', {}, '7b ff'],
    ['f16', '5.960464477539063e-8', {}, '00 01'],
    ['f32', '-0.1', {}, 'bd cc cc cd'],
    ['f64', 'inf', {}, '7f f0 00 00 00 00 00 00'],
    ['f32', '1', { little: true }, '00 00 80 3f'],
    ['u8', '', {}, '00'],
  ] as const)('writes %s %s', (type, value, more, expected) => {
    expect(hex([{ name: 'a', type, value, ...more }])).toBe(expected);
  });

  it('takes the name of a number for it', () => {
    const names = [{ value: '0x10', name: 'start' }];
    expect(hex([{ name: 'a', type: 'u8', names, value: 'start' }])).toBe('10');
    expect(problems([{ name: 'a', type: 'u8', names, value: 'stop' }])).toEqual([
      'a: "stop" is no whole number: write 17, -5, 0x11 or 0b10001, or a name: start',
    ]);
  });

  it.each([
    ['u8', '256', 'u8 holds 0 to 255: 256 is more'],
    ['u8', '-1', 'u8 holds 0 to 255: -1 is less'],
    ['i8', '128', 'i8 holds -128 to 127: 128 is more'],
    ['u64', '18446744073709551616', 'u64 holds 0 to 18446744073709551615: 18446744073709551616 is more'],
    ['u8', '1.5', '"1.5" is no whole number: write 17, -5, 0x11 or 0b10001'],
    ['f32', '1e39', '1e39 is more than f32 holds'],
    ['f16', '65520', '65520 is more than f16 holds'],
    ['f32', 'x', '"x" is no number: write 1.5, -2e10, inf or nan'],
  ] as const)('refuses %s %s at its field', (type, value, message) => {
    expect(problems([{ name: 'a', type, value }])).toEqual([`a: ${message}`]);
  });
});

describe('text and bytes', () => {
  it('writes each charset, and refuses what is not in it', () => {
    expect(hex([{ name: 'a', type: 'text', value: 'é' }])).toBe('c3 a9');
    expect(hex([{ name: 'a', type: 'text', charset: 'latin1', value: 'é' }])).toBe('e9');
    expect(hex([{ name: 'a', type: 'text', charset: 'utf-16', little: true, value: 'é' }])).toBe('e9 00');
    expect(problems([{ name: 'a', type: 'text', charset: 'ascii', value: 'é' }])).toEqual([
      'a: U+00E9 is not in ASCII',
    ]);
    expect(problems([{ name: 'a', type: 'text', charset: 'latin1', value: '€' }])).toEqual([
      'a: U+20AC is not in Latin-1',
    ]);
  });

  it('fills a text up to its size, puts a length before it or an end after it', () => {
    expect(hex([{ name: 'a', type: 'text', size: 4, value: 'ab' }])).toBe('61 62 00 00');
    expect(hex([{ name: 'a', type: 'text', size: 4, fill: '20', value: 'ab' }])).toBe('61 62 20 20');
    expect(hex([{ name: 'a', type: 'text', prefix: 'u16', little: true, value: 'ab' }])).toBe('02 00 61 62');
    expect(hex([{ name: 'a', type: 'bytes', end: '0d 0a', value: 'ff' }])).toBe('ff 0d 0a');
    expect(problems([{ name: 'a', type: 'text', size: 1, value: 'ab' }])).toEqual([
      'a: 1 byte is there: this has 2',
    ]);
    expect(problems([{ name: 'a', type: 'bytes', size: 4, value: '01 02' }])).toEqual([
      'a: 4 bytes are needed: this has 2',
    ]);
    expect(problems([{ name: 'a', type: 'text', end: '00', value: 'a\0b' }])).toEqual([
      'a: Byte 1 of it begins what ends the field',
    ]);
    expect(problems([{ name: 'a', type: 'text', prefix: 'u8', value: 'a'.repeat(256) }])).toEqual([
      'a: 256 bytes are more than a length of 8 bits says',
    ]);
  });

  it('refuses hex that is none, with its own code', () => {
    const { problems: found } = encodeFields([{ name: 'a', type: 'bytes', value: '0g' }], {});
    expect(found).toMatchObject([{ path: 'a', kind: 'value', code: 'hex.digit' }]);
  });
});

describe('bits, padding, conditions', () => {
  const word: LayoutField = {
    name: 'word',
    type: 'bits',
    size: 2,
    fields: [
      { name: 'version', type: 'bit', size: 4, value: '4' },
      { name: 'flag', type: 'bit', value: '1' },
      { name: 'rest', type: 'bit', size: 11, value: '0x7ff' },
    ],
  };

  it('puts bits together from the most significant on, in either order of bytes', () => {
    expect(hex([word])).toBe('4f ff');
    expect(hex([{ ...word, little: true }])).toBe('ff 4f');
    expect(problems([word], { 'word.version': '16' })).toEqual([
      'word.version: 4 bits hold 0 to 15: 16 is more',
    ]);
    expect(problems([{ ...word, size: 1 }])).toEqual(['word: The bits add up to 16, and 8 are needed']);
  });

  it('tells where the bits are', () => {
    const { places } = encodeFields([{ name: 'a', type: 'u8' }, word], {});
    expect(places.find(({ path }) => path === 'word.flag')).toMatchObject({
      from: 1,
      to: 2,
      bits: { first: 4, count: 1 },
    });
    expect(places.find(({ path }) => path === 'word.rest')).toMatchObject({
      from: 1,
      to: 3,
      bits: { first: 5, count: 11 },
    });
  });

  it('writes a length into bits', () => {
    const frame: LayoutField[] = [
      {
        name: 'head',
        type: 'bits',
        size: 1,
        fields: [
          { name: 'mask', type: 'bit' },
          { name: 'length', type: 'bit', size: 7, length: { from: 'data' } },
        ],
      },
      { name: 'data', type: 'bytes', value: '01 02 03' },
    ];
    expect(hex(frame)).toBe('03 01 02 03');
    expect(problems(frame, { data: '00'.repeat(128) })).toEqual([
      'head.length: 7 bits hold 0 to 127: 128 is more',
    ]);
  });

  it('pads by a size and up to a multiple', () => {
    const fields: LayoutField[] = [
      { name: 'a', type: 'u8', value: '1' },
      { name: 'p', type: 'pad', align: 4, fill: 'ff' },
      { name: 'q', type: 'pad', size: 2 },
      { name: 'b', type: 'u8', value: '2' },
    ];
    expect(hex(fields)).toBe('01 ff ff ff 00 00 02');
  });

  it('leaves out what a condition does not ask for', () => {
    const fields: LayoutField[] = [
      { name: 'kind', type: 'u8', names: [{ value: '1', name: 'long' }], value: '1' },
      { name: 'size', type: 'u8', length: { from: 'more', to: 'tail' } },
      { name: 'more', type: 'u32', value: '7', when: { field: 'kind', is: 'long' } },
      { name: 'tail', type: 'u8', value: '9' },
    ];
    expect(hex(fields)).toBe('01 05 00 00 00 07 09');
    expect(hex(fields, { kind: '2' })).toBe('02 01 09');
  });
});

describe('lengths, counts and checksums', () => {
  it('adds a number, counts in units and takes itself in', () => {
    const at = (length: object): LayoutField[] => [
      { name: 'n', type: 'u8', length: { from: 'data', ...length } },
      { name: 'data', type: 'bytes', value: '01 02 03 04' },
    ];
    expect(hex(at({ plus: 2 }))).toBe('06 01 02 03 04');
    expect(hex(at({ per: 2 }))).toBe('02 01 02 03 04');
    expect(hex(at({ from: 'n', to: 'data' }))).toBe('05 01 02 03 04');
    expect(problems(at({ per: 3 }))).toEqual(['n: 4 bytes are no multiple of 3, which is what it counts in']);
    expect(problems(at({ plus: -5 }))).toEqual(['n: u8 holds 0 to 255: -1 is less']);
  });

  it('counts items, and takes their number from a field', () => {
    const counted: LayoutField[] = [
      { name: 'n', type: 'u8', count: { of: 'list' } },
      {
        name: 'list',
        type: 'array',
        times: 'n',
        value: '3',
        fields: [{ name: 'x', type: 'u8', value: '5' }],
      },
    ];
    expect(hex(counted)).toBe('03 05 05 05');
    expect(hex(counted, { list: '1', 'list.0.x': '6' })).toBe('01 06');
    const typed: LayoutField[] = [
      { name: 'n', type: 'u8', value: '2' },
      { name: 'list', type: 'array', times: 'n', fields: [{ name: 'x', type: 'u8', value: '5' }] },
    ];
    expect(hex(typed)).toBe('02 05 05');
  });

  it('works a checksum over a checksum out last, and one over itself with zeros', () => {
    const fields: LayoutField[] = [
      { name: 'outer', type: 'u8', checksum: { algorithm: 'XOR-8', from: 'a', to: 'inner' } },
      { name: 'a', type: 'u8', value: '0x0f' },
      { name: 'inner', type: 'u8', checksum: { algorithm: 'SUM-8', from: 'a' } },
    ];
    expect(hex(fields)).toBe('00 0f 0f');
    // RFC 1071 in an IPv4 header, its own field counted as zeros.
    const header: LayoutField[] = [
      { name: 'head', type: 'bytes', value: '45 00 00 73 00 00 40 00 40 11' },
      { name: 'sum', type: 'u16', checksum: { algorithm: 'INTERNET', from: 'head', to: 'addresses' } },
      { name: 'addresses', type: 'bytes', value: 'c0 a8 00 01 c0 a8 00 c7' },
    ];
    expect(hex(header)).toBe('45 00 00 73 00 00 40 00 40 11 b8 61 c0 a8 00 01 c0 a8 00 c7');
  });

  it('refuses checksums that cover each other', () => {
    const fields: LayoutField[] = [
      { name: 'a', type: 'u8', checksum: { algorithm: 'XOR-8', from: 'b' } },
      { name: 'b', type: 'u8', checksum: { algorithm: 'XOR-8', from: 'a' } },
    ];
    expect(problems(fields)).toEqual([
      'a: This checksum covers one that covers this one: neither can be worked out',
      'b: This checksum covers one that covers this one: neither can be worked out',
    ]);
  });

  it('tells where secrets are, and what was made of them', () => {
    const fields: LayoutField[] = [
      { name: 'key', type: 'text', value: '{{key}}' },
      { name: 'sum', type: 'u8', checksum: { algorithm: 'SUM-8', from: 'key' } },
      { name: 'open', type: 'u8' },
    ];
    const bytes = Uint8Array.of(1, 2);
    const made = encodeFields(fields, {}, (value) => ({
      ok: true,
      value: { bytes: value === '' ? new Uint8Array() : bytes, secret: value !== '', live: false },
    }));
    expect(formatHex(made.bytes)).toBe('01 02 03 00');
    expect(made.secrets).toEqual([
      { from: 0, to: 2 },
      { from: 2, to: 3 },
    ]);
    expect(problems(fields)).toEqual(['key: {{key}} is a variable, and there are none here']);
  });
});
