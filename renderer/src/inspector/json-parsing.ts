import { fail } from '../../../contract/index.js';
import type { Result } from '../../../contract/index.js';
import type { JsonFlat } from './json-flat.js';
import { t } from '../language/index.js';

/** What of a Worker is used here. */
export type JsonThread = Pick<Worker, 'onmessage' | 'onerror' | 'postMessage' | 'terminate'>;

const newThread = (): JsonThread =>
  new Worker(new URL('./json-worker.ts', import.meta.url), { type: 'module', name: 'json' });

/**
 * Reads a large JSON payload on a thread of its own, so that the page goes on painting. The bytes are
 * handed over. Aborted, the thread ends at once: `json.cancelled`; one that dies says `json.thread`.
 */
export function parseAside(
  bytes: Uint8Array<ArrayBuffer>,
  signal: AbortSignal,
  open: () => JsonThread = newThread,
): Promise<Result<JsonFlat>> {
  if (signal.aborted) return Promise.resolve(fail('json.cancelled', t('Reading the tree was cancelled.')));
  return new Promise((resolve) => {
    const thread = open();
    const settle = (answer: Result<JsonFlat>): void => {
      signal.removeEventListener('abort', cancel);
      thread.terminate();
      resolve(answer);
    };
    const cancel = (): void => settle(fail('json.cancelled', t('Reading the tree was cancelled.')));
    signal.addEventListener('abort', cancel);
    // Our own thread's answer, of the one type it posts.
    thread.onmessage = (event: MessageEvent<Result<JsonFlat>>) => settle(event.data);
    thread.onerror = () =>
      settle(fail('json.thread', t('The tree could not be read: the page ran out of room.')));
    thread.postMessage(bytes, [bytes.buffer]);
  });
}
