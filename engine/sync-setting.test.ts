import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keptSyncMs, SyncSetting } from './sync-setting.js';
import { clearScratch, scratch } from './log/fixture.js';
import { TestBench, bytes, codeOf, listen, start, until, valueOf } from './test-engine.js';

afterEach(clearScratch);

describe('how often rows are synced', () => {
  it('is a second unless chosen, and what was chosen after a restart', async () => {
    const directory = scratch();
    const first = new SyncSetting(directory);
    expect(await first.read()).toBeNull();
    expect(first.info).toEqual({ ms: 1_000, given: false });
    const told: number[] = [];
    first.onChange((ms) => told.push(ms));
    valueOf(await first.write({ ms: 0 }));
    expect(told).toEqual([0]);
    const second = new SyncSetting(directory);
    expect(await second.read()).toBeNull();
    expect(second.info).toEqual({ ms: 0, given: false });
  });

  it('is what the host was started with, whatever is kept, and says so', async () => {
    const directory = scratch();
    valueOf(await new SyncSetting(directory).write({ ms: 9 }));
    const given = new SyncSetting(directory, 250);
    expect(await given.read()).toBeNull();
    expect(given.info).toEqual({ ms: 250, given: true });
    const refused = await given.write({ ms: 5 });
    expect(codeOf(refused)).toBe('sync.given');
    expect(refused).toMatchObject({ error: { message: expect.stringContaining('--sync-ms 250') as string } });
    const after = new SyncSetting(directory);
    await after.read();
    expect(after.info.ms).toBe(9);
  });

  it('is a second where its file is damaged, and stays as it was where it cannot be written', async () => {
    const directory = scratch();
    await writeFile(join(directory, 'sync.json'), '{"format":"wirebench-sync","version":1,"ms":60001}');
    const damaged = new SyncSetting(directory);
    expect(await damaged.read()).toMatchObject({ code: 'sync.read' });
    expect(damaged.info.ms).toBe(1_000);
    const nowhere = new SyncSetting(join(directory, 'gone'));
    expect(codeOf(await nowhere.write({ ms: 7 }))).toBe('sync.write');
    expect(nowhere.info.ms).toBe(1_000);
  });

  it('is read of a workspace that is not open', async () => {
    const workspace = scratch();
    expect(await keptSyncMs(workspace)).toBeNull();
    await mkdir(join(workspace, '.local'));
    valueOf(await new SyncSetting(join(workspace, '.local')).write({ ms: 40 }));
    expect(await keptSyncMs(workspace)).toBe(40);
  });
});

describe('an engine whose syncs are set', () => {
  let bench: TestBench;
  beforeEach(async () => {
    bench = await TestBench.make();
  });
  afterEach(() => bench.close());

  /** How far the file was known to be synced when its last block was written: at 68 of each header. */
  async function syncedTo(directory: string): Promise<number> {
    const file = await readFile(join(directory, 'rows.wblog'));
    let synced = 0;
    for (let at = 32; at + 96 <= file.length;) {
      synced = Number(file.readBigUInt64LE(at + 68));
      const length = file.readUInt16LE(at + 6) + Number(file.readBigUInt64LE(at + 76));
      at += Math.ceil(length / 8) * 8;
    }
    return synced;
  }

  it('has sessions under way follow at once', async () => {
    const engine = await bench.engine();
    valueOf(await engine.sync.write({ ms: 60_000 }));
    const { port } = await listen(engine);
    const client = await start(engine, `127.0.0.1:${port}`);
    await until(engine, client, ({ state }) => state === 'open');
    const directory = client.info.directory;
    const write = async (): Promise<number> => {
      const { lastSeq } = client.info;
      valueOf(await client.send('all', { kind: 'data', data: bytes('x') }));
      await until(engine, client, (info) => info.lastSeq > lastSeq);
      return syncedTo(directory);
    };
    await expect.poll(async () => (await stat(join(directory, 'rows.wblog'))).size).toBeGreaterThan(32);
    for (let i = 0; i < 20; i++) expect(await write()).toBe(0);
    valueOf(await engine.sync.write({ ms: 5 }));
    await expect.poll(write).toBeGreaterThan(32);
  });
});
