import { describe, expect, it } from 'vitest';
import { hex, outline } from '../../tests/payloads/sound.js';
import { FieldTree } from './fields.js';
import { dissectItems, readItem, type Head, type ReadHead } from './items.js';

/** A format of one byte an item: 0n scalar, 1n array, 2n map, 3x tag, 4x pieces, 5x break, 6x nothing. */
const readHead: ReadHead = (bytes, at, piece): Head => {
  const first = bytes[at] ?? 0;
  const low = first & 0x0f;
  const end = at + 1;
  if (piece >= 0 && first >> 4 !== 0 && first >> 4 !== 5)
    return { kind: 'stop', error: 'no piece', cut: false };
  switch (first >> 4) {
    case 0:
      return low === 15
        ? { kind: 'leaf', end, value: 'bad', error: 'is bad' }
        : { kind: 'leaf', end, value: String(low), key: `k${low}`, content: low };
    case 1:
      return { kind: 'array', end, count: low === 15 ? null : low };
    case 2:
      return { kind: 'map', end, count: low === 15 ? null : low };
    case 3:
      return { kind: 'tag', end, value: 'tag', describe: (content) => (content === 1 ? 'tagged one' : null) };
    case 4:
      return { kind: 'pieces', end, value: 'pieces', piece: 0 };
    case 5:
      return { kind: 'break', end };
    default:
      return { kind: 'stop', error: 'nothing', cut: low === 1 };
  }
};

function read(
  bytes: string,
  limit?: number,
): { lines: string[]; end: number; error: string | null; cut: boolean } {
  const tree = new FieldTree();
  const given = hex(bytes);
  const { end, error, cut } = readItem(tree, given, 0, 'top', readHead, limit);
  return { lines: outline(tree.finish(given.length)), end, error, cut };
}

describe('readItem', () => {
  it('reads one item and leaves what follows', () => {
    expect(read('12 01 02 03')).toEqual({
      lines: ['top @0+3 = [ 2 items ]', '  [0] @1+1 = 1', '  [1] @2+1 = 2'],
      end: 3,
      error: null,
      cut: false,
    });
  });

  it('names members by their keys, and keys that are containers', () => {
    expect(read('22 01 02 11 03 04').lines).toEqual([
      'top @0+6 = { 2 pairs }',
      '  k1 @1+2 = 2',
      '  key @3+2 = [ 1 item ]',
      '    [0] @4+1 = 3',
      '  value @5+1 = 4',
    ]);
    expect(read('21 0f 01').lines[1]).toBe('  bad @1+2 = 1 !is bad');
  });

  it('ends indefinite lengths at a break and joins tags with what they hold', () => {
    expect(read('1f 01 2f 01 02 50 50').lines).toEqual([
      'top @0+7 = [ 2 items ], indefinite length',
      '  [0] @1+1 = 1',
      '  [1] @2+4 = { 1 pair }, indefinite length',
      '    k1 @3+2 = 2',
    ]);
    expect(read('30 01').lines).toEqual(['top @0+2 = tagged one', '  value @1+1 = 1']);
    expect(read('30 02').lines[0]).toBe('top @0+2 = tag');
    expect(read('40 01 02 50').lines).toEqual([
      'top @0+4 = pieces',
      '  piece 1 @1+1 = 1',
      '  piece 2 @2+1 = 2',
    ]);
  });

  it.each([
    ['12 01', 'the bytes end where an item belongs', true],
    ['21 01', 'the bytes end where an item belongs', true],
    ['12 60', 'nothing', false],
    ['12 61', 'nothing', true],
    ['50', 'a break where nothing is to be ended', false],
    ['2f 01 50', 'a break between a key and its value', false],
    ['40 10', 'no piece', false],
    ['11'.repeat(300), 'nested deeper than 200 levels', false],
  ])('stops at %s', (bytes, error, cut) => {
    const { lines, ...rest } = read(bytes);
    expect(rest).toMatchObject({ error, cut });
    expect(lines.at(-1)).toContain(`!${error}`);
  });

  it('stops after so many items', () => {
    expect(read('1f 01 01 01 01', 3).error).toBe('more than 3 items: read no further');
    const many = dissectItems(new Uint8Array(1_000_002), 'some', readHead);
    expect(many.kind === 'done' && many.summary).toContain('read no further');
  });
});
