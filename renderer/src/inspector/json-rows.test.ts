import { describe, expect, it } from 'vitest';
import { parseJsonTree } from '../../../codec/index.js';
import { jsonPath, jsonRows, openAtFirst, valueText } from './json-rows.js';
import type { JsonRow } from './json-rows.js';

function tree(text: string): readonly JsonRow[] {
  const root = parseJsonTree(text);
  if (!root.ok) throw new Error(root.error.message);
  return jsonRows(root.value, openAtFirst(root.value));
}
const lines = (text: string): string[] =>
  tree(text).map((row) => `${' '.repeat(row.depth)}${row.name ?? '$'}=${valueText(row.node, text)}`);

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
    const rows = tree('{"a":1,"a":2}');
    expect(rows.map((row) => row.node.duplicate === true)).toEqual([false, false, true]);
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

  it('cuts a value too long for a line', () => {
    const text = `"${'x'.repeat(5000)}"`;
    expect(lines(text)[0]!.length).toBeLessThan(500);
  });
});
