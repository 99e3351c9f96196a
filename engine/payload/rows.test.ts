import { afterEach, describe, expect, it } from 'vitest';
import { firstRow } from '../../codec/index.js';
import { RowKind, rowsPerMark } from '../../contract/index.js';
import type { PayloadRows } from '../../contract/index.js';
import { clearScratch, header, scratch, value } from '../log/fixture.js';
import { createLog, createView } from '../log/index.js';
import { payloadRows } from './rows.js';

afterEach(clearScratch);

/** Beginnings of rows, read in shares of some bytes. */
async function index(payload: Uint8Array, soft: number, most?: number): Promise<PayloadRows[]> {
  const log = value(await createLog(scratch(), header));
  log.append({ time: 0, kind: RowKind.text, direction: 1, flags: 0, peer: 1, payload });
  const view = value(createView(log));
  const shares: PayloadRows[] = [];
  for (let from: PayloadRows['next'] = firstRow; from !== null;) {
    const share: PayloadRows = value(await payloadRows(view, 0, { soft, lines: true }, from, most));
    shares.push(share);
    from = share.next;
  }
  await log.close();
  return shares;
}

describe('the rows of a payload', () => {
  it('are told every so many, with their lines, however it is read', async () => {
    const bytes = Buffer.from(
      Array.from({ length: 60_000 }, (_, i) => (i % 100 === 3 ? 'x'.repeat(50) : `line ${i}`)).join('\n'),
    );
    const [whole] = await index(bytes, 20);
    expect(whole).toMatchObject({ next: null, lines: 60_000, rows: 60_000 + 600 * 2 });
    expect(whole?.at).toHaveLength(Math.ceil((60_000 + 1_200) / rowsPerMark));
    expect([...(whole?.fresh ?? [])].filter((fresh) => fresh === 1).length).toBeGreaterThan(0);
    for (const [i, at] of (whole?.at ?? []).entries()) {
      const begins = at === 0 || bytes[at - 1] === 0x0a;
      expect(whole?.fresh[i] === 1).toBe(begins);
      expect(whole?.line[i]).toBe(bytes.subarray(0, at).filter((byte) => byte === 0x0a).length);
    }
    const shares = await index(bytes, 20, 100_000);
    expect(shares.length).toBeGreaterThan(2);
    expect(shares.flatMap(({ at }) => [...at])).toEqual([...(whole?.at ?? [])]);
    expect(shares.at(-1)).toMatchObject({ rows: whole?.rows, lines: whole?.lines });
  });

  it('are rows of one line where there is no other, and none of nothing', async () => {
    const [one] = await index(new Uint8Array(1_000_000).fill(0x61), 100);
    expect(one).toMatchObject({ rows: 10_000, lines: 1, next: null });
    expect(await index(new Uint8Array(), 100)).toMatchObject([{ rows: 0, next: null }]);
  });
});
