import { describe, expect, it } from 'vitest';
import { Direction, RowKind } from '../../contract/index.js';
import { BurstJudge, latencyOf, numberBytes, numbered } from './figures.js';
import type { FigureRow } from './figures.js';
import { layersOf } from './layers.js';

let seq = 0;
function row(direction: Direction, time: number, facts: Partial<FigureRow> = {}): FigureRow {
  seq += 1;
  return { seq, time, kind: RowKind.text, direction, size: 5, head: 0, ...facts };
}
const out = (time: number, facts?: Partial<FigureRow>) => row(Direction.out, time, facts);
const back = (time: number, facts?: Partial<FigureRow>) => row(Direction.in, time, facts);
const payload = new TextEncoder().encode('ping!');
const copy = (number: number) => numbered(payload, number);
const joined = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));

describe('round trips', () => {
  it('go from a message to the last of its answer and have the rows of their percentiles', () => {
    const rows = [out(0), back(300), out(1_000), back(1_050), back(1_100), out(2_000), back(2_200)];
    const figures = latencyOf('s', rows);
    expect([...figures.samples]).toEqual([300, 100, 200]);
    expect(figures).toMatchObject({ answered: 3, lost: 0, p50: 200, p99: 300 });
    expect(figures.p50Row).toEqual({ session: 's', seq: rows[6]?.seq });
    expect(figures.p99Row).toEqual({ session: 's', seq: rows[1]?.seq });
  });

  it('count what got no answer as lost and leave it out of the percentiles', () => {
    const figures = latencyOf('s', [out(0), out(1_000), back(1_400)]);
    expect([...figures.samples]).toEqual([Number.NaN, 400]);
    expect(figures).toMatchObject({ answered: 1, lost: 1, p50: 400 });
    expect(latencyOf('s', [out(0)])).toMatchObject({ answered: 0, p50: null, p50Row: null });
  });

  it('pass over pings and rows of life', () => {
    const rows = [
      out(0),
      back(10, { kind: RowKind.ping }),
      row(Direction.none, 20, { kind: RowKind.note }),
      back(40),
    ];
    expect([...latencyOf('s', rows).samples]).toEqual([40]);
  });
});

describe('a burst', () => {
  it('finds messages whatever chunks they come in, and says which joined and which cut', () => {
    const judge = new BurstJudge('s', payload, true);
    const all = joined(copy(0), copy(1), copy(2), copy(3));
    const size = numberBytes + payload.length;
    judge.add(10, all.subarray(0, size));
    judge.add(11, all.subarray(size, 2 * size + 3));
    judge.add(12, all.subarray(2 * size + 3, 2 * size + 5));
    judge.add(13, all.subarray(2 * size + 5));
    expect(judge.result(4, 1, null)).toMatchObject({
      answered: 4,
      lost: 0,
      outOfOrder: 0,
      damaged: 0,
      arrivals: 4,
      joined: 2,
      cut: 1,
      oddRow: { session: 's', seq: 11 },
    });
  });

  it('counts datagrams that are lost, late, doubled or damaged', () => {
    const judge = new BurstJudge('s', payload, false);
    for (const [number, at] of [0, 2, 1, 1, 5].entries()) judge.add(number + 1, copy(at));
    judge.add(6, new TextEncoder().encode('00000007 pang!'));
    judge.add(7, new TextEncoder().encode('x'));
    const result = judge.result(8, 1, null);
    expect(result).toMatchObject({
      answered: 4,
      lost: 4,
      outOfOrder: 2,
      damaged: 2,
      arrivals: 7,
      joined: 0,
      cut: 0,
    });
    expect(result.oddRow).toEqual({ session: 's', seq: 3 });
  });

  it('keeps a text a text when it numbers it', () => {
    expect(
      new TextDecoder('utf-8', { fatal: true }).decode(numbered(new TextEncoder().encode('é'), 42)),
    ).toBe('00000042 é');
  });
});

describe('bytes on the wire', () => {
  it('are summed over the frames of each direction and told a message', () => {
    const wire = [
      out(0, { size: 5, head: 6 }),
      out(1, { kind: RowKind.frame, size: 3, head: 6 }),
      back(2, { size: 5, head: 2 }),
      back(3, { kind: RowKind.pong, size: 0, head: 2 }),
    ];
    const info = { id: 's', tls: null, remote: null, config: { protocol: 'ws' } } as never;
    expect(layersOf(wire, 2, info, 5)).toEqual({
      out: {
        payload: 5,
        sent: 4,
        framing: 6,
        tls: null,
        ip: 52,
        total: 62,
        row: { session: 's', seq: wire[0]?.seq },
      },
      in: {
        payload: 5,
        sent: 2.5,
        framing: 1,
        tls: null,
        ip: 26,
        total: 29.5,
        row: { session: 's', seq: wire[2]?.seq },
      },
    });
  });
});
