import { Inbox } from './inbox.js';
import type { Transport } from './transport.js';

/** What a browser's WebSocket and that of `ws` have in common. */
export interface WebSocketLike {
  binaryType: string;
  readonly bufferedAmount: number;
  readonly readyState: number;
  send(data: Uint8Array<ArrayBuffer>): void;
  close(code?: number, reason?: string): void;
  /** Of `ws`: ends it without waiting for the other side. */
  terminate?(): void;
  addEventListener(type: 'open' | 'error' | 'close', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
}

const connecting = 0;
const open = 1;

/**
 * Bytes that may wait for a reader that does not read. Far above the largest answer, so that only a page
 * that hangs meets it; such a page is let go, and finds everything in the host when it comes back.
 */
const maxWaitingBytes = 64 * 1024 * 1024;

/** The contract over a binary WebSocket. Messages sent before it is open wait for it, within the same limit. */
export function webSocketTransport(
  socket: WebSocketLike,
  limits: { readonly maxWaitingBytes?: number } = {},
): Transport {
  const most = limits.maxWaitingBytes ?? maxWaitingBytes;
  const inbox = new Inbox();
  let early: Uint8Array[] = [];
  let earlyBytes = 0;
  socket.binaryType = 'arraybuffer';

  const end = (code: number, reason: string) => {
    early = [];
    socket.close(code, reason);
    inbox.close();
  };
  const letGo = () => {
    end(4000, 'the reader does not read');
    // A close frame queues behind what nobody reads: only ending the socket frees that memory.
    socket.terminate?.();
  };
  const write = (bytes: Uint8Array) => {
    // Browsers take no view of shared memory, and no transport of ours is given one.
    socket.send(bytes as Uint8Array<ArrayBuffer>);
    if (socket.bufferedAmount > most) letGo();
  };

  socket.addEventListener('open', () => {
    const waiting = early;
    early = [];
    earlyBytes = 0;
    for (const bytes of waiting) if (!inbox.closed) write(bytes);
  });
  socket.addEventListener('message', ({ data }) => {
    if (data instanceof ArrayBuffer) inbox.deliver(new Uint8Array(data));
    else end(4003, 'binary messages only');
  });
  socket.addEventListener('close', () => inbox.close());
  // Every error of a WebSocket is followed by its close; without a listener `ws` would throw it.
  socket.addEventListener('error', () => undefined);

  return {
    send(bytes) {
      if (inbox.closed) return;
      if (socket.readyState === open) write(bytes);
      else if (socket.readyState === connecting) {
        earlyBytes += bytes.length;
        if (earlyBytes > most) letGo();
        else early.push(bytes.slice());
      }
    },
    onMessage: (listener) => inbox.onMessage(listener),
    onClose: (listener) => inbox.onClose(listener),
    close() {
      if (!inbox.closed) end(1000, '');
    },
  };
}
