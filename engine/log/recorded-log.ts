import { basename, join } from 'node:path';
import { stat } from 'node:fs/promises';
import { type Failure, type Result, ok } from '../../contract/result.js';
import type { Layer } from '../../contract/row.js';
import { BlockReader } from './block-reader.js';
import type { BlockView } from './block-view.js';
import { type Disk, type DiskFile, realDisk } from './disk.js';
import { diskFailure } from '../files/disk-failure.js';
import { rowsFile } from './format.js';
import type { LogReader } from './reader.js';
import { type SessionHeader, type SessionTotals, readSessionFile } from './session-file.js';
import { BlockStore } from './store.js';
import { type Walk, walkLog } from './walk.js';

export interface ReadOptions {
  /** Memory for blocks, bytes. Default 16 MiB. */
  readonly cacheBytes?: number;
  readonly disk?: Disk;
}

/** A session read from its directory; nothing in there is changed. */
export interface RecordedLog extends LogReader {
  /** As recorded; where `session.json` cannot be read, what the directory tells. */
  readonly header: SessionHeader;
  /** Null if it was not closed: still recording elsewhere, or cut off. */
  readonly totals: SessionTotals | null;
  /** What lies behind the last good block and was left out; null if nothing. */
  readonly recovered: { readonly droppedBytes: number; readonly reason: string } | null;
  /** What else is wrong with the session: rows can be read all the same. */
  readonly problems: readonly Failure[];
  close(): Promise<void>;
}

/** Opens a recorded session for reading: its block headers are read, and its last blocks checked. */
export async function openLog(dir: string, options: ReadOptions = {}): Promise<Result<RecordedLog>> {
  const path = join(dir, rowsFile);
  const disk = options.disk ?? realDisk;
  const session = await readSessionFile(dir);
  let file: DiskFile;
  try {
    file = await disk.open(path, 'read');
  } catch (error) {
    return { ok: false, error: diskFailure('open', path, error) };
  }
  const totals = session.ok ? session.value.totals : null;
  const walked = await walkLog(file, path, totals?.fileBytes ?? null);
  if (!walked.ok) {
    await file.close();
    return walked;
  }
  const header = session.ok ? session.value.header : await headerOf(dir);
  const problems = session.ok ? [] : [session.error];
  const { salt, directory } = walked.value;
  const store = new BlockStore(file, path, salt, directory, options.cacheBytes ?? 16 << 20);
  return ok(new OpenedLog(header, totals, problems, walked.value, store));
}

/** A header for rows whose `session.json` is lost. */
async function headerOf(dir: string): Promise<SessionHeader> {
  const born = await stat(join(dir, rowsFile)).then(
    ({ birthtimeMs }) => birthtimeMs,
    () => 0,
  );
  const id = basename(dir);
  return {
    id,
    name: id,
    app: '',
    createdAt: new Date(born).toISOString(),
    clockOrigin: born,
    connection: null,
  };
}

class OpenedLog extends BlockReader implements RecordedLog {
  readonly recovered: RecordedLog['recovered'];
  protected closed = false;

  constructor(
    readonly header: SessionHeader,
    readonly totals: SessionTotals | null,
    readonly problems: readonly Failure[],
    readonly walk: Walk,
    protected readonly store: BlockStore,
  ) {
    super();
    const { dropped } = walk;
    this.recovered = dropped === null ? null : { droppedBytes: dropped.bytes, reason: dropped.reason };
  }

  get count(): number {
    return this.walk.directory.nextSeq - 1;
  }

  get bytesIn(): number {
    return this.walk.bytesIn;
  }

  get bytesOut(): number {
    return this.walk.bytesOut;
  }

  get lastTime(): number {
    return this.walk.lastTime;
  }

  layerCount(layer: Layer): number {
    const { directory } = this.walk;
    return this.count - directory.hiddenBefore(directory.count, layer);
  }

  rankIn(layer: Layer, seq: number): number {
    return this.walk.directory.rankIn(layer, Math.min(seq, this.count + 1));
  }

  seqIn(layer: Layer, position: number): number {
    return this.walk.directory.seqIn(layer, position);
  }

  onChange(): () => void {
    // Nothing is ever added to a recorded session.
    return () => undefined;
  }

  find(seq: number): BlockView | null {
    return this.store.cache.get(this.store.directory.find(seq));
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    this.store.cache.clear();
    await this.store.file.close();
  }
}
