import { afterEach, describe, expect, it } from 'vitest';
import { RowFlag, RowKind } from '../../contract/row.js';
import type { DifferenceSpec } from '../../contract/index.js';
import { clearScratch, value } from '../log/fixture.js';
import type { RecordedSession } from '../recorded-session.js';
import { Difference } from './difference.js';
import { exportPairs } from './export-pairs.js';
import type { PairFormat } from './export-pairs.js';
import { recorded, specOf } from './fixture.js';
import type { TestRow } from './fixture.js';
import { readPairs } from './pairs.js';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  clearScratch();
});

type Rows = readonly (string | TestRow)[];
type Changes = Partial<Omit<DifferenceSpec, 'left' | 'right'>>;

async function sessions(left: Rows, right: Rows): Promise<[RecordedSession, RecordedSession]> {
  const both: [RecordedSession, RecordedSession] = [
    await recorded('left', left),
    await recorded('right', right),
  ];
  for (const one of both) closers.push(() => one.close());
  return both;
}

async function compare(left: Rows, right: Rows, changes: Changes = {}): Promise<Difference> {
  const [one, other] = await sessions(left, right);
  const difference = value(Difference.begin(one, other, specOf(one, other, changes)));
  closers.push(() => difference.close());
  await difference.settled();
  return difference;
}

const signs = ['=', '~', '-', '+', '>'];

/** Pairs as `=text|text`. */
async function shown(difference: Difference, list: 'all' | 'different' = 'all'): Promise<string[]> {
  const pairs = value(await readPairs(difference, list, 0, 256));
  const text = (side: 'left' | 'right', i: number): string => {
    const at = pairs[side][i] ?? -1;
    const rows = pairs[`${side}Rows`];
    if (at < 0) return '';
    return Buffer.from(rows.previews.subarray(rows.previewAt[at], rows.previewAt[at + 1])).toString();
  };
  return Array.from(pairs.state, (state, i) => `${signs[state]}${text('left', i)}|${text('right', i)}`);
}

describe('a difference of two sessions', () => {
  it('aligns by order: what was put in moves nothing else', async () => {
    const difference = await compare(['a', 'b', 'c 1', 'd'], ['a', 'new', 'b', 'c 2', 'd']);
    expect(await shown(difference)).toEqual(['=a|a', '+|new', '=b|b', '~c 1|c 2', '=d|d']);
    expect(await shown(difference, 'different')).toEqual(['+|new', '~c 1|c 2']);
    expect(difference.facts).toMatchObject({
      stage: 'done',
      totals: { same: 3, changed: 1, left: 0, right: 1, moved: 0 },
      pairs: 5,
      differences: 2,
      map: { width: 1, changed: Uint32Array.of(0, 0, 0, 1, 0), right: Uint32Array.of(0, 1, 0, 0, 0) },
    });
  });

  it('never pairs what was sent with what was received', async () => {
    expect(await shown(await compare(['a'], ['<a']))).toEqual(['-a|', '+|a']);
  });

  it('pairs a message of one protocol with that of another, and says that it differs', async () => {
    expect(await shown(await compare(['a'], [{ text: 'a', kind: RowKind.chunk }]))).toEqual(['~a|a']);
  });

  it('tells rows apart by flags, heads of frames and peers where these count', async () => {
    const off = { flags: false, heads: false, peers: false };
    const compressed: Rows = [{ text: 'a', flags: RowFlag.compressed }];
    expect(await shown(await compare(['a'], compressed))).toEqual(['~a|a']);
    expect(await shown(await compare(['a'], compressed, { counts: off }))).toEqual(['=a|a']);
    expect(await shown(await compare(['a'], [{ text: 'a', flags: RowFlag.automatic }]))).toEqual(['=a|a']);

    const head = (...bytes: number[]): Rows => [{ text: 'a', head: Uint8Array.from(bytes) }];
    const wire: Changes = { layer: 'wire' };
    const masked = head(0x81, 0x81, 1, 2, 3, 4);
    expect(await shown(await compare(masked, head(0x81, 0x81, 5, 6, 7, 8), wire))).toEqual(['=a|a']);
    expect(await shown(await compare(masked, head(0x81, 0x01), wire))).toEqual(['~a|a']);
    expect(await shown(await compare(masked, head(0x81, 0x01)))).toEqual(['=a|a']);
    expect(await shown(await compare(masked, head(0x81, 0x01), { ...wire, counts: off }))).toEqual(['=a|a']);

    const said = (...peers: number[]): Rows => peers.map((peer, i) => ({ text: `m ${i}`, peer }));
    const byPeer: Changes = { counts: { ...off, peers: true } };
    expect(await shown(await compare(said(1, 2, 1), said(9, 4, 9), byPeer))).toEqual([
      '=m 0|m 0',
      '=m 1|m 1',
      '=m 2|m 2',
    ]);
    const other = await compare(said(1, 2, 1), said(9, 4, 4), byPeer);
    expect(await shown(other)).toEqual(['=m 0|m 0', '=m 1|m 1', '~m 2|m 2']);
    expect(value(await readPairs(other, 'different', 0, 9))).toMatchObject({
      leftPeer: Uint32Array.of(1),
      rightPeer: Uint32Array.of(2),
    });
    expect(await shown(await compare(said(1, 2, 1), said(9, 4, 4)))).toEqual([
      '=m 0|m 0',
      '=m 1|m 1',
      '=m 2|m 2',
    ]);
  });

  it('leaves connects and handshakes out unless they are asked for', async () => {
    const rows: Rows = [
      { kind: RowKind.note, text: '{"text":"hello"}' },
      { kind: RowKind.request, text: 'GET / HTTP/1.1' },
      'a',
    ];
    expect(await shown(await compare(rows, ['a']))).toEqual(['=a|a']);
    expect(await shown(await compare(rows, ['a'], { life: true }))).toEqual([
      '-hello|',
      '-GET / HTTP/1.1|',
      '=a|a',
    ]);
  });

  it('aligns by time, finds what came late, and pairs what came at the same time', async () => {
    const left: Rows = [
      { text: 'tick 1', at: 0 },
      { text: 'other', at: 1_000 },
      { text: 'late', at: 2_000 },
    ];
    const right: Rows = [
      { text: 'tick 2', at: 503 },
      { text: 'tick 1', at: 1_502 },
      { text: 'late', at: 9_000 },
    ];
    const by: Changes = { align: { by: 'time' }, timing: { compare: false, tolerance: 10, offset: 500 } };
    expect(await shown(await compare(left, right, by))).toEqual([
      '>tick 1|tick 1',
      '+|tick 2',
      '-other|',
      '>late|late',
    ]);
    const near: Changes = { align: { by: 'time' }, timing: { compare: false, tolerance: 10, offset: 500 } };
    expect(await shown(await compare([{ text: 'n 1', at: 0 }], [{ text: 'n 2', at: 505 }], near))).toEqual([
      '~n 1|n 2',
    ]);
  });

  it('tells moved rows by order only where timing counts', async () => {
    const left: Rows = [{ text: 'a', at: 0 }];
    const right: Rows = [{ text: 'a', at: 100 }];
    expect(await shown(await compare(left, right))).toEqual(['=a|a']);
    const timing = { compare: true, tolerance: 50, offset: 0 };
    expect(await shown(await compare(left, right, { timing }))).toEqual(['>a|a']);
    expect(await shown(await compare(left, right, { timing: { ...timing, offset: 80 } }))).toEqual(['=a|a']);
  });

  it('aligns by a key in JSON or in bytes, whatever the order', async () => {
    const left = ['{"id":1,"v":1}', '{"id":9007199254740993,"v":2}', 'no key'];
    const right = ['{"v":2, "id":9007199254740993}', 'no key', '{"id":1,"v":5}', '{"id":3}'];
    const difference = await compare(left, right, { align: { by: 'path', path: '$.id' } });
    expect(await shown(difference)).toEqual([
      `~${left[0]}|${right[2]}`,
      `+|${right[3]}`,
      `~${left[1]}|${right[0]}`,
      '=no key|no key',
    ]);
    expect(difference.facts.left.keyless).toBe(1);
    const bytes = await compare(['A1x', 'B2x'], ['B3x', 'A1x'], {
      align: { by: 'bytes', from: 0, length: 1 },
    });
    expect(await shown(bytes)).toEqual(['=A1x|A1x', '~B2x|B3x']);
  });

  it('compares JSON by its meaning, without the paths that do not count', async () => {
    const left = ['{"t":1,"px":101.25}', '{"a":[{"id":1}]}'];
    const right = ['{ "px":101.25, "t":2 }', '{"a":[{"id":2}]}'];
    expect(await shown(await compare(left, right))).toEqual(
      left.map((one, i) => `~${one}|${right[i] ?? ''}`),
    );
    const json = { meaning: false, ignore: ['t', '$.a[*].id'] };
    expect((await compare(left, right, { json })).facts.totals).toMatchObject({ same: 2, changed: 0 });
    const meaning = { meaning: true, ignore: [] };
    const laid = await compare(['{"a":1,"b":2}'], ['{ "b":2, "a":1 }'], { json: meaning });
    expect(laid.facts.totals.same).toBe(1);
  });

  it('filters both sides, and cuts streams into messages', async () => {
    const filter = { query: 'dir:in' };
    expect(await shown(await compare(['a', '<b'], ['x', '<b'], { filter }))).toEqual(['=b|b']);
    const chunk = (text: string): TestRow => ({ text, kind: RowKind.chunk });
    const [one, other] = await sessions([chunk('on'), chunk('e\ntwo\n')], [chunk('one\n2\n')]);
    const framing = { kind: 'line', ending: 'any' } as never;
    const spec = specOf(one, other);
    const difference = value(
      Difference.begin(one, other, {
        ...spec,
        left: { ...spec.left, framing },
        right: { ...spec.right, framing },
      }),
    );
    closers.push(() => difference.close());
    await difference.settled();
    expect(await shown(difference)).toEqual(['=one|one', '~two|2']);
  });

  it('reads large payloads in pieces, and knows where they differ', async () => {
    const large = (last: number): TestRow => {
      const bytes = new Uint8Array(3 << 20).fill(65);
      bytes[bytes.length - 1] = last;
      return { bytes, kind: RowKind.binary };
    };
    const difference = await compare([large(1), large(2)], [large(1), large(3)]);
    expect(difference.facts.totals).toMatchObject({ same: 1, changed: 1 });
  });

  it('finds the differences around a position', async () => {
    const { outcome } = await compare(['a', 'b', 'c', 'd'], ['a', 'x', 'c', 'y']);
    expect(outcome?.seek(0, 0)).toEqual({ position: 1, different: 0 });
    expect(outcome?.seek(1, 1)).toEqual({ position: 3, different: 1 });
    expect(outcome?.seek(3, -1)).toEqual({ position: 1, different: 0 });
    expect(outcome?.seek(1, -1)).toBeNull();
    expect(outcome?.seek(3, 1)).toBeNull();
  });

  it('says that sessions without rows have none, and that equal ones are equal', async () => {
    expect((await compare([], [])).facts).toMatchObject({ stage: 'done', pairs: 0, differences: 0 });
    expect((await compare(['a', 'b'], ['a', 'b'])).facts).toMatchObject({ pairs: 2, differences: 0 });
  });

  it('refuses paths and filters that cannot be read, before anything is', async () => {
    const [one, other] = await sessions(['a'], ['a']);
    const begin = (changes: Changes) => Difference.begin(one, other, specOf(one, other, changes));
    expect(begin({ json: { meaning: false, ignore: ['$.'] } })).toMatchObject({
      error: { code: 'difference.path', detail: { offset: 2 } },
    });
    expect(begin({ align: { by: 'path', path: '$..' } })).toMatchObject({
      error: { code: 'correlation.path' },
    });
    expect(begin({ filter: { query: 'dir:sideways' } })).toMatchObject({ error: { code: 'filter.invalid' } });
    expect(one.held || other.held).toBe(false);
  });

  it('lets both sessions go when it is closed, also under way', async () => {
    const [one, other] = await sessions(['a'], ['a']);
    const difference = value(Difference.begin(one, other, specOf(one, other)));
    expect(difference.ready()).toMatchObject({ error: { code: 'difference.unfinished' } });
    expect(one.held && other.held).toBe(true);
    await difference.close();
    expect(one.held || other.held).toBe(false);
    expect(await readPairs(difference, 'all', 0, 9)).toMatchObject({ ok: false });
  });
});

describe('an export of a difference', () => {
  async function exported(
    difference: Difference,
    format: PairFormat,
    list: 'all' | 'different',
    secrets: readonly string[] = [],
  ): Promise<string> {
    let text = '';
    for await (const piece of exportPairs(difference, list, format, secrets))
      text += Buffer.from(value(piece).data).toString();
    return text;
  }

  const left: Rows = ['same', '{"id":9007199254740993,"px":1}', 'gone', 'abc 1', 'z'];
  const right: Rows = ['same', '{"id":9007199254740993,"px":2,"n":null}', '<came', 'abc 22', 'z'];

  it.each(['text', 'jsonl'] as const)('covers values of secrets in %s', async (format) => {
    const difference = await compare(
      ['{"key":"open-sesame","n":1}', 'only open-sesame'],
      ['{"key":"open-sesame-2","n":2}', 'other'],
    );
    expect(await exported(difference, format, 'all')).toContain('open-sesame');
    const covered = await exported(difference, format, 'all', ['open-sesame']);
    expect(covered).not.toContain('open-sesame');
    expect(covered).toContain('***');
  });

  it('tells in text what differs', async () => {
    const text = await exported(await compare(left, right), 'text', 'different');
    expect(text.split('\n').slice(2)).toEqual([
      '= 2 same  ~ 2 changed  - 1 only left  + 1 only right  > 0 moved in time',
      '',
      '~ #2 | #2  → text 30 B / 39 B  ',
      '    $.px: 1 → 2',
      '    $.n: (nothing) → null',
      '- #3 | ·  → text 4 B  gone',
      '+ · | #3  ← text 4 B  came',
      '~ #4 | #4  → text 5 B / 6 B  ',
      '    - abc 1',
      '    + abc 22',
      '',
    ]);
  });

  it('tells what differs besides the bytes', async () => {
    const difference = await compare(['a'], [{ text: 'a', kind: RowKind.binary, flags: RowFlag.fragmented }]);
    const text = await exported(difference, 'text', 'different');
    expect(text.split('\n').slice(5, 7)).toEqual(['    Kind: text → binary', '    Flags: none → fragmented']);
    expect(JSON.parse(await exported(difference, 'jsonl', 'different'))).toMatchObject({
      facts: [
        { name: 'Kind', left: 'text', right: 'binary' },
        { name: 'Flags', left: 'none', right: 'fragmented' },
      ],
    });
  });

  it('tells in JSON lines by path or by byte, with every digit', async () => {
    const lines = (await exported(await compare(left, right), 'jsonl', 'all')).trim().split('\n');
    const rows = lines.map((line): unknown => JSON.parse(line));
    expect(rows).toHaveLength(6);
    expect(rows[1]).toMatchObject({
      pair: 2,
      state: 'changed',
      left: { seq: 2, dir: 'out', kind: 'text', length: 30 },
      json: [
        { kind: 'changed', left: '$.px', right: '$.px', was: '1', is: '2' },
        { kind: 'added', left: null, right: '$.n', was: null, is: 'null' },
      ],
    });
    expect(rows.at(-2)).toMatchObject({ state: 'changed', bytes: [[4, 5, 4, 6]] });
    expect(rows.at(-1)).toMatchObject({ state: 'same' });
  });
});
