import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { type FramingSpec, createFramer, formatHex, unframeBody } from '../../codec/index.js';
import { RowFlag, RowKind, isLife, kindName } from '../../contract/row.js';
import type { FilterSpec } from '../../contract/session.js';
import { header, plain, randomFrom, scratch, value, clearScratch } from './fixture.js';
import { type SessionLog, type View, createLog, createView, openLog } from './index.js';

afterEach(clearScratch);

const { chunk, text, note, end, halfClose } = RowKind;

interface Row {
  seq: number;
  kind: number;
  direction: number;
  peer: number;
  payload: Buffer;
}

const sentenceOf = (payload: Buffer): Buffer =>
  Buffer.from(String((JSON.parse(payload.toString()) as { text: string }).text));

/** ASCII letters in one case, byte by byte. */
const fold = (bytes: Uint8Array): string =>
  Buffer.from(bytes.map((byte) => (byte >= 65 && byte <= 90 ? byte + 32 : byte))).toString('latin1');

function passes(spec: FilterSpec, row: Row): boolean {
  const names = ['none', 'in', 'out'] as const;
  if (spec.directions && !spec.directions.includes(names[row.direction]!)) return false;
  if (spec.kinds && !spec.kinds.includes(kindName(row.kind))) return false;
  if (spec.peer !== undefined && spec.peer !== null && spec.peer !== row.peer) return false;
  if (spec.afterSeq !== undefined && row.seq <= spec.afterSeq) return false;
  if (spec.text === undefined) return true;
  return fold(isLife(row.kind) ? sentenceOf(row.payload) : row.payload).includes(
    fold(Buffer.from(spec.text)),
  );
}

const words = ['tick', 'Tock', 'ERROR', 'é', 'größe', ' ', '.', '(x)', '0x'];

/** Rows of mixed kinds whose payloads hold words that also straddle rows. */
function record(log: SessionLog, count: number, seed: number): Row[] {
  const random = randomFrom(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  return Array.from({ length: count }, () => {
    const kind = pick([chunk, chunk, text, note]);
    const said = Array.from({ length: Math.floor(random() * 6) }, () => pick(words)).join('');
    const payload = Buffer.from(kind === note ? JSON.stringify({ text: said, code: 'tick' }) : said);
    const row = { kind, direction: kind === note ? 0 : pick([1, 2]), peer: pick([1, 2, 3]), payload };
    const seq = log.append({ ...row, direction: row.direction as 1, time: 0 });
    return { seq, ...row };
  });
}

async function settled(view: View): Promise<View> {
  await view.settled();
  expect(view.failure).toBeNull();
  expect(view.done).toBe(true);
  return view;
}

describe('a filtered view', () => {
  it(
    'holds exactly the rows a naive scan finds, live, growing and recorded',
    { timeout: 120_000 },
    async () => {
      const dir = join(scratch(), 'one');
      const log = value(await createLog(dir, header));
      const rows = record(log, 3000, 1);
      const specs: FilterSpec[] = [
        { text: 'TICK' },
        { text: 'größe' },
        { text: 'É' },
        { text: '.' },
        { text: '(x)0' },
        { text: 'kt', directions: ['in'] },
        { kinds: ['note'] },
        { kinds: ['text', 'chunk'], peer: 2, afterSeq: 1500 },
        { directions: ['none', 'out'], text: 'error' },
        { peer: null, directions: [] },
        { afterSeq: 2500 },
        { afterSeq: 4100, text: 'tick' },
        {},
      ];
      const views = specs.map((filter) => value(createView(log, { filter })));
      value(await log.flush());
      rows.push(...record(log, 1500, 2));
      const compare = async (view: View, spec: FilterSpec): Promise<void> => {
        await settled(view);
        const wanted = rows.filter((row) => passes(spec, row));
        expect(view.count).toBe(wanted.length);
        const batch = value(await view.rows(0, view.count));
        expect(plain(batch).map(({ seq }) => seq)).toEqual(wanted.map(({ seq }) => seq));
        expect([batch.from, batch.total]).toEqual([0, wanted.length]);
        const middle = Math.floor(wanted.length / 2);
        const one = wanted[middle];
        if (one !== undefined) {
          expect(Buffer.from(value(await view.payload(middle)).bytes)).toEqual(one.payload);
          expect([view.seqAt(middle), view.locate(one.seq), view.positionOf(one.seq)]).toEqual([
            one.seq,
            middle,
            middle,
          ]);
          expect(plain(value(await view.rows(middle, middle + 1)))[0]?.seq).toBe(one.seq);
        }
        const left = rows.find((row) => !passes(spec, row));
        if (left !== undefined) expect(view.locate(left.seq)).toBeNull();
        expect(view.seqAt(wanted.length)).toBeNull();
        expect(await view.payload(wanted.length)).toMatchObject({ ok: false, error: { code: 'log.no-row' } });
      };
      for (const [i, view] of views.entries()) {
        await compare(view, specs[i]!);
        view.close();
      }
      value(await log.close());
      const again = value(await openLog(dir));
      for (const filter of specs) await compare(value(createView(again, { filter })), filter);
      await again.close();
    },
  );

  it('finds text anywhere in a payload too large for a block, across the pieces it is read in', async () => {
    const dir = join(scratch(), 'one');
    const log = value(await createLog(dir, header));
    const large = Buffer.alloc(3_500_000, 0x61);
    large.write('Straddle', (1 << 20) - 3);
    log.appendRaw(chunk, 1, 0, 1, 0, Buffer.from('straddle'));
    log.appendRaw(chunk, 1, 0, 1, 0, large);
    log.appendRaw(chunk, 1, 0, 1, 0, Buffer.from('other'));
    log.appendRaw(chunk, 1, 0, 1, 0, Buffer.from('STRADDLE'));
    const seqs = async (view: View): Promise<number[]> =>
      plain(value(await (await settled(view)).rows(0, 9))).map(({ seq }) => seq);
    expect(await seqs(value(createView(log, { filter: { text: 'straddle' } })))).toEqual([1, 2, 4]);
    value(await log.close());
    const again = value(await openLog(dir));
    expect(await seqs(value(createView(again, { filter: { text: 'straddle' } })))).toEqual([1, 2, 4]);
    await again.close();
  });

  it('gives the loop a turn while it looks at a long log, and stops when closed', async () => {
    const log = value(await createLog(join(scratch(), 'one'), header));
    const payload = Buffer.alloc(1000, 0x41);
    for (let i = 0; i < 60_000; i++) log.appendRaw(chunk, 1, 0, 1, i, payload);
    const view = value(createView(log, { filter: { text: 'never there' } }));
    let turns = 0;
    const news: number[] = [];
    view.onChange(() => news.push(view.scanned));
    let running = true;
    const spin = (): void => {
      turns++;
      if (running) setImmediate(spin);
    };
    spin();
    await settled(view);
    running = false;
    expect(turns).toBeGreaterThan(3);
    expect(news.length).toBeGreaterThan(1);
    expect(view.scanned).toBe(60_000);
    const cancelled = value(createView(log, { filter: { text: 'never there' } }));
    cancelled.onChange(() => cancelled.close());
    await cancelled.settled();
    expect(cancelled.scanned).toBeLessThan(60_000);
    value(await log.close());
  });

  it('goes past a damaged block and says which rows it could not look at', async () => {
    const dir = join(scratch(), 'one');
    const log = value(await createLog(dir, header));
    for (let i = 1; i <= 3; i++) {
      log.appendRaw(chunk, 1, 0, 1, i, Buffer.from(`tick ${i}`));
      value(await log.flush());
    }
    value(await log.close());
    const path = join(dir, 'rows.wblog');
    const file = readFileSync(path);
    file.write('TACK', file.indexOf('tick 2'));
    writeFileSync(path, file);
    const again = value(await openLog(dir));
    for (const spec of [{ filter: { text: 't' } }, { framing: { kind: 'fixed', length: 6 } } as const]) {
      const view = value(createView(again, spec));
      await view.settled();
      expect([view.done, view.scanned]).toEqual([true, 3]);
      expect(view.failure).toMatchObject({ code: 'log.damaged', detail: { firstSeq: 2, lastSeq: 2 } });
      expect(plain(value(await view.rows(0, 9))).map(({ seq }) => seq)).toEqual([1, 3]);
    }
    await again.close();
  });

  it('refuses a framing that makes no sense', async () => {
    const log = value(await createLog(join(scratch(), 'one'), header));
    expect(createView(log, { framing: { kind: 'fixed', length: 0 } })).toMatchObject({
      ok: false,
      error: { code: 'framing.invalid' },
    });
    value(await log.close());
  });
});

describe('a framing view', () => {
  const streams = [
    { peer: 1, direction: 1 },
    { peer: 1, direction: 2 },
    { peer: 2, direction: 1 },
  ] as const;
  const framings: FramingSpec[] = [
    { kind: 'line' },
    { kind: 'delimiter', delimiter: formatHex(Buffer.from('ab')) },
    { kind: 'fixed', length: 7 },
    { kind: 'length-prefix', width: 1, endian: 'big', offset: 0, adjust: 0, maxLength: 255 },
    { kind: 'slip' },
    { kind: 'cobs' },
  ];

  it('cuts each stream as a framer that is fed all of it at once', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...framings),
        fc.array(
          fc.record({
            of: fc.nat(2),
            bytes: fc.array(fc.constantFrom(0, 1, 3, 10, 97, 98, 192, 219, 220), { maxLength: 12 }),
          }),
          {
            maxLength: 80,
          },
        ),
        fc.nat(80),
        async (framing, chunks, split) => {
          const dir = join(scratch(), 'one');
          const log = value(await createLog(dir, header));
          const append = ({ of, bytes }: (typeof chunks)[number]): void => {
            const { peer, direction } = streams[of]!;
            log.appendRaw(chunk, direction, 0, peer, log.count, Uint8Array.from(bytes));
          };
          chunks.slice(0, split).forEach(append);
          const view = value(createView(log, { framing }));
          await settled(view);
          chunks.slice(split).forEach(append);
          await settled(view);
          const check = async (shown: View): Promise<void> => {
            const rows = plain(value(await shown.rows(0, shown.count)));
            for (const [of, { peer, direction }] of streams.entries()) {
              const stream = Buffer.concat(
                chunks.filter((one) => one.of === of).map(({ bytes }) => Buffer.from(bytes)),
              );
              const framer = createFramer(framing);
              // Cut for cut only where framing is not lost: then it goes on by chunks.
              const cuts = [...framer.push(stream)];
              const tail = framer.pending();
              if (cuts.some(({ invalid }) => invalid !== undefined)) continue;
              if (tail !== null) cuts.push(tail);
              const bodies = cuts.map((cut) => {
                const body = stream.subarray(cut.bodyStart, cut.bodyEnd);
                const unescaped = unframeBody(framing, body);
                return Buffer.from(unescaped.ok ? unescaped.value : body).toString('hex');
              });
              const own = rows
                .map((row, position) => ({ ...row, position }))
                .filter((row) => row.peer === peer && row.direction === direction);
              expect(own.map(({ preview }) => preview.toString('hex'))).toEqual(bodies);
              expect(own.map(({ flags }) => (flags & RowFlag.partial) !== 0)).toEqual(
                cuts.map(({ partial }) => partial === true),
              );
              const starts: { seq: number; from: number; to: number }[] = [];
              chunks.forEach((one, i) => {
                const from = starts.at(-1)?.to ?? 0;
                if (one.of === of) starts.push({ seq: i + 1, from, to: from + one.bytes.length });
              });
              expect(own.map(({ seq }) => seq)).toEqual(
                cuts.map(({ start }) => starts.find(({ from, to }) => from <= start && start < to)?.seq),
              );
              for (const { position, size, seq } of own) {
                const { bytes, total } = value(await shown.payload(position));
                expect(total).toBe(size);
                expect(Buffer.from(bytes).toString('hex')).toBe(rows[position]?.preview.toString('hex'));
                expect(shown.seqAt(position)).toBe(seq);
              }
            }
          };
          await check(view);
          view.close();
          value(await log.close());
          const again = value(await openLog(dir));
          await check(await settled(value(createView(again, { framing }))));
          await again.close();
        },
      ),
      { numRuns: 120, seed: 5 },
    );
  });

  it('shows a prompt without its line end as under way, then the whole line in its place', async () => {
    const log = value(await createLog(join(scratch(), 'one'), header));
    const view = value(createView(log, { framing: { kind: 'line' } }));
    const shown = async (): Promise<[string, number][]> =>
      plain(value(await (await settled(view)).rows(0, 99))).map(({ preview, flags }) => [
        preview.toString(),
        flags,
      ]);
    log.appendRaw(chunk, 1, 0, 1, 0, Buffer.from('one\ntwo\nlog'));
    expect(await shown()).toEqual([
      ['one', 0],
      ['two', 0],
      ['log', RowFlag.partial],
    ]);
    log.appendRaw(chunk, 1, 0, 1, 0, Buffer.from('in: '));
    expect(await shown()).toEqual([
      ['one', 0],
      ['two', 0],
      ['login: ', RowFlag.partial],
    ]);
    log.appendRaw(chunk, 1, 0, 1, 0, Buffer.from('\nx'));
    expect(await shown()).toEqual([
      ['one', 0],
      ['two', 0],
      ['login: ', 0],
      ['x', RowFlag.partial],
    ]);
    log.appendLife(end, 1, 0, { text: 'closed by peer' });
    log.appendRaw(chunk, 1, 0, 1, 0, Buffer.from('y\n'));
    expect(await shown()).toEqual([
      ['one', 0],
      ['two', 0],
      ['login: ', 0],
      ['x', RowFlag.partial],
      ['closed by peer', 0],
      ['y', 0],
    ]);
    expect([1, 2, 3, 4, 5].map((seq) => view.locate(seq))).toEqual([0, 2, 2, 4, 5]);
    view.close();
    value(await log.close());
  });

  it('ends one direction at a half-close and leaves the other', async () => {
    const log = value(await createLog(join(scratch(), 'one'), header));
    const view = value(createView(log, { framing: { kind: 'fixed', length: 4 } }));
    log.appendRaw(chunk, 1, 0, 1, 0, Buffer.from('ab'));
    log.appendRaw(chunk, 2, 0, 1, 0, Buffer.from('12'));
    log.appendLife(halfClose, 1, 0, { text: 'FIN' }, 1);
    log.appendRaw(chunk, 2, 0, 1, 0, Buffer.from('34'));
    await settled(view);
    expect(plain(value(await view.rows(0, 9))).map(({ preview }) => preview.toString())).toEqual([
      'ab',
      'FIN',
      '1234',
    ]);
    view.close();
    value(await log.close());
  });

  it('filters by the text of whole messages, across chunks, and keeps their order', async () => {
    const log = value(await createLog(join(scratch(), 'one'), header));
    for (const piece of ['alpha ERR', 'or\nbeta\nga', 'mma error\nerr', 'or'])
      log.appendRaw(chunk, 1, 0, 1, 0, Buffer.from(piece));
    const read = async (filter: FilterSpec): Promise<string[]> => {
      const view = value(createView(log, { filter, framing: { kind: 'line' } }));
      const rows = plain(value(await (await settled(view)).rows(0, 9)));
      view.close();
      return rows.map(({ preview }) => preview.toString());
    };
    expect(await read({ text: 'error' })).toEqual(['alpha ERRor', 'gamma error', 'error']);
    expect(await read({ text: 'a\nb' })).toEqual([]);
    expect(await read({ text: 'bet' })).toEqual(['beta']);
    expect(await read({ afterSeq: 2 })).toEqual(['gamma error', 'error']);
    expect(await read({ peer: 2 })).toEqual([]);
    value(await log.close());
  });

  it('frames a chunk too large for a block, from memory and from disk', async () => {
    const dir = join(scratch(), 'one');
    const log = value(await createLog(dir, header));
    const large = Buffer.alloc(2_500_000, 0x61);
    large.write('\nmiddle\n', (1 << 20) - 4);
    log.appendRaw(chunk, 1, 0, 1, 0, Buffer.from('start '));
    log.appendRaw(chunk, 1, 0, 1, 0, large);
    log.appendRaw(chunk, 1, 0, 1, 0, Buffer.from('bc\n'));
    const check = async (view: View): Promise<void> => {
      const rows = plain(value(await (await settled(view)).rows(0, 9)));
      const first = 6 + (1 << 20) - 4;
      expect(rows.map(({ size }) => size)).toEqual([first, 6, 2_500_000 + 9 - first - 2 - 6 - 1]);
      expect(rows[1]?.preview.toString()).toBe('middle');
      expect(Buffer.from(value(await view.payload(2, rows[2]!.size - 3)).bytes).toString()).toBe('abc');
      expect(Buffer.from(value(await view.payload(0, 0, 8)).bytes).toString()).toBe('start aa');
    };
    await check(value(createView(log, { framing: { kind: 'line' } })));
    value(await log.close());
    const again = value(await openLog(dir));
    await check(value(createView(again, { framing: { kind: 'line' } })));
    await again.close();
  });
});
