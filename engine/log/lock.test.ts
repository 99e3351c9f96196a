import { writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { scratch, value, clearScratch } from './fixture.js';
import { dropLock, isHeld, takeLock } from './lock.js';

afterEach(clearScratch);

it('is held by a process that lives, until it lets go', async () => {
  const dir = scratch();
  expect(await isHeld(dir)).toBe(false);
  value(await takeLock(dir));
  expect(await isHeld(dir)).toBe(true);
  expect(await takeLock(dir)).toMatchObject({ ok: false, error: { code: 'log.exists' } });
  await dropLock(dir);
  expect(await isHeld(dir)).toBe(false);
});

it('tells a dead holder, a reused pid, another machine and a torn lock apart', async () => {
  const dir = scratch();
  const held = (lock: string): Promise<boolean> => {
    writeFileSync(join(dir, 'session.lock'), lock);
    return isHeld(dir);
  };
  const host = hostname();
  // Beyond the largest pid any of our systems hands out.
  expect(await held(JSON.stringify({ pid: 2 ** 30, host, started: null }))).toBe(false);
  expect(await held(JSON.stringify({ pid: 2 ** 30, host: `${host}-other`, started: null }))).toBe(true);
  expect(await held(JSON.stringify({ pid: process.pid, host, started: null }))).toBe(true);
  if (process.platform === 'linux') {
    expect(await held(JSON.stringify({ pid: process.pid, host, started: '1' }))).toBe(false);
  }
  expect(await held('')).toBe(false);
  expect(await held('{"pid":')).toBe(false);
});
