import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Direction, RowKind } from '../../contract/row.js';
import { createLog } from './create-log.js';
import { createView } from './create-view.js';
import { eachRow } from './each-row.js';
import { clearScratch, header, scratch, value } from './fixture.js';
import { openLog } from './index.js';
import type { LogReader } from './reader.js';
import type { View } from './view.js';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  clearScratch();
});

const forever = new AbortController().signal;

/** A log of texts, each in a block of its own where `blocks` says so; life rows begin with `{`. */
async function recorded(
  texts: readonly (string | Uint8Array)[],
  blocks = false,
  directory = join(scratch(), 'one'),
): Promise<LogReader> {
  const log = value(await createLog(directory, header));
  for (const [i, text] of texts.entries()) {
    const life = typeof text === 'string' && text.startsWith('{');
    const row = { kind: life ? RowKind.note : RowKind.text, direction: Direction.in, peer: 1 + (i % 2) };
    log.append({ ...row, time: i * 1_000, payload: Buffer.from(text) });
    if (blocks) value(await log.flush());
  }
  value(await log.close());
  const reader = value(await openLog(directory));
  closers.push(() => reader.close());
  return reader;
}

async function seen(view: View, from: number, to: number, signal = forever) {
  const rows: (string | null)[] = [];
  const failure = await eachRow(
    view,
    from,
    to,
    (row, payload) =>
      rows.push(payload === null ? null : `${row.position} ${Buffer.from(payload).toString()}`),
    signal,
  );
  return { rows, failure };
}

const words = (count: number): string[] => Array.from({ length: count }, (_, i) => `word ${i}`);

describe('eachRow', () => {
  it('shows the rows of a layer in order, whole and once, from any position to any', async () => {
    const log = await recorded(words(5_000));
    const view = value(createView(log));
    const all = await seen(view, 0, 5_000);
    expect(all.failure).toBeNull();
    expect(all.rows).toEqual(words(5_000).map((text, i) => `${i} ${text}`));
    expect((await seen(view, 4_998, 9_999)).rows).toEqual(['4998 word 4998', '4999 word 4999']);
    expect((await seen(view, 5_000, 9_999)).rows).toEqual([]);
  });

  it('tells what each row is, and a life row by its sentence', async () => {
    const log = await recorded(['hello', '{"text":"a note"}']);
    const facts: unknown[] = [];
    await eachRow(value(createView(log)), 0, 2, (row) => facts.push({ ...row }), forever);
    expect(facts).toMatchObject([
      { position: 0, time: 0, kind: RowKind.text, direction: Direction.in, size: 5 },
      { position: 1, time: 1_000, kind: RowKind.note, size: 0 },
    ]);
    expect((await seen(value(createView(log)), 1, 2)).rows).toEqual(['1 a note']);
  });

  it('shows the same through a view that has to look for its rows', async () => {
    const log = await recorded([...words(600), 'x'.repeat(2_000), ...words(3)]);
    const view = value(createView(log, { filter: { query: 'kind:text' } }));
    await view.settled();
    const found = await seen(view, 598, 604);
    expect(found.rows).toEqual([
      '598 word 598',
      '599 word 599',
      `600 ${'x'.repeat(2_000)}`,
      '601 word 0',
      '602 word 1',
      '603 word 2',
    ]);
    expect(found.failure).toBeNull();
  });

  it('gives no payload of what is large', async () => {
    const large = new Uint8Array(2 << 20).fill(0x61);
    const log = await recorded(['before', large, 'after']);
    expect((await seen(value(createView(log)), 0, 3)).rows).toEqual(['0 before', null, '2 after']);
    const view = value(createView(log, { filter: { query: 'kind:text' } }));
    await view.settled();
    expect((await seen(view, 0, 3)).rows).toEqual(['0 before', null, '2 after']);
  });

  it('passes over a damaged block and says why', async () => {
    const directory = join(scratch(), 'one');
    const log = await recorded(['first', 'hurt', 'third'], true, directory);
    const file = await open(join(directory, 'rows.wblog'), 'r+');
    const bytes = await file.readFile();
    await file.write(Buffer.from('H'), 0, 1, bytes.indexOf('hurt'));
    await file.close();
    const { rows, failure } = await seen(value(createView(log)), 0, 3);
    expect(rows.map((row) => row?.slice(2))).toEqual(['first', 'third']);
    expect(failure).toMatchObject({ code: 'log.damaged' });
  });

  it('stops at once when it is told to', async () => {
    const log = await recorded(words(5_000));
    const view = value(createView(log, { filter: { query: 'word' } }));
    await view.settled();
    const stop = new AbortController();
    let count = 0;
    await eachRow(
      view,
      0,
      5_000,
      () => {
        if (++count === 3) stop.abort();
      },
      stop.signal,
    );
    expect(count).toBe(3);
  });
});
