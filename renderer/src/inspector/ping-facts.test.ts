import { describe, expect, it } from 'vitest';
import { Direction } from '../../../contract/index.js';
import type { PingPair } from '../stores/ping-pairs.js';
import { askedBy, mostBars, pingBars, tripFacts } from './ping-facts.js';

const pair = (ping: number, ms: number | null, part: Partial<PingPair> = {}): PingPair => ({
  peer: 1,
  direction: Direction.out,
  ping,
  time: ping * 1e9,
  pong: ms === null ? null : ping + 1,
  roundTrip: ms === null ? null : ms * 1e6,
  missed: false,
  ...part,
});

describe('ping facts', () => {
  it('shows our own pings where we sent any, else those of the peer', () => {
    const theirs = pair(1, 1, { direction: Direction.in });
    expect(askedBy([theirs, pair(3, 2)])).toMatchObject({ ours: true, pairs: [{ ping: 3 }] });
    expect(askedBy([theirs])).toMatchObject({ ours: false, pairs: [{ ping: 1 }] });
  });

  it('says of each what became of it', () => {
    const bars = pingBars([
      pair(1, 0.5),
      pair(3, null),
      pair(5, null, { missed: true }),
      pair(7, 40, { missed: true }),
    ]);
    expect(bars.map((one) => one.words)).toEqual([
      'Ping #1: 0.5 ms',
      'Ping #3: no pong yet',
      'Ping #5: missed',
      'Ping #7: 40 ms, too late',
    ]);
  });

  it('draws the newest ones only', () => {
    const many = Array.from({ length: 100 }, (_, at) => pair(at + 1, 1));
    expect(pingBars(many)).toHaveLength(mostBars);
    expect(pingBars(many).at(-1)?.seq).toBe(100);
  });

  it('gives the figures of the round trips', () => {
    const facts = tripFacts([pair(1, 1), pair(3, 9), pair(5, 4), pair(7, null, { missed: true })]);
    expect(facts.map((one) => `${one.name}: ${one.value}`)).toEqual([
      'Pings: 4, 3 answered',
      'Missed: 1',
      'Shortest: 1 ms',
      'Median: 4 ms',
      'Longest: 9 ms',
    ]);
    expect(tripFacts([pair(1, null)])).toHaveLength(1);
  });
});
