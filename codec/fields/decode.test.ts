import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Field } from '../field.js';
import { formatHex, parseHex } from '../hex.js';
import { decodeFields } from './decode.js';
import { encodeFields } from './encode.js';
import type { LayoutField } from './layout.js';
import { layoutSamples } from './samples.js';

const sample = (id: string): readonly LayoutField[] =>
  layoutSamples.find((one) => one.id === id)?.fields ?? [];

function bytesOf(hex: string): Uint8Array {
  const parsed = parseHex(hex);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}

/** `name=value`, with what is wrong after `!`. */
function told(fields: readonly Field[]): string[] {
  return fields.flatMap((one) => [
    `${one.name}=${one.value}${one.error === undefined ? '' : ` ! ${one.error}`}`,
    ...told(one.children).map((line) => `  ${line}`),
  ]);
}

const read = (fields: readonly LayoutField[], hex: string): string[] =>
  told(decodeFields(fields, bytesOf(hex)).fields);

describe('the layout that wrote a message', () => {
  it('reads it, with names, hex and places', () => {
    const decoded = decodeFields(sample('modbus-rtu'), bytesOf('11 03 00 6b 00 03 76 87'));
    expect(told(decoded.fields)).toEqual([
      'address=17 (0x11)',
      'function=3 Read Holding Registers',
      'start=107 (0x006b)',
      'quantity=3',
      'crc=34678 (0x8776)',
    ]);
    expect(decoded).toMatchObject({ consumed: 8, error: null, proofs: 1 });
    expect(decoded.values).toEqual({ address: '17', function: '3', start: '107', quantity: '3' });
    expect(decoded.fields[4]).toMatchObject({ start: 6, length: 2 });
  });

  it('names a wrong checksum with what is there and what the bytes make', () => {
    expect(read(sample('modbus-rtu'), '11 03 00 6b 00 03 76 88').at(-1)).toBe(
      'crc=34934 (0x8876) ! the bytes make 0x8776: 0x8876 is there',
    );
  });

  it('names a wrong constant', () => {
    expect(read(sample('length-prefixed'), 'ca ff 00 01 07')[0]).toBe('magic=ca ff ! it is always ca fe');
  });

  it('goes by a length, and says where it does not fit', () => {
    expect(read(sample('length-prefixed'), 'ca fe 00 03 01 48 69')).toEqual([
      'magic=ca fe',
      'length=3',
      'type=1',
      'payload="Hi"',
    ]);
    // More bytes than the length says are not part of it.
    expect(decodeFields(sample('length-prefixed'), bytesOf('ca fe 00 03 01 48 69 ff')).consumed).toBe(7);
    expect(read(sample('length-prefixed'), 'ca fe 00 09 01 48 69')).toEqual([
      'magic=ca fe',
      'length=9 ! it says 9: there are 3',
      'type=1',
      'payload="Hi" ! 8 bytes are needed: 2 are there',
    ]);
    expect(read(sample('length-prefixed'), 'ca fe 00 00 01')).toEqual([
      'magic=ca fe',
      'length=0 ! it says 0: there is 1',
      'type=1',
      'payload="" ! its length leaves -1 bytes for it',
    ]);
  });

  it('reads as many items as there are, and tells of one that is cut short', () => {
    expect(read(sample('tlv'), '01 02 aa bb 02 00 03 04 cc')).toEqual([
      'items=3 items',
      ...['  items 0=', '    type=1', '    length=2', '    value=aa bb'],
      ...['  items 1=', '    type=2', '    length=0', '    value=no bytes'],
      ...['  items 2=', '    type=3', '    length=4 ! it says 4: there is 1'],
      '    value=cc ! 4 bytes are needed: 1 is there',
    ]);
  });

  it('finds a text without a size by what comes after it', () => {
    const sentence = Buffer.from('$GPGLL,4916.45,N,12311.12,W,225444,A,*1D\r\n', 'latin1').toString('hex');
    expect(read(sample('nmea'), sentence)).toEqual([
      'start="$"',
      'sentence="GPGLL,4916.45,N,12311.12,W,225444,A,"',
      'star="*"',
      'checksum="1D"',
      'end=0d 0a',
    ]);
    const wrong = Buffer.from('$GPGLL,4916.45,N,12311.12,W,225444,A,*1E\r\n', 'latin1').toString('hex');
    expect(read(sample('nmea'), wrong)[3]).toBe('checksum="1E" ! the bytes make 1D: 1E is there');
  });

  it('shows what there is of a message that ends too early', () => {
    expect(read(sample('modbus-rtu'), '11 03 00')).toEqual([
      'address=17 (0x11)',
      'function=3 Read Holding Registers',
      'start= ! 2 bytes are needed: 1 is there',
    ]);
    expect(read(sample('modbus-rtu'), '')).toEqual(['address= ! 1 byte is needed: 0 are there']);
  });

  it('reads bits at their places', () => {
    const decoded = decodeFields(sample('slip-payload'), encodeFields(sample('slip-payload'), {}).bytes);
    expect(told(decoded.fields).slice(0, 5)).toEqual([
      'flags=0x10',
      '  version=1',
      '  answer=0',
      '  more=0',
      '  priority=0',
    ]);
    expect(decoded.fields[0]?.children[3]).toMatchObject({
      start: 0,
      length: 1,
      bits: { first: 6, count: 2 },
    });
  });

  it('says that nobody knows where a field ends', () => {
    const two: LayoutField[] = [
      { name: 'a', type: 'text' },
      { name: 'b', type: 'text' },
    ];
    expect(read(two, '61 62')).toEqual(['a="" ! its end is not known: two fields without a size']);
  });

  it('reads texts with an end, a length before them, or filled up', () => {
    const fields: LayoutField[] = [
      { name: 'a', type: 'text', end: '00' },
      { name: 'b', type: 'text', prefix: 'u16', little: true },
      { name: 'c', type: 'text', size: 4, fill: '20' },
      { name: 'd', type: 'text', size: 2, charset: 'ascii' },
    ];
    expect(read(fields, '61 00 01 00 62 63 20 20 20 ff 64')).toEqual([
      'a="a"',
      'b="b"',
      'c="c"',
      'd="ÿd" ! not ASCII from byte 0 on',
    ]);
    expect(read(fields, '61 62')).toEqual(['a="ab" ! 00, which ends it, is not there']);
    expect(read(fields, '00 05 00 61')).toEqual(['a=""', 'b="a" ! 5 bytes are needed: 1 is there']);
  });

  it('reads what a condition asks for, and counts', () => {
    const fields: LayoutField[] = [
      { name: 'n', type: 'u8', count: { of: 'list', plus: 1 } },
      { name: 'list', type: 'array', times: 'n', fields: [{ name: 'x', type: 'u8' }] },
      { name: 'kind', type: 'u8' },
      { name: 'more', type: 'u16', when: { field: 'kind', is: '1' } },
    ];
    expect(read(fields, '03 07 08 01 00 05')).toEqual([
      'n=3',
      'list=2 items',
      ...['  list 0=', '    x=7', '  list 1=', '    x=8'],
      'kind=1',
      'more=5',
    ]);
    expect(read(fields, '01 00')).toEqual(['n=1', 'list=0 items', 'kind=0']);
  });

  it('refuses a layout that is wrong, at its field', () => {
    const read = decodeFields([{ name: 'a', type: 'u8', length: { from: 'b' } }], bytesOf('00'));
    expect(read.error).toBe('a: There is no field "b" here');
  });
});

describe('reading and writing', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h');
  const endian = fc.constantFrom({}, { little: true as const });
  const whole = fc
    .record({
      sign: fc.constantFrom('u', 'i'),
      width: fc.constantFrom(8, 16, 24, 32, 40, 48, 56, 64),
      more: endian,
      bits: fc.bigInt(0n, 2n ** 64n - 1n),
    })
    .map(({ sign, width, more, bits }) => ({
      type: `${sign}${width}` as LayoutField['type'],
      value: String(sign === 'u' ? BigInt.asUintN(width, bits) : BigInt.asIntN(width, bits)),
      ...more,
    }));
  const float = fc
    .record({
      type: fc.constantFrom('f32' as const, 'f64' as const),
      more: endian,
      value: fc.float({ noNaN: true }),
    })
    .map(({ type, more, value }) => ({ type, value: Object.is(value, -0) ? '-0' : String(value), ...more }));
  const hexBytes = fc.uint8Array({ maxLength: 20 }).map((bytes) => formatHex(bytes));
  const text = fc.string({ unit: 'grapheme', maxLength: 12 });
  const prefixed = fc
    .record({ value: text, prefix: fc.constantFrom('u8' as const, 'u16' as const), more: endian })
    .map(({ value, prefix, more }) => ({
      type: 'text' as const,
      value: value.replaceAll('{', ''),
      prefix,
      ...more,
    }));
  const bytes = hexBytes.map((value) => ({ type: 'bytes' as const, value, prefix: 'u8' as const }));
  const leaf = fc.oneof(whole, float, prefixed, bytes);
  const fields = fc
    .uniqueArray(fc.record({ name, rest: leaf }), { selector: (one) => one.name, minLength: 1, maxLength: 8 })
    .map((all): LayoutField[] => all.map((one) => ({ name: one.name, ...one.rest })));

  it('are each other backwards, whatever the fields', () => {
    fc.assert(
      fc.property(fields, hexBytes, fc.integer({ min: 0, max: 4 }), (inner, tail, count) => {
        const layout: LayoutField[] = [
          { name: 'total', type: 'u32', length: { from: 'total', to: 'crc' } },
          { name: 'n', type: 'u8', count: { of: 'list' } },
          { name: 'list', type: 'array', times: 'n', value: String(count), fields: inner },
          { name: 'tail', type: 'bytes', value: tail },
          { name: 'crc', type: 'u32', checksum: { algorithm: 'CRC-32C', from: 'total', to: 'tail' } },
        ];
        const written = encodeFields(layout, {});
        expect(written.problems).toEqual([]);
        const read = decodeFields(layout, written.bytes);
        expect(read.error).toBeNull();
        expect(read.consumed).toBe(written.bytes.length);
        const again = encodeFields(layout, read.values);
        expect(again.problems).toEqual([]);
        expect(formatHex(again.bytes)).toBe(formatHex(written.bytes));
      }),
    );
  });

  it('never throw and stay inside the bytes, whatever comes', () => {
    const layouts = [
      ...layoutSamples.map((one) => one.fields),
      [
        { name: 'n', type: 'u32', count: { of: 'list' } },
        { name: 'list', type: 'array', times: 'n', fields: [{ name: 'x', type: 'text', end: '00' }] },
      ] as LayoutField[],
    ];
    const inside = (all: readonly Field[], from: number, to: number): void => {
      for (const one of all) {
        expect(one.start).toBeGreaterThanOrEqual(from);
        expect(one.start + one.length).toBeLessThanOrEqual(to);
        inside(one.children, one.start, one.start + one.length);
      }
    };
    fc.assert(
      fc.property(fc.constantFrom(...layouts), fc.uint8Array({ maxLength: 60 }), (layout, data) => {
        const read = decodeFields(layout, data);
        expect(read.consumed).toBeLessThanOrEqual(data.length);
        inside(read.fields, 0, data.length);
      }),
    );
  });

  it('end soon with what is hostile', () => {
    const empty: LayoutField[] = [
      { name: 'n', type: 'u32', count: { of: 'list' } },
      { name: 'list', type: 'array', times: 'n', fields: [{ name: 'x', type: 'text', size: 0 }] },
    ];
    expect(decodeFields(empty, bytesOf('ff ff ff ff')).error).toMatch(/^list/);
    const endless: LayoutField[] = [
      { name: 'list', type: 'array', fields: [{ name: 'x', type: 'text', size: 0 }] },
    ];
    expect(decodeFields(endless, bytesOf('00 00')).error).toBe('list: its items have no bytes');
    const small: LayoutField[] = [{ name: 'list', type: 'array', fields: [{ name: 'x', type: 'u8' }] }];
    expect(decodeFields(small, new Uint8Array(200_000)).error).toMatch(/more than 20000 fields/);
    const huge: LayoutField[] = [
      { name: 'a', type: 'pad', size: 64 * 1024 * 1024 },
      { name: 'b', type: 'pad', size: 64 * 1024 * 1024 },
    ];
    expect(encodeFields(huge, {}).problems[0]?.message).toMatch(/at most 67108864 bytes/);
    const crowd: LayoutField[] = [
      { name: 'list', type: 'array', value: '99999999999', fields: [{ name: 'x', type: 'u8' }] },
    ];
    expect(encodeFields(crowd, {}).problems[0]?.message).toBe(
      'An array has 0 to 20000 items: write how many',
    );
  });
});
