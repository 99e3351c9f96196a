import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { FilterSpec } from '../../contract/session.js';
import { RowKind } from '../../contract/row.js';
import { clearScratch, header, plain, randomFrom, scratch, value } from './fixture.js';
import { Marks, type SessionLog, type View, type ViewSpec, createLog, createView } from './index.js';

afterEach(clearScratch);

async function open(): Promise<{ log: SessionLog; marks: Marks; view: (spec?: ViewSpec) => View }> {
  const dir = join(scratch(), 'one');
  const log = value(await createLog(dir, header));
  const marks = new Marks(dir);
  const view = (spec: ViewSpec = {}): View =>
    value(createView(log, { ...spec, filter: { ...spec.filter, marked: true } }, marks));
  return { log, marks, view };
}

function add(log: SessionLog, payload: string, kind: RowKind = RowKind.text, peer = 1): number {
  return log.append({ kind, direction: 1, peer, time: 0, payload: Buffer.from(payload) });
}

const mark = async (marks: Marks, ...seqs: number[]): Promise<void> =>
  void value(await marks.change(seqs.map((seq) => ({ seq, marked: true }))));
const unmark = async (marks: Marks, ...seqs: number[]): Promise<void> =>
  void value(await marks.change(seqs.map((seq) => ({ seq, marked: false }))));

const said = async (view: View): Promise<string[]> => {
  await view.settled();
  expect([view.done, view.failure]).toEqual([true, null]);
  return plain(value(await view.rows(0, view.count + 5))).map(({ preview }) => preview.toString());
};

describe('a view of marked rows', () => {
  it('grows and shrinks as marks come and go, and says that places have changed', async () => {
    const { log, marks, view: make } = await open();
    for (const text of ['one', 'two', 'three', 'four']) add(log, text);
    const view = make();
    expect(await said(view)).toEqual([]);
    let told = 0;
    view.onChange(() => told++);
    await mark(marks, 4, 2);
    expect(await said(view)).toEqual(['two', 'four']);
    expect([view.generation, told]).toEqual([1, 1]);
    await unmark(marks, 2);
    await mark(marks, 1);
    expect(await said(view)).toEqual(['one', 'four']);
    expect([view.generation, told]).toEqual([3, 3]);
    expect([view.seqAt(1), view.locate(4), view.locate(2), view.positionOf(2)]).toEqual([4, 1, null, 1]);
    expect(Buffer.from(value(await view.payload(1)).bytes).toString()).toBe('four');
    expect(await view.payload(2)).toMatchObject({ error: { code: 'log.no-row' } });
    view.close();
    await mark(marks, 3);
    expect(told).toBe(3);
    await log.close();
  });

  it('keeps its places and is silent while rows come that nobody has marked', async () => {
    const { log, marks, view: make } = await open();
    add(log, 'one');
    await mark(marks, 1);
    const view = make();
    let told = 0;
    view.onChange(() => told++);
    for (let n = 0; n < 100; n++) add(log, 'more');
    value(await log.flush());
    expect(await said(view)).toEqual(['one']);
    expect([view.generation, told]).toEqual([0, 0]);
    await mark(marks, 101);
    expect(await said(view)).toEqual(['one', 'more']);
    view.close();
    await log.close();
  });

  it('is empty for a log that was opened without its marks', async () => {
    const { log } = await open();
    add(log, 'one');
    const view = value(createView(log, { filter: { marked: true } }));
    expect(await said(view)).toEqual([]);
    view.close();
    await log.close();
  });

  it('leaves to the rest of the filter what it leaves out, whatever the order of rows and marks', async () => {
    const { log, marks, view: make } = await open();
    const specs: FilterSpec[] = [
      {},
      { text: 'a' },
      { kinds: ['binary'], peer: 2 },
      { afterSeq: 40, directions: ['in'] },
      { text: 'b', peer: 1 },
    ];
    const views = specs.map((filter) => make({ filter }));
    const random = randomFrom(7);
    const rows: { text: string; kind: RowKind; peer: number }[] = [];
    const marked = new Set<number>();
    for (let round = 0; round < 25; round++) {
      for (let n = random() * 12; n > 0; n--) {
        const row = {
          text: ['a', 'b', 'ab', 'c'][Math.floor(random() * 4)] ?? '',
          kind: random() < 0.5 ? RowKind.text : RowKind.binary,
          peer: random() < 0.5 ? 1 : 2,
        };
        rows.push(row);
        add(log, row.text, row.kind, row.peer);
      }
      for (let n = random() * 6; n > 0 && rows.length > 0; n--) {
        const seq = 1 + Math.floor(random() * rows.length);
        if (marked.has(seq)) await unmark(marks, seq);
        else await mark(marks, seq);
        if (!marked.delete(seq)) marked.add(seq);
      }
      for (const [i, spec] of specs.entries()) {
        const view = views[i]!;
        await view.settled();
        const wanted = [...marked]
          .sort((a, b) => a - b)
          .filter((seq) => {
            const row = rows[seq - 1]!;
            return (
              (spec.text === undefined || row.text.includes(spec.text)) &&
              (spec.kinds === undefined || row.kind === RowKind.binary) &&
              (spec.peer == null || spec.peer === row.peer) &&
              seq > (spec.afterSeq ?? 0)
            );
          });
        const batch = value(await view.rows(0, 1_000));
        expect(plain(batch).map(({ seq }) => seq)).toEqual(wanted);
        expect(batch.total).toBe(wanted.length);
        expect(wanted.map((seq) => view.locate(seq))).toEqual(wanted.map((_, at) => at));
      }
    }
    for (const view of views) view.close();
    await log.close();
  });

  it('shows every message that begins in a marked row, and those under way', async () => {
    const { log, marks, view: make } = await open();
    const chunks = ['one\ntw', 'o\nthree\n', 'fo', 'ur'];
    for (const text of chunks) add(log, text, RowKind.chunk);
    await mark(marks, 1, 3);
    const view = make({ framing: { kind: 'line' } });
    expect(await said(view)).toEqual(['one', 'two', 'four']);
    expect([view.count, view.fixed]).toEqual([3, 2]);
    await unmark(marks, 1);
    await mark(marks, 2);
    expect(await said(view)).toEqual(['three', 'four']);
    // The row that ends one message and begins the next shows the one that begins in it.
    expect([view.locate(2), view.locate(1), view.seqAt(0)]).toEqual([0, null, 2]);
    add(log, '\nfive\n', RowKind.chunk);
    value(await log.flush());
    expect(await said(view)).toEqual(['three', 'four']);
    expect(view.fixed).toBe(2);
    await unmark(marks, 2, 3);
    expect(await said(view)).toEqual([]);
    view.close();
    await log.close();
  });
});
