import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { valueOf } from '../../test-engine.js';
import type { Workspace } from '../../workspace/index.js';
import { WorkspaceBench } from '../../workspace/test-workspace.js';
import { applyImport, undoImport } from './apply.js';
import type { Imported } from './model.js';
import { readTexts } from './test-import.js';

let bench: WorkspaceBench;
let root: string;
let workspace: Workspace;
beforeEach(async () => {
  bench = await WorkspaceBench.make();
  root = bench.directory;
  workspace = await bench.open();
});
afterEach(() => bench.close());

const here = { folder: '', environments: {}, clashes: 'keep' } as const;
const config = { protocol: 'tcp', role: 'client', address: 'h:1', options: {} } as const;
const session = (staged: string): Imported['sessions'][number] => ({
  name: staged,
  config,
  comment: '',
  place: 'a.pcap',
  clockOrigin: 0,
  rows: 1,
  bytes: 1,
  commentsLost: 0,
  staged,
});

async function places(): Promise<{ staged: string; kept: string }> {
  const [staged, kept] = [join(root, 'staged'), join(root, 'kept')];
  for (const id of ['one', 'two']) await mkdir(join(staged, id), { recursive: true });
  await mkdir(kept);
  return { staged, kept };
}

async function imported(): Promise<Imported> {
  const item = [{ name: 'a', request: { url: 'ws://h' } }];
  const read = await readTexts({ 'c.json': JSON.stringify({ info: { name: 'C' }, item }) });
  return { ...read, sessions: [session('one'), session('two')] };
}

describe('applyImport', () => {
  it('puts the sessions that are wanted where sessions are, beside what else comes', async () => {
    const where = await places();
    const { report, changes } = valueOf(
      await applyImport(await imported(), workspace, here, new Set(['s0']), where),
    );
    expect(report).toMatchObject({ sessions: ['two'], messages: 0 });
    expect([await readdir(where.staged), await readdir(where.kept)]).toEqual([['one'], ['two']]);
    valueOf(await undoImport(changes, workspace));
    expect(workspace.info.connections).toEqual([]);
  });

  it('changes nothing where a session cannot be moved', async () => {
    const where = await places();
    await rm(join(where.staged, 'two'), { recursive: true });
    expect(await applyImport(await imported(), workspace, here, new Set(), where)).toMatchObject({
      ok: false,
      error: { code: 'import.disk' },
    });
    expect([await readdir(where.staged), await readdir(where.kept)]).toEqual([['one'], []]);
    expect(workspace.info.connections).toEqual([]);
  });

  it('gives sessions back where the workspace cannot be written', async () => {
    const where = await places();
    const read = await imported();
    // A file where its folder of connections has to be.
    await rm(join(root, 'connections'), { recursive: true, force: true });
    await writeFile(join(root, 'connections'), '');
    const applied = await applyImport(read, workspace, here, new Set(), where);
    expect(applied.ok ? '' : applied.error.code).toMatch(/^workspace\./);
    expect([await readdir(where.staged), await readdir(where.kept)]).toEqual([['one', 'two'], []]);
  });
});
