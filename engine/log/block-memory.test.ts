import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { clearScratch, header, plain, scratch, value } from './fixture.js';
import { createLog, openLog } from './index.js';
import type { RecordedLog } from './index.js';
import { ScanMemory, scanBytes, takeBlockMemory } from './block-memory.js';
import { measureSlices, sliceMs } from './slice.js';

afterEach(clearScratch);

const rows = 12_000;
const size = 1_000;
/** What a row holds: nobody else's bytes have its number. */
const bytesOf = (seq: number) => Buffer.alloc(size, `row ${seq} `);

/** A dozen blocks of a megabyte, and a cache for two of them. */
async function blocks(): Promise<RecordedLog> {
  const directory = join(scratch(), 'many');
  const log = value(await createLog(directory, header));
  for (let seq = 1; seq <= rows; seq++) log.appendRaw(1, 1, 0, 1, seq, bytesOf(seq));
  value(await log.close());
  return value(await openLog(directory, { cacheBytes: 2_500_000 }));
}

describe('memory of blocks', () => {
  it('is lent in one size, and again after the turn in which it was given back', async () => {
    expect(takeBlockMemory(1_000)).toBeNull();
    expect(takeBlockMemory(100 << 20)).toBeNull();
    const one = takeBlockMemory(1_000_000)!;
    one.release();
    // Who was given the block still looks at it.
    expect(takeBlockMemory(1_000_000)!.into.buffer).not.toBe(one.into.buffer);
    await new Promise((turn) => setImmediate(turn));
    expect(takeBlockMemory(900_000)!.into.buffer).toBe(one.into.buffer);
  });

  it('of a scan is two pieces in turn', () => {
    const memory = new ScanMemory();
    const [one, two, three] = [memory.take(10), memory.take(20), memory.take(scanBytes)];
    expect(two.buffer).not.toBe(one.buffer);
    expect(three.buffer).toBe(one.buffer);
    expect(memory.take(scanBytes + 1).length).toBe(scanBytes + 1);
  });

  it('never shows one reader what another reads, however many there are', async () => {
    const log = await blocks();
    const pages = Array.from({ length: 150 }, async (_, i) => {
      const from = (i * 7_919) % (rows - 20);
      const read = plain(value(await log.rows(from, from + 20)));
      for (const [j, row] of read.entries()) {
        expect(row.preview.equals(bytesOf(from + 1 + j).subarray(0, 256))).toBe(true);
      }
    });
    const payloads = Array.from({ length: 150 }, async (_, i) => {
      const seq = 1 + ((i * 6_007) % rows);
      expect(bytesOf(seq).equals(value(await log.payload(seq)).bytes)).toBe(true);
    });
    const scans = [false, true].map(async (cached) => {
      let next = 1;
      const visited = await log.scan(
        1,
        (block, start, end) => {
          for (let i = start; i < end; i++, next++) {
            expect(bytesOf(next).equals(block.payload!.subarray(block.at[i], block.at[i + 1]))).toBe(true);
          }
          return undefined;
        },
        { cached },
      );
      expect([value(visited), next]).toEqual([rows + 1, rows + 1]);
    });
    await Promise.all([...pages, ...payloads, ...scans]);
    await log.close();
  });

  it('is scanned in slices, with a turn of the loop after each', async () => {
    const log = await blocks();
    let now = 0;
    let turns = 0;
    let over = false;
    const count = (): void => {
      turns++;
      if (!over) setImmediate(count);
    };
    setImmediate(count);
    // Work is counted and not timed: each visit takes three quarters of a slice.
    const off = measureSlices({ now: () => now });
    let visits = 0;
    let inTurn = 0;
    let seen = 0;
    let most = 0;
    value(
      await log.scan(1, () => {
        visits++;
        if (seen !== turns) inTurn = 0;
        seen = turns;
        most = Math.max(most, ++inTurn);
        now += sliceMs * 0.75;
        return undefined;
      }),
    );
    off();
    over = true;
    expect(visits).toBeGreaterThan(40);
    expect(most).toBeLessThanOrEqual(2);
    await log.close();
  });
});
