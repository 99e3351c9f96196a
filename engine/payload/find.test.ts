import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { RowKind } from '../../contract/index.js';
import type { Needle } from '../../contract/index.js';
import { clearScratch, header, scratch, value } from '../log/fixture.js';
import { createLog, createView } from '../log/index.js';
import type { SessionLog, View } from '../log/index.js';
import { countInPayload, findInPayload } from './find.js';
import type { Counted } from './find.js';

afterEach(clearScratch);

async function open(payload: Uint8Array): Promise<{ log: SessionLog; view: View }> {
  const log = value(await createLog(scratch(), header));
  log.append({ time: 0, kind: RowKind.binary, direction: 1, flags: 0, peer: 1, payload });
  return { log, view: value(createView(log)) };
}

const text = (one: string): Needle => ({ kind: 'text', text: one });

describe('findInPayload', () => {
  it('finds text and bytes forwards and backwards, over the ends of what is read at once', async () => {
    const bytes = Buffer.alloc(3 << 20, 0x2e);
    // The second lies across the first window's end.
    const places = [10, (256 << 10) - 3, 2_000_000, bytes.length - 6];
    for (const place of places) bytes.write('NeeDle', place);
    const { log, view } = await open(bytes);
    let from = 0;
    for (const place of places) {
      expect(value(await findInPayload(view, 0, text('needle'), from, false))).toEqual({
        found: { from: place, to: place + 6 },
        next: null,
        unsearched: [],
      });
      from = place + 1;
    }
    expect(value(await findInPayload(view, 0, text('needle'), from, false))).toEqual({
      found: null,
      next: null,
      unsearched: [],
    });
    let before = bytes.length;
    for (const place of [...places].reverse()) {
      const { found } = value(
        await findInPayload(view, 0, { kind: 'hex', bytes: [0x4e, -1, 0x65] }, before, true),
      );
      expect(found?.from).toBe(place);
      before = place;
    }
    expect(value(await findInPayload(view, 0, text('needle'), before, true)).found).toBeNull();
    await log.close();
  });

  it('says where to ask again once it looked through its share', async () => {
    const bytes = Buffer.alloc(2 << 20, 0x2e);
    bytes.write('end', bytes.length - 3);
    const { log, view } = await open(bytes);
    const first = value(await findInPayload(view, 0, text('end'), 0, false, 1 << 20));
    expect(first).toEqual({ found: null, next: 1 << 20, unsearched: [] });
    const second = value(await findInPayload(view, 0, text('end'), first.next ?? 0, false, 4 << 20));
    expect(second.found?.from).toBe(bytes.length - 3);
    await log.close();
  });

  it('finds what a plain search finds', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 60, max: 3 }),
        fc.array(fc.integer({ min: -1, max: 3 }), { minLength: 1, maxLength: 4 }),
        fc.nat(70),
        async (bytes, pattern, from) => {
          const { log, view } = await open(bytes);
          const stands = (at: number): boolean =>
            at + pattern.length <= bytes.length &&
            pattern.every((byte, i) => byte < 0 || bytes[at + i] === byte);
          const all = Array.from({ length: bytes.length }, (_, at) => at).filter(stands);
          const needle: Needle = { kind: 'hex', bytes: pattern };
          const ahead = value(await findInPayload(view, 0, needle, from, false));
          expect(ahead.found?.from ?? null).toBe(all.find((at) => at >= from) ?? null);
          const behind = value(await findInPayload(view, 0, needle, from, true));
          expect(behind.found?.from ?? null).toBe(all.filter((at) => at < from).at(-1) ?? null);
          await log.close();
        },
      ),
      { numRuns: 40 },
    );
  });

  it('tells of a row that is not there', async () => {
    const { log, view } = await open(Uint8Array.of(1));
    expect(await findInPayload(view, 7, text('a'), 0, false)).toMatchObject({
      ok: false,
      error: { code: 'log.no-row' },
    });
    await log.close();
  });

  const pattern = (source: string, flags = ''): Needle => ({ kind: 'pattern', source, flags });

  async function all(payload: Uint8Array, needle: Needle): Promise<[number, number][]> {
    const { log, view } = await open(payload);
    const places: [number, number][] = [];
    for (let from = 0; ;) {
      const { found } = value(await findInPayload(view, 0, needle, from, false));
      if (found === null) break;
      places.push([found.from, found.to]);
      from = found.to;
    }
    expect(value(await countInPayload(view, 0, needle, 0))).toEqual({
      count: places.length,
      next: null,
      unsearched: [],
    });
    await log.close();
    return places;
  }

  it('finds patterns over the ends of what is read at once, by bytes of UTF-8', async () => {
    const bytes = Buffer.alloc(200_000, '.');
    const places = [0, (32 << 10) - 2, (64 << 10) - 1, 150_001, bytes.length - 9];
    for (const [i, place] of places.entries()) bytes.write(`žid=${i}${i}!`, place);
    expect(await all(bytes, pattern('ŽID=\\d+!', 'i'))).toEqual(places.map((at) => [at, at + 8]));
    const { log, view } = await open(bytes);
    const back = value(await findInPayload(view, 0, pattern('id=\\d+'), 150_001, true));
    expect(back.found).toEqual({ from: places[2]! + 2, to: places[2]! + 7 });
    await log.close();
  });

  it('knows where lines, words and the payload begin and end', async () => {
    const text = Buffer.from(`one two\n${'x'.repeat(70_000)}\none\n`);
    expect(await all(text, pattern('^one', 'm'))).toEqual([
      [0, 3],
      [70_009, 70_012],
    ]);
    expect(await all(text, pattern('^one'))).toEqual([[0, 3]]);
    expect(await all(text, pattern('x$'))).toEqual([]);
    expect(await all(text, pattern('\\btwo\\b'))).toEqual([[4, 7]]);
  });

  it('finds patterns in what is no UTF-8, and says what is wrong with one', async () => {
    expect(await all(Uint8Array.of(0xff, 0x61, 0x62, 0xff, 0x61), pattern('a.?'))).toEqual([
      [1, 3],
      [4, 5],
    ]);
    const { log, view } = await open(Buffer.from('a'));
    expect(await findInPayload(view, 0, pattern('(a'), 0, false)).toMatchObject({
      error: { code: 'filter.invalid' },
    });
    expect(await countInPayload(view, 0, pattern('(a)\\1'), 0)).toMatchObject({ ok: false });
    await log.close();
  });

  it('finds letters of Latin-1, also beside those of UTF-8', async () => {
    const bytes = Buffer.alloc(100_000, '.');
    const latin = [5, (32 << 10) - 1, 70_000];
    for (const at of latin) bytes.write('caf\u00e9!', at, 'latin1');
    bytes.write('caf\u00e9! \u{1f600}', 50_000);
    expect(await all(bytes, pattern('CAF\u00c9!', 'i'))).toEqual([
      [5, 10],
      [(32 << 10) - 1, (32 << 10) + 4],
      [50_000, 50_006],
      [70_000, 70_005],
    ]);
    // C3 83 is one letter of UTF-8, and by itself C3 is another.
    expect(await all(Uint8Array.of(0xc3, 0x83, 0xc3, 0x2e, 0xff), pattern('\u00c3'))).toEqual([
      [0, 2],
      [2, 3],
    ]);
    expect(await all(Uint8Array.of(0xf0, 0x9f, 0x98, 0x80, 0xe9, 0x61), pattern('\u00e9a'))).toEqual([
      [4, 6],
    ]);
  });

  it('says where a match may be longer than what is looked at at once', async () => {
    const text = `${'.'.repeat(40_000)}<a>${'-'.repeat(60_000)}</a>${'.'.repeat(40_000)}<a>--</a>`;
    const { log, view } = await open(Buffer.from(text));
    const last = text.lastIndexOf('<a>');
    const needle = pattern('<a>-*</a>');
    const ahead = value(await findInPayload(view, 0, needle, 0, false));
    expect(ahead.found).toEqual({ from: last, to: text.length });
    const holds = ({ from, to }: { from: number; to: number }): boolean => from <= 40_000 && to > 40_000;
    expect(ahead.unsearched.filter(holds)).toHaveLength(1);
    const back = value(await findInPayload(view, 0, needle, last, true));
    expect(back.found).toBeNull();
    expect(back.unsearched.filter(holds)).toHaveLength(1);
    const counted = value(await countInPayload(view, 0, needle, 0));
    expect(counted).toEqual({ count: 1, next: null, unsearched: ahead.unsearched });
    // What merely begins as it does is told from it: lines of another sort, a word that is cut.
    const none = value(await findInPayload(view, 0, pattern('<b>.*</b>|</a>x'), 0, false));
    expect(none).toEqual({ found: null, next: null, unsearched: [] });
    await log.close();
  });

  it('says so where a match goes on and on, and where a pattern takes too many steps', async () => {
    const { log, view } = await open(Buffer.from(`x${'a'.repeat(60_000)}`));
    const long = value(await findInPayload(view, 0, pattern('xa+'), 0, false));
    expect(long).toEqual({ found: null, next: null, unsearched: [{ from: 0, to: 32 << 10 }] });
    await log.close();
    // Each a may begin one up to the last of them: the square of their number.
    const many = await open(Buffer.from(`${'a'.repeat(20_000)}c ab${'.'.repeat(20_000)}`));
    const steps = value(await countInPayload(many.view, 0, pattern('a+b'), 0));
    expect(steps.count).toBe(0);
    expect(steps.unsearched).toHaveLength(1);
    expect(steps.unsearched[0]?.to).toBe(32 << 10);
    await many.log.close();
  });

  it('finds every match there is, or says that it did not look there', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.tuple(fc.constantFrom('ab', '<', '>', 'é', '-', '\n'), fc.integer({ min: 1, max: 20_000 })),
          {
            maxLength: 4,
          },
        ),
        fc.constantFrom('<-*>', '<[^>]*>', 'b-+<', '.*>', '<.*é', '\\bab'),
        async (runs, source) => {
          const text = runs.map(([one, times]) => one.repeat(times)).join('');
          const { log, view } = await open(Buffer.from(text));
          const counted = value(await countInPayload(view, 0, pattern(source), 0));
          const known = (at: number): boolean =>
            counted.unsearched.every(({ from, to }) => at < from || at >= to);
          let bytes = 0;
          let units = 0;
          let expected = 0;
          for (const { index } of text.matchAll(new RegExp(source, 'gu'))) {
            bytes += Buffer.byteLength(text.slice(units, index));
            units = index;
            if (known(bytes)) expected++;
          }
          expect(counted.count).toBeGreaterThanOrEqual(expected);
          if (counted.unsearched.length === 0) expect(counted.count).toBe(expected);
          await log.close();
        },
      ),
      { numRuns: 25, seed: 45 },
    );
  });

  it('counts what the naive search counts, however it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('ab', 'a', 'b', 'é', 'xy', '\n'), { maxLength: 40 }),
        fc.constantFrom('ab', 'a+b', '[ab]+', 'é.', 'y$'),
        async (pieces, source) => {
          const bytes = Buffer.from(pieces.join('').repeat(900));
          const expected = [...bytes.toString().matchAll(new RegExp(source, 'gu'))].length;
          const { log, view } = await open(bytes);
          let count = 0;
          for (let at: number | null = 0; at !== null;) {
            const counted: Counted = value(await countInPayload(view, 0, pattern(source), at, 10_000));
            count += counted.count;
            at = counted.next;
          }
          expect(count).toBe(expected);
          await log.close();
        },
      ),
      { numRuns: 40 },
    );
  });
});
