import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Result, ok } from '../../contract/result.js';
import { type DiskFile, realDisk } from './disk.js';
import { diskFailure } from '../files/disk-failure.js';
import { encodeFileHeader, rowsFile } from './format.js';
import { dropLock, takeLock } from './lock.js';
import { RecordingLog } from './recording.js';
import { type SessionHeader, writeSessionFile } from './session-file.js';
import type { LogOptions, SessionLog } from './session-log.js';

/** Begins a session in `dir`, which is made if need be; `log.exists` if one is there already. */
export async function createLog(
  dir: string,
  header: SessionHeader,
  options: LogOptions = {},
): Promise<Result<SessionLog>> {
  const path = join(dir, rowsFile);
  try {
    await mkdir(dir, { recursive: true });
  } catch (error) {
    return { ok: false, error: diskFailure('make the directory', dir, error) };
  }
  const locked = await takeLock(dir);
  if (!locked.ok) return locked;
  let file: DiskFile;
  try {
    file = await (options.disk ?? realDisk).open(path, 'create');
  } catch (error) {
    await dropLock(dir);
    return { ok: false, error: diskFailure('create', path, error) };
  }
  const salt = randomBytes(4).readUInt32LE();
  const begun = await begin(dir, path, file, header, salt);
  if (begun.ok) return ok(new RecordingLog(dir, header, file, path, salt, options));
  // Nothing was recorded: leave no half session behind.
  await file.close().catch(() => undefined);
  await rm(path, { force: true }).catch(() => undefined);
  await dropLock(dir);
  return begun;
}

async function begin(
  dir: string,
  path: string,
  file: DiskFile,
  header: SessionHeader,
  salt: number,
): Promise<Result<void>> {
  const written = await writeSessionFile(dir, { header, totals: null });
  if (!written.ok) return written;
  try {
    const bytes = encodeFileHeader(salt);
    for (let at = 0; at < bytes.length;) {
      const taken = await file.writev([bytes.subarray(at)], at);
      if (taken <= 0) throw Object.assign(new Error('nothing was written'), { code: 'EIO' });
      at += taken;
    }
    await file.sync();
    return ok();
  } catch (error) {
    return { ok: false, error: diskFailure('write to', path, error) };
  }
}
