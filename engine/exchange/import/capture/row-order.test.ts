import { describe, expect, it } from 'vitest';
import { Direction, RowKind } from '../../../../contract/index.js';
import type { CapturedRow, SessionRows } from './model.js';
import { RowOrder } from './row-order.js';

function sink() {
  const told: string[] = [];
  const to: SessionRows = {
    add: (row) => void told.push(Buffer.from(row.payload).toString()),
    end: () => Promise.reject(new Error('nobody ends it here')),
  };
  return { told, to };
}

const row = (said: string): CapturedRow => ({
  kind: RowKind.chunk,
  direction: Direction.in,
  peer: 1,
  time: 0,
  payload: Buffer.from(said),
});

describe('RowOrder', () => {
  it('brings rows into the order of time, and keeps those of one moment as they came', () => {
    const { told, to } = sink();
    const order = new RowOrder();
    for (const [at, said] of [
      [3, 'd'],
      [1, 'a'],
      [1, 'b'],
      [2, 'c'],
      [9, 'f'],
      [3, 'e'],
    ] as const)
      order.add(at, row(said), to);
    expect(told).toEqual([]);
    order.flush();
    expect(told.join('')).toBe('abcdef');
  });

  it('lets the earliest go where too many rows or bytes wait', () => {
    const { told, to } = sink();
    const few = new RowOrder(2, 1_000);
    for (let at = 5; at > 0; at--) few.add(at, row(String(at)), to);
    expect(told).toEqual(['3', '2', '1']);
    const small = new RowOrder(1_000, 4);
    small.add(1, row('abc'), to);
    small.add(2, row('de'), to);
    expect(told.at(-1)).toBe('abc');
  });

  it('sorts thousands', () => {
    const { told, to } = sink();
    const order = new RowOrder();
    let seed = 7;
    for (let i = 0; i < 5_000; i++) {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      order.add(seed, row(String(seed).padStart(10, '0')), to);
    }
    order.flush();
    expect(told).toEqual([...told].sort());
    expect(told).toHaveLength(5_000);
  });
});
