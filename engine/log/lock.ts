import { readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
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
  const holder = { pid: process.pid, host: hostname(), started: startOf(process.pid) };
  try {
    await writeFile(path, `${JSON.stringify(holder)}\n`, { flag: 'wx', mode: 0o600 });
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
 * True if a process that may still be recording holds the session. Where that cannot be known, as with
 * a lock from another machine or one that cannot be read, the answer is yes: a live log is never touched.
 */
export async function isHeld(dir: string): Promise<boolean> {
  let holder: unknown;
  try {
    const bytes = await readBounded(join(dir, lockFile), maxLockBytes);
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
