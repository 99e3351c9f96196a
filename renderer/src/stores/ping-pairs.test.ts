import { describe, expect, it } from 'vitest';
import { Direction, RowFlag, RowKind } from '../../../contract/index.js';
import type { RowBatch } from '../../../contract/index.js';
import { pingPairs } from './ping-pairs.js';
import { testBatch } from './test-batch.js';

const { in: back, out } = Direction;
const ping = (payload: string, direction: number = out, peer = 1) => ({
  kind: RowKind.ping,
  payload,
  direction,
  peer,
});
const pong = (payload: string, direction: number = back, peer = 1) => ({
  kind: RowKind.pong,
  payload,
  direction,
  peer,
});
const missed = { kind: RowKind.missedPong, payload: 'no pong', direction: Direction.none, peer: 1 };
const automatic = (batch: RowBatch): RowBatch => ({
  ...batch,
  flags: batch.flags.map(() => RowFlag.automatic),
});

describe('pingPairs', () => {
  it('matches a pong to the ping of the same data the other way', () => {
    expect(pingPairs(testBatch([ping('a'), ping('b'), pong('b'), pong('a')]))).toMatchObject([
      { ping: 1, pong: 4, roundTrip: 300, missed: false },
      { ping: 2, pong: 3, roundTrip: 100 },
    ]);
  });

  it('gives equal pings their pongs in turn', () => {
    const pairs = pingPairs(testBatch([ping(''), ping(''), pong(''), pong('')]));
    expect(pairs.map((one) => one.pong)).toEqual([3, 4]);
  });

  it('keeps peers and directions apart', () => {
    const pairs = pingPairs(
      testBatch([ping('x', back), pong('x', back), pong('x', out, 2), pong('x', out, 1)]),
    );
    expect(pairs).toMatchObject([{ ping: 1, direction: back, pong: 4 }]);
  });

  it('marks the keep-alive ping that was given up, and takes a late pong as one', () => {
    const rows = automatic(testBatch([ping('1'), missed, ping('2'), missed, pong('2')]));
    expect(pingPairs(rows)).toMatchObject([
      { ping: 1, pong: null, missed: true },
      { ping: 3, pong: 5, missed: true },
    ]);
  });

  it('marks no ping that somebody sent by hand', () => {
    expect(pingPairs(testBatch([ping('1'), missed]))[0]?.missed).toBe(false);
  });
});
