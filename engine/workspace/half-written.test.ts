import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mayBeHalfWritten } from './half-written.js';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'wirebench-half-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const problem = { file: 'a.json', line: null, column: null, message: 'is empty' };

describe('mayBeHalfWritten', () => {
  it('doubts a file that was touched a moment ago, and none that has rested, is ahead of the clock or is gone', async () => {
    expect(await mayBeHalfWritten(root, [])).toBe(false);
    expect(await mayBeHalfWritten(root, [problem])).toBe(false);
    await writeFile(join(root, 'a.json'), '');
    expect(await mayBeHalfWritten(root, [{ ...problem, file: 'b.json' }, problem])).toBe(true);
    for (const seconds of [-5, 3_600]) {
      const then = Date.now() / 1_000 + seconds;
      await utimes(join(root, 'a.json'), then, then);
      expect(await mayBeHalfWritten(root, [problem])).toBe(false);
    }
  });
});
