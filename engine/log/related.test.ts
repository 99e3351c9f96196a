import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { RowFlag, RowKind } from '../../contract/row.js';
import { clearScratch, header, scratch, value } from './fixture.js';
import { type SessionLog, createLog, openLog, relatedRows } from './index.js';

afterEach(clearScratch);

const { text, binary, frame, ping, chunk, note } = RowKind;
const { fragmented, compressed, crafted, invalid } = RowFlag;

interface Put {
  readonly kind: RowKind;
  readonly head?: string;
  readonly flags?: number;
  readonly peer?: number;
  readonly direction?: 1 | 2;
  readonly payload?: string;
}

function put(log: SessionLog, rows: readonly Put[]): void {
  for (const { kind, head, flags = 0, peer = 1, direction = 1, payload = 'x' } of rows) {
    log.append({
      kind,
      flags,
      peer,
      direction,
      time: 0,
      payload: Buffer.from(payload),
      ...(head !== undefined && { head: Buffer.from(head, 'hex') }),
    });
  }
}

/** Two fragmented messages of two peers woven into each other, controls, and messages of one frame. */
const woven: readonly Put[] = [
  { kind: text, head: '8101' }, // 1
  { kind: frame, head: '0101', flags: fragmented }, // 2: peer 1 begins
  { kind: frame, head: '0101', flags: fragmented, peer: 2 }, // 3: peer 2 begins
  { kind: ping, head: '8901' }, // 4
  { kind: frame, head: '0001', flags: fragmented }, // 5: peer 1
  { kind: text, head: '8101', direction: 2 }, // 6: what we say meanwhile
  { kind: frame, head: '8001', flags: fragmented, peer: 2 }, // 7: peer 2 ends
  { kind: text, flags: fragmented, peer: 2 }, // 8: its message
  { kind: frame, head: '8001', flags: fragmented }, // 9: peer 1 ends
  { kind: text, flags: fragmented }, // 10: its message
  { kind: frame, head: 'c101', flags: compressed }, // 11
  { kind: text, flags: compressed }, // 12
  { kind: binary, head: '8201' }, // 13
  { kind: frame, head: '0201', flags: fragmented }, // 14: never completed
  { kind: frame, head: '0001', flags: fragmented }, // 15
  { kind: frame, head: 'f001', flags: invalid }, // 16: broke the protocol
  { kind: frame, head: '0101', flags: crafted, direction: 2 }, // 17
  { kind: chunk }, // 18
];

async function related(log: Parameters<typeof relatedRows>[0]): Promise<[number | null, ...number[]][]> {
  const all: [number | null, ...number[]][] = [];
  for (let seq = 1; seq <= log.count; seq++) {
    const { message, frames, total } = value(await relatedRows(log, seq));
    expect(total).toBe(frames.length);
    all.push([message, ...frames]);
  }
  return all;
}

const wanted = [
  [1, 1],
  [10, 2, 5, 9],
  [8, 3, 7],
  [null],
  [10, 2, 5, 9],
  [6, 6],
  [8, 3, 7],
  [8, 3, 7],
  [10, 2, 5, 9],
  [10, 2, 5, 9],
  [12, 11],
  [12, 11],
  [13, 13],
  [null, 14, 15],
  [null, 14, 15],
  [null],
  [null],
  [null],
];

describe('what belongs together', () => {
  it('leads from each frame to its message and back, live and recorded', async () => {
    const dir = join(scratch(), 'one');
    const log = value(await createLog(dir, header));
    put(log, woven);
    expect(await related(log)).toEqual(wanted);
    expect(await relatedRows(log, 19)).toMatchObject({ ok: false, error: { code: 'log.no-row' } });
    expect(await relatedRows(log, 0)).toMatchObject({ ok: false, error: { code: 'log.no-row' } });
    value(await log.close());
    const again = value(await openLog(dir));
    expect(await related(again)).toEqual(wanted);
    await again.close();
  });

  it('is found across blocks and other rows, and names the first thousand frames of many', async () => {
    const log = value(await createLog(join(scratch(), 'one'), header));
    const between: readonly Put[] = Array.from({ length: 9_000 }, () => ({ kind: chunk, peer: 7 }));
    put(log, [{ kind: frame, head: '0101', flags: fragmented, payload: 'y'.repeat(1_100_000) }]);
    put(log, between);
    put(
      log,
      Array.from({ length: 1_500 }, () => ({ kind: frame, head: '0001', flags: fragmented })),
    );
    put(log, between);
    put(log, [
      { kind: frame, head: '8001', flags: fragmented },
      { kind: note, payload: '{"text":"-"}' },
      { kind: text, flags: fragmented },
    ]);
    value(await log.flush());
    const message = log.count;
    const told = value(await relatedRows(log, message));
    expect([told.message, told.total, told.frames.length]).toEqual([message, 1_502, 1_000]);
    expect([told.frames[0], told.frames[1], told.frames[999]]).toEqual([1, 9_002, 10_000]);
    expect(value(await relatedRows(log, 1))).toEqual(told);
    expect(value(await relatedRows(log, 10_500))).toEqual(told);
    value(await log.close());
  });

  it('gives messages of before frames were logged no frames', async () => {
    const log = value(await createLog(join(scratch(), 'one'), header));
    put(log, [{ kind: text }, { kind: text, flags: fragmented }]);
    expect(await related(log)).toEqual([[1], [2]]);
    value(await log.close());
  });
});

it('finds the frames of a message that came in 200 000 fragments, and tells the first of them', async () => {
  const log = value(await createLog(scratch(), header));
  const pieces = 200_000;
  put(log, [{ kind: frame, head: '0101', flags: fragmented }]);
  for (let at = 2; at < pieces; at++) {
    put(log, [{ kind: frame, head: '0001', flags: fragmented }]);
    if (log.pressure) await new Promise(setImmediate);
  }
  put(log, [
    { kind: frame, head: '8001', flags: fragmented },
    { kind: text, flags: fragmented },
  ]);
  for (const seq of [1, 100_000, pieces + 1]) {
    const { message, frames, total } = value(await relatedRows(log, seq));
    expect([message, frames.length, frames[0], total]).toEqual([pieces + 1, 1000, 1, pieces]);
  }
  await log.close();
});
