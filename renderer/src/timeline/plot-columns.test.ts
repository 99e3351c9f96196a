import { describe, expect, it } from 'vitest';
import { Direction } from '../../../contract/index.js';
import { plotColumns, tickSteps, tickText } from './plot-columns.js';

const info = {
  plot: 1,
  session: 's1',
  width: 500_000_000,
  rowsIn: Float64Array.of(3, 0, 1),
  rowsOut: Float64Array.of(1, 2, 0),
  bytesIn: Float64Array.of(300, 0, 7),
  bytesOut: Float64Array.of(10, 20, 0),
  scanned: 7,
  done: true,
};
const pair = (time: number, roundTrip: number | null, direction: number = Direction.out) => ({
  peer: 1,
  direction,
  ping: 1,
  time,
  pong: 2,
  roundTrip,
  missed: false,
});

describe('the columns of the plot', () => {
  it('makes rates of counts, in the middle of their buckets', () => {
    const columns = plotColumns(info, 'rows', []);
    expect(columns).toMatchObject({ seconds: [0.25, 0.75, 1.25], in: [6, 0, 2], out: [2, 4, 0] });
    expect(columns).toMatchObject({ peakIn: 6, peakOut: 4, trips: [null, null, null] });
    expect(plotColumns(info, 'bytes', []).in).toEqual([600, 0, 14]);
  });

  it('shows the longest of our own round trips in each bucket', () => {
    const pairs = [
      pair(0, 2e6),
      pair(1e8, 5e6),
      pair(6e8, null),
      pair(7e8, 9e6, Direction.in),
      pair(1.2e9, 1e6),
      pair(9e9, 1e6),
    ];
    expect(plotColumns(info, 'rows', pairs).trips).toEqual([5, null, 1]);
  });
});

describe('the time axis', () => {
  it('counts as clocks do, and leaves out seconds of whole minutes', () => {
    expect([0, 0.005, 15, 60, 90, 3600, 5400].map(tickText)).toEqual([
      '0',
      '5 ms',
      '15 s',
      '1 min',
      '1 min 30 s',
      '1 h',
      '1 h 30 min',
    ]);
    expect(tickSteps).toEqual([...tickSteps].sort((a, b) => a - b));
    expect(tickSteps).not.toContain(50);
  });
});
