import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { RowKind } from '../../contract/row.js';
import { clearScratch, header, scratch, value } from './fixture.js';
import { createLog, createView, measureSlices, Slice, sliceMs } from './index.js';
import type { ViewSpec } from './view.js';

afterEach(clearScratch);

const { text, chunk } = RowKind;
/** What one look at the clock takes. */
const stepMs = 0.05;
/** Looks of whoever works, of who called it and of the slice that begins anew: behind the end no work is done. */
const mostMs = sliceMs + 4 * stepMs;

interface Watched {
  readonly count: number;
  /** Between one turn of the loop and the next, by the clock of the test. */
  readonly longest: number;
  readonly turns: number;
  readonly looks: number;
  /** Rows looked at by each turn. */
  readonly scanned: readonly number[];
}

/** Fills a view by a clock that goes on with each look at it: work is counted and not timed. */
async function watched(
  rows: readonly (readonly [kind: RowKind, payload: Buffer])[],
  spec: ViewSpec,
): Promise<Watched> {
  const log = value(await createLog(join(scratch(), 'one'), header));
  for (const [kind, payload] of rows) log.append({ kind, direction: 1, peer: 1, time: 0, payload });
  value(await log.flush());
  const view = value(createView(log, spec));
  let [looks, began, longest] = [0, 0, 0];
  const scanned: number[] = [];
  const off = measureSlices({
    now: () => ++looks * stepMs,
    turn: async () => {
      longest = Math.max(longest, looks * stepMs - began);
      scanned.push(view.scanned);
      await new Promise((resolve) => setImmediate(resolve));
      began = looks * stepMs;
    },
  });
  try {
    await view.settled();
  } finally {
    off();
  }
  expect(view.failure).toBeNull();
  const { count } = view;
  view.close();
  value(await log.close());
  return { count, longest, turns: scanned.length, looks, scanned };
}

const json = (n: number): Buffer => Buffer.from(`{"type":"${n % 10 === 0 ? 'tick' : 'tock'}","n":${n}}`);
/** What a machine has most states for, and what never ends it. */
const slow = 'text~/[ab]*a[ab]{14}c/';
const noise = (size: number): Buffer => {
  const bytes = Buffer.alloc(size);
  for (let i = 0, state = 7; i < size; i++) {
    state = (state * 1_103_515_245 + 12_345) & 0x7fffffff;
    bytes[i] = (state & 0x10000) === 0 ? 0x61 : 0x62;
  }
  return bytes;
};

describe('a slice of work', () => {
  it('ends at 4 ms of its clock, and begins anew behind the turn it gives', async () => {
    let [now, turns] = [100, 0];
    const off = measureSlices({ now: () => now, turn: () => Promise.resolve(void turns++) });
    try {
      const slice = new Slice();
      now = 100 + sliceMs - 0.001;
      expect([slice.over, slice.rest()]).toEqual([false, undefined]);
      now = 100 + sliceMs;
      expect(slice.over).toBe(true);
      await slice.rest();
      expect([slice.over, turns]).toEqual([false, 1]);
      now += sliceMs;
      expect(slice.over).toBe(true);
    } finally {
      off();
    }
  });
});

describe('a view', () => {
  it('ends each slice at 4 ms and goes on in the next turn until every row was looked at', async () => {
    const rows = Array.from({ length: 5_000 }, (_, n) => [text, json(n)] as const);
    const seen = await watched(rows, { filter: { query: 'json:$.type=="tick"' } });
    expect(seen.count).toBe(500);
    expect(seen.longest).toBeLessThanOrEqual(mostMs);
    expect(seen.turns).toBeGreaterThan((seen.looks * stepMs) / mostMs - 2);
    // Each turn finds it further on than the one before.
    const moves = seen.scanned.filter((at, i) => at > (seen.scanned[i - 1] ?? 0));
    expect(moves.length).toBeGreaterThan(10);
  });

  it.each([
    // The one search that is native: a megabyte takes it a fraction of a millisecond.
    ['a literal', '"nowhere"', 3 << 20, 1 << 20],
    ['bytes', 'hex:00 01 ?? 03', 3 << 20, 16 << 10],
    ['a pattern', 'text~/xyz[0-9]+/', 3 << 20, 16 << 10],
    ['a pattern with most states', slow, 200_000, 128],
  ])('looks for %s in one large row in slices of at most 4 ms', async (_, query, size, between) => {
    const seen = await watched([[text, noise(size)]], { filter: { query } });
    expect(seen.count).toBe(0);
    expect(seen.longest).toBeLessThanOrEqual(mostMs);
    // A slice ends late by no more than what is read between two looks at the clock.
    expect(seen.looks).toBeGreaterThan(size / between);
    expect(seen.turns).toBeGreaterThan(0);
  });

  it('reads the JSON of one large row in slices of at most 4 ms', async () => {
    const large = Buffer.from(JSON.stringify({ list: Array.from({ length: 60_000 }, (_, n) => ({ n })) }));
    const seen = await watched([[text, large]], { filter: { query: 'json:$.list[59999].n==59999' } });
    expect(seen.count).toBe(1);
    expect(seen.longest).toBeLessThanOrEqual(mostMs);
    expect(seen.turns).toBeGreaterThan(0);
  });

  it.each([
    ['of one chunk', [Buffer.from('{"n":1}\n'.repeat(100_000))]],
    ['of many chunks', Array.from({ length: 5_000 }, (_, n) => Buffer.from(`{"n":${n % 2}}\n`))],
  ])('cuts the lines %s and asks each in slices of at most 4 ms', async (_, chunks) => {
    const seen = await watched(
      chunks.map((payload) => [chunk, payload] as const),
      { filter: { query: 'json:$.n==1' }, framing: { kind: 'line' } },
    );
    expect(seen.count).toBe(chunks.length === 1 ? 100_000 : 2_500);
    expect(seen.longest).toBeLessThanOrEqual(mostMs);
    expect(seen.turns).toBeGreaterThan(0);
  });
});
