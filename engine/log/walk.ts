import { type Result, fail, ok } from '../../contract/result.js';
import { Directory } from './directory.js';
import type { DiskFile } from './disk.js';
import { diskFailure } from '../files/disk-failure.js';
import {
  blockHeaderBytes,
  decodeBlockHeader,
  decodeFileHeader,
  fileHeaderBytes,
  formatVersion,
  oldestVersion,
} from './format.js';
import { BlockStore } from './store.js';

/** What the headers of a log tell. */
export interface Walk {
  readonly salt: number;
  /** Of the file: what is added to it is written in the same. */
  readonly version: number;
  readonly directory: Directory;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly lastTime: number;
  /** Bytes after the last good block, and why they are no block; null when there are none. */
  readonly dropped: { readonly bytes: number; readonly reason: string } | null;
  readonly fileBytes: number;
}

interface Chain extends Omit<Walk, 'salt' | 'version' | 'fileBytes'> {
  readonly syncedTo: number;
}

/** Header bytes read at once where blocks are large, and where many fit. */
const sparseBytes = 512;
const denseBytes = 64 << 10;

/**
 * Finds the blocks of a log from their headers. Blocks that may not have been on stable storage when
 * the last one was written are checked whole, unless the log was closed at exactly `closedAt` bytes.
 */
export async function walkLog(file: DiskFile, path: string, closedAt: number | null): Promise<Result<Walk>> {
  try {
    return await walk(file, path, closedAt);
  } catch (error) {
    return { ok: false, error: diskFailure('read', path, error) };
  }
}

async function walk(file: DiskFile, path: string, closedAt: number | null): Promise<Result<Walk>> {
  const fileBytes = await file.size();
  const head = Buffer.alloc(Math.min(fileHeaderBytes, fileBytes));
  await file.read(head, 0);
  const reading = decodeFileHeader(head);
  if (reading.kind === 'short') {
    const dropped = { bytes: fileBytes, reason: 'recording ended before the first row was written' };
    const directory = new Directory(fileHeaderBytes);
    const version = formatVersion;
    return ok({ salt: 0, version, directory, bytesIn: 0, bytesOut: 0, lastTime: 0, dropped, fileBytes });
  }
  if (reading.kind === 'foreign')
    return fail('log.damaged', `${path} is not a session log.`, { path, offset: 0 });
  if (reading.kind !== 'header') {
    return fail('log.damaged', `The first ${fileHeaderBytes} bytes of ${path} are damaged.`, {
      path,
      offset: 0,
    });
  }
  const { version } = reading;
  if (version < oldestVersion || version > formatVersion) {
    return fail(
      'log.unknown-version',
      `${path} is of version ${version}; this app reads ${oldestVersion} to ${formatVersion}.`,
      { path, version },
    );
  }
  const { salt } = reading;
  let chain = await walkHeaders(file, salt, reading.headerBytes, fileBytes);
  if (closedAt !== fileBytes) {
    const bad = await firstBroken(file, path, salt, chain);
    if (!bad.ok) return bad;
    if (bad.value !== null) {
      chain = await walkHeaders(file, salt, reading.headerBytes, bad.value);
      const reason = 'the last block was not written completely';
      chain = { ...chain, dropped: { bytes: fileBytes - bad.value, reason } };
    }
  }
  return ok({ ...chain, salt, version, fileBytes });
}

async function walkHeaders(file: DiskFile, salt: number, start: number, end: number): Promise<Chain> {
  const directory = new Directory(start);
  const window = Buffer.allocUnsafeSlow(denseBytes);
  let windowAt = 0;
  let filled = 0;
  let bytesIn = 0;
  let bytesOut = 0;
  let lastTime = 0;
  let syncedTo = 0;
  let reason = 'the last block was not written completely';
  let dense = true;
  while (directory.end + blockHeaderBytes <= end) {
    let reading = decodeBlockHeader(window.subarray(0, filled), Math.max(0, directory.end - windowAt), salt);
    const inside = directory.end >= windowAt && directory.end < windowAt + filled;
    if (!inside || reading.kind === 'short') {
      windowAt = directory.end;
      filled = await file.read(
        window.subarray(0, Math.min(dense ? denseBytes : sparseBytes, end - windowAt)),
        windowAt,
      );
      reading = decodeBlockHeader(window.subarray(0, filled), 0, salt);
      if (reading.kind === 'short' && !dense && filled === sparseBytes) {
        dense = true;
        filled = 0;
        continue;
      }
    }
    if (reading.kind !== 'header') {
      if (reading.kind === 'damaged') reason = 'what follows is not a block, or its header is damaged';
      if (reading.kind === 'unknown-version') reason = 'what follows was written by a later version';
      break;
    }
    const { header } = reading;
    const size = header.headerBytes + header.bodyBytes;
    if (header.firstSeq !== directory.nextSeq) {
      reason = `what follows begins with row ${header.firstSeq} instead of ${directory.nextSeq}`;
      break;
    }
    if (directory.end + size > end) break;
    directory.addBlock(header, size, header.bits);
    bytesIn += header.bytesIn;
    bytesOut += header.bytesOut;
    lastTime = header.baseTime + header.timeSpan;
    syncedTo = header.syncedTo;
    dense = size < 4096;
  }
  const bytes = end - directory.end;
  return { directory, bytesIn, bytesOut, lastTime, syncedTo, dropped: bytes > 0 ? { bytes, reason } : null };
}

/** Offset of the first block past the last sync point whose bytes are not what was written, or null. */
async function firstBroken(
  file: DiskFile,
  path: string,
  salt: number,
  chain: Chain,
): Promise<Result<number | null>> {
  const { directory, syncedTo } = chain;
  const store = new BlockStore(file, path, salt, directory, 0);
  let i = directory.count;
  while (i > 0 && directory.offset(i) > syncedTo) i--;
  for (; i < directory.count; i++) {
    const intact = await store.isIntact(i);
    if (!intact.ok) return intact;
    if (!intact.value) return ok(directory.offset(i));
  }
  return ok(null);
}
