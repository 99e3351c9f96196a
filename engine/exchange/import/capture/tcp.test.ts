import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Tcp, TcpStream } from './tcp.js';

function stream() {
  const told: string[] = [];
  const bytes: number[] = [];
  const one = new TcpStream({
    data: (data, time) => {
      bytes.push(...data);
      told.push(`${Buffer.from(data).toString()}@${time}`);
    },
    lost: (count, time) => told.push(`lost ${count}@${time}`),
    fin: (time) => told.push(`fin@${time}`),
  });
  const push = (seq: number, said: string, time: number, flags = 0, missing = 0): void => {
    one.push({ seq: seq >>> 0, flags, data: Buffer.from(said), missing, time });
  };
  return { one, told, bytes, push };
}

describe('TcpStream', () => {
  it('keeps order, takes what was sent again once, and cuts overlaps', () => {
    const { told, push } = stream();
    push(99, '', 0, Tcp.syn);
    push(103, 'def', 1);
    push(100, 'abc', 2);
    push(100, 'abc', 3);
    push(104, 'efgh', 4, Tcp.fin);
    expect(told).toEqual(['abc@2', 'def@2', 'gh@4', 'fin@4']);
  });

  it('names a gap that nothing fills, and bytes cut short by the capture', () => {
    const { one, told, push } = stream();
    push(99, '', 0, Tcp.syn);
    push(100, 'ab', 1, 0, 3);
    push(105, 'f', 2);
    push(110, 'k', 3, Tcp.fin);
    expect(told).toEqual(['ab@1', 'lost 3@1', 'f@2']);
    one.close(9);
    expect(told.slice(3)).toEqual(['lost 4@3', 'k@3', 'fin@9']);
  });

  it('bounds what waits for a gap', () => {
    const { told, push } = stream();
    push(99, '', 0, Tcp.syn);
    for (let i = 0; i < 5_000; i++) push(200 + i * 2, 'x', i);
    expect(told[0]).toBe('lost 100@0');
  });

  it('puts any cutting, repeating and reordering together again, across the end of sequence numbers', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 300 }),
        fc.nat(0xffff_ffff),
        fc.array(fc.tuple(fc.nat(299), fc.integer({ min: 1, max: 60 })), { maxLength: 40 }),
        fc.infiniteStream(fc.nat(1_000)),
        (data, isn, extra, order) => {
          const cuts = extra.map(([from, size]) => [from, Math.min(from + size, data.length)] as const);
          for (let at = 0; at < data.length; at += 37) cuts.push([at, Math.min(at + 37, data.length)]);
          const kept = cuts
            .filter(([from, to]) => from < to)
            .map((cut) => ({ cut, at: order.next().value as number }));
          kept.sort((a, b) => a.at - b.at);
          const { one, bytes, told } = stream();
          one.push({ seq: isn, flags: Tcp.syn, data: new Uint8Array(), missing: 0, time: 0 });
          for (const { cut } of kept) {
            const [from, to] = cut;
            const seq = (isn + 1 + from) % 2 ** 32;
            one.push({ seq, flags: 0, data: data.subarray(from, to), missing: 0, time: 0 });
          }
          one.close(0);
          expect(bytes).toEqual([...data]);
          expect(told.some((line) => line.startsWith('lost'))).toBe(false);
        },
      ),
    );
  });
});
