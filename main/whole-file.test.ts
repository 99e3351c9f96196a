import { execFileSync } from 'node:child_process';
import { mkdirSync, rmdirSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Result } from '../contract/index.js';
import { WholeFile } from './whole-file.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'wirebench-whole-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

describe('a file that is whole or not there', () => {
  it('takes its name when it is finished, and replaces what stood there only then', async () => {
    const path = join(directory, 'session.jsonl');
    await writeFile(path, 'before');
    const file = valueOf(await WholeFile.begin(path));
    valueOf(await file.write(Buffer.from('one ')));
    valueOf(await file.write(Buffer.from('two')));
    expect(await readFile(path, 'utf8')).toBe('before');
    valueOf(await file.finish());
    expect(await readFile(path, 'utf8')).toBe('one two');
    await file.abandon();
    expect(await readdir(directory)).toEqual(['session.jsonl']);
  });

  it('leaves nothing when it is given up, in the middle of a write too, and writes no more', async () => {
    const path = join(directory, 'session.jsonl');
    const file = valueOf(await WholeFile.begin(path));
    const writing = file.write(Buffer.alloc(4 << 20));
    await file.abandon();
    await writing;
    expect(await readdir(directory)).toEqual([]);
    expect(await file.write(Buffer.from('more'))).toMatchObject({ error: { code: 'export.cancelled' } });
    expect(await file.finish()).toMatchObject({ ok: false });
    expect(await readdir(directory)).toEqual([]);
  });

  it.skipIf(process.platform === 'win32')(
    'is for its owner alone where it is new, and has the rights of what it replaces',
    async () => {
      const modes: Record<string, number> = {};
      for (const [name, mode] of Object.entries({ new: null, secret: 0o600, shared: 0o644, group: 0o660 })) {
        const path = join(directory, name);
        if (mode !== null) {
          await writeFile(path, '');
          await chmod(path, mode);
        }
        const file = valueOf(await WholeFile.begin(path));
        for (const draft of (await readdir(directory)).filter((one) => one.endsWith('.part')))
          expect((await stat(join(directory, draft))).mode & 0o777).toBe(0o600);
        valueOf(await file.finish());
        modes[name] = (await stat(path)).mode & 0o777;
      }
      expect(modes).toEqual({ new: 0o600, secret: 0o600, shared: 0o644, group: 0o660 });
    },
  );

  it('names the file and what to do where the place refuses it', async () => {
    expect(await WholeFile.begin(join(directory, 'gone', 'a.bin'))).toMatchObject({
      error: {
        code: 'export.write',
        message: expect.stringContaining('its folder is not there any more') as string,
      },
    });
    const taken = join(directory, 'taken');
    await mkdir(join(taken, 'inside'), { recursive: true });
    const file = valueOf(await WholeFile.begin(taken));
    valueOf(await file.write(Buffer.from('x')));
    expect(await file.finish()).toMatchObject({ error: { code: 'export.write' } });
    await file.abandon();
    expect(await readdir(directory)).toEqual(['taken']);
  });

  it.skipIf(!canMount())('says that there is no room on a full disk, and leaves nothing there', async () => {
    const disk = join(directory, 'disk');
    mkdirSync(disk);
    mount(disk);
    try {
      const file = valueOf(await WholeFile.begin(join(disk, 'large.bin')));
      valueOf(await file.write(Buffer.alloc(256 << 10)));
      expect(await file.write(Buffer.alloc(2 << 20))).toMatchObject({
        error: { code: 'export.disk-full', message: expect.stringContaining('free some space') as string },
      });
      await file.abandon();
      expect(await readdir(disk)).toEqual([]);
    } finally {
      unmount(disk);
    }
  });
});

/** A real file system of a megabyte; mounting takes rights that not everybody has. */
function mount(at: string): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', at], { stdio: 'ignore' });
}

function unmount(at: string): void {
  execFileSync('umount', ['-l', at], { stdio: 'ignore' });
}

function canMount(): boolean {
  const at = join(tmpdir(), `wirebench-whole-mount-${process.pid}`);
  mkdirSync(at);
  try {
    mount(at);
    unmount(at);
    return true;
  } catch {
    return false;
  } finally {
    rmdirSync(at);
  }
}
