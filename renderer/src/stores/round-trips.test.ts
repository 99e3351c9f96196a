import { describe, expect, it } from 'vitest';
import { Direction, RowKind } from '../../../contract/index.js';
import type { RowBatch } from '../../../contract/index.js';
import { counterpart } from './round-trips.js';
import type { Row } from './row-cache.js';

type Fact = readonly [kind: number, direction: number, payload: string, peer?: number];

function batch(facts: readonly Fact[]): RowBatch {
  const payloads = facts.map((one) => new TextEncoder().encode(one[2]));
  const previewAt = [0];
  for (const payload of payloads) previewAt.push((previewAt.at(-1) ?? 0) + payload.length);
  return {
    from: 0,
    length: facts.length,
    total: facts.length,
    seq: Float64Array.from(facts, (_, at) => at + 1),
    time: Float64Array.from(facts, (_, at) => at * 100),
    kind: Uint8Array.from(facts, (one) => one[0]),
    direction: Uint8Array.from(facts, (one) => one[1]),
    flags: new Uint8Array(facts.length),
    peer: Uint32Array.from(facts, (one) => one[3] ?? 1),
    size: Float64Array.from(payloads, (one) => one.length),
    previewAt: Uint32Array.from(previewAt),
    previews: Uint8Array.from(payloads.flatMap((one) => [...one])),
  };
}

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
