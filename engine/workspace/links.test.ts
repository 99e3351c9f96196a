import { mkdir, mkdtemp, readFile, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SavedConnection } from '../../contract/index.js';
import { openWorkspace } from './index.js';
import type { Workspace } from './index.js';

let root: string;
const open: Workspace[] = [];
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'wirebench-links-'));
});
afterEach(async () => {
  for (const workspace of open.splice(0)) await workspace.close();
  await rm(root, { recursive: true, force: true });
});

async function openAt(): Promise<Workspace> {
  const answer = await openWorkspace(root, { stateDirectory: join(root, '.local'), sample: false });
  if (!answer.ok) throw new Error(answer.error.message);
  open.push(answer.value);
  return answer.value;
}

const order: SavedConnection = {
  id: 'order-stream',
  name: 'Order stream',
  folder: '',
  order: 1,
  config: { protocol: 'ws', role: 'client', address: 'ws://example.test/', options: {} },
  messages: [],
};

describe.runIf(process.platform !== 'win32')('a workspace whose links lead out of it', () => {
  const secret = '{"schema":1,"id":"stolen","name":"stolen"}';
  let outside: string;
  beforeEach(async () => {
    outside = await mkdtemp(join(tmpdir(), 'wirebench-outside-'));
  });
  afterEach(() => rm(outside, { recursive: true, force: true }));

  it('reads none of their files, names them, and replaces the link where it saves', async () => {
    await writeFile(join(outside, 'a.json'), secret);
    await mkdir(join(root, 'connections'));
    await mkdir(join(root, 'environments'));
    for (const file of ['workspace.json', 'variables.json', 'connections/a.json', 'environments/a.json']) {
      await symlink(join(outside, 'a.json'), join(root, file));
    }
    const workspace = await openAt();
    expect(workspace.info.problems.map(({ file, message }) => [file, message])).toEqual(
      ['workspace.json', 'connections/a.json', 'variables.json', 'environments/a.json'].map((file) => [
        file,
        'is a link that leads out of the workspace and was not read',
      ]),
    );
    expect((await workspace.save(order, null)).ok).toBe(true);
    expect((await workspace.environments.saveVariables([], '*')).ok).toBe(true);
    expect(await readFile(join(outside, 'a.json'), 'utf8')).toBe(secret);
  });

  it.each(['connections', 'environments'])('reads and writes nothing in %s', async (folder) => {
    await writeFile(join(outside, 'a.json'), secret);
    await symlink(outside, join(root, folder));
    const workspace = await openAt();
    expect(workspace.info.readOnly).toContain('is a link that leads out of the workspace');
    expect(workspace.info.problems).toMatchObject([{ file: folder }]);
    expect(workspace.info.connections).toEqual([]);
    expect(await workspace.save(order, null)).toMatchObject({ ok: false });
    expect(await readdir(outside)).toEqual(['a.json']);
  });

  it('reads links that stay inside', async () => {
    const first = await openAt();
    await first.save(order, null);
    await first.close();
    const file = (await readdir(join(root, 'connections')))[0]!;
    await rename(join(root, 'connections', file), join(root, 'kept.json'));
    await symlink('../kept.json', join(root, 'connections', file));
    const workspace = await openAt();
    expect(workspace.info.problems).toEqual([]);
    expect(workspace.info.connections).toHaveLength(1);
  });
});
