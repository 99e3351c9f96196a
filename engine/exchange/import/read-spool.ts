import { type Failure, fail } from '../../../contract/index.js';
import { StagingSink } from './capture/stage.js';
import { type Piece, piecesOf } from './pieces.js';
import { readImport } from './read.js';
import { type SpooledFile, openSpooled } from './spool.js';

/** What a thread is told before it reads. */
export interface ReadJob {
  readonly spool: string;
  readonly files: readonly SpooledFile[];
  /** Directory that sessions of captures are written to. */
  readonly sessions: string;
  /** Version of the app. */
  readonly version: string;
  /** Bytes outside the heap that may be held. */
  readonly mostBytes: number;
}

/** What it tells: how far it is, then what it read, piece by piece, or why it did not. */
export type ReadNews =
  | { readonly kind: 'at'; readonly file: string; readonly done: number }
  | { readonly kind: 'piece'; readonly piece: Piece }
  | { readonly kind: 'end' }
  | { readonly kind: 'failed'; readonly error: Failure };

/** Between two words of how far it is, milliseconds. */
const tellMs = 100;

/** Thrown out of the middle of reading: nobody in between has anything to clean up. */
class OutOfMemory extends Error {}

/** Reads the files of a spool and tells of it; runs in a thread of its own, or in that of the host. */
export async function readSpool(job: ReadJob, tell: (news: ReadNews) => void): Promise<void> {
  const { files, close } = await openSpooled(job.spool, job.files);
  let done = 0;
  let toldAt = -Infinity;
  let at = '';
  const held = process.memoryUsage().arrayBuffers;
  const told = (file: string, bytes: number): void => {
    done += bytes;
    const now = performance.now();
    if (file === at && now - toldAt < tellMs) return;
    at = file;
    toldAt = now;
    tell({ kind: 'at', file, done });
    if (process.memoryUsage().arrayBuffers - held > job.mostBytes) throw new OutOfMemory();
  };
  const sink = new StagingSink(job.sessions, job.version);
  try {
    const read = await readImport(files, { sink, told });
    if (!read.ok) return tell({ kind: 'failed', error: read.error });
    for (const piece of piecesOf(read.value)) tell({ kind: 'piece', piece });
    tell({ kind: 'end' });
  } catch (error) {
    if (!(error instanceof OutOfMemory)) throw error;
    const failed = outOfMemory(at, job.mostBytes);
    if (!failed.ok) tell({ kind: 'failed', error: failed.error });
  } finally {
    await sink.giveUp();
    await close();
  }
}

/** `import.memory`, naming the file and the limit. */
export function outOfMemory(file: string, limit: number) {
  const message = `Reading ${file} takes more than ${limit >> 20} MiB of memory, the most an import may have. Import it in parts.`;
  return fail('import.memory', message, { file, limit });
}
