import { execFileSync } from 'node:child_process';
import { readdirSync, readlinkSync } from 'node:fs';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { readBounded } from './bounded-file.js';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'wirebench-bounded-'));
});
afterAll(() => rm(directory, { recursive: true }));

it('reads a file of exactly the bound, and refuses one byte more', async () => {
  const path = join(directory, 'file');
  const content = Buffer.alloc(200_000, 'x');
  await writeFile(path, content);
  expect((await readBounded(path, 200_000))?.equals(content)).toBe(true);
  expect(await readBounded(path, 199_999)).toBeNull();
});

it.runIf(process.platform !== 'win32')('ends at the bound on a device that never ends', async () => {
  expect(await readBounded('/dev/zero', 1_000_000)).toBeNull();
});

it.runIf(process.platform !== 'win32')('waits for no pipe that nobody writes', async () => {
  const path = join(directory, 'pipe');
  execFileSync('mkfifo', [path]);
  expect(await readBounded(path, 10)).toEqual(Buffer.alloc(0));
  // One that is open and says nothing.
  const writer = await open(path, 'r+');
  try {
    await expect(readBounded(path, 10)).rejects.toMatchObject({ code: 'EAGAIN' });
    await writer.write('said');
    expect(await readBounded(path, 3)).toBeNull();
  } finally {
    await writer.close();
  }
});

/** More than a pipe holds: it is written once somebody reads it. */
const muchBytes = 300_000;

it.runIf(process.platform !== 'win32')('reads a pipe on as it is written, to its end', async () => {
  const path = join(directory, 'slow');
  execFileSync('mkfifo', [path]);
  const writer = await open(path, 'r+');
  const whole = readBounded(path, muchBytes + 4);
  await writer.write(Buffer.alloc(muchBytes, 'x'));
  await writer.write('last');
  await writer.close();
  const read = await whole;
  expect(read?.length).toBe(muchBytes + 4);
  expect(read?.subarray(-4).toString()).toBe('last');
});

it.runIf(process.platform === 'linux')('gives back what it opened, whatever came of it', async () => {
  const path = join(directory, 'kept');
  execFileSync('mkfifo', [path]);
  const writer = await open(path, 'r+');
  const openNow = (): number =>
    readdirSync('/proc/self/fd').filter((fd) => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`) === path;
      } catch {
        return false;
      }
    }).length;
  const tooMuch = readBounded(path, 1_000);
  await writer.write(Buffer.alloc(2_000));
  expect(await tooMuch).toBeNull();
  await vi.waitFor(() => expect(openNow()).toBe(1));
  await writer.close();
});

it('throws what the system says', async () => {
  await expect(readBounded(join(directory, 'nowhere'), 10)).rejects.toMatchObject({ code: 'ENOENT' });
  await expect(readBounded(directory, 10)).rejects.toMatchObject({ code: 'EISDIR' });
});
