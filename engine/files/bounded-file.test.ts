import { execFileSync } from 'node:child_process';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
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

it('throws what the system says', async () => {
  await expect(readBounded(join(directory, 'nowhere'), 10)).rejects.toMatchObject({ code: 'ENOENT' });
  await expect(readBounded(directory, 10)).rejects.toMatchObject({ code: 'EISDIR' });
});
