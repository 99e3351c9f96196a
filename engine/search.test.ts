import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { maxHitsPerSession } from '../contract/index.js';
import type { FilterSpec, SearchPiece } from '../contract/index.js';
import type { Engine } from './engine.js';
import type { Search } from './search.js';
import { TestBench, bytes, codeOf, listen, start, until, valueOf } from './test-engine.js';

let bench: TestBench;
const decoder = new TextDecoder();

beforeEach(async () => {
  bench = await TestBench.make();
});
afterEach(async () => {
  await bench.close();
});

/** A session that sent these, still open. */
async function talk(engine: Engine, name: string, texts: readonly string[]): Promise<string> {
  const { session: server, port } = await listen(engine, { name: `${name} server`, protocol: 'udp' });
  const client = await start(engine, `127.0.0.1:${port}`, { name, protocol: 'udp' });
  await until(engine, client, ({ state }) => state === 'open');
  for (const text of texts) valueOf(await client.send('all', { kind: 'data', data: bytes(text) }));
  valueOf(await client.stop());
  valueOf(await server.stop());
  return client.id;
}

async function pieces(search: Search): Promise<SearchPiece[]> {
  for (const all: SearchPiece[] = []; ;) {
    const piece = await search.next();
    all.push(piece);
    if (piece.done) return all;
  }
}

/** Previews of what a search found, `session: text`, in the order they came. */
async function hits(engine: Engine, filter: FilterSpec): Promise<string[]> {
  const found = await pieces(valueOf(await engine.search({ filter })));
  return found.flatMap(({ group }) => {
    const rows = group?.rows;
    if (rows == null) return [];
    return Array.from({ length: rows.length }, (_, i) => {
      const text = decoder.decode(rows.previews.subarray(rows.previewAt[i], rows.previewAt[i + 1]));
      return `${group?.session.name ?? ''}: ${text}`;
    });
  });
}

describe('a search across sessions', () => {
  it('finds rows of recorded and live sessions, newest first, grouped', async () => {
    const first = await bench.engine();
    await talk(first, 'old', ['needle 1', 'hay', 'Needle 2']);
    await first.close();
    const second = await bench.engine();
    await talk(second, 'new', ['hay', 'needle 3']);
    const sent: FilterSpec = { directions: ['out'], kinds: ['datagram'] };
    expect(await hits(second, { ...sent, text: 'needle' })).toEqual([
      'new: needle 3',
      'old: needle 1',
      'old: Needle 2',
    ]);
    expect(await hits(second, { ...sent, query: '"hay"' })).toEqual(['new: hay', 'old: hay']);
    expect(await hits(second, { text: 'not there' })).toEqual([]);
  });

  it('answers in bounded pieces, shows the first hits of each session, and counts all of them', async () => {
    const engine = await bench.engine();
    const many = maxHitsPerSession + 150;
    const id = await talk(
      engine,
      'many',
      Array.from({ length: many }, (_, i) => `tick ${i}`),
    );
    const filter: FilterSpec = { text: 'tick', directions: ['out'], kinds: ['datagram'] };
    const search = valueOf(await engine.search({ filter, sessions: [id] }));
    expect(search.sessions).toBe(1);
    const found = await pieces(search);
    const sizes = found.map(({ group }) => group?.rows?.length ?? 0);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(60);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(maxHitsPerSession);
    expect(found.at(-1)).toMatchObject({ count: many, sessionsDone: 1, done: true });
    const seqs = found.flatMap(({ group }) => [...(group?.rows?.seq ?? [])]);
    expect(new Set(seqs).size).toBe(maxHitsPerSession);
    expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
  });

  it('stops at once and lets every session go', async () => {
    const engine = await bench.engine();
    const id = await talk(engine, 'one', ['a', 'b']);
    const search = valueOf(await engine.search({ filter: { text: 'a' } }));
    const under = search.next();
    await search.stop();
    expect((await under).done || (await search.next()).done).toBe(true);
    expect(await search.next()).toMatchObject({ group: null, done: true });
    expect((await engine.shelf.remove([id])).done).toEqual([id]);
  });

  it('says what is wrong with a query, and passes over what cannot be read', async () => {
    const first = await bench.engine();
    const broken = await talk(first, 'broken', ['needle']);
    await first.close();
    const directory = join(bench.directory, '.local', 'sessions', broken);
    await truncate(join(directory, 'rows.wblog'), 3);
    const second = await bench.engine();
    await talk(second, 'whole', ['needle']);
    expect(codeOf(await second.search({ filter: { query: 'text~/(/' } }))).toBe('filter.invalid');
    const found = await pieces(valueOf(await second.search({ filter: { text: 'needle' } })));
    expect(found.at(-1)?.count).toBeGreaterThan(0);
    expect(found.at(-1)?.sessionsDone).toBe(found.at(-1)?.sessions);
  });
});
