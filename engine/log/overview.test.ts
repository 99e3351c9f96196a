import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { RowFlag, RowKind } from '../../contract/row.js';
import { clearScratch, header, randomFrom, scratch, value } from './fixture.js';
import { Minimap, type SessionLog, TimeHistogram, type View, createLog, createView } from './index.js';

afterEach(clearScratch);

interface Said {
  kind: number;
  direction: number;
  flags: number;
  time: number;
  payload: Uint8Array;
}

const kinds = [RowKind.text, RowKind.text, RowKind.ping, RowKind.error, RowKind.note, RowKind.frame] as const;

function talk(count: number, seed: number, step: number): Said[] {
  const random = randomFrom(seed);
  const upTo = (n: number): number => Math.floor(random() * n);
  let time = 0;
  return Array.from({ length: count }, () => {
    time += upTo(step);
    const kind = kinds[upTo(kinds.length)]!;
    const payload = kind >= 32 ? Buffer.from('{"text":"x"}') : new Uint8Array(upTo(50));
    const flags = upTo(20) === 0 ? RowFlag.invalid : 0;
    return { kind, direction: kind >= 32 ? 0 : 1 + upTo(2), flags, time, payload };
  });
}

function append(log: SessionLog, rows: readonly Said[]): void {
  for (const row of rows) {
    log.append({ ...row, peer: 1, kind: row.kind as 3, direction: row.direction as 1 });
  }
}

const isSaid = ({ kind }: Said): boolean => kind < 32 && kind !== RowKind.frame;

describe('overviews of a log', () => {
  for (const step of [1_000, 3_000_000, 4_000_000_000]) {
    it(`counts rows and bytes in buckets of time, ${step} ns apart, while they are logged`, async () => {
      const log = value(await createLog(join(scratch(), 'one'), header));
      const rows = talk(2_000, step, step);
      append(log, rows.slice(0, 700));
      const histogram = new TimeHistogram(log);
      await histogram.loop.settled();
      append(log, rows.slice(700));
      await histogram.loop.settled();
      const { facts } = histogram;
      const { width } = facts;
      const bucketsOf = (column: Float64Array, of: (row: Said) => number): void => {
        const expected = new Float64Array(column.length);
        for (const row of rows.filter(isSaid)) expected[Math.floor(row.time / width)]! += of(row);
        expect([...column]).toEqual([...expected]);
      };
      bucketsOf(facts.rowsIn, (row) => (row.direction === 1 ? 1 : 0));
      bucketsOf(facts.rowsOut, (row) => (row.direction === 2 ? 1 : 0));
      bucketsOf(facts.bytesIn, (row) => (row.direction === 1 ? row.payload.length : 0));
      bucketsOf(facts.bytesOut, (row) => (row.direction === 2 ? row.payload.length : 0));
      expect(facts.rowsIn.length).toBeLessThanOrEqual(512);
      if (width > 1_000_000) expect(facts.rowsIn.length).toBeGreaterThan(200);
      expect(facts).toMatchObject({ scanned: 2_000, done: true });
      histogram.loop.close();
      await log.close();
    });
  }

  async function cellsOf(view: View): Promise<void> {
    const minimap = new Minimap(view);
    await minimap.settled();
    const { facts } = minimap;
    const { value: batch } = { value: value(await view.rows(0, view.count)) };
    const expected = { in: 0, out: 0, control: 0, life: 0, errors: 0 };
    const cells = Array.from({ length: Math.ceil(view.count / facts.width) }, () => ({ ...expected }));
    for (let i = 0; i < batch.length; i++) {
      const kind = batch.kind[i]!;
      const bad = kind === RowKind.error || (batch.flags[i]! & RowFlag.invalid) !== 0;
      const sort = bad
        ? 'errors'
        : kind >= 32
          ? 'life'
          : kind === RowKind.ping
            ? 'control'
            : batch.direction[i] === 2
              ? 'out'
              : 'in';
      cells[Math.floor(i / facts.width)]![sort]++;
    }
    for (const name of ['in', 'out', 'control', 'life', 'errors'] as const) {
      expect([...facts[name]]).toEqual(cells.map((cell) => cell[name]));
    }
    expect(facts.rows).toBe(view.count);
    expect(facts.in.length).toBeLessThanOrEqual(512);
    minimap.close();
  }

  it('tells what stands where, in a layer, after Clear and behind a filter', async () => {
    const log = value(await createLog(join(scratch(), 'one'), header));
    append(log, talk(5_000, 7, 1_000));
    for (const spec of [
      {},
      { layer: 'wire' as const },
      { filter: { afterSeq: 1_234 } },
      { filter: { kinds: ['text' as const, 'error' as const] } },
    ]) {
      const view = value(createView(log, spec));
      await view.settled();
      expect(view.count).toBeGreaterThan(1_000);
      await cellsOf(view);
      view.close();
    }
    await log.close();
  });

  it('leaves rows out that came before or after a range of time', async () => {
    const log = value(await createLog(join(scratch(), 'one'), header));
    const rows = talk(1_000, 5, 1_000_000);
    append(log, rows);
    const [from, to] = [rows[200]!.time, rows[700]!.time];
    const view = value(createView(log, { layer: 'wire', filter: { from, to } }));
    await view.settled();
    const seqs = Array.from({ length: view.count }, (_, i) => view.seqAt(i));
    expect(seqs).toEqual(rows.flatMap(({ time }, i) => (time >= from && time < to ? [i + 1] : [])));
    view.close();
    await log.close();
  });
});
