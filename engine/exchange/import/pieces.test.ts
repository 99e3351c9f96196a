import { describe, expect, it } from 'vitest';
import { Gathered, piecesOf } from './pieces.js';
import { readTexts } from './test-import.js';

describe('piecesOf', () => {
  it('is put together again as it was, each note with the thing it is about', async () => {
    const item = Array.from({ length: 40 }, (_, i) => ({
      name: `r${i}`,
      request: {
        url: `ws://h/${i}`,
        header: [{ key: 'A', value: '{{$weird}}' }],
        body: { mode: 'raw', raw: 'x'.repeat(20_000) },
      },
    }));
    const read = await readTexts({
      'c.json': JSON.stringify({
        info: { name: 'C', description: 'About it' },
        variable: [{ key: 'a b', value: '1' }],
        item,
      }),
    });
    const imported = { ...read, sessions: [] };
    const pieces = [...piecesOf(imported)].map((piece) => structuredClone(piece));
    expect(pieces.filter(({ kind }) => kind === 'connections').length).toBeGreaterThan(2);
    const gathered = new Gathered();
    for (const piece of pieces) gathered.add(piece);
    const back = gathered.finish();
    expect(back).toEqual(imported);
    const about = (from: typeof back) =>
      from.notes.map((note) => from.connections.findIndex((one) => one === note.about));
    expect(about(back)).toEqual(about(imported));
    expect(about(back)).toContain(39);
  });

  it('is nothing but names where nothing came', () => {
    const empty = { formats: [], folders: [], connections: [], environments: [], sessions: [], notes: [] };
    expect([...piecesOf(empty)]).toEqual([{ kind: 'names', formats: [] }]);
    expect(new Gathered().finish()).toEqual(empty);
  });
});
