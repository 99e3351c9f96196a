import { describe, expect, it } from 'vitest';
import { decodeFields, encodeFields, formatHex } from '../../../../codec/index.js';
import type { LayoutField } from '../../../../contract/index.js';
import type { FieldsMessage } from '../../stores/layouts.js';
import { renameReferences } from './references.js';
import { retypeField } from './retype.js';
import { splitField } from './split.js';

const message = (fields: LayoutField[], values: Record<string, string> = {}): FieldsMessage => ({
  layout: { id: 'a', name: 'A', fields },
  values,
});
const hexOf = ({ layout, values }: FieldsMessage): string => {
  const made = encodeFields(layout.fields, values);
  return `${formatHex(made.bytes)}${made.problems.map(({ path, message: text }) => ` ${path}: ${text}`).join('')}`;
};
const split = (
  of: FieldsMessage,
  place: number[],
  path: string,
  cut: { chars: number } | { bytes: number },
) => {
  const answer = splitField(of, place, path, cut);
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.value;
};

describe('splitting a field', () => {
  const checked = message(
    [
      { name: 'size', type: 'u8', length: { from: 'data' } },
      { name: 'data', type: 'bytes', value: '11 03 006b' },
      { name: 'sum', type: 'u8', checksum: { algorithm: 'SUM-8', from: 'size', to: 'data' } },
    ],
    {},
  );

  it('cuts bytes at the cursor, and leaves the message as it was', () => {
    const { message: after, path } = split(checked, [1], 'data', { chars: 5 });
    expect(after.layout.fields.slice(1, 3)).toEqual([
      { name: 'data', type: 'bytes', value: '11 03', size: 2 },
      { name: 'data 2', type: 'bytes', value: '006b' },
    ]);
    expect(path).toBe('data 2');
    expect(hexOf(after)).toBe(hexOf(checked));
    // What counted or covered the whole does so still, and it can be read again.
    expect(after.layout.fields[0]?.length).toEqual({ from: 'data', to: 'data 2' });
    expect(after.layout.fields[3]?.checksum).toMatchObject({ from: 'size', to: 'data 2' });
    const made = encodeFields(after.layout.fields, after.values).bytes;
    expect(decodeFields(after.layout.fields, made)).toMatchObject({
      error: null,
      values: { data: '11 03', 'data 2': '00 6b' },
    });
  });

  it('says where no second field can begin', () => {
    const at = (chars: number): string | false => {
      const answer = splitField(checked, [1], 'data', { chars });
      return !answer.ok && answer.error.message;
    };
    expect(at(1)).toMatch(/inside a byte/);
    expect(at(0)).toMatch(/inside the value/);
    expect(at(10)).toMatch(/inside the value/);
    const number = splitField(checked, [0], 'size', { chars: 1 });
    expect(!number.ok && number.error).toMatchObject({ code: 'fields.split' });
  });

  it('cuts a text between characters, sized in the bytes of its charset', () => {
    const text = message([{ name: 't', type: 'text', charset: 'utf-16', size: 12 }], { t: 'ab\u{1F600}cd' });
    const { message: after } = split(text, [0], 't', { chars: 3 });
    expect(after.layout.fields).toEqual([
      { name: 't', type: 'text', charset: 'utf-16', size: 4 },
      { name: 't 2', type: 'text', charset: 'utf-16', size: 8 },
    ]);
    expect(after.values).toEqual({ t: 'ab', 't 2': '\u{1F600}cd' });
    expect(hexOf(after)).toBe(hexOf(text));
  });

  it('makes the length before a text a field of its own', () => {
    const text = message([{ name: 't', type: 'text', prefix: 'u16', little: true }], { t: 'hello' });
    const { message: after, path } = split(text, [0], 't', { chars: 2 });
    expect(after.layout.fields.map(({ name, type }) => [name, type])).toEqual([
      ['t length', 'u16'],
      ['t', 'text'],
      ['t 2', 'text'],
    ]);
    expect([path, hexOf(after)]).toEqual(['t 2', hexOf(text)]);
  });

  it('leaves placeholders whole', () => {
    const text = message([{ name: 't', type: 'text' }], { t: 'a{{name}}b' });
    const inside = splitField(text, [0], 't', { chars: 4 });
    expect(!inside.ok && inside.error.message).toMatch(/inside a placeholder/);
    const { message: after } = split(text, [0], 't', { chars: 9 });
    expect([after.values, after.layout.fields[0]?.size]).toEqual([{ t: 'a{{name}}', 't 2': 'b' }, undefined]);
  });

  it('cuts the values of every item after as many bytes', () => {
    const list = message(
      [{ name: 'items', type: 'array', value: '2', fields: [{ name: 'raw', type: 'bytes', size: 3 }] }],
      { 'items.0.raw': '01 02 03', 'items.1.raw': '0a0b0c' },
    );
    const { message: after } = split(list, [0, 0], 'items.0.raw', { bytes: 1 });
    expect(after.values).toEqual({
      'items.0.raw': '01',
      'items.0.raw 2': '02 03',
      'items.1.raw': '0a',
      'items.1.raw 2': '0b 0c',
    });
    expect(hexOf(after)).toBe(hexOf(list));
  });
});

describe('giving a field another type', () => {
  it('keeps the bytes it has', () => {
    const fields: LayoutField[] = [{ name: 'x', type: 'bytes', value: '00 6b' }];
    const number = retypeField(message(fields), [0], 'x', 'u16').message;
    expect(number.layout.fields).toEqual([{ name: 'x', type: 'u16', value: '107' }]);
    const back = retypeField(number, [0], 'x', 'bytes').message;
    expect(back.layout.fields).toEqual([{ name: 'x', type: 'bytes', value: '00 6b', size: 2 }]);
    const text = retypeField(
      message([{ name: 'x', type: 'text', end: '00' }], { x: 'hi' }),
      [0],
      'x',
      'bytes',
    );
    expect([text.message.values, text.message.layout.fields[0]?.end]).toEqual([{ x: '68 69' }, '00']);
  });

  it('takes a number from the front of longer bytes', () => {
    let at = message([{ name: 'data', type: 'bytes' }], { data: '11 03 00 6b ff' });
    at = retypeField(at, [0], 'data', 'u16').message;
    at = retypeField(at, [1], 'data 2', 'i16').message;
    expect(at.layout.fields.map(({ type }) => type)).toEqual(['u16', 'i16', 'bytes']);
    expect(at.values).toEqual({ data: '4355', 'data 2': '107', 'data 3': 'ff' });
    expect(hexOf(at)).toBe('11 03 00 6b ff');
  });

  it('keeps what a number says, not its bytes, for another number', () => {
    const wider = retypeField(message([{ name: 'x', type: 'u8' }], { x: '7' }), [0], 'x', 'f32').message;
    expect(wider.values).toEqual({ x: '7' });
  });
});

describe('references to a field', () => {
  const fields: LayoutField[] = [
    { name: 'sum', type: 'u8', checksum: { algorithm: 'SUM-8', from: 'head.x', to: 'x' } },
    {
      name: 'head',
      type: 'group',
      fields: [
        { name: 'x', type: 'u8' },
        { name: 'n', type: 'u8', length: { from: 'x' } },
      ],
    },
    { name: 'x', type: 'u8' },
  ];

  it('are renamed from outside a group and inside it, and not where another one is meant', () => {
    const inner = renameReferences(fields, [1, 0], 'y');
    expect(inner[0]?.checksum).toMatchObject({ from: 'head.y', to: 'x' });
    expect(inner[1]?.fields?.[1]?.length).toEqual({ from: 'y' });
    const outer = renameReferences(fields, [2], 'z');
    expect(outer[0]?.checksum).toMatchObject({ from: 'head.x', to: 'z' });
    expect(outer[1]?.fields?.[1]?.length).toEqual({ from: 'x' });
    expect(renameReferences(fields, [1], 'top')[0]?.checksum).toMatchObject({ from: 'top.x', to: 'x' });
  });
});
