import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { clearScratch, header, scratch, value } from '../log/fixture.js';
import { createLog } from '../log/index.js';
import { readRows } from './read-rows.js';

afterEach(clearScratch);

const going = new AbortController().signal;

describe('rows that a comparison reads', () => {
  it('are those that are there when it begins, though the far end goes on', async () => {
    const log = value(await createLog(join(scratch(), 'one'), header));
    const add = (): void => void log.appendRaw(1, 1, 0, 1, log.count + 1, Buffer.from('flood'));
    for (let i = 0; i < 2_500; i++) add();
    // Each look at the rows brings more of them than it reads.
    const flooding = {
      count: log.count,
      rows: (from: number, to: number) => {
        for (let i = 0; i < 2_000; i++) add();
        return log.rows(from, to);
      },
    };
    expect(value(await readRows(flooding, 500, going)).map(({ seq }) => seq)).toEqual(
      Array.from({ length: 2_000 }, (_, i) => i + 501),
    );
    value(await log.close());
  });

  it('are refused where they are too many, and given up once it is stopped', async () => {
    const log = value(await createLog(join(scratch(), 'one'), header));
    for (let i = 1; i <= 12; i++) log.appendRaw(1, 1, 0, 1, i, Buffer.from('row'));
    expect(await readRows(log, 0, going, 11)).toMatchObject({
      ok: false,
      error: { code: 'compare.too-much', detail: { rows: 12, limit: 11 } },
    });
    expect(value(await readRows(log, 0, going, 12))).toHaveLength(12);
    const stopped = new AbortController();
    stopped.abort();
    expect(value(await readRows(log, 0, stopped.signal))).toEqual([]);
    value(await log.close());
  });
});
