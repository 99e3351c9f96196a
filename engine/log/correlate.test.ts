import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { CorrelatedRole, type CorrelationSpec } from '../../contract/correlation.js';
import { RowKind } from '../../contract/row.js';
import { Correlation } from './correlate.js';
import { keyReaders } from './answer-key.js';
import { clearScratch, header, plain, randomFrom, scratch, value } from './fixture.js';
import { type SessionLog, type View, correlate, createLog, createView, openLog } from './index.js';

afterEach(clearScratch);

const raw = { kind: 'raw' } as const;
const { text, ping, note } = RowKind;

interface Said {
  kind: number;
  direction: number;
  peer: number;
  time: number;
  payload: Buffer;
}

interface Pair {
  role: number;
  other: number;
  latency: number | null;
}

/** The key of a payload, as plainly as it can be had. */
function keyOf(spec: CorrelationSpec, payload: Buffer, asks: boolean): string | null {
  const { by } = spec;
  if (by.kind === 'order') return '';
  if (by.kind === 'bytes') {
    const from = asks ? by.from : (by.answerFrom ?? by.from);
    return payload.length < from + by.length
      ? null
      : payload.subarray(from, from + by.length).toString('hex');
  }
  const name = asks ? by.path : (by.answerPath ?? by.path);
  try {
    const found = (JSON.parse(payload.toString()) as Record<string, unknown>)[name.slice(2)];
    return found === undefined || found === null ? null : JSON.stringify(found);
  } catch {
    return null;
  }
}

/** The oldest open request of the same peer and key is answered. */
function naive(rows: readonly Said[], spec: CorrelationSpec): Pair[] {
  const pairs: Pair[] = rows.map(() => ({ role: 0, other: 0, latency: null }));
  const open: { row: number; key: string }[] = [];
  rows.forEach((row, i) => {
    if (row.kind !== text) return;
    const asks = row.direction === (spec.asks === 'out' ? 2 : 1);
    const key = keyOf(spec, row.payload, asks);
    if (key === null) return;
    const name = `${row.peer} ${key}`;
    if (asks) {
      open.push({ row: i, key: name });
      pairs[i] = { role: CorrelatedRole.request, other: 0, latency: null };
      return;
    }
    const at = open.findIndex((one) => one.key === name);
    pairs[i] = { role: CorrelatedRole.unasked, other: 0, latency: null };
    if (at < 0) return;
    const asked = open.splice(at, 1)[0]!.row;
    const latency = row.time - rows[asked]!.time;
    pairs[i] = { role: CorrelatedRole.answer, other: asked + 1, latency };
    pairs[asked] = { role: CorrelatedRole.request, other: i + 1, latency };
  });
  return pairs;
}

/** What some peers might say: requests and answers with few keys, life and control rows between them. */
function talk(count: number, seed: number): Said[] {
  const random = randomFrom(seed);
  const upTo = (n: number): number => Math.floor(random() * n);
  let time = 0;
  return Array.from({ length: count }, () => {
    const kind = [text, text, text, text, ping, note][upTo(6)]!;
    const id = upTo(8);
    const long = upTo(12) === 0 ? 'x'.repeat(400) : '';
    const bodies = [
      `{"pad":"${long}","id":${id}}`,
      `{"id":"${id}","re":${upTo(8)}}`,
      `{"re":${id}}`,
      '{"id":null}',
      'no json',
    ];
    time += upTo(5_000_000);
    return {
      kind,
      direction: kind === note ? 0 : 1 + upTo(2),
      peer: 1 + upTo(3),
      time,
      payload: Buffer.from(kind === note ? '{"text":"x"}' : bodies[upTo(bodies.length)]!),
    };
  });
}

const append = (log: SessionLog, rows: readonly Said[]): void =>
  rows.forEach((row) => log.append({ ...row, kind: row.kind as 3, direction: row.direction as 1 }));

function pairsOf(correlation: Correlation, view: View): Pair[] {
  const { length, role, other, latency } = correlation.rows(view, 0, view.count);
  return Array.from({ length }, (_, i) => ({
    role: role[i]!,
    other: other[i]!,
    latency: Number.isNaN(latency[i]!) ? null : Math.round(latency[i]!),
  }));
}

/** Latencies are kept with seven digits. */
const rounded = (pairs: readonly Pair[]): Pair[] =>
  pairs.map((one) => ({
    ...one,
    latency: one.latency === null ? null : Math.round(Math.fround(one.latency)),
  }));

const specs: CorrelationSpec[] = [
  { asks: 'out', by: { kind: 'order' } },
  { asks: 'in', by: { kind: 'order' } },
  { asks: 'out', by: { kind: 'json', path: '$.id' } },
  { asks: 'in', by: { kind: 'json', path: '$.id', answerPath: '$.re' } },
  { asks: 'out', by: { kind: 'bytes', from: 2, length: 4 } },
  { asks: 'out', by: { kind: 'bytes', from: 7, length: 1, answerFrom: 6 } },
];

describe('correlation of requests and answers', () => {
  for (const [n, spec] of specs.entries()) {
    it(`pairs as a plain model does by ${spec.by.kind}, asked ${spec.asks} (${n})`, async () => {
      const dir = join(scratch(), 'one');
      const log = value(await createLog(dir, header));
      const rows = talk(3_000, n + 1);
      append(log, rows.slice(0, 1_700));
      const opened = value(correlate(log, spec, raw));
      const whole = value(createView(log, {}));
      await opened.correlation.settled();
      append(log, rows.slice(1_700));
      await opened.correlation.settled();
      const model = naive(rows, spec);
      expect(pairsOf(opened.correlation, whole)).toEqual(rounded(model));

      const latencies = model
        .filter(({ role }) => role === CorrelatedRole.answer)
        .map(({ latency }) => latency!)
        .sort((a, b) => a - b);
      const { facts } = opened.correlation;
      const requests = model.filter(({ role }) => role === CorrelatedRole.request);
      expect(facts.requests).toBe(requests.length);
      expect(facts.answered).toBe(latencies.length);
      expect(facts.unasked).toBe(model.filter(({ role }) => role === CorrelatedRole.unasked).length);
      expect(latencies.length).toBeGreaterThan(100);
      for (const [share, figure] of [
        [0.5, facts.p50],
        [0.9, facts.p90],
        [0.99, facts.p99],
      ] as const) {
        const exact = latencies[Math.ceil(share * latencies.length) - 1]!;
        expect(Math.abs(figure! - exact)).toBeLessThanOrEqual(exact * 0.004 + 1);
      }
      expect([facts.min, facts.max]).toEqual([latencies[0], latencies.at(-1)]);
      expect(facts.counts.reduce((sum, one) => sum + one, 0)).toBe(latencies.length);

      // The same after the session was closed, and as a view of the unanswered.
      opened.release();
      await log.close();
      const recorded = value(await openLog(dir));
      const view = value(createView(recorded, { filter: { unanswered: spec } }));
      await view.settled();
      const seqs = Array.from({ length: view.count }, (_, i) => view.seqAt(i));
      const open = model.flatMap(({ role, other }, i) =>
        role === CorrelatedRole.request && other === 0 ? [i + 1] : [],
      );
      expect(seqs).toEqual(open);
      expect(plain(value(await view.rows(0, 5))).map(({ seq }) => seq)).toEqual(open.slice(0, 5));
      view.close();
      await recorded.close();
    });
  }

  it('gives the oldest request up where too many wait', async () => {
    const log = value(await createLog(join(scratch(), 'one'), header));
    const spec: CorrelationSpec = { asks: 'out', by: { kind: 'json', path: 'id' } };
    const say = (direction: 1 | 2, id: number): number =>
      log.append({ kind: text, direction, peer: 1, time: id, payload: Buffer.from(`{"id":${id}}`) });
    for (let id = 0; id < 6; id++) say(2, id);
    for (let id = 0; id < 6; id++) say(1, id);
    const correlation = new Correlation(value(createView(log, {})), spec, value(keyReaders(spec)), 4);
    await correlation.settled();
    expect(correlation.facts).toMatchObject({ requests: 6, answered: 4, unasked: 2 });
    expect([...correlation.unanswered()]).toEqual([1, 2]);
    correlation.close();
    await log.close();
  });

  it('tells numbers apart that a double cannot', async () => {
    const log = value(await createLog(join(scratch(), 'one'), header));
    const say = (direction: 1 | 2, payload: string): number =>
      log.append({ kind: text, direction, peer: 1, time: 0, payload: Buffer.from(payload) });
    say(2, '{"a":[{"x y":9007199254740993}]}');
    say(2, '{"a":[{"x y":9007199254740992}]}');
    say(1, '{"a":[{"x y":9007199254740992}]}');
    const spec: CorrelationSpec = { asks: 'out', by: { kind: 'json', path: '$.a[0]["x y"]' } };
    const { correlation, release } = value(correlate(log, spec, raw));
    await correlation.settled();
    expect([...correlation.unanswered()]).toEqual([1]);
    release();
    await log.close();
  });

  it('pairs the messages that a framing cuts, several of one chunk apart', async () => {
    const log = value(await createLog(join(scratch(), 'one'), header));
    const say = (direction: 1 | 2, payload: string, time: number): number =>
      log.append({ kind: RowKind.chunk, direction, peer: 1, time, payload: Buffer.from(payload) });
    say(2, 'GET a\nGET b\nGET', 1_000);
    say(2, ' c\n', 2_000);
    say(1, 'a\nb\n', 5_000);
    const framing = { kind: 'line' } as const;
    const spec: CorrelationSpec = { asks: 'out', by: { kind: 'order' } };
    const { correlation, release } = value(correlate(log, spec, framing));
    const view = value(createView(log, { framing }));
    await view.settled();
    await correlation.settled();
    expect(pairsOf(correlation, view)).toEqual([
      { role: CorrelatedRole.request, other: 3, latency: 4_000 },
      { role: CorrelatedRole.request, other: 3, latency: 4_000 },
      { role: CorrelatedRole.request, other: 0, latency: null },
      { role: CorrelatedRole.answer, other: 1, latency: 4_000 },
      { role: CorrelatedRole.answer, other: 1, latency: 4_000 },
    ]);
    view.close();
    release();
    await log.close();
  });

  it('refuses a path that is none, with its place', async () => {
    const log = value(await createLog(join(scratch(), 'one'), header));
    const bad = correlate(log, { asks: 'out', by: { kind: 'json', path: '$.a..b' } }, raw);
    expect(bad).toMatchObject({ ok: false, error: { code: 'correlation.path', detail: { offset: 3 } } });
    await log.close();
  });
});
