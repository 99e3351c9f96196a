import type { SavedConnection } from '../../../contract/index.js';

/** What a new connection is made from: everything but its id and its place. */
export type ConnectionTemplate = Pick<SavedConnection, 'name' | 'config' | 'messages'> &
  Partial<Pick<SavedConnection, 'description' | 'variables' | 'filters'>>;

const text = (id: string, name: string, body: string) =>
  ({ id, name, mode: 'text', kind: 'text', body }) as const;
const hex = (id: string, name: string, body: string) =>
  ({ id, name, mode: 'hex', kind: 'binary', body }) as const;

/** The set everybody has; connections marked as templates join it. */
export const builtInTemplates: readonly ConnectionTemplate[] = [
  {
    name: 'JSON API over WebSocket',
    description: 'Subscribes and keeps alive. Set `token` as a secret of this connection.',
    config: {
      protocol: 'wss',
      role: 'client',
      address: 'wss://example.com/stream',
      options: {
        ws: { headers: [['Authorization', 'Bearer {{token}}']], pingIntervalMs: 20_000 },
        reconnect: { enabled: true },
      },
    },
    variables: [{ name: 'token', secret: true }],
    messages: [
      {
        id: 'subscribe',
        name: 'Subscribe',
        mode: 'json',
        kind: 'text',
        body: '{\n  "id": "{{uuid}}",\n  "op": "subscribe",\n  "channel": "ticker"\n}',
      },
      { id: 'ping', name: 'Ping', mode: 'text', kind: 'ping', body: '' },
    ],
  },
  {
    name: 'Echo listener over WebSocket',
    config: {
      protocol: 'ws',
      role: 'server',
      address: 'ws://127.0.0.1:8080',
      options: { listen: { echo: true } },
    },
    messages: [text('hello', 'Tell every peer', 'hello')],
  },
  {
    name: 'Lines over TCP',
    description: 'Each line is a message: SMTP, IRC, Redis inline and many devices speak like this.',
    config: {
      protocol: 'tcp',
      role: 'client',
      address: 'localhost:7000',
      options: { framing: { kind: 'line' } },
    },
    messages: [{ ...text('help', 'Help', 'HELP'), ending: 'crlf' }],
  },
  {
    name: 'Modbus TCP',
    description: 'Cut by the length in the MBAP header. Unit 1, function 3 reads holding registers.',
    config: {
      protocol: 'tcp',
      role: 'client',
      address: 'localhost:502',
      options: {
        framing: {
          kind: 'length-prefix',
          width: 2,
          endian: 'big',
          includesHeader: false,
          offset: 4,
          adjust: 0,
          maxLength: 260,
        },
      },
    },
    messages: [
      hex('read', 'Read 2 holding registers', '00 01 00 00 00 06 01 03 00 00 00 02'),
      hex('write', 'Write register 0', '00 02 00 00 00 06 01 06 00 00 00 2a'),
    ],
  },
  {
    name: 'Multicast receiver over UDP',
    config: {
      protocol: 'udp',
      role: 'server',
      address: '0.0.0.0:5007',
      options: { udp: { reuseAddress: true, memberships: [{ group: '239.1.1.1', interface: '' }] } },
    },
    messages: [],
  },
  {
    name: 'TLS client with a certificate',
    description: 'Names of files are relative to the workspace.',
    config: {
      protocol: 'tls',
      role: 'client',
      address: 'localhost:8443',
      options: { tls: { caFile: 'ca.pem', certFile: 'client.pem', keyFile: 'client.key' } },
    },
    messages: [],
  },
];
