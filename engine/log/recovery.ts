import { join } from 'node:path';
import type { LifeDetail } from '../../contract/life.js';
import { type Result, ok } from '../../contract/result.js';
import { RowKind } from '../../contract/row.js';
import { Block, crcOfBody, paddingAfter } from './block.js';
import { type Disk, type DiskFile, realDisk } from './disk.js';
import { diskFailure } from '../files/disk-failure.js';
import { decodeBlockHeader, encodeFileHeader, fileHeaderBytes, rowsFile } from './format.js';
import { dropLock, isHeld } from './lock.js';
import { readSessionFile, writeSessionFile } from './session-file.js';
import { type Walk, walkLog } from './walk.js';

export interface Recovery {
  /** Another process may be recording: nothing was changed. */
  readonly live: boolean;
  /** Rows the log holds now, the one that tells of the recovery included. */
  readonly rows: number;
  /** Bytes behind the last good block, and why they are none; 0 and null if there were none. */
  readonly droppedBytes: number;
  readonly reason: string | null;
  /** They were cut off. False where good blocks follow the damage: then the file is left as it is. */
  readonly truncated: boolean;
}

/**
 * Ends a session that was never closed: cuts a torn tail off, adds a `recovered` row, writes the totals.
 * Does nothing to one that was closed or that a live process holds.
 */
export async function recoverLog(dir: string, disk: Disk = realDisk): Promise<Result<Recovery>> {
  const path = join(dir, rowsFile);
  const session = await readSessionFile(dir);
  const totals = session.ok ? session.value.totals : null;
  const held = await isHeld(dir);
  let file: DiskFile;
  try {
    file = await disk.open(path, held || totals !== null ? 'read' : 'update');
  } catch (error) {
    return { ok: false, error: diskFailure('open', path, error) };
  }
  try {
    const walked = await walkLog(file, path, totals?.fileBytes ?? null);
    if (!walked.ok) return walked;
    const { directory, dropped, bytesIn, bytesOut } = walked.value;
    const told = { live: held, droppedBytes: dropped?.bytes ?? 0, reason: dropped?.reason ?? null };
    if (held || totals !== null) return ok({ ...told, rows: directory.nextSeq - 1, truncated: false });
    const keep = dropped !== null && (await hasLaterBlock(file, walked.value));
    // Without a session.json to write totals into, this would be told again at every start.
    if (!keep && (session.ok || dropped !== null)) await endWithRow(file, walked.value);
    if (session.ok) {
      const rows = directory.nextSeq - 1;
      const fileBytes = await file.size();
      const endedAt = new Date(session.value.header.clockOrigin + walked.value.lastTime / 1e6).toISOString();
      const { wireOnly, messageOnly } = directory;
      const layers = { messageRows: rows - wireOnly, wireRows: rows - messageOnly };
      const ended = { rows, ...layers, bytesIn, bytesOut, endedAt, fileBytes };
      const written = await writeSessionFile(dir, { header: session.value.header, totals: ended });
      if (!written.ok) return written;
    }
    await dropLock(dir);
    return ok({ ...told, rows: directory.nextSeq - 1, truncated: dropped !== null && !keep });
  } catch (error) {
    return { ok: false, error: diskFailure('recover', path, error) };
  } finally {
    await file.close();
  }
}

/** Cuts the tail off and writes a block with the row that says so. */
async function endWithRow(file: DiskFile, walk: Walk): Promise<void> {
  const { directory, dropped } = walk;
  await file.truncate(directory.end);
  await file.sync();
  let salt = walk.salt;
  if (walk.fileBytes < fileHeaderBytes) {
    salt = 0;
    await writeAll(file, encodeFileHeader(salt), 0);
  }
  const lost =
    dropped === null
      ? 'Every block that was written is whole.'
      : dropped.bytes === 1
        ? `1 byte was dropped: ${dropped.reason}.`
        : `${dropped.bytes} bytes were dropped: ${dropped.reason}.`;
  const detail: LifeDetail = {
    text: `Recording ended without being closed. ${lost}`,
    droppedBytes: dropped?.bytes ?? 0,
  };
  const payload = new TextEncoder().encode(JSON.stringify(detail));
  const block = Block.ofOne(directory.nextSeq, RowKind.recovered, 0, 0, walk.lastTime, payload);
  const columns = block.encodeColumns();
  const header = block.encodeHeader(crcOfBody(columns, payload), directory.end, salt, walk.version);
  const bytes = Buffer.concat([header, columns, payload, paddingAfter(columns.length + payload.length)]);
  await writeAll(file, bytes, directory.end);
  await file.sync();
  directory.add(1, bytes.length, walk.lastTime, block.kindsLow, block.kindsHigh);
}

async function writeAll(file: DiskFile, bytes: Buffer, position: number): Promise<void> {
  for (let at = 0; at < bytes.length;) {
    const taken = await file.writev([bytes.subarray(at)], position + at);
    if (taken <= 0) throw Object.assign(new Error('nothing was written'), { code: 'EIO' });
    at += taken;
  }
}

/** True if a whole header of this log lies behind the break: then it is damage, and cutting would lose good rows. */
async function hasLaterBlock(file: DiskFile, walk: Walk): Promise<boolean> {
  const piece = Buffer.allocUnsafeSlow(4 << 20);
  // Blocks begin at multiples of 8; pieces overlap by the longest header.
  const step = piece.length - 4096;
  for (let at = walk.directory.end + 8; at < walk.fileBytes; at += step) {
    const filled = await file.read(piece.subarray(0, Math.min(piece.length, walk.fileBytes - at)), at);
    const bytes = piece.subarray(0, filled);
    for (let i = bytes.indexOf('WBK1', 0, 'latin1'); i >= 0; i = bytes.indexOf('WBK1', i + 1, 'latin1')) {
      const reading = decodeBlockHeader(bytes, i, walk.salt);
      if (reading.kind !== 'header' || reading.header.firstSeq <= walk.directory.nextSeq) continue;
      const { headerBytes, bodyBytes } = reading.header;
      if (at + i + headerBytes + bodyBytes <= walk.fileBytes) return true;
    }
  }
  return false;
}
