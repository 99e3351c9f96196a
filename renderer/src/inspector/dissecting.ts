import { dissectLayers } from '../../../codec/dissectors/index.js';
import type { DissectContext, Layer } from '../../../codec/dissectors/index.js';
import { fail, ok } from '../../../contract/index.js';
import type { Result } from '../../../contract/index.js';
import { t } from '../language/index.js';

/** What is to be dissected. */
export interface DissectJob {
  readonly bytes: Uint8Array;
  readonly context: DissectContext;
  /** A format asked for; null leaves it to the bytes. */
  readonly id: string | null;
}

/** What of a Worker is used here. */
export type DissectThread = Pick<Worker, 'onmessage' | 'onerror' | 'postMessage' | 'terminate'>;

/** Up to here a payload is dissected on the page: it takes less than a frame. Bytes. */
export const hereBytes = 8 * 1024;

/** A payload that inflates a thousandfold must not be waited for longer. */
const patienceMs = 10_000;

const newThread = (): DissectThread =>
  new Worker(new URL('./dissect-worker.ts', import.meta.url), { type: 'module', name: 'dissect' });

/**
 * Dissects a payload and what is wrapped in it; a large one, and one that may unwrap into much, on a
 * thread of its own. Aborted it answers `dissect.cancelled`, out of time or room `dissect.thread`.
 */
export function dissectPayload(
  job: DissectJob,
  signal: AbortSignal,
  open: () => DissectThread = newThread,
): Promise<Result<readonly Layer[]>> {
  if (signal.aborted) return Promise.resolve(fail('dissect.cancelled', t('Decoding was cancelled.')));
  if (job.bytes.length <= hereBytes && !wraps(job)) {
    return Promise.resolve(ok(dissectLayers(job.bytes, job.context, job.id)));
  }
  return new Promise((resolve) => {
    const thread = open();
    const settle = (answer: Result<readonly Layer[]>): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
      thread.terminate();
      resolve(answer);
    };
    const cancel = (): void => settle(fail('dissect.cancelled', t('Decoding was cancelled.')));
    const timer = setTimeout(
      () => settle(fail('dissect.thread', t('Decoding took too long and was stopped.'))),
      patienceMs,
    );
    signal.addEventListener('abort', cancel);
    // Our own thread's answer, of the one type it posts.
    thread.onmessage = (event: MessageEvent<readonly Layer[]>) => settle(ok(event.data));
    thread.onerror = () => settle(fail('dissect.thread', t('Decoding failed: the page ran out of room.')));
    thread.postMessage(job);
  });
}

/** Formats that unwrap: a few bytes of them may become many. Told by id, and by gzip's and zlib's first bytes. */
function wraps({ bytes, id }: DissectJob): boolean {
  if (id !== null && /gzip|deflate|zlib|brotli/.test(id)) return true;
  const [first, second] = bytes;
  return (first === 0x1f && second === 0x8b) || (first === 0x78 && ((first << 8) + (second ?? 0)) % 31 === 0);
}
