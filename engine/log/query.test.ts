import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { type FilterNode, formatFilter, type JsonPathStep } from '../../codec/index.js';
import { RowFlag, RowKind, isLife, kindName } from '../../contract/row.js';
import type { ViewSpec } from './view.js';
import { clearScratch, header, plain, scratch, value } from './fixture.js';
import { type LogReader, Marks, measureSlices, type View, createLog, createView, openLog } from './index.js';

afterEach(clearScratch);

interface Known {
  readonly seq: number;
  readonly time: number;
  readonly kind: number;
  readonly direction: number;
  readonly flags: number;
  readonly peer: number;
  readonly payload: Buffer;
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const order: Record<string, (a: number | string, b: number | string) => boolean> = {
  '=': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

/** Values at a path of what JSON says, as plainly as it can be had. */
function at(whole: unknown, path: readonly JsonPathStep[]): unknown[] {
  let found = [whole];
  for (const step of path) {
    found = found.flatMap((one) => {
      if (typeof one !== 'object' || one === null) return [];
      if ('every' in step) return Object.values(one) as unknown[];
      if ('index' in step)
        return Array.isArray(one) && step.index < one.length ? [one[step.index] as unknown] : [];
      return !Array.isArray(one) && Object.hasOwn(one, step.key)
        ? [(one as Record<string, unknown>)[step.key]]
        : [];
    });
  }
  return found;
}

function naive(node: FilterNode, row: Known, marked: ReadonlySet<number>): boolean {
  const sentence = (): Buffer => Buffer.from((JSON.parse(row.payload.toString()) as { text: string }).text);
  const said = isLife(row.kind) ? sentence() : row.payload;
  switch (node.op) {
    case 'and':
      return node.of.every((one) => naive(one, row, marked));
    case 'or':
      return node.of.some((one) => naive(one, row, marked));
    case 'not':
      return !naive(node.of, row, marked);
    case 'dir':
      return node.values.some((one) => one === ['none', 'in', 'out'][row.direction]);
    case 'kind':
      return node.values.includes(kindName(row.kind));
    case 'peer':
      return node.values.includes(row.peer);
    case 'len':
      return !isLife(row.kind) && order[node.is]!(row.payload.length, node.value);
    case 'time':
      return order[node.is]!(row.time, node.value);
    case 'is':
      if (node.value === 'marked') return marked.has(row.seq);
      if (node.value === 'error') return ['error', 'reset', 'missedPong'].includes(kindName(row.kind));
      return (row.flags & RowFlag[node.value]) !== 0;
    case 'close':
      if (row.kind === RowKind.close)
        return node.values.includes(row.payload.length < 2 ? 1005 : row.payload.readUInt16BE(0));
      return (
        row.kind === RowKind.end &&
        node.values.includes((JSON.parse(row.payload.toString()) as { code: number }).code)
      );
    case 'text':
      return said
        .toString('latin1')
        .toLowerCase()
        .includes(Buffer.from(node.value).toString('latin1').toLowerCase());
    case 'pattern':
      return new RegExp(node.source, `${node.flags}u`).test(decoder.decode(said));
    case 'hex': {
      const hex = said.toString('hex');
      const wanted = new RegExp(
        `^(..)*?${node.bytes.map((one) => (one < 0 ? '..' : one.toString(16).padStart(2, '0'))).join('')}`,
      );
      return wanted.test(hex);
    }
    case 'json': {
      let whole: unknown;
      try {
        whole = JSON.parse(decoder.decode(said));
      } catch {
        return false;
      }
      const { test } = node;
      return at(whole, node.path).some((one) => {
        if (test === null) return true;
        const scalar = typeof one !== 'object' || one === null;
        if (test.is === '~')
          return (
            scalar &&
            new RegExp(test.source, `${test.flags}u`).test(`${one as string | number | boolean | null}`)
          );
        const kind =
          one === null || typeof one === 'boolean' ? String(one) : scalar ? typeof one : 'container';
        if (kind !== test.value.kind) return test.is === '!=';
        if (kind === 'number') return order[test.is]!(one as number, Number(test.value.text));
        return kind === 'string' ? order[test.is]!(one as string, test.value.text) : test.is === '=';
      });
    }
  }
}

const words = fc.constantFrom('tick', 'TOCK', 'é', 'xx', 'er', '42', '"a"');
const jsonText = fc
  .record({
    type: fc.constantFrom('tick', 'tock', 7, null),
    a: fc.array(fc.oneof(fc.nat(9), fc.boolean(), fc.constant('tick'), fc.constant({ b: 3 })), {
      maxLength: 3,
    }),
  })
  .map((one) => JSON.stringify(one));
const content: fc.Arbitrary<Buffer> = fc.oneof(
  { weight: 6, arbitrary: fc.array(words, { maxLength: 4 }).map((all) => Buffer.from(`~${all.join(' ')}`)) },
  { weight: 6, arbitrary: jsonText.map((text) => Buffer.from(text)) },
  { weight: 4, arbitrary: fc.uint8Array({ maxLength: 12 }).map((bytes) => Buffer.from([0x7e, ...bytes])) },
  { weight: 2, arbitrary: jsonText.map((text) => Buffer.from(`${' '.repeat(40_000)}${text}`)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(1_048_570, 1_200_000).map((n) => Buffer.from(`${'z'.repeat(n)} tick 42 tock`)),
  },
);
const { text, binary, ping, close, chunk, end, error, reset, note } = RowKind;
const row = fc.record({
  kind: fc.constantFrom(text, text, text, binary, ping, close, chunk, chunk, end, error, reset, note),
  direction: fc.constantFrom(1 as const, 2 as const),
  flags: fc.constantFrom(0, 0, RowFlag.automatic, RowFlag.invalid, RowFlag.partial),
  peer: fc.integer({ min: 1, max: 3 }),
  time: fc.nat(9),
  content,
  code: fc.constantFrom(1000, 1006),
});
type Drawn = typeof row extends fc.Arbitrary<infer T> ? T : never;

/** What is stored of a drawn row: a life row holds JSON, a close frame its code. */
function stored({ kind, content: said, code }: Drawn): Buffer {
  if (kind === close) return code === 1006 ? Buffer.alloc(0) : Buffer.from([code >> 8, code & 255, 0x21]);
  return isLife(kind)
    ? Buffer.from(JSON.stringify({ text: said.toString('latin1').slice(0, 100), code }))
    : said;
}

const is = fc.constantFrom(
  '=' as const,
  '!=' as const,
  '<' as const,
  '<=' as const,
  '>' as const,
  '>=' as const,
);
const pattern = fc.constantFrom('t[io]ck', '^~', '\\d+$', 'x{2}|é', '\\btick\\b', '^$');
const leaf: fc.Arbitrary<FilterNode> = fc.oneof(
  fc
    .subarray(['in', 'out', 'none'] as const, { minLength: 1 })
    .map((values) => ({ op: 'dir' as const, values })),
  fc
    .subarray(['text', 'chunk', 'close', 'error', 'note'], { minLength: 1 })
    .map((values) => ({ op: 'kind' as const, values })),
  fc.subarray([1, 2, 3], { minLength: 1 }).map((values) => ({ op: 'peer' as const, values })),
  fc.constantFrom(1000, 1005, 1006).map((one) => ({ op: 'close' as const, values: [one] })),
  fc
    .tuple(is, fc.constantFrom(0, 5, 13, 40_000, 1_048_576))
    .map(([how, n]) => ({ op: 'len' as const, is: how, value: n })),
  fc.tuple(is, fc.nat(9)).map(([how, n]) => ({ op: 'time' as const, is: how, value: n })),
  fc
    .constantFrom(
      'error' as const,
      'marked' as const,
      'invalid' as const,
      'automatic' as const,
      'partial' as const,
    )
    .map((one) => ({ op: 'is' as const, value: one })),
  words.map((one) => ({ op: 'text' as const, value: one })),
  fc
    .tuple(pattern, fc.constantFrom('', 'i'))
    .map(([source, flags]) => ({ op: 'pattern' as const, source, flags })),
  fc
    .constantFrom([0x74, -1, 0x63], [0x7e], [0, -1], [0x34, 0x32])
    .map((bytes) => ({ op: 'hex' as const, bytes })),
  fc
    .tuple(
      fc.constantFrom<JsonPathStep[][]>(
        [],
        [{ key: 'type' }],
        [{ key: 'a' }, { every: true }],
        [{ key: 'a' }, { index: 1 }],
        [{ key: 'a' }, { every: true }, { key: 'b' }],
      ),
      fc.oneof(
        fc.constant(null),
        fc
          .tuple(is, fc.constantFrom('3', '7.0', '0.7e1'))
          .map(([how, one]) => ({ is: how, value: { kind: 'number' as const, text: one } })),
        fc
          .tuple(is, fc.constantFrom('tick', 'u'))
          .map(([how, one]) => ({ is: how, value: { kind: 'string' as const, text: one } })),
        fc
          .constantFrom('null' as const, 'true' as const)
          .map((kind) => ({ is: '=' as const, value: { kind, text: '' } })),
        fc.constant({ is: '~' as const, source: '^t', flags: 'i' }),
      ),
    )
    .map(([path, test]) => ({ op: 'json' as const, path, test })),
);
const { node: anyNode } = fc.letrec<{ node: FilterNode }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3 },
    leaf,
    tie('node').map((of) => ({ op: 'not' as const, of })),
    fc
      .tuple(
        fc.constantFrom('and' as const, 'or' as const),
        fc.array(tie('node'), { minLength: 2, maxLength: 3 }),
      )
      .map(([op, of]) => ({ op, of })),
  ),
}));

/** All that a view shows, with whole payloads. */
async function rowsOf(view: View): Promise<Known[]> {
  await view.settled();
  expect(view.failure).toBeNull();
  const rows = plain(value(await view.rows(0, view.count)));
  const all: Known[] = [];
  for (const [i, one] of rows.entries()) {
    all.push({ ...one, payload: Buffer.from(value(await view.payload(i)).bytes) });
  }
  return all;
}

async function sameAsNaive(
  log: LogReader,
  marks: Marks,
  spec: ViewSpec,
  nodes: readonly FilterNode[],
  marked: ReadonlySet<number>,
): Promise<void> {
  const base = value(createView(log, spec));
  const all = await rowsOf(base);
  base.close();
  for (const node of nodes) {
    const query = formatFilter(node);
    const view = value(createView(log, { ...spec, filter: { query } }, marks));
    const found = await rowsOf(view);
    const wanted = all.filter((one) => naive(node, one, marked));
    expect([query, found.map(({ seq, payload }) => [seq, payload.length])]).toEqual([
      query,
      wanted.map(({ seq, payload }) => [seq, payload.length]),
    ]);
    view.close();
  }
}

describe('a query', () => {
  it(
    'finds what a naive look at every row finds, in rows and in framed messages',
    { timeout: 120_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(row, { maxLength: 40 }),
          fc.array(anyNode, { minLength: 6, maxLength: 6 }),
          async (rows, nodes) => {
            const dir = join(scratch(), 'one');
            const log = value(await createLog(dir, header, { cacheBytes: 100_000 }));
            const marks = new Marks(dir);
            for (const one of rows) {
              const { kind, direction, flags, peer, time } = one;
              const about = { kind, flags, peer, time, payload: stored(one) };
              log.append({ ...about, direction: isLife(kind) ? 0 : direction });
            }
            value(await log.flush());
            const marked = new Set(rows.map((_, i) => i + 1).filter((seq) => seq % 3 === 0));
            value(await marks.change([...marked].map((seq) => ({ seq, marked: true, comment: '' }))));
            await sameAsNaive(log, marks, {}, nodes, marked);
            await sameAsNaive(log, marks, { framing: { kind: 'delimiter', delimiter: '20' } }, nodes, marked);
            await sameAsNaive(log, marks, { framing: { kind: 'slip' } }, nodes, marked);
            value(await log.close());
            const again = value(await openLog(dir, { cacheBytes: 50_000 }));
            await sameAsNaive(again, marks, {}, nodes, marked);
            await again.close();
          },
        ),
        { numRuns: 40, seed: 20_261_121 },
      );
    },
  );

  it('that cannot be read is refused with its place', async () => {
    const log = value(await createLog(join(scratch(), 'one'), header));
    const view = createView(log, { filter: { query: 'dir:in len>x' } });
    expect(view).toMatchObject({ ok: false, error: { code: 'filter.invalid', detail: { offset: 11 } } });
    value(await log.close());
  });

  it('looks anew when marks change that it denies', async () => {
    const dir = join(scratch(), 'one');
    const log = value(await createLog(dir, header));
    const marks = new Marks(dir);
    for (let n = 0; n < 5; n++) {
      log.append({ kind: text, direction: 1, peer: 1, time: n, payload: Buffer.from(`tick ${n}`) });
    }
    const view = value(createView(log, { filter: { query: 'not is:marked' } }, marks));
    await view.settled();
    const before = view.generation;
    expect(view.count).toBe(5);
    value(await marks.change([{ seq: 2, marked: true }]));
    await view.settled();
    expect([view.count, view.locate(2), view.generation > before]).toEqual([4, null, true]);
    view.close();
    value(await log.close());
  });

  it('gives the loop its turns whatever the pattern and the payload', { timeout: 120_000 }, async () => {
    const log = value(await createLog(join(scratch(), 'one'), header));
    const noise = Buffer.alloc(300_000);
    for (let i = 0, state = 7; i < noise.length; i++) {
      state = (state * 1_103_515_245 + 12_345) & 0x7fffffff;
      noise[i] = (state & 0x10000) === 0 ? 0x61 : 0x62;
    }
    log.append({ kind: text, direction: 1, peer: 1, time: 0, payload: noise });
    value(await log.flush());
    const view = value(createView(log, { filter: { query: 'text~/[ab]*a[ab]{14}c/' } }));
    let turns = 0;
    let over = false;
    const count = (): void => {
      turns++;
      if (!over) setImmediate(count);
    };
    setImmediate(count);
    // Work is counted and not timed: a millisecond goes by between two looks at the clock, of which four are a slice.
    let looks = 0;
    const off = measureSlices({ now: () => ++looks });
    await view.settled();
    off();
    over = true;
    expect([view.count, view.failure]).toEqual([0, null]);
    // The pattern costs some 16 states a byte: whatever is asked for is done in many small pieces.
    expect(looks).toBeGreaterThan(300);
    expect(turns).toBeGreaterThan(looks / 8);
    view.close();
    value(await log.close());
  });
});
