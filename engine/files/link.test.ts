import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isLink, leadsOut } from './link.js';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'wirebench-link-'));
  await mkdir(join(root, 'inside', 'folder'), { recursive: true });
  await mkdir(join(root, 'outside'));
  await writeFile(join(root, 'inside', '..odd'), '');
});
afterEach(() => rm(root, { recursive: true }));

describe.runIf(process.platform !== 'win32')('leadsOut', () => {
  const judge = (path: string) => leadsOut(join(root, 'inside'), join(root, 'inside', path));

  it('knows what lies inside, and what is not there', async () => {
    await symlink('folder', join(root, 'inside', 'alias'));
    for (const path of ['.', 'folder', 'alias', '..odd', 'none']) expect(await judge(path), path).toBe(false);
  });

  it('knows where a link leads out, over other links and to nowhere too', async () => {
    await symlink(join(root, 'outside'), join(root, 'inside', 'out'));
    await symlink('out', join(root, 'inside', 'twice'));
    await symlink('../outside/none', join(root, 'inside', 'nowhere'));
    for (const path of ['out', 'twice', 'nowhere', '..']) expect(await judge(path), path).toBe(true);
  });

  it('takes a directory that is reached by a link for itself', async () => {
    await symlink(join(root, 'inside'), join(root, 'door'));
    expect(await leadsOut(join(root, 'door'), join(root, 'door', 'folder'))).toBe(false);
  });

  it('tells links from what they lead to', async () => {
    await symlink('folder', join(root, 'inside', 'alias'));
    expect(await isLink(join(root, 'inside', 'alias'))).toBe(true);
    expect(await isLink(join(root, 'inside', 'folder'))).toBe(false);
    expect(await isLink(join(root, 'inside', 'none'))).toBe(false);
  });
});
