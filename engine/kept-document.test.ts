import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { KeptDocument } from './kept-document.js';
import { clearScratch, scratch } from './log/fixture.js';
import { codeOf, valueOf } from './test-engine.js';

afterEach(clearScratch);

function document(directory = scratch()): KeptDocument<{ some: number }> {
  return new KeptDocument(join(directory, 'kept.json'), {
    format: 'wirebench-kept',
    fields: z.strictObject({ some: z.number() }),
    codes: { read: 'kept.read', write: 'kept.write' },
    what: 'What was kept',
    instead: 'nothing holds',
  });
}

describe('a kept document', () => {
  it('is nothing before it was written, and then what was written', async () => {
    const kept = document();
    expect(await kept.read()).toEqual({ value: null, problem: null });
    valueOf(await kept.write({ some: 3 }));
    expect(await kept.read()).toEqual({ value: { some: 3 }, problem: null });
    expect(JSON.parse(await readFile(kept.path, 'utf8'))).toEqual({
      format: 'wirebench-kept',
      version: 1,
      some: 3,
    });
  });

  it.each([
    '{"format":"wirebench-ke',
    '{"format":"wirebench-other","version":1,"some":3}',
    '{"format":"wirebench-kept","version":1,"some":"3"}',
    '{"format":"wirebench-kept","version":1,"some":3,"more":1}',
  ])('is set aside where it is damaged, as it was: %s', async (text) => {
    const directory = scratch();
    const kept = document(directory);
    await writeFile(kept.path, text);
    const { value, problem } = await kept.read();
    expect(value).toBeNull();
    expect(problem).toMatchObject({ code: 'kept.read' });
    expect(problem?.message).toMatch(/^What was kept could not be read: nothing holds, and their file is /);
    const [aside = ''] = await readdir(directory);
    expect(await readFile(join(directory, aside), 'utf8')).toBe(text);
  });

  it('reads no directory and no file of any size, and leaves both', async () => {
    const kept = document();
    await mkdir(kept.path);
    expect((await kept.read()).problem?.message).toContain('is a directory');
    const large = document();
    await writeFile(large.path, ' '.repeat(100_000));
    expect((await large.read()).problem?.message).toContain('is larger than');
    expect((await readFile(large.path)).length).toBe(100_000);
  });

  it('says where it cannot be written', async () => {
    expect(codeOf(await document(join(scratch(), 'gone')).write({ some: 1 }))).toBe('kept.write');
  });
});
