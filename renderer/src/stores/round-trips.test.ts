import { describe, expect, it } from 'vitest';
import { Direction, RowKind } from '../../../contract/index.js';
import type { RowBatch } from '../../../contract/index.js';
import { counterpart } from './round-trips.js';
import type { Row } from './row-cache.js';
import { testBatch } from './test-batch.js';

type Fact = readonly [kind: number, direction: number, payload: string, peer?: number];

const batch = (facts: readonly Fact[]): RowBatch =>
  testBatch(facts.map(([kind, direction, payload, peer = 1]) => ({ kind, direction, payload, peer })));

function row(kind: number, direction: number, payload: string, time: number): Row {
  const preview = new TextEncoder().encode(payload);
  return { position: 0, seq: 0, time, kind, direction, flags: 0, peer: 1, size: preview.length, preview };
}
const { ping, pong, text } = RowKind;
const { in: received, out: sent } = Direction;

describe('counterpart', () => {
  it('finds the first pong that carries what the ping carried, the other way', () => {
    const rows = batch([
      [text, received, 'hb'],
      [pong, received, 'xx'],
      [pong, sent, 'hb'],
      [pong, received, 'hb', 2],
      [pong, received, 'hb'],
      [pong, received, 'hb'],
    ]);
    expect(counterpart(rows, row(ping, sent, 'hb', 0))).toEqual({ seq: 5, time: 400 });
  });

  it('finds the last ping before a pong', () => {
    const rows = batch([
      [ping, received, 'a'],
      [ping, received, 'a'],
      [ping, received, 'b'],
    ]);
    expect(counterpart(rows, row(pong, sent, 'a', 1_000))).toEqual({ seq: 2, time: 900 });
  });

  it('finds nothing where nothing answers', () => {
    expect(counterpart(batch([[pong, received, 'other']]), row(ping, sent, 'hb', 0))).toBeNull();
    expect(counterpart(batch([]), row(ping, sent, '', 0))).toBeNull();
  });
});
