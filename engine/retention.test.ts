import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RetentionPolicy, SessionInfo } from '../contract/index.js';
import { recordedInfo } from './recorded-session.js';
import { Retention, keepEverything, planRetention } from './retention.js';
import { noLabel } from './session-record.js';
import { TestBench, bytes, listen, start, until, valueOf } from './test-engine.js';

const day = 86_400_000;
const now = 1_000 * day;

function session(
  id: string,
  daysAgo: number,
  diskBytes: number,
  part: Partial<SessionInfo> = {},
): SessionInfo {
  const endedAt = now - daysAgo * day;
  const config = { protocol: 'tcp', role: 'client', address: '', options: {} } as const;
  const facts = { id, directory: '', name: id, label: noLabel, connection: null, config, failure: null };
  const counted = { rows: 0, wireRows: 0, lastSeq: 0, bytesIn: 0, bytesOut: 0, counts: null };
  const info = recordedInfo({ ...facts, ...counted, startedAt: endedAt - 1_000, endedAt, diskBytes });
  return { ...info, ...part };
}

const sessions = [
  session('new', 1, 100),
  session('open', 50, 100, { state: 'open', endedAt: null }),
  session('old', 40, 100),
  session('older', 60, 100),
  session('starred', 90, 100, { starred: true }),
  session('tab', 80, 100),
];

function plan(policy: Partial<RetentionPolicy>, tabs: string[] = ['tab']): unknown {
  const made = planRetention({ ...keepEverything, ...policy }, sessions, new Set(tabs), now);
  return [made.remove.map(({ session: id, why }) => `${id} ${why}`), made.bytes, made.kept];
}

describe('a retention policy', () => {
  it('keeps everything unless told otherwise', () => {
    expect(plan({})).toEqual([[], 0, 0]);
    expect(planRetention(keepEverything, sessions, new Set(), now).totalBytes).toBe(600);
  });

  it('removes what ended longer ago, oldest first, and never what is starred, in a tab or recording', () => {
    expect(plan({ days: 30 })).toEqual([['older age', 'old age'], 200, 2]);
    expect(plan({ days: 30 }, [])).toEqual([['tab age', 'older age', 'old age'], 300, 1]);
    expect(plan({ days: 40 })).toEqual([['older age'], 100, 2]);
    expect(plan({ days: 365 })).toEqual([[], 0, 0]);
  });

  it('removes the oldest until the rest fits, what stays counted in', () => {
    expect(plan({ bytes: 600 })).toEqual([[], 0, 0]);
    expect(plan({ bytes: 599 })).toEqual([['older size'], 100, 2]);
    expect(plan({ bytes: 400 })).toEqual([['older size', 'old size'], 200, 2]);
    expect(plan({ bytes: 1 })).toEqual([['older size', 'old size', 'new size'], 300, 3]);
  });

  it('counts what age removes before it looks at the size', () => {
    expect(plan({ days: 30, bytes: 400 })).toEqual([['older age', 'old age'], 200, 2]);
    expect(plan({ days: 50, bytes: 400 })).toEqual([['older age', 'old size'], 200, 2]);
  });
});

describe('the file of a retention policy', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'wirebench-retention-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  it('has what was written, after a restart too', async () => {
    const first = new Retention(directory);
    expect(await first.read()).toBeNull();
    expect(first.policy).toEqual(keepEverything);
    valueOf(await first.write({ days: 30, bytes: 5_000 }));
    const second = new Retention(directory);
    expect(await second.read()).toBeNull();
    expect(second.policy).toEqual({ days: 30, bytes: 5_000 });
  });

  it.each(['{"format":"wirebench-ret', '{"format":"wirebench-retention","version":1,"days":0,"bytes":null}'])(
    'keeps everything where it is damaged, and sets it aside: %s',
    async (text) => {
      await writeFile(join(directory, 'retention.json'), text);
      const retention = new Retention(directory);
      expect(await retention.read()).toMatchObject({ code: 'retention.read' });
      expect(retention.policy).toEqual(keepEverything);
      const [aside = ''] = await readdir(directory);
      expect(aside).toMatch(/^retention\.json\.damaged-\d+$/);
      expect(await readFile(join(directory, aside), 'utf8')).toBe(text);
    },
  );

  it('says where it cannot be written, and keeps the limits there were', async () => {
    const retention = new Retention(join(directory, 'gone'));
    expect(await retention.write({ days: 1, bytes: null })).toMatchObject({
      ok: false,
      error: { code: 'retention.write' },
    });
    expect(retention.policy).toEqual(keepEverything);
  });
});

describe('retention of an engine', () => {
  it('plans by the real sessions, and removes none of them by itself', async () => {
    const bench = await TestBench.make();
    try {
      const first = await bench.engine();
      const { port } = await listen(first, { name: 'server' });
      const client = await start(first, `127.0.0.1:${port}`, { name: 'client' });
      await until(first, client, ({ state }) => state === 'open');
      valueOf(await client.send('all', { kind: 'data', data: bytes('x'.repeat(10_000)) }));
      await first.shelf.describe([client.id], { starred: true });
      valueOf(await first.retention.write({ days: null, bytes: 1 }));
      await first.close();
      const second = await bench.engine();
      const made = await second.retentionPlan(null);
      expect(made).toMatchObject({ kept: 1, remove: [{ why: 'size' }] });
      const list = await second.list();
      expect(list).toHaveLength(2);
      expect(made.totalBytes).toBe(list.reduce((sum, { diskBytes }) => sum + diskBytes, 0));
      expect(await second.retentionPlan({ days: 1, bytes: null })).toMatchObject({ remove: [], bytes: 0 });
    } finally {
      await bench.close();
    }
  });
});
