import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseEscapes } from '../../codec/index.js';
import { Direction, RowFlag, RowKind } from '../../contract/index.js';
import type { ExportFormatId, Result } from '../../contract/index.js';
import { createLog, createView } from '../log/index.js';
import type { SessionLog, View, ViewSpec } from '../log/index.js';
import { exportRows } from './export.js';
import { factsFor } from './test-facts.js';
import { isoTime } from './row.js';

const origin = Date.UTC(2026, 10, 21, 14, 2, 33);
let directory: string;
let log: SessionLog;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'wirebench-export-'));
  const header = {
    id: 'x',
    name: 'x',
    app: '0',
    createdAt: '2026-11-21T14:02:33Z',
    clockOrigin: origin,
    connection: null,
  };
  log = valueOf(await createLog(join(directory, 'log'), header));
});

afterEach(async () => {
  await log.close();
  await rm(directory, { recursive: true, force: true });
});

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

function add(payload: string | Uint8Array, kind: RowKind = RowKind.text, flags = 0): void {
  const bytes = typeof payload === 'string' ? new TextEncoder().encode(payload) : payload;
  log.append({ kind, direction: Direction.in, peer: 1, time: 120_456_789, payload: bytes, flags });
}

function view(spec: ViewSpec = {}): View {
  return valueOf(createView(log, spec));
}

async function written(
  format: ExportFormatId,
  of: View = view(),
  range?: { from: number; to: number },
  marks?: Map<number, string>,
) {
  const said = { commentOf: (seq: number) => marks?.get(seq) ?? null };
  const facts = factsFor({ clockOrigin: origin });
  const pieces: Uint8Array[] = [];
  let rows = 0;
  for await (const piece of exportRows({ view: of, log, facts, marks: said }, format, { range })) {
    pieces.push(valueOf(piece).data);
    rows = valueOf(piece).rows;
  }
  return { text: Buffer.concat(pieces).toString('utf8'), rows, pieces };
}

describe('JSON lines', () => {
  it('writes an object a row with every field, payloads in base64', async () => {
    add('hello', RowKind.text, RowFlag.automatic | RowFlag.compressed);
    expect((await written('jsonl')).text).toBe(
      '{"seq":1,"time":"2026-11-21T14:02:33.120456789Z","offsetNs":120456789,"dir":"in","kind":"text",' +
        '"flags":["automatic","compressed"],"peer":1,"length":5,"payload":"aGVsbG8="}\n',
    );
  });

  it('gives rows of life an empty payload and their detail', async () => {
    log.appendLife(RowKind.connect, 0, 5, { text: 'connected', ms: 3 });
    expect(JSON.parse((await written('jsonl')).text)).toMatchObject({
      dir: 'none',
      kind: 'connect',
      length: 0,
      payload: '',
      detail: { text: 'connected', ms: 3 },
    });
  });

  it('writes a large payload whole, in pieces of bounded size', async () => {
    const payload = Uint8Array.from({ length: 3_000_001 }, (_, i) => (i * 7) & 255);
    add(payload, RowKind.binary);
    add('after');
    const { text, rows, pieces } = await written('jsonl');
    const [first = '', second = ''] = text.trimEnd().split('\n');
    expect(Buffer.from((JSON.parse(first) as { payload: string }).payload, 'base64').equals(payload)).toBe(
      true,
    );
    expect(JSON.parse(second)).toMatchObject({ seq: 2, payload: 'YWZ0ZXI=' });
    expect(rows).toBe(2);
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(512 * 1_024);
  });

  it('writes every row of many, in order', async () => {
    for (let n = 0; n < 2_500; n++) add(`${n}`);
    const { text, rows } = await written('jsonl');
    const seqs = text
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { seq: number }).seq);
    expect(seqs).toEqual(Array.from({ length: 2_500 }, (_, i) => i + 1));
    expect(rows).toBe(2_500);
  });

  it('writes the rows of a filter, all that were logged when it began', async () => {
    for (let n = 0; n < 5_000; n++) add(n % 100 === 0 ? 'needle' : 'hay');
    const filtered = view({ filter: { text: 'needle' } });
    expect((await written('jsonl', filtered)).rows).toBe(50);
    filtered.close();
  });

  it('writes messages as a framing cuts them', async () => {
    add('one\ntw', RowKind.chunk);
    add('o\n', RowKind.chunk);
    const framed = view({ framing: { kind: 'line' } });
    const lines = (await written('jsonl', framed)).text.trimEnd().split('\n');
    const payloads = lines.map((line) =>
      Buffer.from((JSON.parse(line) as { payload: string }).payload, 'base64'),
    );
    expect(payloads.map(String)).toEqual(['one', 'two']);
    framed.close();
  });

  it('writes a range alone', async () => {
    for (const text of ['a', 'b', 'c', 'd']) add(text);
    const { text, rows } = await written('jsonl', view(), { from: 1, to: 3 });
    expect(rows).toBe(2);
    expect(text).toContain('"seq":2');
    expect(text).not.toContain('"seq":4');
  });
});

describe('CSV', () => {
  const head = 'seq,time,offset_ns,direction,kind,flags,peer,length,payload,marked,comment\r\n';
  const payloadOf = (text: string) => /,"((?:[^"]|"")*)",,\r\n$/.exec(text)?.[1]?.replaceAll('""', '"');

  it('quotes the payload and doubles its quotes (RFC 4180 §2)', async () => {
    add('say "hi", then go');
    expect((await written('csv')).text).toBe(
      `${head}1,2026-11-21T14:02:33.120456789Z,120456789,in,text,,1,17,"say ""hi"", then go",,\r\n`,
    );
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', "'quoted", '＝1'])(
    'puts an apostrophe before %j',
    async (payload) => {
      add(payload);
      expect(payloadOf((await written('csv')).text)).toBe(`'${payload}`);
    },
  );

  it('guards the sentences of life too', async () => {
    log.appendLife(RowKind.note, 0, 1, { text: '=cmd|"/c calc"!A1' });
    expect(payloadOf((await written('csv')).text)).toBe('\'=cmd|"/c calc"!A1');
  });

  it('keeps a row on one line and reads back to the same bytes', async () => {
    const payload = Uint8Array.of(0x0d, 0x0a, 0x00, 0xff, 0xfe, 0xc3, 0xa9, 0x5c, 0x22, 0x80);
    add(payload, RowKind.binary);
    const { text } = await written('csv');
    expect(text.split('\r\n')).toHaveLength(3);
    expect(parseEscapes(payloadOf(text) ?? '')).toMatchObject({ ok: true, value: payload });
  });

  it('does not tear a character at the end of a piece', async () => {
    const payload = new TextEncoder().encode(`a${'€'.repeat(150_000)}`);
    add(payload);
    const read = valueOf(parseEscapes(payloadOf((await written('csv')).text) ?? ''));
    // Compared as bytes: half a million items take seconds one by one.
    expect(Buffer.from(read).equals(payload)).toBe(true);
  });
});

describe('text', () => {
  it('writes a line a row in columns, with controls made visible', async () => {
    add('a\nb\u202e\u001b[31m', RowKind.text);
    log.appendLife(RowKind.connect, 0, 130_000_000, { text: 'connected\nto x' });
    expect((await written('text')).text).toBe(
      '2026-11-21T14:02:33.120456Z  ← #1    text           11 B  a␊b⟨U+202E⟩␛[31m\n' +
        '2026-11-21T14:02:33.130000Z  ·       connect              connected␊to x\n',
    );
  });

  it('writes what is not text as hex, whole', async () => {
    add(
      Uint8Array.from({ length: 400_000 }, (_, i) => i & 255),
      RowKind.binary,
    );
    const { text } = await written('text');
    const hex = text.trimEnd().split('  ').at(-1) ?? '';
    expect(hex.split(' ')).toHaveLength(400_000);
    expect(hex.startsWith('00 01 02')).toBe(true);
    expect(text.split('\n')).toHaveLength(2);
  });

  it('writes nothing for an empty view, and no failure', async () => {
    expect(await written('text')).toMatchObject({ text: '', rows: 0 });
  });
});

describe('marks', () => {
  const marks = new Map([
    [1, ''],
    [2, '=look "here",\nthen on'],
    [3, 'why'],
  ]);

  beforeEach(() => {
    add('one');
    add('two');
    log.appendLife(RowKind.note, 0, 1, { text: 'three' });
    add('four');
  });

  it('and sentences of JSON lines hold nothing that a terminal obeys or hides', async () => {
    const text = 'a\u009b2J\u202eb\u007f';
    log.appendLife(RowKind.note, 0, 1, { text });
    const exported = (await written('jsonl', view(), undefined, new Map([[1, text]]))).text;
    expect(exported).not.toMatch(/[\u007f-\u009f\u202e]/);
    const rows = exported
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(rows[0]).toMatchObject({ comment: text });
    expect(rows.at(-1)).toMatchObject({ detail: { text } });
  });

  it('are fields of JSON lines where there is one', async () => {
    const lines = (await written('jsonl', view(), undefined, marks)).text.trimEnd().split('\n');
    const rows = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(rows.map(({ marked, comment }) => [marked, comment])).toEqual([
      [true, undefined],
      [true, '=look "here",\nthen on'],
      [true, 'why'],
      [undefined, undefined],
    ]);
    expect(rows[1]?.['payload']).toBe('dHdv');
  });

  it('are cells of CSV, no comment a formula or a line break', async () => {
    const lines = (await written('csv', view(), undefined, marks)).text.trimEnd().split('\r\n').slice(1);
    expect(lines.map((line) => line.slice(line.indexOf('"')))).toEqual([
      '"one",yes,',
      `"two",yes,"'=look ""here"",\\nthen on"`,
      '"three",yes,"why"',
      '"four",,',
    ]);
  });

  it('stand before the payload in text', async () => {
    const lines = (await written('text', view(), undefined, marks)).text.trimEnd().split('\n');
    expect(lines.map((line) => line.replace(/^.* B {2}|^.*note {9,}/, ''))).toEqual([
      '★ one',
      '★ [=look "here",␊then on] two',
      '★ [why] three',
      'four',
    ]);
  });
});

describe('isoTime', () => {
  it('carries nanoseconds over the milliseconds of a fractional origin', () => {
    expect(isoTime(origin + 0.5, 999_499_999)).toBe('2026-11-21T14:02:33.999999999Z');
    expect(isoTime(origin + 0.5, 999_500_000)).toBe('2026-11-21T14:02:34.000000000Z');
  });
});
