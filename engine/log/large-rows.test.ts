import { afterEach, describe, expect, it } from 'vitest';
import { RowKind } from '../../contract/row.js';
import { maxLifeBytes } from './batch.js';
import { clearScratch, header, plain, scratch, value } from './fixture.js';
import { createLog, createView, judgeRows, measureSlices, type SessionLog, sliceMs } from './index.js';

afterEach(clearScratch);

/** What a scan of large rows may read at once: a megabyte, and the text that lies across its end. */
const most = (1 << 20) + 64;
const nobody = { has: () => false };

/** A log of one row, and the most that was read of it at once. */
async function logOf(kind: RowKind, payload: Uint8Array): Promise<{ log: SessionLog; reads: number[] }> {
  const log = value(await createLog(scratch(), header));
  log.append({ time: 0, kind, direction: 1, flags: 0, peer: 1, payload });
  value(await log.flush());
  const reads: number[] = [];
  const payloadOf = log.payload.bind(log);
  log.payload = async (...range) => {
    const read = await payloadOf(...range);
    if (read.ok) reads.push(read.value.bytes.length);
    return read;
  };
  return { log, reads };
}

/** A row of a session's life as somebody else may have written it: what it says stands behind three megabytes. */
const saysLate = Buffer.from(JSON.stringify({ padding: 'x'.repeat(3 << 20), text: 'needle' }));

describe.each([
  ['a filter', { kind: 'raw' }],
  ['a filter of framed messages', { kind: 'line' }],
] as const)('%s', (_, framing) => {
  it('reads no more than a bound of what a life row stores, whatever it asks for', async () => {
    const { log, reads } = await logOf(RowKind.end, saysLate);
    for (const filter of [{ text: 'needle' }, { query: '"needle"' }, { text: 'needle', query: 'kind:end' }]) {
      const view = value(createView(log, { filter, framing }));
      await view.settled();
      expect(view.failure).toBeNull();
      expect(view.count).toBe(0);
      view.close();
    }
    expect(Math.max(0, ...reads)).toBeLessThanOrEqual(maxLifeBytes);
    await log.close();
  });

  it('shows of a life row what its first bytes say', async () => {
    const { log, reads } = await logOf(RowKind.end, saysLate);
    const view = value(createView(log, { framing }));
    await view.settled();
    const [row] = plain(value(await view.rows(0, 1)));
    expect(row?.preview.toString()).toMatch(/^\{"padding":"x+$/);
    expect(Math.max(0, ...reads)).toBeLessThanOrEqual(maxLifeBytes);
    await log.close();
  });

  it('looks for text in a large message by pieces', async () => {
    const payload = Buffer.alloc(5 << 20, 0x61);
    payload.write('needle', (3 << 20) - 3);
    const { log, reads } = await logOf(RowKind.binary, payload);
    for (const [filter, count] of [
      [{ text: 'needle' }, 1],
      [{ text: 'noodle' }, 0],
      [{ query: '"needle"' }, 1],
    ] as const) {
      const view = value(createView(log, { filter, framing }));
      await view.settled();
      expect(view.count).toBe(count);
      view.close();
    }
    expect(reads.length).toBeGreaterThan(8);
    expect(Math.max(...reads)).toBeLessThanOrEqual(most);
    await log.close();
  });
});

describe('a chunk larger than a block, cut into messages', () => {
  it('has those of a piece decided before the next is read', async () => {
    const line = `${'a'.repeat(1023)}\n`;
    const { log, reads } = await logOf(RowKind.chunk, Buffer.from(line.repeat(3 << 10)));
    // The slice is over whenever it is asked: nothing is decided in passing.
    let now = 0;
    const off = measureSlices({ now: () => (now += sliceMs) });
    const view = value(createView(log, { filter: { query: '"aa"' }, framing: { kind: 'line' } }));
    const found: number[] = [];
    const payload = log.payload.bind(log);
    log.payload = (seq, from, to) => {
      if (from !== undefined && from % (1 << 20) === 0 && to === from + (1 << 20)) found.push(view.count);
      return payload(seq, from, to);
    };
    await view.settled();
    off();
    expect(view.count).toBe(3 << 10);
    expect(found).toEqual([0, 1 << 10, 2 << 10]);
    expect(Math.max(...reads)).toBeLessThanOrEqual(most);
    await log.close();
  });
});

describe('the judge of rows on screen', () => {
  it('reads no more than a bound of what a life row stores', async () => {
    const { log, reads } = await logOf(RowKind.end, saysLate);
    const view = value(createView(log));
    expect([...value(await judgeRows(view, 0, 1, ['"needle"', '"padding"'], nobody))]).toEqual([2]);
    expect(Math.max(...reads)).toBeLessThanOrEqual(maxLifeBytes);
    await log.close();
  });
});
