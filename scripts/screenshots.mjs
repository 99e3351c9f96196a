/*
 * `npm run screenshots`: photographs the real page on the real headless host, talking to real peers of its own
 * on loopback, into docs/screenshots (1440×900). `-- --out DIR` and `-- --size 1024x700` take other pictures,
 * `-- --keep-build` leaves out/ as it is.
 */
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { WebSocket, WebSocketServer } from 'ws';
import { ensureBuilt } from './build.mjs';
import { findChromium } from './chromium.mjs';
import { root } from './run.mjs';

/** @typedef {import('@playwright/test').Page} Page */

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: join(root, 'docs', 'screenshots') },
    size: { type: 'string', default: '1440x900' },
    bundle: { type: 'string', default: join(root, 'out') },
    'keep-build': { type: 'boolean', default: false },
  },
});
const [width = 1440, height = 900] = values.size.split('x').map(Number);
const out = resolve(values.out);

/** @type {(() => unknown)[]} */
const closers = [];

/**
 * Listens on the port a reader expects to see, or on any where that is taken.
 * @param {import('node:net').Server} server
 * @param {number} port
 */
async function listenNear(server, port) {
  for (const one of [port, 0]) {
    server.listen(one, '127.0.0.1');
    const [first] = await Promise.race([
      once(server, 'listening').then(() => ['ok']),
      once(server, 'error').then(() => ['taken']),
    ]);
    if (first === 'ok') break;
  }
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

/** A feed as a trading system has one: answers a subscription, then tells of orders; numbers beyond 2^53 included. */
async function startFeed() {
  const { createServer: createHttpServer } = await import('node:http');
  const http = createHttpServer();
  const port = await listenNear(http, 8080);
  const server = new WebSocketServer({
    server: http,
    perMessageDeflate: { threshold: 64 },
    handleProtocols: (offered) => (offered.has('orders.v2') ? 'orders.v2' : false),
  });
  closers.push(() => {
    for (const client of server.clients) client.terminate();
    server.close();
    http.close();
  });
  server.on('connection', (socket) => {
    let id = 90_210n + 2n ** 53n;
    socket.on('message', (data) => {
      const text = data.toString();
      if (text.includes('subscribe')) {
        socket.send('{"ok":true,"sub":7,"latency":0.8}');
        socket.send(
          `{"type":"filled","id":${++id},"px":101.25,"qty":300,"venue":"XLON","levels":[{"px":101.24,"qty":1200},{"px":101.23,"qty":800}],"note":"žluť","last":true}`,
        );
        socket.send(Buffer.from('82a373657111a46269647392ca42ca7d71ca42ca7ae1', 'hex'));
        socket.ping('hb01');
        socket.send(`{"type":"snapshot","id":${++id},"levels":[${levels(40)}]}`);
        socket.send(`{"type":"partial","id":${++id},"px":101.23,"qty":100,"left":200}`);
      } else {
        socket.send(`{"type":"accepted","id":${++id},"echo":${text}}`);
      }
    });
  });
  return port;
}

/**
 * The port asked for where it is free, else any that is.
 * @param {number} wanted
 */
async function freePort(wanted) {
  const server = createServer();
  const port = await listenNear(server, wanted);
  server.close();
  await once(server, 'close');
  return port;
}

/** @param {number} count */
function levels(count) {
  return Array.from(
    { length: count },
    (_, i) => `{"px":${(101.25 - i / 100).toFixed(2)},"qty":${100 * (i + 1)}}`,
  ).join(',');
}

async function startEngine() {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.write('matching engine 4.2 ready\r\n');
    socket.pipe(socket);
    const timer = setInterval(
      () => socket.write(`8=FIX.4.4\u00019=65\u000135=0\u000134=${Date.now() % 1000}\u0001\r\n`),
      40,
    );
    socket.on('close', () => clearInterval(timer));
  });
  closers.push(() => server.close());
  return listenNear(server, 12_345);
}

/** A feed that never rests: lines by the thousand, one of which halts trading. */
async function startFlood() {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    let n = 0;
    const timer = setInterval(() => {
      let lines = '';
      for (let i = 0; i < 400; i++) {
        const type = ++n % 11 === 0 ? 'quote' : 'tick';
        lines += `{"type":"${type}","n":${n},"sym":"ACME${n % 9}","px":${(100 + (n % 50) / 4).toFixed(2)}${n === 4_321 ? ',"halt":"trading is halted"' : ''}}\n`;
      }
      socket.write(lines);
    }, 20);
    socket.on('close', () => clearInterval(timer));
  });
  closers.push(() => server.close());
  return listenNear(server, 7_777);
}

/**
 * A flood under way, followed, with its rates; and two conversations with a feed side by side.
 * @param {Page} page
 * @param {import('@playwright/test').Locator} timeline
 */
async function photographScale(page, timeline) {
  const port = await startFlood();
  await page.keyboard.press('Alt+t');
  await page.keyboard.type(`tcp://127.0.0.1:${port}`);
  await page.keyboard.press('Enter');
  await timeline
    .getByRole('row', { name: /"n":\d{5}/ })
    .first()
    .waitFor();
  const rates = page.getByRole('button', { name: 'Rates over time' });
  if ((await rates.getAttribute('aria-expanded')) !== 'true') await rates.click();
  await page.locator('canvas').first().waitFor();
  await timeline
    .getByRole('row', { name: /"n":\d{6}/ })
    .first()
    .waitFor();
  await shoot(page, 'flood');
  await page.getByRole('button', { name: 'Disconnect', exact: true }).click();

  await page
    .getByRole('tab', { name: /order stream/ })
    .first()
    .click();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('compare this session');
  await page.keyboard.press('Enter');
  await page.getByRole('combobox', { name: 'Right session' }).click();
  await page
    .getByRole('option', { name: /mock server/ })
    .first()
    .click();
  await page.getByRole('status', { name: 'Totals' }).waitFor();
  const pairs = page.getByRole('grid', { name: 'Pairs of rows' });
  await pairs
    .getByRole('row', { name: /^changed, received/ })
    .first()
    .click();
  await page.getByRole('region', { name: 'Selected pair' }).getByRole('radiogroup').waitFor();
  await shoot(page, 'difference');
  await page.keyboard.press('Alt+w');
}

/** @param {number} port where the listener of the page waits */
function startBeacon(port) {
  const socket = createSocket('udp4');
  let count = 0;
  const timer = setInterval(
    () => socket.send(`{"sensor":"t-07","n":${++count},"celsius":21.${count % 10}}`, port, '127.0.0.1'),
    30,
  );
  closers.push(() => {
    clearInterval(timer);
    socket.close();
  });
}

/**
 * @param {string} directory
 * @param {{ feed: number, engine: number, mock: number }} ports
 */
async function writeWorkspace(directory, ports) {
  await mkdir(join(directory, 'connections'), { recursive: true });
  const folders = ['Orders', 'Devices', 'Listeners'];
  await write('workspace.json', { schema: 1, id: 'screens', name: 'checkout-api', folders });
  const ws = { headers: [['X-Tenant', 'acme']], subprotocols: ['orders.v2'], pingIntervalMs: 5_000 };
  const feed = `ws://127.0.0.1:${ports.feed}/orders?depth=5`;
  /** @type {[string, string, object, object[]?][]} */
  const connections = [
    [
      'order stream',
      'Orders',
      { protocol: 'ws', role: 'client', address: feed, options: { ws } },
      [
        message('subscribe', 'json', '{\n  "op": "subscribe",\n  "symbols": ["ACME", "INIT"]\n}'),
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

/** @param {string} workspace */
async function startHost(workspace) {
  const args = [join(resolve(values.bundle), 'main', 'serve.js'), '--json', '--workspace', workspace];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  closers.push(() => child.kill());
  process.on('exit', () => child.kill());
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return String(JSON.parse(String(line)).url);
}

/**
 * @param {Page} page
 * @param {string} name
 */
async function open(page, name) {
  await page.getByRole('treeitem', { name: new RegExp(`^${name},`) }).dblclick();
  await page.getByRole('tab', { name: new RegExp(name), selected: true }).waitFor();
}

/**
 * @param {Page} page
 * @param {string} button
 * @param {string} state
 */
async function start(page, button, state) {
  await page.getByRole('button', { name: button, exact: true }).click();
  const status = page.getByRole('status', { name: 'Connection' }).filter({ hasText: state });
  const port = /[\d\]]:(\d{4,5})\b/;
  await status.filter({ hasText: port }).waitFor();
  return Number(port.exec(await status.innerText())?.[1]);
}

/**
 * @param {Page} page
 * @param {string} name
 */
async function shoot(page, name) {
  // Where the pointer is, something is lit up.
  await page.mouse.move(width / 2, 1);
  const file = join(out, `${name}.png`);
  await page.screenshot({ path: file });
  console.log(file);
}

/**
 * @param {Page} page
 * @param {import('@playwright/test').Locator} timeline
 */
async function converse(page, timeline) {
  const send = page.getByRole('button', { name: 'Send', exact: true });
  const saved = page.getByRole('tree', { name: 'Saved messages' }).getByRole('treeitem');
  for (const name of ['subscribe', 'market order', 'heartbeat']) {
    await saved.filter({ hasText: name }).click();
    await send.click();
    const answer = { subscribe: /"partial"/, 'market order': /"accepted"/, heartbeat: /received pong.*hb01/ }[
      name
    ];
    await timeline.getByRole('row', { name: answer ?? /./ }).waitFor();
  }
  await saved.filter({ hasText: 'subscribe' }).click();
}

/**
 * @param {Page} page
 * @param {string} url
 */
async function photograph(page, url) {
  const timeline = page.getByRole('grid', { name: 'Timeline' });
  await page.goto(url);
  await page.getByRole('tree', { name: 'Connections' }).waitFor();
  await shoot(page, 'welcome');

  await open(page, 'order stream');
  await start(page, 'Connect', 'Open');
  await open(page, 'matching engine');
  await start(page, 'Connect', 'Open');
  await open(page, 'sensor beacon');
  startBeacon(await start(page, 'Listen', 'Listening'));
  await open(page, 'mock server');
  const port = await start(page, 'Listen', 'Listening');
  for (const [i, agent] of ['checkout/4.1', 'python-websockets/12', 'probe'].entries()) {
    const peer = new WebSocket(`ws://127.0.0.1:${port}/orders`, { headers: { 'User-Agent': agent } });
    closers.push(() => peer.terminate());
    await once(peer, 'open');
    for (let n = 0; n <= i; n++) peer.send(`{"op":"hello","from":"${agent}","n":${n}}`);
  }
  await timeline
    .getByRole('row', { name: /probe.*"n":2/ })
    .first()
    .waitFor();
  await page.getByRole('grid', { name: 'Peers' }).getByRole('row', { name: /open/i }).first().click();
  await timeline
    .getByRole('row', { name: /checkout/ })
    .first()
    .click();
  await shoot(page, 'listener');
  const layer = page.getByRole('radiogroup', { name: 'Layer' });
  await layer.getByRole('radio', { name: 'Wire' }).click();
  await page.getByRole('tab', { name: 'Wire', exact: true }).click();
  await timeline
    .getByRole('row', { name: /"hello","from":"checkout/ })
    .first()
    .click();
  await page.getByText('the shortest form').first().waitFor();
  await shoot(page, 'wire');
  await layer.getByRole('radio', { name: 'Messages' }).click();
  await page.getByRole('tab', { name: 'Payload', exact: true }).click();

  await page
    .getByRole('tab', { name: /order stream/ })
    .first()
    .click();
  await converse(page, timeline);
  await timeline.getByRole('row', { name: /"filled"/ }).click();
  await page.getByRole('radio', { name: 'JSON tree' }).click();
  await page.getByRole('listbox', { name: 'JSON tree' }).waitFor();
  await shoot(page, 'main-dark');
  await page.getByRole('button', { name: 'Switch to the light theme' }).click();
  await shoot(page, 'main-light');
  await page.getByRole('button', { name: 'Switch to the dark theme' }).click();

  const shown = page.getByRole('radiogroup', { name: 'Payload shown as' });
  await shown.getByRole('radio', { name: 'Hex' }).click();
  await shoot(page, 'hex');
  await timeline.getByRole('row', { name: /^received binary/ }).click();
  await shown.getByRole('radio', { name: 'Decoded' }).click();
  await page.getByText('MessagePack').first().waitFor();
  await shoot(page, 'decoded');
  const modes = page.getByRole('radiogroup', { name: 'Composer mode' });
  await modes.getByRole('radio', { name: 'Frame' }).click();
  await page.getByRole('button', { name: 'Presets' }).click();
  await page.getByRole('menuitem', { name: /ping of 126|126 bytes|126/i }).click();
  await shoot(page, 'frame');
  await modes.getByRole('radio', { name: 'Text' }).click();
  await page.getByRole('tab', { name: 'Handshake' }).click();
  await shoot(page, 'handshake');
  await page.getByRole('tab', { name: 'Payload', exact: true }).click();
  await page.getByRole('button', { name: /^Options/ }).click();
  await shoot(page, 'options');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('or');
  await shoot(page, 'palette');
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Compare transports' }).click();
  const compare = page.getByRole('dialog', { name: 'Compare transports' });
  await compare.getByRole('button', { name: 'Run' }).click();
  await compare.getByRole('list', { name: 'Lines of the plot' }).getByRole('listitem').nth(5).waitFor();
  await compare.locator('canvas').waitFor();
  await compare.getByRole('button', { name: 'Run' }).focus();
  await shoot(page, 'compare');
  await page.keyboard.press('Escape');

  await page.keyboard.press('Alt+t');
  await page.keyboard.type('tcp://127.0.0.1:1');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').waitFor();
  await shoot(page, 'failure');
  await photographScale(page, timeline);
}

if (!values['keep-build'] && values.bundle === join(root, 'out')) await ensureBuilt();
await mkdir(out, { recursive: true });
const directory = await mkdtemp(join(tmpdir(), 'wirebench-screens-'));
const executablePath = findChromium();
const browser = await chromium.launch({
  ...(executablePath === undefined ? {} : { executablePath }),
  chromiumSandbox: false,
  args: ['--force-color-profile=srgb', '--font-render-hinting=none'],
});
try {
  const workspace = join(directory, 'checkout-api');
  await writeWorkspace(workspace, {
    feed: await startFeed(),
    engine: await startEngine(),
    mock: await freePort(9_090),
  });
  const page = await browser.newPage({
    viewport: { width, height },
    colorScheme: 'dark',
    locale: 'en-GB',
    timezoneId: 'UTC',
    reducedMotion: 'reduce',
  });
  await photograph(page, await startHost(workspace));
} finally {
  await browser.close();
  for (const close of closers.reverse()) close();
  await rm(directory, { recursive: true, force: true, maxRetries: 3 });
}
