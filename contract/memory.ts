import { Inbox } from './inbox.js';
import type { Transport } from './transport.js';

/** Two ends in one process, for tests and for pages without a host. Bytes are copied, as on every wire. */
export function memoryPair(): [Transport, Transport] {
  const left = new Inbox();
  const right = new Inbox();
  const close = () => {
    // In a later turn, as a socket would; both ends hear of it.
    queueMicrotask(() => {
      left.close();
      right.close();
    });
  };
  let open = true;
  const end = (own: Inbox, other: Inbox): Transport => ({
    send(bytes) {
      if (!open) return;
      const copy = bytes.slice();
      queueMicrotask(() => other.deliver(copy));
    },
    onMessage: (listener) => own.onMessage(listener),
    onClose: (listener) => own.onClose(listener),
    close() {
      if (!open) return;
      open = false;
      close();
    },
  });
  return [end(left, right), end(right, left)];
}
