import { afterEach, expect, it } from 'vitest';
import { join } from 'node:path';
import { RowFlag, RowKind, withHead } from '../contract/index.js';
import { FrameRun } from './frame-run.js';
import { clearScratch, header, headsOf, plain, randomFrom, scratch, value } from './log/fixture.js';
import { createLog } from './log/index.js';

afterEach(clearScratch);

it('is in a log what its frames would be one by one, through as many blocks as it takes', async () => {
  const one = value(await createLog(join(scratch(), 'one'), header));
  const all = value(await createLog(join(scratch(), 'all'), header));
  const random = randomFrom(5);
  const run = new FrameRun();
  for (let round = 0; round < 40; round++) {
    const chunk = Buffer.alloc(65_536, round);
    const [direction, peer] = [random() < 0.8 ? 1 : 2, random() < 0.8 ? 1 : 2] as const;
    let at = Math.floor(random() * 50);
    run.begin(chunk, at);
    const most = random() < 0.5 ? 20 : 3_000;
    while (!run.full) {
      const length = Math.floor(random() * most);
      const head = length < 126 ? 2 : 4;
      const end = at + head + length;
      if (end > chunk.length) break;
      chunk[at + 1] = length < 126 ? length : 126;
      const kind = random() < 0.5 ? RowKind.text : RowKind.binary;
      const flags = random() < 0.1 ? RowFlag.invalid : 0;
      run.add(kind, flags, head, end);
      one.appendRaw(kind | withHead, direction, flags, peer, round, chunk, at, end);
      at = end;
    }
    all.appendRun(direction, peer, round, run);
    expect([all.count, all.bytesIn, all.bytesOut]).toEqual([one.count, one.bytesIn, one.bytesOut]);
  }
  expect(one.count).toBeGreaterThan(8_192);
  for (let from = 0; from < one.count; from += 1_000) {
    const [wanted, told] = [
      value(await one.rows(from, from + 1_000)),
      value(await all.rows(from, from + 1_000)),
    ];
    expect(plain(told)).toEqual(plain(wanted));
    expect(headsOf(told)).toEqual(headsOf(wanted));
  }
  value(await one.close());
  value(await all.close());
});
