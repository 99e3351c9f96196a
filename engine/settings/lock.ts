import { open, rm, stat } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { errnoOf } from '../files/disk-failure.js';

/** Between two looks at a lock that somebody has, milliseconds. */
const lookMs = 10;
/** A change takes some milliseconds: a lock that stayed the same for this long was left by a crash. */
const leftMs = 2_000;

/**
 * Does something while nobody else does who asks for the same lock, in this process or another. Throws as
 * `node:fs` does where the lock's file cannot be made.
 */
export async function withLock<T>(path: string, act: () => Promise<T>): Promise<T> {
  await take(path);
  try {
    return await act();
  } finally {
    await rm(path, { force: true }).catch(() => undefined);
  }
}

async function take(path: string): Promise<void> {
  let holder = '';
  let since = performance.now();
  for (;;) {
    try {
      await (await open(path, 'wx', 0o600)).close();
      return;
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST') throw error;
    }
    const now = await identityOf(path);
    if (now !== holder) {
      holder = now;
      since = performance.now();
    } else if (performance.now() - since > leftMs) {
      await rm(path, { force: true });
    }
    await wait(lookMs);
  }
}

async function identityOf(path: string): Promise<string> {
  return stat(path).then(
    ({ ino, mtimeMs }) => `${ino} ${mtimeMs}`,
    () => '',
  );
}
