import { fail } from '../../../contract/index.js';
import type { Input, Result, SendReport } from '../../../contract/index.js';
import type { useHostStore } from './host.js';

/** Bytes of a file under way at a time: each chunk is answered when it was taken, which is the flow control. */
export const transferChunkBytes = 256 * 1024;

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
    abandon('transfer.cancelled', 'Sending the file was cancelled.');
  for (let at = 0; at < file.size; at += transferChunkBytes) {
    if (options.signal.aborted) return cancel();
    let data: Uint8Array<ArrayBuffer>;
    try {
      data = new Uint8Array(await file.slice(at, at + transferChunkBytes).arrayBuffer());
    } catch {
      return abandon('transfer.unreadable', `${begin.name} can no longer be read. Choose it again.`);
    }
    const taken = await Promise.race([host.call('transfer.chunk', { transfer, data }), cancelled]);
    if (taken === null) return cancel();
    if (!taken.ok) {
      await host.call('transfer.end', { transfer, cancel: true });
      return taken;
    }
    options.onSent(Math.min(file.size, at + transferChunkBytes));
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
