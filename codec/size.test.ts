import { describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatClock,
  formatCount,
  formatDuration,
  formatElapsed,
  formatOffsetTime,
  formatRate,
} from './size.js';

describe('size', () => {
  it.each([
    [0, '0 B'],
    [58, '58 B'],
    [999, '999 B'],
    [1000, '1 kB'],
    [1234, '1.2 kB'],
    [64_000, '64 kB'],
    [99_940, '99.9 kB'],
    [99_960, '100 kB'],
    [999_400, '999 kB'],
    [999_600, '1 MB'],
    [31_200_000, '31.2 MB'],
    [410_000_000, '410 MB'],
    [2e15, '2 PB'],
    [5e18, '5000 PB'],
  ])('writes %i bytes as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it('leaves out the unit of small sizes in a column', () => {
    expect(formatBytes(58, { bare: true })).toBe('58');
    expect(formatBytes(1234, { bare: true })).toBe('1.2 kB');
  });

  it.each([
    [0, '0'],
    [999, '999'],
    [1204, '1 204'],
    [128_553, '128 553'],
    [10_000_000, '10 000 000'],
    [-1204.9, '-1 204'],
  ])('groups %d as %s', (count, text) => {
    expect(formatCount(count)).toBe(text);
  });

  it('writes rates', () => {
    expect(formatRate(1842.4)).toBe('1 842 msg/s');
    expect(formatRate(0.25, 'B')).toBe('0.3 B/s');
    expect(formatRate(9)).toBe('9 msg/s');
  });

  it.each([
    [0, '0 ms'],
    [0.42, '0.42 ms'],
    [1.54, '1.54 ms'],
    [2, '2 ms'],
    [12.34, '12.3 ms'],
    [50, '50 ms'],
    [500, '500 ms'],
    [999.4, '999 ms'],
    [999.6, '1 s'],
    [12_340, '12.3 s'],
    [59_949, '59.9 s'],
    [59_950, '1 min 00 s'],
    [200_000, '3 min 20 s'],
    [3_900_000, '1 h 05 min'],
    [3_599_600, '1 h 00 min'],
  ])('writes %d ms as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it('writes a running clock', () => {
    expect(formatElapsed(761_900)).toBe('00:12:41');
    expect(formatElapsed(100 * 3_600_000)).toBe('100:00:00');
    expect(formatElapsed(-5)).toBe('00:00:00');
  });

  it.each([
    [0, '+0.000 000'],
    [1_207_000, '+0.001 207'],
    [5_422_870_400, '+5.422 870'],
    [999_999_600, '+1.000 000'],
    [1_234_000_000_000, '+1 234.000 000'],
    [-1_207_000, '-0.001 207'],
    [-400, '+0.000 000'],
  ])('writes %d ns as %s', (ns, text) => {
    expect(formatOffsetTime(ns)).toBe(text);
  });

  it('writes the wall clock, in UTC or here', () => {
    expect(formatClock(Date.UTC(2025, 0, 2, 3, 4, 5, 67), { utc: true })).toBe('03:04:05.067');
    expect(formatClock(new Date(2025, 0, 2, 23, 59, 58, 7).getTime())).toBe('23:59:58.007');
  });
});
