import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { MessageChannel } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { WebSocket, WebSocketServer } from 'ws';
import { memoryPair } from '../../contract/memory.js';
import { messagePortTransport } from '../../contract/message-port.js';
import type { Transport } from '../../contract/transport.js';
import { webSocketTransport } from '../../contract/web-socket.js';

/** Two ends of one transport, and what it takes to put them away. */
export interface Ends {
  readonly host: Transport;
  readonly page: Transport;
  dispose(): void | Promise<void>;
}

/** Node's port with the surface of Electron's MessagePortMain: `on`, and events that carry `data`. */
function asMain(port: MessagePort) {
  const listeners: ((event: { data: unknown }) => void)[] = [];
  let started = false;
  return {
    postMessage: (message: unknown) => port.postMessage(message),
    on(event: 'message' | 'close', listener: (event: { data: unknown }) => void) {
      if (event === 'message') listeners.push(listener);
      else port.on('close', () => listener({ data: undefined }));
    },
    start() {
      if (started) throw new Error('started twice');
      started = true;
      port.on('message', (data: unknown) => listeners.forEach((listener) => listener({ data })));
    },
    close: () => port.close(),
  };
}

async function webSockets(): Promise<Ends> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  const socket = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const page = webSocketTransport(socket);
  const [accepted] = (await once(server, 'connection')) as [WebSocket];
  return {
    host: webSocketTransport(accepted),
    page,
    dispose() {
      accepted.terminate();
      socket.terminate();
      server.close();
    },
  };
}

/** Every transport there is: a suite that runs over them runs over all. */
export const transports: readonly (readonly [name: string, open: () => Ends | Promise<Ends>])[] = [
  [
    'memory',
    () => {
      const [host, page] = memoryPair();
      return { host, page, dispose() {} };
    },
  ],
  [
    'MessageChannel',
    () => {
      const { port1, port2 } = new MessageChannel();
      return {
        host: messagePortTransport(asMain(port1)),
        page: messagePortTransport(port2),
        dispose: () => port1.close(),
      };
    },
  ],
  ['WebSocket', webSockets],
];
