import { describe, expect, it } from 'vitest';
import { encodeFields, layoutSamples } from '../../../../codec/index.js';
import { Layout } from '../../../../contract/index.js';
import type { LayoutField } from '../../../../contract/index.js';
import { freshName, moveTo, withDefaults } from './edits.js';
import { moveField } from './move-field.js';
import { rename } from './references.js';
import { rowsOf } from './rows.js';
import { sampleLayout } from './use-fields.js';
import { parseLayout } from './use-layout-files.js';
import { retyped } from './words.js';

const fields: LayoutField[] = [
  { name: 'size', type: 'u16', length: { from: 'head', to: 'data' } },
  { name: 'head', type: 'group', fields: [{ name: 'kind', type: 'u8' }] },
  { name: 'items', type: 'array', value: '2', fields: [{ name: 'tag', type: 'u8' }] },
  { name: 'data', type: 'bytes' },
];
const layout = { id: 'a', name: 'A', fields };
const namesIn = (all: readonly LayoutField[]): unknown[] =>
  all.map((one) => (one.fields === undefined ? one.name : [one.name, ...namesIn(one.fields)]));

describe('a table of fields', () => {
  it('moves fields among their siblings, into groups and out of them', () => {
    expect(namesIn(moveTo(fields, [3], [0]).fields)).toEqual([
      'data',
      'size',
      ['head', 'kind'],
      ['items', 'tag'],
    ]);
    const down = moveTo(fields, [0], [2]);
    expect(namesIn(down.fields)).toEqual([['head', 'kind'], 'size', ['items', 'tag'], 'data']);
    expect(down.place).toEqual([1]);
    const inside = moveTo(fields, [0], [1, 1]);
    expect(namesIn(inside.fields)).toEqual([['head', 'kind', 'size'], ['items', 'tag'], 'data']);
    expect(inside.place).toEqual([0, 1]);
    expect(namesIn(moveTo(inside.fields, [0, 1], [1]).fields)).toEqual([
      ['head', 'kind'],
      'size',
      ['items', 'tag'],
      'data',
    ]);
    // A group does not go into itself.
    expect(moveTo(fields, [1], [1, 0]).fields).toEqual(fields);
  });

  it('takes what was typed along, out of a group, with it, out of items and into them', () => {
    const values = { 'head.kind': '7', 'items.0.tag': '1', 'items.1.tag': '2', data: 'ff' };
    const move = (from: number[], to: number[]) => moveField({ layout, values }, from, to).message;
    expect(move([1, 0], [2]).values).toEqual({
      kind: '7',
      'items.0.tag': '1',
      'items.1.tag': '2',
      data: 'ff',
    });
    expect(move([3], [1, 1]).values).toEqual({
      'head.kind': '7',
      'items.0.tag': '1',
      'items.1.tag': '2',
      'head.data': 'ff',
    });
    expect(move([1], [0]).values).toEqual(values);
    expect(move([2, 0], [4]).values).toEqual({ 'head.kind': '7', tag: '1', data: 'ff' });
    const inItems = move([1], [2, 1]);
    expect(inItems.values).toEqual({ 'items.0.tag': '1', 'items.1.tag': '2', data: 'ff' });
    expect(inItems.layout.fields[1]?.fields?.[1]).toEqual({
      name: 'head',
      type: 'group',
      fields: [{ name: 'kind', type: 'u8', value: '7' }],
    });
  });

  it('renames a field in what refers to it, and in its values of every item', () => {
    const values = { 'items.0.tag': '1', 'items.1.tag': '2', data: 'ff' };
    expect(rename({ layout, values }, [2, 0], 'label').values).toEqual({
      'items.0.label': '1',
      'items.1.label': '2',
      data: 'ff',
    });
    const renamed = rename({ layout, values }, [3], 'payload');
    expect(renamed.layout.fields[0]?.length).toEqual({ from: 'head', to: 'payload' });
    expect(renamed.values).toEqual({ 'items.0.tag': '1', 'items.1.tag': '2', payload: 'ff' });
    expect(rename({ layout, values }, [1], 'top').layout.fields[0]?.length).toEqual({
      from: 'top',
      to: 'data',
    });
  });

  it('shows each item of an array, and takes values over as defaults', () => {
    const values = { items: '1', 'items.0.tag': '7', 'head.kind': '3' };
    const rows = rowsOf(fields, encodeFields(fields, values));
    expect(rows.map(({ path, item }) => (item === null ? path : `${path}:`))).toEqual([
      ...['size', 'head', 'head.kind', 'items', 'items.0:', 'items.0.tag', 'data'],
    ]);
    const kept = withDefaults({ layout, values });
    expect(kept.layout.fields[1]?.fields?.[0]?.value).toBe('3');
    expect(kept.values).toEqual({ 'items.0.tag': '7' });
  });

  it('finds names that are free, and keeps what another type can hold', () => {
    expect(freshName(fields, 'data')).toBe('data 2');
    expect(
      retyped({ name: 'a', type: 'u16', little: true, value: '5', count: { of: 'items' } }, 'u8'),
    ).toEqual({
      name: 'a',
      type: 'u8',
      value: '5',
      count: { of: 'items' },
    });
    expect(retyped({ name: 'a', type: 'u16', length: { from: 'b' } }, 'text')).toEqual({
      name: 'a',
      type: 'text',
    });
  });
});

describe('layouts from elsewhere', () => {
  it('offers well-known shapes that write without a fault', () => {
    for (const { id } of layoutSamples) {
      const sample = sampleLayout(id);
      expect(sample?.name).toBeTruthy();
      expect(Layout.safeParse({ ...sample, id: 'x' }).success).toBe(true);
      expect(encodeFields(sample?.fields ?? [], {}).problems).toEqual([]);
    }
  });

  it('reads a layout from JSON under an id of its own, and names what is wrong', () => {
    const read = parseLayout(JSON.stringify(layout));
    expect(read).toMatchObject({ layout: { name: 'A', fields } });
    expect('layout' in read && read.layout.id).not.toBe('a');
    expect(parseLayout('{')).toHaveProperty('fault');
    const wrong = parseLayout('{"id":"a","name":"a","fields":[{"name":"x","type":"u7"}]}');
    expect('fault' in wrong && wrong.fault()).toMatch(/^fields\.0\.type: /);
  });
});
