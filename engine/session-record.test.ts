import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noLabel, updateSessionRecord } from './session-record.js';
import type { SessionRecord } from './session-record.js';
import { valueOf } from './test-engine.js';

const empty: SessionRecord = {
  ...noLabel,
  name: 'n',
  connection: null,
  config: { protocol: 'tcp', role: 'client', address: 'localhost:1', options: {} },
  counts: null,
};

describe('the record of a session', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'wirebench-record-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  it('takes every change in order, and those that wait for the disk together', async () => {
    const change = (letter: string) => (before: SessionRecord | null) => ({
      ...empty,
      comment: `${before?.comment ?? ''}${letter}`,
    });
    const first = updateSessionRecord(directory, change('a'));
    const along = [...'bcdefgh'].map((letter) => updateSessionRecord(directory, change(letter)));
    expect(new Set([first, ...along]).size).toBe(1);
    expect(valueOf(await first).comment).toBe('abcdefgh');
    const later = updateSessionRecord(directory, change('i'));
    await Promise.resolve();
    await Promise.resolve();
    const last = updateSessionRecord(directory, change('j'));
    expect(valueOf(await later).comment).toBe('abcdefghi');
    expect(valueOf(await last).comment).toBe('abcdefghij');
    const file = JSON.parse(await readFile(join(directory, 'record.json'), 'utf8')) as { comment: string };
    expect(file.comment).toBe('abcdefghij');
  });
});
