import { describe, expect, it } from 'vitest';
import { flatJson, isRepeated } from './json-flat.js';
import type { JsonFlat } from './json-flat.js';
import { everyOpen, jsonPath, jsonRows, openAtFirst, valueText } from './json-rows.js';
import type { JsonRow } from './json-rows.js';

function flat(text: string): JsonFlat {
  const tree = flatJson(text);
  if (!tree.ok) throw new Error(tree.error.message);
  return tree.value;
}
const tree = (text: string): readonly JsonRow[] => jsonRows(flat(text), openAtFirst(flat(text)));
const lines = (text: string): string[] =>
  tree(text).map((row) => `${' '.repeat(row.depth)}${row.name ?? '$'}=${valueText(flat(text), row.node)}`);

describe('JSON tree', () => {
  it('lists values in order, exactly as sent', () => {
    expect(lines('{"n":90071992547409931234,"e":1e2,"s":"\\u0041","a":[1,{}]}')).toEqual([
      '$={ 4 keys }',
      ' n=90071992547409931234',
      ' e=1e2',
      ' s="\\u0041"',
      ' a=[ 2 items ]',
      '  0=1',
      '  1={}',
    ]);
  });

  it('keeps repeated keys apart', () => {
    const twice = '{"a":1,"a":2}';
    expect(tree(twice).map((row) => isRepeated(flat(twice), row.node))).toEqual([false, false, true]);
  });

  it('leaves long and deep branches closed at first', () => {
    expect(tree(`[${Array.from({ length: 101 }, () => '[1]').join(',')}]`)).toHaveLength(102 + 100);
    expect(tree('[[[[[[1]]]]]]').at(-1)?.expanded).toBe(false);
    expect(tree(`{"a":[${'0,'.repeat(200)}0]}`)).toHaveLength(2);
  });

  it('names the place of a value', () => {
    const rows = tree('{"orders":[{"price":1},{"the price":2}]}');
    expect(rows.map((_, at) => jsonPath(rows, at))).toEqual([
      '$',
      '$.orders',
      '$.orders[0]',
      '$.orders[0].price',
      '$.orders[1]',
      '$.orders[1]["the price"]',
    ]);
  });

  it('opens everything from the top, as far as it may', () => {
    const nested = flat('{"a":[[1],[2]],"b":{}}');
    expect(jsonRows(nested, everyOpen(nested, 100))).toHaveLength(7);
    expect(jsonRows(nested, everyOpen(nested, 2))).toHaveLength(5);
  });

  it('cuts a value too long for a line', () => {
    const text = `"${'x'.repeat(5000)}"`;
    expect(lines(text)[0]!.length).toBeLessThan(500);
  });
});
