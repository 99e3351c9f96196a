import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { link, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { type Result, ok } from '../../contract/result.js';
import { readBounded } from '../files/bounded-file.js';
import { diskFailure, errnoOf } from '../files/disk-failure.js';

const lockFile = 'session.lock';
/** A session may have come from anybody: a lock of ours has some hundred bytes. */
const maxLockBytes = 4_096;

/** Marks a session as being recorded by this process; fails with `log.exists` where one is there. */
export async function takeLock(dir: string): Promise<Result<void>> {
  const path = join(dir, lockFile);
  try {
    await writeFile(path, markOfOurs(), { flag: 'wx', mode: 0o600 });
    return ok();
  } catch (error) {
    return { ok: false, error: diskFailure('create', path, error) };
  }
}

/** Takes the mark away; one that is gone already is fine. */
export async function dropLock(dir: string): Promise<void> {
  // Left behind on a disk that refuses, it names a process that will not live for ever.
  await rm(join(dir, lockFile), { force: true }).catch(() => undefined);
}

/**
 * Takes the mark for this process where nobody alive has it: `left` where one that is dead left it behind, which did
 * not end as it should. null where another has it, also one that was a moment faster.
 */
export async function claimLock(dir: string): Promise<{ readonly left: boolean } | null> {
  const path = join(dir, lockFile);
  const before = await readLock(path);
  if (before === null) return (await place(path)) ? { left: false } : null;
  if (await isHeld(dir)) return null;
  return (await replace(path, before)) ? { left: true } : null;
}

/** Puts our mark in the place of a dead one's, at once: of several that judged it dead one does. */
async function replace(path: string, dead: Buffer): Promise<boolean> {
  // Named after the one that is replaced: whoever has it knows that nobody else replaces that one meanwhile.
  const guard = `${path}.${createHash('sha256').update(dead).digest('hex').slice(0, 16)}`;
  if (!(await place(guard))) {
    if (await isHeldBy(guard)) return false;
    // Of one that was killed in the middle of this.
    await rm(guard, { force: true }).catch(() => undefined);
    if (!(await place(guard))) return false;
  }
  try {
    const now = await readLock(path);
    if (now?.equals(dead) !== true) return false;
    // Ours in the guard is as good as ours in the lock.
    await rename(guard, path);
    return true;
  } catch {
    return false;
  } finally {
    await rm(guard, { force: true }).catch(() => undefined);
  }
}

/** Puts our mark where there is none, whole from the first moment on: an empty one would pass for what a power cut left. */
async function place(path: string): Promise<boolean> {
  const written = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    await writeFile(written, markOfOurs(), { flag: 'wx', mode: 0o600 });
    await link(written, path);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    // A disk without hard links.
    return writeFile(path, markOfOurs(), { flag: 'wx', mode: 0o600 }).then(
      () => true,
      () => false,
    );
  } finally {
    await rm(written, { force: true }).catch(() => undefined);
  }
}

/** What is in the mark, nothing where that cannot be read; null where there is none. */
async function readLock(path: string): Promise<Buffer | null> {
  try {
    return (await readBounded(path, maxLockBytes)) ?? Buffer.alloc(0);
  } catch (error) {
    return errnoOf(error) === 'ENOENT' ? null : Buffer.alloc(0);
  }
}

function markOfOurs(): string {
  return `${JSON.stringify({ pid: process.pid, host: hostname(), started: startOf(process.pid) })}\n`;
}

/**
 * True if a process that may still be recording holds the session. Where that cannot be known, as with
 * a lock from another machine or one that cannot be read, the answer is yes: a live log is never touched.
 */
export function isHeld(dir: string): Promise<boolean> {
  return isHeldBy(join(dir, lockFile));
}

async function isHeldBy(path: string): Promise<boolean> {
  let holder: unknown;
  try {
    const bytes = await readBounded(path, maxLockBytes);
    if (bytes === null) return false;
    holder = JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    // An empty or cut lock is what a power cut leaves behind; no writer is slower than the boot after it.
    return !(error instanceof SyntaxError) && errnoOf(error) !== 'ENOENT';
  }
  if (typeof holder !== 'object' || holder === null || !('pid' in holder) || !('host' in holder))
    return false;
  if (typeof holder.pid !== 'number' || holder.pid < 1) return false;
  if (holder.host !== hostname()) return true;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if (errnoOf(error) === 'ESRCH') return false;
  }
  const started = 'started' in holder ? holder.started : null;
  const now = startOf(holder.pid);
  // The number may have passed on to another process.
  return typeof started !== 'string' || now === null || started === now;
}

/** When a process started, in ticks since boot, where the system tells (Linux); tells a reused pid apart. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The command in parentheses may hold spaces; field 22 is the 20th after it (proc(5)).
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}
