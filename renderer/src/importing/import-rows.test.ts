import { describe, expect, it } from 'vitest';
import type { ImportItem } from '../../../contract/index.js';
import { importRows } from './import-rows.js';

const item = (id: string, kind: ImportItem['kind'], parent: string | null, folder = ''): ImportItem => ({
  id,
  parent,
  kind,
  name: id,
  folder,
  detail: '',
  place: '',
  clash: null,
  target: null,
});
const items = [
  item('c0', 'connection', null, 'Chat/Rooms'),
  item('c0.m0', 'message', 'c0'),
  item('c0.m1', 'message', 'c0'),
  item('c1', 'connection', null, 'Chat/Rooms'),
  item('c2', 'connection', null),
  item('e0', 'environment', null),
];
const rows = (open: string[], without: string[]): string[] =>
  importRows(items, new Set(open), new Set(without)).map(
    (row) =>
      `${row.level} ${row.kind} ${row.name} ${row.state}${row.expanded === null ? '' : row.expanded ? ' open' : ' closed'}`,
  );

describe('importRows', () => {
  it('shows what would hide in a name or turn it round', () => {
    const spoofed = 'ws://good\u202emoc.live\u200b/';
    const shown = 'ws://good⟨U+202E⟩moc.live⟨U+200B⟩/';
    const one = { ...item('c', 'connection', null, spoofed), name: spoofed, detail: spoofed, place: spoofed };
    expect(importRows([one], new Set(), new Set())).toMatchObject([
      { kind: 'folder', name: shown.replaceAll('/', ' / ') },
      { kind: 'connection', name: shown, detail: shown, place: shown },
    ]);
  });

  it('puts connections under their folders, and shows what is open', () => {
    expect(rows([], [])).toEqual([
      '1 folder Chat / Rooms on open',
      '2 connection c0 on closed',
      '2 connection c1 on',
      '1 connection c2 on',
      '1 environment e0 on',
    ]);
    expect(rows(['c0'], []).slice(1, 4)).toEqual([
      '2 connection c0 on open',
      '3 message c0.m0 on',
      '3 message c0.m1 on',
    ]);
    expect(rows(['closed Chat/Rooms'], []).slice(0, 2)).toEqual([
      '1 folder Chat / Rooms on closed',
      '1 connection c2 on',
    ]);
  });

  it('shows descriptions first in their folder, of the workspace at the top, and empty folders', () => {
    const described = [
      item('f0', 'description', null),
      item('f1', 'description', null, 'Chat'),
      item('f2', 'description', null, 'Chat/Rooms'),
      item('c0', 'connection', null, 'Chat/Rooms'),
      item('c0.d', 'description', 'c0'),
      item('f3', 'folder', null, 'Later'),
    ];
    const shown = (without: string[]): string[] =>
      importRows(described, new Set(['c0']), new Set(without)).map((row) =>
        `${row.level} ${row.kind} ${row.name} ${row.state} ${row.detail}`.trim(),
      );
    expect(shown([])).toEqual([
      '1 description f0 on',
      '1 folder Chat on',
      '2 description f1 on',
      '1 folder Chat / Rooms on 1 connection',
      '2 description f2 on',
      '2 connection c0 on',
      '3 description c0.d on',
      '1 folder Later on empty',
    ]);
    expect(shown(['f1', 'f2', 'f3'])).toEqual(
      expect.arrayContaining([
        '1 folder Chat off',
        '1 folder Chat / Rooms mixed 1 connection',
        '1 folder Later off empty',
      ]),
    );
  });

  it('tells what is left out, in part or whole', () => {
    expect(rows(['c0'], ['c0.m0']).slice(0, 4)).toEqual([
      '1 folder Chat / Rooms on open',
      '2 connection c0 mixed open',
      '3 message c0.m0 off',
      '3 message c0.m1 on',
    ]);
    expect(rows(['c0'], ['c0']).slice(0, 4)).toEqual([
      '1 folder Chat / Rooms mixed open',
      '2 connection c0 off open',
      '3 message c0.m0 off',
      '3 message c0.m1 off',
    ]);
    expect(rows([], ['c0', 'c1'])[0]).toBe('1 folder Chat / Rooms off open');
  });
});
