import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import { header, plain, scratch, value, clearScratch } from './fixture.js';
import { createLog, openLog } from './index.js';
import type { LogReader } from './reader.js';

afterEach(clearScratch);

interface Row {
  kind: number;
  direction: number;
  flags: number;
  peer: number;
  time: number;
  payload: Buffer;
}

const row = fc.record({
  kind: fc.integer({ min: 1, max: 9 }),
  direction: fc.integer({ min: 0, max: 2 }),
  flags: fc.integer({ min: 0, max: 63 }),
  peer: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 0xffff_ffff })),
  time: fc.oneof(fc.integer({ min: 0, max: 1e6 }), fc.maxSafeNat()),
  payload: fc
    .tuple(
      fc.oneof({ weight: 20, arbitrary: fc.nat(300) }, { weight: 1, arbitrary: fc.nat(1_300_000) }),
      fc.nat(255),
    )
    .map(([length, byte]) => Buffer.alloc(length, byte)),
});
const step = fc.oneof(
  { weight: 12, arbitrary: fc.array(row, { maxLength: 60 }).map((rows) => ({ rows })) },
  { weight: 3, arbitrary: fc.constant({ flush: true as const }) },
  {
    weight: 3,
    arbitrary: fc.tuple(fc.nat(2000), fc.nat(40)).map(([from, length]) => ({ read: [from, from + length] })),
  },
);

async function same(log: LogReader, model: Row[], from: number, to: number): Promise<void> {
  const start = Math.min(from, model.length);
  const read = plain(value(await log.rows(from, to)));
  const wanted = model.slice(start, Math.max(start, to)).map(({ payload, ...columns }, i) => ({
    ...columns,
    seq: start + i + 1,
    size: payload.length,
    preview: payload.subarray(0, 256),
  }));
  expect(read).toEqual(wanted);
}

it(
  'behaves as an array of rows through appends, flushes, reads, crashes and reopening',
  { timeout: 120_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 12 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (steps, cut) => {
          const dir = join(scratch(), 'one');
          const log = value(await createLog(dir, header, { cacheBytes: 100_000 }));
          const session = readFileSync(join(dir, 'session.json'));
          const model: Row[] = [];
          for (const one of steps) {
            if ('flush' in one) value(await log.flush());
            else if ('read' in one) await same(log, model, one.read[0]!, one.read[1]!);
            else {
              for (const added of one.rows) {
                model.push(added);
                expect(log.append({ ...added, kind: added.kind as 1, direction: added.direction as 1 })).toBe(
                  model.length,
                );
              }
            }
          }
          const sum = (direction: number): number =>
            model.reduce(
              (all, { direction: own, payload }) => all + (own === direction ? payload.length : 0),
              0,
            );
          expect([log.bytesIn, log.bytesOut]).toEqual([sum(1), sum(2)]);
          await same(log, model, 0, model.length);
          value(await log.close());

          const again = value(await openLog(dir, { cacheBytes: 50_000 }));
          expect([again.count, again.bytesIn, again.bytesOut]).toEqual([model.length, sum(1), sum(2)]);
          await same(again, model, 0, model.length);
          let seen = 0;
          value(
            await again.scan(1, (block, start, end) => {
              for (let i = start; i < end; i++) {
                const { payload } = model[seen++]!;
                if (block.payload === null) expect(block.at[1]).toBe(payload.length);
                else expect(payload.equals(block.payload.subarray(block.at[i], block.at[i + 1]))).toBe(true);
              }
              return undefined;
            }),
          );
          expect(seen).toBe(model.length);
          await again.close();

          const file = readFileSync(join(dir, 'rows.wblog'));
          writeFileSync(join(dir, 'session.json'), session);
          writeFileSync(join(dir, 'rows.wblog'), file.subarray(0, Math.floor(file.length * cut)));
          const crashed = value(await openLog(dir));
          expect(crashed.count).toBeLessThanOrEqual(model.length);
          await same(crashed, model.slice(0, crashed.count), 0, model.length);
          await crashed.close();
        },
      ),
      { numRuns: 60, seed: 20_261_121 },
    );
  },
);
