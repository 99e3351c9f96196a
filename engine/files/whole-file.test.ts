import { mkdtemp, readFile, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSessionFile, writeSessionFile } from '../log/session-file.js';
import { copyWhole } from './whole-file.js';

let root: string;
let victim: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'wirebench-file-'));
  victim = join(root, 'victim');
  await writeFile(victim, 'theirs');
});
afterEach(() => rm(root, { recursive: true }));

const at = (name: string): string => join(root, name);

describe('copyWhole', () => {
  it('replaces what stands in its place', async () => {
    await writeFile(at('from'), 'new');
    await writeFile(at('to'), 'old and longer');
    await copyWhole(at('from'), at('to'));
    expect(await readFile(at('to'), 'utf8')).toBe('new');
  });

  it.runIf(process.platform !== 'win32')('writes through no link', async () => {
    await writeFile(at('from'), 'new');
    await symlink(victim, at('to'));
    await copyWhole(at('from'), at('to'));
    expect(await readFile(at('to'), 'utf8')).toBe('new');
    expect(await readFile(victim, 'utf8')).toBe('theirs');
  });
});

describe.runIf(process.platform !== 'win32')('the description of a session', () => {
  const header = { id: 'a', name: 'a', app: '0', createdAt: '', clockOrigin: 0, connection: null };

  it('is written through no link that lies where a draft would', async () => {
    await symlink(victim, at(`session.json.${process.pid}.tmp`));
    await symlink(victim, at('session.json'));
    expect((await writeSessionFile(root, { header, totals: null })).ok).toBe(true);
    expect(await readFile(victim, 'utf8')).toBe('theirs');
    expect((await stat(at('session.json'))).mode & 0o777).toBe(0o600);
    expect(await readSessionFile(root)).toMatchObject({ ok: true, value: { header } });
  });

  it('is refused where it never ends, or is larger than any that is written', async () => {
    await symlink('/dev/zero', at('session.json'));
    expect(await readSessionFile(root)).toMatchObject({ error: { code: 'log.bad-header' } });
    await rm(at('session.json'));
    await writeFile(at('session.json'), '');
    await truncate(at('session.json'), 64 * 1024 * 1024 + 1);
    expect(await readSessionFile(root)).toMatchObject({
      error: { message: expect.stringContaining('is larger than any') as string },
    });
  });
});
