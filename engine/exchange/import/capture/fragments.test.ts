import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Fragments } from './fragments.js';

const part = (key: string, at: number, more: boolean, text: string) => ({
  key,
  at,
  more,
  data: new TextEncoder().encode(text),
});
const textOf = (bytes: Uint8Array | null): string | null =>
  bytes === null ? null : Buffer.from(bytes).toString();

describe('Fragments', () => {
  it('puts a packet together whatever comes first, once, beside others', () => {
    const all = new Fragments();
    expect(all.take(part('a', 16, false, 'end'))).toBeNull();
    expect(all.take(part('b', 0, true, 'other678'))).toBeNull();
    expect(all.take(part('a', 0, true, '01234567'))).toBeNull();
    expect(textOf(all.take(part('a', 8, true, '89abcdef')))).toBe('0123456789abcdefend');
    expect(all.unfinished).toBe(1);
  });

  it('counts the first of what overlaps, and waits for a hole however many bytes there are', () => {
    const all = new Fragments();
    expect(all.take(part('a', 0, true, 'AAAAAAAA'))).toBeNull();
    expect(all.take(part('a', 0, true, 'BBBBBBBB'))).toBeNull();
    expect(all.take(part('a', 16, false, 'CC'))).toBeNull();
    expect(textOf(all.take(part('a', 8, true, 'DDDDDDDD')))).toBe('AAAAAAAADDDDDDDDCC');
  });

  it('refuses what no packet can be, and gives up the oldest of too many', () => {
    const all = new Fragments();
    expect(all.take(part('a', 65_528, true, '012345678'))).toBeNull();
    expect(all.unfinished).toBe(1);
    for (let i = 0; i < 1_100; i++) all.take(part(`k${i}`, 0, true, '01234567'));
    expect(all.unfinished).toBe(1_101);
    expect(all.take(part('k0', 8, false, 'x'))).toBeNull();
    expect(textOf(all.take(part('k1099', 8, false, 'x')))).toBe('01234567x');
  });

  it('answers the whole for any cutting in any order', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 9, maxLength: 400 }),
        fc.uniqueArray(fc.integer({ min: 1, max: 49 }), { maxLength: 8 }),
        fc.infiniteStream(fc.nat(1_000)),
        (data, cuts, order) => {
          const places = [0, ...cuts.map((cut) => cut * 8).filter((cut) => cut < data.length)].sort(
            (a, b) => a - b,
          );
          const parts = places.map((at, index) => ({
            at,
            data: data.subarray(at, places[index + 1] ?? data.length),
            more: index + 1 < places.length,
            turn: order.next().value as number,
          }));
          parts.sort((a, b) => a.turn - b.turn);
          const all = new Fragments();
          const answers = parts.map(({ at, data: bytes, more }) =>
            all.take({ key: 'k', at, more, data: bytes }),
          );
          expect(answers.slice(0, -1).every((one) => one === null)).toBe(true);
          expect([...(answers.at(-1) ?? [])]).toEqual([...data]);
        },
      ),
    );
  });
});
