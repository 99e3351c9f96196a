import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Result } from '../../contract/result.js';
import { maxHeadBytes } from '../../contract/row.js';
import type { RowBatch } from '../../contract/rows.js';
import { type DiskFile, type Disk, realDisk } from './disk.js';
import type { LogReader } from './reader.js';
import type { SessionHeader } from './session-file.js';

/** What the tests of this room share. */

const made: string[] = [];

/** Removes the directories a test made; for `afterEach`. */
export function clearScratch(): void {
  for (const dir of made.splice(0)) rmSync(dir, { recursive: true, force: true });
}

/** A directory that goes with `clearScratch`. */
export function scratch(): string {
  const dir = mkdtempSync(join(tmpdir(), 'wirebench-log-'));
  made.push(dir);
  return dir;
}

export const header: SessionHeader = {
  id: 'one',
  name: 'echo',
  app: '0.1.0',
  createdAt: '2026-11-21T08:00:00.000Z',
  clockOrigin: Date.parse('2026-11-21T08:00:00.000Z'),
  connection: { url: 'tcp://127.0.0.1:12345' },
};

/** The value of a result that must be one. */
export function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  return result.value;
}

export interface PlainRow {
  seq: number;
  time: number;
  kind: number;
  direction: number;
  flags: number;
  peer: number;
  size: number;
  preview: Buffer;
}

/** The rows of a batch as objects. */
export function plain(batch: RowBatch): PlainRow[] {
  return Array.from({ length: batch.length }, (_, i) => ({
    seq: batch.seq[i] ?? -1,
    time: batch.time[i] ?? -1,
    kind: batch.kind[i] ?? -1,
    direction: batch.direction[i] ?? -1,
    flags: batch.flags[i] ?? -1,
    peer: batch.peer[i] ?? -1,
    size: batch.size[i] ?? -1,
    preview: Buffer.from(batch.previews.subarray(batch.previewAt[i], batch.previewAt[i + 1])),
  }));
}

/** The frames' heads of a batch in hex, empty where there is none. */
export function headsOf({ heads, headSize, length }: RowBatch): string[] {
  return Array.from({ length }, (_, i) =>
    Buffer.from(heads.subarray(i * maxHeadBytes, i * maxHeadBytes + (headSize[i] ?? 0))).toString('hex'),
  );
}

/** Every payload of a log, through `scan` where it holds it and by range where it does not. */
export async function payloads(log: LogReader): Promise<Buffer[]> {
  const all: Buffer[] = [];
  for (let seq = 1; seq <= log.count; seq++) all.push(Buffer.from(value(await log.payload(seq)).bytes));
  return all;
}

/** A repeatable stream of numbers in [0, 1). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** The real disk with its writes and syncs in the hands of a test. */
export class UnreliableDisk implements Disk {
  /** Bytes that can still be written before the disk is full. */
  room = Number.POSITIVE_INFINITY;
  /** Bytes one write takes at most. */
  mouthful = Number.POSITIVE_INFINITY;
  /** errno of every write, or of every sync. */
  writeErrno: string | null = null;
  syncErrno: string | null = null;
  /** Set to hold writes back until it resolves. */
  gate: Promise<void> | null = null;
  /** The same of syncs. */
  syncGate: Promise<void> | null = null;
  writes = 0;
  syncs = 0;

  async open(path: string, how: 'read' | 'create' | 'update'): Promise<DiskFile> {
    const file = await realDisk.open(path, how);
    return {
      ...file,
      writev: async (parts, position) => {
        await this.gate;
        this.writes++;
        if (this.writeErrno !== null) throw Object.assign(new Error('refused'), { code: this.writeErrno });
        const whole = Buffer.concat(parts);
        const taken = Math.min(whole.length, this.room, this.mouthful);
        if (taken === 0) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
        this.room -= taken;
        return file.writev([whole.subarray(0, taken)], position);
      },
      sync: async () => {
        this.syncs++;
        await this.syncGate;
        if (this.syncErrno !== null) throw Object.assign(new Error('refused'), { code: this.syncErrno });
        return file.sync();
      },
    };
  }
}
