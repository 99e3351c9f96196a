import { fail } from '../../../contract/index.js';
import type { Input, Result, SendReport } from '../../../contract/index.js';
import type { useHostStore } from './host.js';
import { t } from '../language/index.js';

/** Bytes of a file in one request. */
export const transferChunkBytes = 256 * 1024;
/**
 * Chunks under way at a time: each is answered when it was taken, which is the flow control, and while
 * one is being taken the next is read and travels. The host takes them in the order they were asked.
 */
export const transferWindow = 4;

/** Streams a file to a session. Cancelled, or a file that cannot be read: `transfer.cancelled`, `transfer.unreadable`. */
export async function sendFile(
  host: ReturnType<typeof useHostStore>,
  file: Blob,
  begin: Omit<Input<'transfer.begin'>, 'size'>,
  options: { readonly onSent: (bytes: number) => void; readonly signal: AbortSignal },
): Promise<Result<SendReport>> {
  const begun = await host.call('transfer.begin', { ...begin, size: file.size });
  if (!begun.ok) return begun;
  const { transfer } = begun.value;
  const abandon = async (code: string, message: string): Promise<Result<SendReport>> => {
    await host.call('transfer.end', { transfer, cancel: true });
    return fail(code, message);
  };
  // A cancel does not wait for a peer that reads nothing.
  const cancelled = aborted(options.signal);
  const cancel = (): Promise<Result<SendReport>> =>
    abandon('transfer.cancelled', t('Sending the file was cancelled.'));
  let answered = 0;
  const underWay: Promise<Result<unknown>>[] = [];
  /** Waits for the oldest chunk; what it comes to where the transfer is over with it, else null. */
  async function oldest(): Promise<Result<SendReport> | null> {
    const taken = await Promise.race([underWay.shift() ?? cancelled, cancelled]);
    if (taken === null) return cancel();
    if (!taken.ok) {
      await host.call('transfer.end', { transfer, cancel: true });
      return taken;
    }
    answered += transferChunkBytes;
    options.onSent(Math.min(file.size, answered));
    return options.signal.aborted ? cancel() : null;
  }
  for (let at = 0; at < file.size; at += transferChunkBytes) {
    if (options.signal.aborted) return cancel();
    let data: Uint8Array<ArrayBuffer>;
    try {
      data = new Uint8Array(await file.slice(at, at + transferChunkBytes).arrayBuffer());
    } catch {
      return abandon(
        'transfer.unreadable',
        t('{name} can no longer be read. Choose it again.', { name: begin.name }),
      );
    }
    underWay.push(host.call('transfer.chunk', { transfer, data }));
    const over = underWay.length < transferWindow ? null : await oldest();
    if (over !== null) return over;
  }
  while (underWay.length > 0) {
    const over = await oldest();
    if (over !== null) return over;
  }
  const ended = await Promise.race([host.call('transfer.end', { transfer, cancel: false }), cancelled]);
  return ended ?? cancel();
}

/** Settles when the signal aborts. */
function aborted(signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(null);
    else signal.addEventListener('abort', () => resolve(null), { once: true });
  });
}
