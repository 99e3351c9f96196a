import { describe, expect, it } from 'vitest';
import { bitField, field } from '../../../codec/index.js';
import type { Field } from '../../../codec/index.js';
import { everyOpen, fieldOver, fieldRows, fieldsAt, openAtFirst, pathTo, placeOf } from './field-rows.js';

const fin = bitField('FIN', 0, 1, { first: 0, count: 1 }, 'final');
const opcode = bitField('opcode', 0, 1, { first: 4, count: 4 }, 'text');
const header = field('header', 0, 2, '2 bytes', [fin, opcode, field('length', 1, 1, '5')]);
const payload = field('payload', 2, 5, 'hello');
const tree = [header, payload];

const names = (fields: readonly Field[]): readonly string[] => fields.map((one) => one.name);

describe('field rows', () => {
  it('shows what is open, each line at its depth', () => {
    const rows = fieldRows(tree, openAtFirst(tree));
    expect(rows.map((row) => `${row.depth} ${row.field.name}`)).toEqual([
      '0 header',
      '1 FIN',
      '1 opcode',
      '1 length',
      '0 payload',
    ]);
    expect(names(fieldRows(tree, new Set()).map((row) => row.field))).toEqual(['header', 'payload']);
  });

  it('goes as deep as a hostile payload without a stack of its own', () => {
    let deep = field('bottom', 0, 1, '');
    for (let level = 0; level < 50_000; level++) deep = field('level', 0, 1, '', [deep]);
    expect(fieldRows([deep], everyOpen([deep], 100_000))).toHaveLength(50_001);
    expect(everyOpen([deep], 10).size).toBe(10);
    expect(openAtFirst([deep]).size).toBe(3);
  });

  it('opens no branch of thousands by itself, the outermost apart', () => {
    const many = field(
      'many',
      0,
      1,
      '',
      Array.from({ length: 5_000 }, () => field('x', 0, 1, '')),
    );
    expect(openAtFirst([field('top', 0, 1, '', [many])]).has(many)).toBe(false);
  });

  it('finds the way to a field, by itself and not by its looks', () => {
    const twin = field('length', 1, 1, '5');
    expect(names(pathTo(tree, opcode))).toEqual(['header', 'opcode']);
    expect(pathTo(tree, twin)).toEqual([]);
  });

  it('finds all fields of a byte: those that share it by bits, too', () => {
    expect(names(fieldsAt(tree, 0))).toEqual(['header', 'FIN', 'opcode']);
    expect(names(fieldsAt(tree, 6))).toEqual(['payload']);
    expect(fieldsAt(tree, 7)).toEqual([]);
  });

  it('finds the smallest field over a range', () => {
    expect(fieldOver(tree, 1, 2)?.name).toBe('length');
    expect(fieldOver(tree, 0, 2)?.name).toBe('header');
    expect(fieldOver(tree, 1, 3)).toBeNull();
  });

  it('says where a field lies', () => {
    expect(placeOf(fin)).toBe('byte 0, bit 0');
    expect(placeOf(opcode)).toBe('byte 0, bits 4–7');
    expect(placeOf(payload)).toBe('bytes 2–6');
    expect(placeOf(field('sum', 0, 0, 'right'))).toBe('computed');
  });
});
