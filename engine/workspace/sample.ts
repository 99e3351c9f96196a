import type { SavedConnection } from '../../contract/index.js';

/** What a first start shows: an echo listener and a client for WebSocket and for TCP, on this machine alone. */
export const sampleFolders: readonly string[] = ['Try it'];

const message = (id: string, name: string, mode: 'text' | 'json' | 'hex', body: string) =>
  ({ id, name, mode, kind: 'text', body }) as const;

export const sampleConnections: readonly SavedConnection[] = [
  {
    id: 'sample-ws-listener',
    name: 'Echo listener (WebSocket)',
    folder: 'Try it',
    order: 1,
    description: 'Press Listen. It answers each message with itself.',
    config: {
      protocol: 'ws',
      role: 'server',
      address: 'ws://127.0.0.1:8080',
      options: { listen: { echo: true } },
    },
    messages: [message('tick', 'Tell every peer', 'json', '{"type":"tick","price":101.25}')],
  },
  {
    id: 'sample-ws-client',
    name: 'WebSocket client',
    folder: 'Try it',
    order: 2,
    description: 'Start the echo listener, press Connect, then Send.',
    config: {
      protocol: 'ws',
      role: 'client',
      address: 'ws://localhost:8080',
      // Uncompressed, so that what was typed can be found in the bytes of its frame.
      options: { ws: { deflate: false } },
    },
    messages: [
      message('hello', 'Hello', 'text', 'Hello, socket!'),
      message('subscribe', 'Subscribe', 'json', '{\n  "op": "subscribe",\n  "symbols": ["ACME", "INIT"]\n}'),
      { id: 'ping', name: 'Ping', mode: 'text', kind: 'ping', body: 'hb01' },
    ],
  },
  {
    id: 'sample-tcp-listener',
    name: 'Echo listener (TCP)',
    folder: 'Try it',
    order: 3,
    description: 'Press Listen. Python, netcat or the client below can connect.',
    config: {
      protocol: 'tcp',
      role: 'server',
      address: '127.0.0.1:12345',
      options: { listen: { echo: true } },
    },
    messages: [message('hello', 'Hello', 'text', 'Hello, client!\n')],
  },
  {
    id: 'sample-tcp-client',
    name: 'TCP client',
    folder: 'Try it',
    order: 4,
    description: 'Start the echo listener, or any server on port 12345, and press Connect.',
    config: { protocol: 'tcp', role: 'client', address: 'localhost:12345', options: {} },
    messages: [
      message('hello', 'Hello', 'text', 'Hello, server!\n'),
      message('bytes', 'Modbus read', 'hex', '00 01 00 00 00 06 01 03 00 00 00 02'),
    ],
  },
];
