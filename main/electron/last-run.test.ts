import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dumpsSince, LastRun } from './last-run.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'wirebench-run-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

describe('LastRun', () => {
  it('knows a run that did not end properly from one that did', async () => {
    const file = join(directory, 'deep', 'running.json');
    const first = new LastRun(file);
    expect(first.crashed).toBeNull();
    const second = new LastRun(file);
    expect(second.crashed).toBeGreaterThan(0);
    second.end();
    expect(await readdir(join(directory, 'deep'))).toEqual([]);
    expect(new LastRun(file).crashed).toBeNull();
  });

  it.each(['', '{', 'null', '{"startedAt":"yesterday"}'])('takes %j for nothing', async (text) => {
    const file = join(directory, 'running.json');
    await writeFile(file, text);
    expect(new LastRun(file).crashed).toBeNull();
  });

  it('costs nothing where it cannot be written', async () => {
    await writeFile(join(directory, 'file'), '');
    const run = new LastRun(join(directory, 'file', 'running.json'));
    expect(run.crashed).toBeNull();
  });
});

describe('dumpsSince', () => {
  it('finds the dumps of a run, newest first, and nothing else', async () => {
    const put = async (name: string, at: number): Promise<void> => {
      const path = join(directory, name);
      await mkdir(join(path, '..'), { recursive: true });
      await writeFile(path, 'MDMP');
      await utimes(path, at, at);
    };
    await put('completed/old.dmp', 1_000);
    await put('completed/one.dmp', 3_000);
    await put('pending/two.dmp', 4_000);
    await put('pending/two.meta', 4_000);
    await put('a/b/deep.dmp', 4_000);
    expect(dumpsSince(directory, 2_000_000)).toEqual([
      join(directory, 'pending', 'two.dmp'),
      join(directory, 'completed', 'one.dmp'),
    ]);
    expect(dumpsSince(join(directory, 'nowhere'), 0)).toEqual([]);
  });
});
