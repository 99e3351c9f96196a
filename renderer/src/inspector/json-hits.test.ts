import { describe, expect, it } from 'vitest';
import { filterMarks, parseFilter } from '../../../codec/index.js';
import { flatJson } from './json-flat.js';
import { jsonHits, jsonLineHits } from './json-hits.js';
import { everyOpen, jsonRows, openAtFirst, valueText } from './json-rows.js';

/** What is marked in the lines of a tree, `key|value`; lines without a mark are left out. */
function marked(json: string, query: string, { whole = true, open = false } = {}): string[] {
  const tree = flatJson(json);
  const node = parseFilter(query);
  if (!tree.ok || !node.ok) throw new Error('not to be read');
  const find = filterMarks(node.value);
  const all = whole ? jsonHits(tree.value, find) : null;
  const rows = jsonRows(tree.value, open ? everyOpen(tree.value, 100) : openAtFirst(tree.value));
  return rows.flatMap((row) => {
    const shown = valueText(tree.value, row.node);
    const { key, value } = jsonLineHits(tree.value, row, shown, all, find);
    const cut = (text: string, spans: readonly (readonly [number, number])[]): string =>
      spans.map(([from, to]) => text.slice(from, to)).join(',');
    return key.length + value.length === 0 ? [] : [`${cut(row.name ?? '', key)}|${cut(shown, value)}`];
  });
}

describe('what a filter found in a JSON tree', () => {
  it.each([true, false])('is marked in keys and values, the text looked through whole: %s', (whole) => {
    const json = '{"id": 7, "type":"tick", "list":["a tick", "b"]}';
    expect(marked(json, 'TICK', { whole })).toEqual(['|tick', '|tick']);
    expect(marked(json, '"type":"tick"', { whole })).toEqual(['type|"tick"']);
    expect(marked(json, 'json:$.id==7', { whole })).toEqual(['|7']);
    expect(marked(json, 'hex:6c 69', { whole })).toEqual(['li|']);
    expect(marked(json, 'not "tick" dir:in', { whole })).toEqual([]);
  });

  it('is marked at what is closed, and within it once it is open', () => {
    const json = '{"a":{"b":{"c":{"d":"needle"}}}}';
    expect(marked(json, 'needle')).toEqual(['|{ 1 key }']);
    expect(marked(json, 'needle', { open: true })).toEqual(['|needle']);
  });

  it('is marked at the end of a value that is longer than its line', () => {
    expect(marked(`["${'x'.repeat(600)} needle"]`, 'needle')).toEqual(['|…']);
  });
});
