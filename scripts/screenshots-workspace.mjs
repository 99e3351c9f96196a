/* The workspace that `npm run screenshots` photographs. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * @param {string} directory
 * @param {{ feed: number, engine: number, mock: number }} ports
 */
export async function writeWorkspace(directory, ports) {
  await mkdir(join(directory, 'connections'), { recursive: true });
  const folders = ['Orders', 'Devices', 'Listeners'];
  await write('workspace.json', { schema: 1, id: 'screens', name: 'checkout-api', folders });
  await write('variables.json', {
    schema: 1,
    variables: [
      { name: 'symbol', value: 'ACME' },
      { name: 'tenant', value: 'acme' },
    ],
  });
  await mkdir(join(directory, 'environments'), { recursive: true });
  for (const [name, host] of [
    ['staging', '127.0.0.1'],
    ['production', 'orders.example.com'],
  ]) {
    const variables = [
      { name: 'host', value: host },
      { name: 'order', value: '{{uuid}}' },
      { name: 'token', secret: true },
    ];
    await write(join('environments', `${name}.json`), { schema: 1, id: name, name, variables });
  }
  const ws = { headers: [['X-Tenant', '{{tenant}}']], subprotocols: ['orders.v2'], pingIntervalMs: 5_000 };
  const feed = `ws://{{host}}:${ports.feed}/orders?depth=5`;
  /** @type {[string, string, object, object[]?][]} */
  const connections = [
    [
      'order stream',
      'Orders',
      { protocol: 'ws', role: 'client', address: feed, options: { ws } },
      [
        message('subscribe', 'json', '{\n  "op": "subscribe",\n  "symbols": ["{{symbol}}", "INIT"]\n}'),
        message('market order', 'json', '{"op":"order","side":"buy","qty":100,"px":101.23}'),
        message('heartbeat', 'text', 'hb01', 'ping'),
        message('firmware chunk', 'hex', '00 01 00 00 00 06 01 03 00 00 00 02', 'binary'),
      ],
    ],
    [
      'order stream (prod)',
      'Orders',
      { protocol: 'wss', role: 'client', address: 'wss://orders.example.com/v2', options: {} },
    ],
    [
      'matching engine',
      'Orders',
      { protocol: 'tcp', role: 'client', address: `127.0.0.1:${ports.engine}`, options: {} },
    ],
    ['sensor beacon', 'Devices', { protocol: 'udp', role: 'server', address: '127.0.0.1:0', options: {} }],
    [
      'gateway 8883',
      'Devices',
      { protocol: 'tls', role: 'client', address: 'gateway.example.com:8883', options: {} },
    ],
    ['agent.sock', 'Devices', { protocol: 'unix', role: 'client', address: '/run/agent.sock', options: {} }],
    [
      'mock server',
      'Listeners',
      {
        protocol: 'ws',
        role: 'server',
        address: `ws://127.0.0.1:${ports.mock}/orders`,
        options: { listen: { echo: true }, ws: { deflate: false } },
      },
    ],
    [
      'echo :7',
      'Listeners',
      { protocol: 'tcp', role: 'server', address: '127.0.0.1:7', options: { listen: { echo: true } } },
    ],
  ];
  for (const [i, [name, folder, config, messages = []]] of connections.entries()) {
    const id = `screen-${i}`;
    await write(join('connections', `${id}.json`), {
      schema: 1,
      id,
      name,
      folder,
      order: i + 1,
      config,
      messages,
    });
  }

  /**
   * @param {string} file
   * @param {object} value
   */
  async function write(file, value) {
    await writeFile(join(directory, file), `${JSON.stringify(value, null, 2)}\n`);
  }
}

/**
 * @param {string} name
 * @param {string} mode
 * @param {string} body
 */
function message(name, mode, body, kind = 'text') {
  return { id: name.replaceAll(' ', '-'), name, mode, kind, body };
}
