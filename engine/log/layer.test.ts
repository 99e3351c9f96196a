import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { type Layer, RowFlag, RowKind, layers, withHead } from '../../contract/row.js';
import { previewBytes, sentenceBytes } from '../../contract/rows.js';
import type { FilterSpec } from '../../contract/session.js';
import { clearScratch, header, headsOf, plain, scratch, value } from './fixture.js';
import {
  type LogReader,
  type SessionLog,
  type View,
  createLog,
  createView,
  openLog,
  recoverLog,
} from './index.js';
import { countBits, nthClear } from './layer.js';

afterEach(clearScratch);

const { text, binary, ping, chunk, frame, bytes, note } = RowKind;
const { fragmented, compressed, crafted, partial } = RowFlag;

interface Row {
  readonly kind: RowKind;
  readonly flags: number;
  readonly head: Buffer;
  readonly payload: Buffer;
  readonly direction: 0 | 1 | 2;
  readonly layers: readonly Layer[];
}

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(/\s/g, ''), 'hex');
const both: readonly Layer[] = ['messages', 'wire'];

/** Every sort of row there is, with what it must belong to. */
const sorts: readonly Omit<Row, 'payload' | 'direction'>[] = [
  { kind: text, flags: 0, head: hex('8105'), layers: both },
  { kind: text, flags: 0, head: hex('81fe0123 11223344'), layers: both },
  { kind: binary, flags: fragmented | partial, head: hex('027f0000000000012345'), layers: both },
  { kind: ping, flags: 0, head: hex('8980 746b746b'), layers: both },
  { kind: chunk, flags: fragmented, head: hex(''), layers: both },
  { kind: text, flags: 0, head: hex(''), layers: both },
  { kind: frame, flags: 0, head: hex('0101'), layers: ['wire'] },
  { kind: frame, flags: 0, head: hex('80ff0000000000000001 746b746b'), layers: ['wire'] },
  { kind: bytes, flags: 0, head: hex(''), layers: ['wire'] },
  { kind: text, flags: fragmented, head: hex(''), layers: ['messages'] },
  { kind: binary, flags: compressed, head: hex(''), layers: ['messages'] },
  { kind: frame, flags: crafted, head: hex('f105'), layers: both },
  { kind: bytes, flags: crafted, head: hex(''), layers: both },
];
const life: Omit<Row, 'payload' | 'direction'> = { kind: note, flags: 0, head: hex(''), layers: both };

const row: fc.Arbitrary<Row> = fc
  .tuple(
    fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom(...sorts) },
      { weight: 1, arbitrary: fc.constant(life) },
    ),
    // Bytes of a head are searched for too: they must not be found.
    fc.oneof(
      { weight: 12, arbitrary: fc.constantFrom('', 'tk', 'tktk', 'a tick', 'TK!', 'notes') },
      { weight: 1, arbitrary: fc.nat(400).map((n) => 'x'.repeat(n)) },
      { weight: 1, arbitrary: fc.constant('tk'.repeat(550_000)) },
    ),
    fc.constantFrom(1 as const, 2 as const),
  )
  .map(([sort, said, direction]) => ({
    ...sort,
    payload: Buffer.from(sort.kind === note ? JSON.stringify({ text: said }) : said),
    direction: sort.kind === note ? 0 : direction,
  }));

/** Long runs of one layer alone too, so that whole blocks are hidden. */
const run = fc.oneof(
  { weight: 6, arbitrary: fc.array(row, { maxLength: 40 }) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(row, fc.integer({ min: 1, max: 9000 }))
      .filter(([{ payload }]) => payload.length < 500)
      .map(([one, n]) => Array.from({ length: n }, () => one)),
  },
);

function append(log: SessionLog, { kind, flags, head, payload, direction }: Row, byParts: boolean): void {
  const about = { kind, flags, direction, peer: 1, time: 0 };
  if (head.length === 0) log.append({ ...about, payload });
  else if (byParts) log.append({ ...about, payload, head });
  else log.appendRaw(kind | withHead, direction, flags, 1, 0, Buffer.concat([head, payload]));
}

const specs: readonly FilterSpec[] = [
  {},
  { text: 'tk' },
  { directions: ['in'], text: 'K' },
  { kinds: ['frame', 'text'] },
  { afterSeq: 17 },
  { afterSeq: 3, text: 'notes' },
];

function passes(spec: FilterSpec, one: Row, seq: number): boolean {
  const said =
    one.kind === note
      ? (JSON.parse(one.payload.toString()) as { text: string }).text
      : one.payload.toString();
  if (seq <= (spec.afterSeq ?? 0)) return false;
  if (spec.directions && one.direction !== 1) return false;
  if (spec.kinds && one.kind !== frame && one.kind !== text) return false;
  return said.toLowerCase().includes((spec.text ?? '').toLowerCase());
}

async function sameView(view: View, model: readonly Row[], seqs: readonly number[]): Promise<void> {
  await view.settled();
  expect([view.count, view.failure]).toEqual([seqs.length, null]);
  const spans = [
    [0, 30],
    [Math.floor(seqs.length / 2), 60],
    [Math.max(0, seqs.length - 20), 20],
    [seqs.length, 5],
  ] as const;
  for (const [from, length] of spans) {
    const batch = value(await view.rows(from, from + length));
    const wanted = seqs.slice(from, from + length);
    expect([batch.from, batch.total]).toEqual([Math.min(from, seqs.length), seqs.length]);
    expect(headsOf(batch)).toEqual(wanted.map((seq) => model[seq - 1]!.head.toString('hex')));
    expect(plain(batch)).toEqual(
      wanted.map((seq) => {
        const { kind, flags, direction, payload } = model[seq - 1]!;
        const shown =
          kind === note ? Buffer.from((JSON.parse(payload.toString()) as { text: string }).text) : payload;
        const size = kind === note ? 0 : payload.length;
        const preview = shown.subarray(0, kind === note ? sentenceBytes : previewBytes);
        return { seq, time: 0, kind, direction, flags, peer: 1, size, preview };
      }),
    );
    for (const [i, seq] of wanted.entries()) {
      expect([view.seqAt(from + i), view.locate(seq), view.positionOf(seq)]).toEqual([
        seq,
        from + i,
        from + i,
      ]);
      const { payload } = model[seq - 1]!;
      const read = value(await view.payload(from + i, 1, 9));
      expect([Buffer.from(read.bytes).toString(), read.total]).toEqual([
        payload.toString('latin1', 1, 9),
        payload.length,
      ]);
    }
  }
  const hidden = model.findIndex((_, i) => !seqs.includes(i + 1));
  if (hidden >= 0) expect(view.locate(hidden + 1)).toBeNull();
  expect([view.seqAt(-1), view.seqAt(seqs.length), view.locate(model.length + 1)]).toEqual([
    null,
    null,
    null,
  ]);
}

async function sameLayers(
  log: LogReader,
  model: readonly Row[],
  which: readonly FilterSpec[],
): Promise<void> {
  for (const layer of layers) {
    const shown = model.flatMap((one, i) => (one.layers.includes(layer) ? [i + 1] : []));
    expect(log.layerCount(layer)).toBe(shown.length);
    for (const filter of which) {
      const view = value(createView(log, { layer, filter }));
      await sameView(
        view,
        model,
        shown.filter((seq) => passes(filter, model[seq - 1]!, seq)),
      );
      view.close();
    }
  }
}

describe('the layers of a log', () => {
  it(
    'hold what a naive look at every row finds: live, closed, cut off and recovered',
    { timeout: 120_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(run, { maxLength: 6 }),
          fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
          fc.double({ min: 0, max: 1, noNaN: true }),
          async (runs, flushes, cut) => {
            const dir = join(scratch(), 'one');
            const log = value(await createLog(dir, header, { cacheBytes: 100_000 }));
            const session = readFileSync(join(dir, 'session.json'));
            const model: Row[] = [];
            for (const [i, rows] of runs.entries()) {
              for (const one of rows) append(log, one, model.push(one) % 2 === 0);
              if (flushes[i]) value(await log.flush());
              await sameLayers(log, model, [{}]);
            }
            await sameLayers(log, model, specs);
            const said = model.filter((one) => one.layers.includes('messages'));
            const sum = (direction: number): number =>
              said.reduce((all, one) => all + (one.direction === direction ? one.payload.length : 0), 0);
            expect([log.bytesIn, log.bytesOut]).toEqual([sum(1), sum(2)]);
            const totals = value(await log.close());
            expect([totals.messageRows, totals.wireRows]).toEqual(
              layers.map((layer) => log.layerCount(layer)),
            );

            const again = value(await openLog(dir, { cacheBytes: 50_000 }));
            expect([again.bytesIn, again.bytesOut, again.totals]).toEqual([sum(1), sum(2), totals]);
            await sameLayers(again, model, specs);
            await again.close();

            const file = readFileSync(join(dir, 'rows.wblog'));
            writeFileSync(join(dir, 'session.json'), session);
            writeFileSync(join(dir, 'rows.wblog'), file.subarray(0, Math.floor(file.length * cut)));
            value(await recoverLog(dir));
            const back = value(await openLog(dir));
            const kept = model.slice(0, back.count - 1);
            const told = value(await back.payload(back.count)).bytes;
            const recovered: Row = {
              ...life,
              kind: RowKind.recovered,
              direction: 0,
              payload: Buffer.from(told),
            };
            expect([back.totals?.messageRows, back.totals?.wireRows]).toEqual(
              layers.map((layer) => back.layerCount(layer)),
            );
            for (const layer of layers) {
              const all = [...kept, recovered];
              const shown = all.flatMap((one, i) => (one.layers.includes(layer) ? [i + 1] : []));
              const batch = value(await back.layerRows(layer, 0, all.length));
              expect([...batch.seq]).toEqual(shown);
            }
            await back.close();
          },
        ),
        { numRuns: 40, seed: 20_261_122 },
      );
    },
  );

  it('are one and the same in a log of version 1, which is opened and recovered as it is', async () => {
    // Written by version 1: a message that came in frames, a compressed one sent, a note.
    const file = hex(`
      8957424c4f470d0a 0100 2000 f27c71a1 000000000000000000000000 6e038a86
      57424b31 0100 6000 0100000000000000 0500000000000000 03000000 03000000 13000000 02000000
      02 02 00 00 01000000 01000000 02000000 02000000 1800000000800000 0000000000000000
      4000000000000000 81c74a21 00000000 7bb045da
      01000000 02000000 00000000  00000000 01000000 02000000  0200 0200 0f00  0000 0100 0200  03 04 2f  09 12 00
      4869 817e 7b2274657874223a226c656674227d  000000`);
    const dir = join(scratch(), 'one');
    mkdirSync(dir);
    writeFileSync(join(dir, 'rows.wblog'), file);
    const session = { format: 'wirebench-session', version: 1, ...header, totals: null };
    writeFileSync(join(dir, 'session.json'), JSON.stringify(session));
    const wanted = [
      [1, text, 1, fragmented, 1, 2, '4869'],
      [2, binary, 2, compressed, 2, 2, '817e'],
      [3, note, 0, 0, 0, 0, Buffer.from('left').toString('hex')],
    ];
    const shown = async (log: LogReader, layer: Layer): Promise<unknown[]> => {
      const batch = value(await log.layerRows(layer, 0, 3));
      expect(headsOf(batch)).toEqual(['', '', '']);
      return plain(batch).map((one) => {
        const { seq, kind, direction, flags, peer, size, preview } = one;
        return [seq, kind, direction, flags, peer, size, preview.toString('hex')];
      });
    };
    const log = value(await openLog(dir));
    for (const layer of layers) {
      expect(log.layerCount(layer)).toBe(3);
      expect(await shown(log, layer)).toEqual(wanted);
    }
    expect([log.bytesIn, log.bytesOut, log.recovered]).toEqual([2, 2, null]);
    await log.close();
    expect(value(await recoverLog(dir))).toMatchObject({ rows: 4, droppedBytes: 0 });
    const cut = readFileSync(join(dir, 'rows.wblog'));
    expect(cut.subarray(0, file.length)).toEqual(file);
    // What is added to it is of its version: the app that wrote it still reads all of it.
    expect(cut.readUInt16LE(file.length + 4)).toBe(1);
    const again = value(await openLog(dir));
    expect([again.count, again.recovered, again.totals?.messageRows]).toEqual([4, null, 4]);
    expect(await shown(again, 'wire')).toEqual(wanted);
    await again.close();
  });

  it('read totals of before there were layers as all rows in both', async () => {
    const dir = join(scratch(), 'one');
    const log = value(await createLog(dir, header));
    log.append({ kind: text, direction: 1, peer: 1, time: 0, payload: hex('4869') });
    value(await log.close());
    const path = join(dir, 'session.json');
    const session = JSON.parse(readFileSync(path, 'utf8')) as { totals: Record<string, unknown> };
    delete session.totals['messageRows'];
    delete session.totals['wireRows'];
    writeFileSync(path, JSON.stringify(session));
    const again = value(await openLog(dir));
    expect(again.totals).toMatchObject({ rows: 1, messageRows: 1, wireRows: 1 });
    await again.close();
  });
});

describe('the bits of a block header', () => {
  it('are counted and passed over as a list of booleans would be', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), (bits) => {
        const set = [...bits].flatMap((byte) => Array.from({ length: 8 }, (_, i) => ((byte >> i) & 1) === 1));
        for (let end = 0; end <= set.length; end++)
          expect(countBits(bits, end)).toBe(set.slice(0, end).filter(Boolean).length);
        const clear = set.flatMap((one, i) => (one ? [] : [i]));
        expect(clear.map((_, n) => nthClear(bits, n))).toEqual(clear);
      }),
      { seed: 1 },
    );
  });
});
