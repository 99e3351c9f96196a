import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { scratch, value, clearScratch } from './fixture.js';
import { claimLock, dropLock, isHeld, takeLock } from './lock.js';

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

describe('a claim', () => {
  const dead = (n = 0): string => JSON.stringify({ pid: 2 ** 30 + n, host: hostname(), started: null });

  it('tells a place that was left behind from one that was let go, and leaves one that is held', async () => {
    const dir = scratch();
    expect(await claimLock(dir)).toEqual({ left: false });
    expect(await claimLock(dir)).toBeNull();
    await dropLock(dir);
    expect(await claimLock(dir)).toEqual({ left: false });
    for (const lock of [dead(), '', '{"pid":', 'null', '[]', ' '.repeat(5_000)]) {
      writeFileSync(join(dir, 'session.lock'), lock);
      expect(await claimLock(dir)).toEqual({ left: true });
      expect(JSON.parse(readFileSync(join(dir, 'session.lock'), 'utf8'))).toMatchObject({ pid: process.pid });
    }
    // The mark of a process that has its number from one that is dead.
    if (process.platform === 'linux') {
      const reused = JSON.stringify({ pid: process.pid, host: hostname(), started: '1' });
      writeFileSync(join(dir, 'session.lock'), reused);
      expect(await claimLock(dir)).toEqual({ left: true });
    }
  });

  it('takes nothing that cannot be known to be free', async () => {
    const dir = scratch();
    const other = JSON.stringify({ pid: 1, host: `${hostname()}-other`, started: null });
    writeFileSync(join(dir, 'session.lock'), other);
    expect(await claimLock(dir)).toBeNull();
    expect(readFileSync(join(dir, 'session.lock'), 'utf8')).toBe(other);
    const closed = scratch();
    mkdirSync(join(closed, 'session.lock'));
    expect(await claimLock(closed)).toBeNull();
  });

  it('goes on where one was killed in the middle of it', async () => {
    const dir = scratch();
    writeFileSync(join(dir, 'session.lock'), dead());
    const digest = createHash('sha256').update(dead()).digest('hex').slice(0, 16);
    writeFileSync(join(dir, `session.lock.${digest}`), dead(1));
    expect(await claimLock(dir)).toEqual({ left: true });
    expect(readdirSync(dir)).toEqual(['session.lock']);
  });

  it('is had by one of many that come at once', async () => {
    for (let round = 0; round < 20; round++) {
      const dir = scratch();
      writeFileSync(join(dir, 'session.lock'), dead(round));
      const claims = await Promise.all(Array.from({ length: 8 }, () => claimLock(dir)));
      expect(claims.filter((claim) => claim !== null)).toEqual([{ left: true }]);
      expect(readdirSync(dir)).toEqual(['session.lock']);
    }
  });
});
