import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import type { Transport } from '../../contract/transport.js';
import { webSocketTransport } from '../../contract/web-socket.js';

/** A page that has not answered the ping before this one is gone: its machine slept, or a cable was pulled. */
const pingMs = 30_000;

interface SocketOptions {
  readonly limits: { readonly pages: number; readonly messageBytes: number };
  readonly onPage: (transport: Transport) => void;
}

/** The bridges of the open pages: WebSockets that came through the gate. */
export interface Sockets {
  full(): boolean;
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): void;
}

export function openSockets({ limits, onPage }: SocketOptions): Sockets {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: limits.messageBytes,
    // Loopback is faster than zlib, and rows are pulled only as they are seen.
    perMessageDeflate: false,
  });
  const answered = new WeakSet<WebSocket>();
  const timer = setInterval(() => {
    for (const socket of server.clients) {
      if (!answered.delete(socket)) socket.terminate();
      else socket.ping();
    }
  }, pingMs).unref();

  return {
    full: () => server.clients.size >= limits.pages,
    accept(request, socket, head) {
      server.handleUpgrade(request, socket, head, (page) => {
        answered.add(page);
        page.on('pong', () => answered.add(page));
        onPage(webSocketTransport(page));
      });
    },
    close() {
      clearInterval(timer);
      for (const socket of server.clients) {
        // 1001: going away. The page comes back when we do.
        socket.close(1001);
        socket.terminate();
      }
      server.close();
    },
  };
}
