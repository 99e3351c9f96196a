import { describe, expect, it } from 'vitest';
import { parseHex } from '../hex.js';
import { chooseLayout } from './choose.js';
import { encodeFields } from './encode.js';
import type { Layout } from './layout.js';

const bytesOf = (hex: string): Uint8Array => {
  const parsed = parseHex(hex);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
};

const pair: Layout = {
  id: 'pair',
  name: 'Pair',
  fields: [
    { name: 'a', type: 'u8' },
    { name: 'b', type: 'u8' },
  ],
};
const framed: Layout = {
  id: 'framed',
  name: 'Framed',
  fields: [
    { name: 'magic', type: 'bytes', value: 'ca fe', fixed: true },
    { name: 'size', type: 'u8', length: { from: 'data' } },
    { name: 'data', type: 'text' },
  ],
};

describe('choosing a layout for bytes', () => {
  it('takes the one that proves itself, with values that write the bytes again', () => {
    const bytes = bytesOf('cafe 02 6869');
    const chosen = chooseLayout([pair, framed], bytes);
    expect(chosen).toEqual({ layout: framed, values: { data: 'hi' } });
    expect(encodeFields(framed.fields, chosen?.values ?? {}).bytes).toEqual(bytes);
  });

  it('takes one that all of the bytes go into where none proves itself', () => {
    expect(chooseLayout([framed, pair], bytesOf('01 02'))).toEqual({
      layout: pair,
      values: { a: '1', b: '2' },
    });
    expect(chooseLayout([framed, pair], bytesOf('01 02 03'))).toBeNull();
    expect(chooseLayout([framed, pair], new Uint8Array())).toBeNull();
  });

  it('knows a well-known shape by its checksum, and by nothing less', () => {
    const found = chooseLayout([], bytesOf('11 03 00 6b 00 03 76 87'));
    expect(found?.layout.id).toBe('modbus-rtu');
    expect(found?.values).toMatchObject({ address: '17', function: '3' });
    expect(chooseLayout([], bytesOf('11 03 00 6b 00 03 76 88'))).toBeNull();
  });

  it('takes the one asked for, whatever is wrong with the bytes', () => {
    expect(chooseLayout([pair, framed], bytesOf('cafe 09 6869'), 'layout:framed')?.layout).toBe(framed);
    expect(chooseLayout([pair], bytesOf('01 02'), 'layout:gone')?.layout).toBe(pair);
  });
});
