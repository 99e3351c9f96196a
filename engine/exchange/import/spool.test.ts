import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Spool, openSpooled } from './spool.js';

let parent: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'wirebench-spool-'));
});
afterEach(() => rm(parent, { recursive: true, force: true }));

async function create(sizes: readonly number[]): Promise<Spool> {
  const made = await Spool.create(
    parent,
    sizes.map((size, index) => ({ path: `f${index}`, size })),
  );
  if (!made.ok) throw new Error(made.error.message);
  return made.value;
}
const text = (said: string): Uint8Array => new TextEncoder().encode(said);

describe('Spool', () => {
  it('keeps files apart, whatever order their bytes come in, and answers any part of them', async () => {
    const spool = await create([5, 0, 3]);
    await Promise.all([spool.take(2, text('xyz')), spool.take(0, text('he')), spool.take(0, text('llo'))]);
    const opened = await openSpooled(spool.path, spool.files);
    const [first, second, third] = opened.files;
    const read = async (file = first, from = 0, to = 99): Promise<string> =>
      Buffer.from((await file?.read(from, to)) ?? []).toString();
    expect([
      await read(),
      await read(second),
      await read(third),
      await read(first, 1, 3),
      await read(first, 9),
    ]).toEqual(['hello', '', 'xyz', 'el', '']);
    await opened.close();
    await spool.close();
  });

  it('refuses more than was announced, and files it does not wait for', async () => {
    const spool = await create([2]);
    expect(await spool.take(0, text('abc'))).toMatchObject({
      ok: false,
      error: { code: 'import.too-large' },
    });
    expect(await spool.take(1, text('a'))).toMatchObject({ ok: false, error: { code: 'import.unknown' } });
    expect(spool.filled(0)).toBe(0);
    await spool.close();
  });

  it('leaves nothing behind, and removes what a host that is gone left', async () => {
    await mkdir(join(parent, '4194304-0badcafe', 'sessions'), { recursive: true });
    await mkdir(join(parent, 'not ours'));
    const spool = await create([1]);
    expect(await readdir(parent)).toHaveLength(2);
    await spool.close();
    expect(await readdir(parent)).toEqual(['not ours']);
  });

  it('says where the disk refuses', async () => {
    await writeFile(join(parent, 'file'), '');
    expect(await Spool.create(join(parent, 'file'), [])).toMatchObject({
      ok: false,
      error: { code: 'import.disk' },
    });
    const spool = await create([1]);
    await spool.close();
    expect(await spool.take(0, text('a'))).toMatchObject({ ok: false, error: { code: 'import.disk' } });
  });
});
