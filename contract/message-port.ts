import { Inbox } from './inbox.js';
import type { Transport } from './transport.js';

/** A MessagePort of a page, or of Node's worker_threads. */
interface EventTargetPort {
  postMessage(message: unknown): void;
  addEventListener(type: string, listener: (event: { readonly data?: unknown }) => void): void;
  start(): void;
  close(): void;
}

/** Electron's MessagePortMain: the same thing with Node's `on`. */
interface EmitterPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  start(): void;
  close(): void;
}

/**
 * The contract over a MessagePort. A port tells nothing of how far its reader is, so what bounds the
 * queue is the contract itself: rows are pulled, and a page waits for its answers.
 */
export function messagePortTransport(port: EventTargetPort | EmitterPort): Transport {
  const inbox = new Inbox();
  const onMessage = (event: { readonly data?: unknown }) => {
    // Structured clone can carry anything; the contract is bytes, and the rest is nobody's message.
    if (event.data instanceof Uint8Array) inbox.deliver(event.data);
  };
  if ('addEventListener' in port) {
    port.addEventListener('message', onMessage);
    port.addEventListener('close', () => inbox.close());
  } else {
    port.on('message', onMessage);
    port.on('close', () => inbox.close());
  }
  port.start();
  return {
    send(bytes) {
      if (!inbox.closed) port.postMessage(bytes);
    },
    onMessage: (listener) => inbox.onMessage(listener),
    onClose: (listener) => inbox.onClose(listener),
    close() {
      port.close();
      // A page's own port says nothing when it is closed from this side.
      inbox.close();
    },
  };
}
