import { Worker } from 'node:worker_threads';
import { type Failure, type Result, fail, ok } from '../../../contract/index.js';
import type { Imported } from './model.js';
import { Gathered } from './pieces.js';
import { type ReadJob, type ReadNews, outOfMemory, readSpool } from './read-spool.js';

/** The heap of a thread that reads, MiB: the longest HAR as text and as values, and `maxJsonValues` beside them. */
const threadHeapMb = 2_048;

export interface ThreadOptions {
  /** The thread's program; null reads in this thread, where there is no program: tests of the engine alone. */
  readonly program: URL | null;
  /** Heap of the thread, MiB. */
  readonly heapMb?: number;
  /** The file it is at, and bytes of all files that were read. */
  readonly told: (file: string, done: number) => void;
}

/** A reading under way. */
export interface ReadingThread {
  readonly result: Promise<Result<Imported>>;
  /** Ends it; `result` is `import.ended` then. */
  stop(): Promise<void>;
}

/**
 * Reads the files of an import in a thread with a bounded heap, so that sockets and pages go on whatever the
 * files are. A thread that dies is a failure which names the file it was at.
 */
export function startReading(
  job: ReadJob,
  { program, heapMb = threadHeapMb, told }: ThreadOptions,
): ReadingThread {
  const gathered = new Gathered();
  let at = job.files[0]?.path ?? 'it';
  let settle: (result: Result<Imported>) => void = () => undefined;
  const result = new Promise<Result<Imported>>((resolve) => {
    settle = resolve;
  });
  const hear = (news: ReadNews): void => {
    if (news.kind === 'at') {
      at = news.file;
      told(news.file, news.done);
    } else if (news.kind === 'piece') gathered.add(news.piece);
    else if (news.kind === 'end') settle(ok(gathered.finish()));
    else settle({ ok: false, error: news.error });
  };
  if (program === null) {
    readSpool(job, hear).catch((error: unknown) => settle(died(at, error)));
    return {
      result,
      stop: () => {
        settle(ended());
        return Promise.resolve();
      },
    };
  }
  const worker = new Worker(program, {
    workerData: job,
    name: 'wirebench-import',
    // Its own words, if it has any, are for the host's log.
    resourceLimits: { maxOldGenerationSizeMb: heapMb, stackSizeMb: 4 },
  });
  worker.on('message', (news: ReadNews) => {
    hear(news);
    // A log that was left open keeps a thread alive.
    if (news.kind === 'end' || news.kind === 'failed') void worker.terminate();
  });
  worker.once('error', (error: Error & { readonly code?: string }) => {
    settle(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? outOfMemory(at, heapMb * 2 ** 20) : died(at, error));
  });
  worker.once('exit', () => {
    settle(died(at, new Error('its thread ended')));
  });
  return {
    result,
    stop: async () => {
      settle(ended());
      await worker.terminate();
    },
  };
}

function ended(): Result<never> {
  return fail('import.ended', 'This import was given up while its files were read.');
}

function died(file: string, error: unknown): { readonly ok: false; readonly error: Failure } {
  const why = error instanceof Error ? error.message : String(error);
  return fail('import.thread', `Reading ${file} ended before its time: ${why}. Nothing was changed.`, {
    file,
  });
}
