import { describe, expect, it } from 'vitest';
import { hex, outline, utf8 } from '../../tests/payloads/sound.js';
import {
  bytesAt,
  counted,
  done,
  FieldTree,
  firstError,
  hasError,
  hexNumber,
  hexText,
  latin1Text,
  maxShown,
  needMore,
  notMine,
  shown,
  utf8Text,
  viewOf,
} from './fields.js';

describe('FieldTree', () => {
  it('nests what is added between open and close', () => {
    const tree = new FieldTree();
    tree.open('packet', 0);
    tree.addBits('flag', 0, 1, { first: 0, count: 1 }, '1');
    tree.open('body', 1, 'two bytes', 2);
    expect(tree.depth).toBe(2);
    tree.close();
    const packet = tree.close(3);
    expect(packet?.length).toBe(3);
    tree.add('tail', 3, 1, 'x', 'is wrong');
    const fields = tree.finish(4);
    expect(outline(fields)).toEqual([
      'packet @0+3 = ',
      '  flag @0+1 = 1',
      '  body @1+2 = two bytes',
      'tail @3+1 = x !is wrong',
    ]);
    expect(fields[0]?.children[0]?.bits).toEqual({ first: 0, count: 1 });
    expect(tree.close(1)).toBeUndefined();
  });

  it('closes what is open at the end', () => {
    const tree = new FieldTree();
    tree.open('a', 1);
    tree.open('b', 2);
    expect(outline(tree.finish(5))).toEqual(['a @1+4 = ', '  b @2+3 = ']);
  });

  it('keeps so many fields and says how many were left out', () => {
    const tree = new FieldTree(2);
    tree.open('a', 0);
    tree.add('b', 0, 1, '');
    expect(tree.full).toBe(true);
    tree.add('c', 1, 1, '');
    expect(outline(tree.finish(2))).toEqual(['a @0+2 = ', '  b @0+1 = ', '… @2+0 = 1 more field left out']);
  });

  it('makes names, values and errors fit for the screen', () => {
    const tree = new FieldTree();
    tree.add('\u202e', 0, 0, '\u001b[31m', 'no \u0000');
    expect(outline(tree.finish(0))).toEqual(['⟨U+202E⟩ @0+0 = ␛[31m !no ␀']);
  });
});

describe('errors of a tree', () => {
  it('are found outermost and first', () => {
    const tree = new FieldTree();
    tree.open('a', 0);
    tree.add('b', 0, 0, '', 'inner');
    tree.close(0);
    tree.add('c', 0, 0, '', 'later');
    const fields = tree.finish(0);
    expect([firstError(fields), hasError(fields)]).toEqual(['inner', true]);
    expect([firstError([]), hasError([])]).toEqual([null, false]);
  });
});

describe('answers', () => {
  it('are cut and fit for the screen', () => {
    expect(done([], 'a\u0007', 1)).toEqual({ kind: 'done', fields: [], summary: 'a␇', consumed: 1 });
    expect(done([], '', 0, { label: 'x', bytes: hex('01') })).toHaveProperty('unwrapped.label', 'x');
    expect(notMine('\n')).toEqual({ kind: 'not-mine', reason: '␊' });
    expect(needMore('x'.repeat(500))).toMatchObject({ kind: 'need-more', reason: `${'x'.repeat(200)}…` });
  });
});

describe('texts of bytes', () => {
  it('are no longer than is shown', () => {
    expect(shown('x'.repeat(maxShown + 1))).toBe(`${'x'.repeat(maxShown)}…`);
    expect(shown('ab😀', 3)).toBe('ab…');
    expect(utf8Text(utf8('é€'), 2, 5)).toBe('€');
    expect(shown(utf8Text(utf8('é'.repeat(5000)), 0, 10_000))).toHaveLength(maxShown + 1);
    expect(latin1Text(hex('41 e9'), 0, 2)).toBe('Aé');
    expect(latin1Text(new Uint8Array(9999), 0, 9999)).toHaveLength(maxShown + 1);
    expect(hexText(hex('de ad'), 0, 2)).toBe('de ad');
    expect(hexText(hex('de ad'), 1, 1)).toBe('no bytes');
    expect(hexText(new Uint8Array(40), 0, 40)).toMatch(/^(00 ){32}… \(40 bytes\)$/);
  });

  it('count and write numbers', () => {
    expect([counted(1, 'byte'), counted(2, 'byte'), counted(0, 'entry', 'entries')]).toEqual([
      '1 byte',
      '2 bytes',
      '0 entries',
    ]);
    expect([hexNumber(10), hexNumber(10n, 4)]).toEqual(['0x0a', '0x000a']);
    expect(viewOf(hex('00 01 02').subarray(1)).getUint16(0)).toBe(0x0102);
  });

  it('are found at an offset', () => {
    expect(bytesAt(utf8('xRIFF'), 1, 'RIFF')).toBe(true);
    expect(bytesAt(utf8('xRIF'), 1, 'RIFF')).toBe(false);
    expect(bytesAt(hex('01 02'), 0, [1, 3])).toBe(false);
  });
});
