// The host before there is traffic: how soon it is ready, what a large workspace adds, what idle peers hold of it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from '@playwright/test';
import { loadBundle } from './bench-bundle.mjs';
import { median } from './bench-cases.mjs';
import { Child } from './bench-child.mjs';
import { valueOf } from './bench-engine.mjs';
import { rowOf } from './bench-row.mjs';
import { findChromium } from './chromium.mjs';
import { root } from './run.mjs';

/** @typedef {import('./bench-row.mjs').Context} Context */

const idlePeers = 5_000;
const manyConnections = 1_000;

/** What a host cannot do without: Node itself, and a server that listens. */
const bareHost = `require('node:http').createServer().listen(0, '127.0.0.1', () => console.log('{}'))`;

/** A process that prints a line when it is ready. @param {string[]} args */
async function start(args) {
  const began = performance.now();
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return { ms: performance.now() - began, line: String(line), end: () => child.kill('SIGKILL') };
}

/** The built host. @param {string} workspace */
const startServe = (workspace) =>
  start([join(root, 'out/main/serve.js'), '--json', '--workspace', workspace]);

/** @param {Context} context @param {string} directory */
async function ready({ runs, tell }, directory) {
  /** @type {number[]} */
  const all = [];
  /** @type {number[]} */
  const bare = [];
  for (let i = 0; i <= runs; i++) {
    for (const { times, args } of [
      { times: all, args: null },
      { times: bare, args: ['-e', bareHost] },
    ]) {
      const host = await (args === null ? startServe(join(directory, `ready-${i}`)) : start(args));
      // The first of each reads its files from the disk.
      if (i > 0) times.push(host.ms);
      host.end();
    }
  }
  tell(
    rowOf({
      ...{ id: 'ready', what: 'Headless host ready', unit: 'ms', how: 'most', goal: 250, value: median(all) },
      bare: `Node with a server that listens ${median(bare).toFixed(0)} ms`,
    }),
  );
}

/** @param {string} workspace @param {number} count */
async function fill(workspace, count) {
  const { createEngine } = await loadBundle();
  const engine = valueOf(await createEngine({ workspace, version: 'bench' }));
  for (let i = 0; i < count; i++) {
    const name = `connection ${String(i).padStart(4, '0')}`;
    const config = /** @type {const} */ ({
      protocol: 'ws',
      role: 'client',
      address: 'ws://127.0.0.1:1/',
      options: {},
    });
    const connection = { id: `c${i}`, name, folder: '', order: i, config, messages: [] };
    valueOf(await engine.workspace.save(connection, null));
  }
  await engine.close();
}

/** From the start of the host until its page shows the first connection. @param {import('@playwright/test').Browser} browser @param {string} workspace */
async function shownMs(browser, workspace) {
  const page = await browser.newPage();
  const began = performance.now();
  const host = await startServe(workspace);
  await page.goto(JSON.parse(host.line).url);
  await page.getByRole('treeitem', { name: /^connection 0000,/ }).waitFor();
  const took = performance.now() - began;
  await page.close();
  host.end();
  return took;
}

/** @param {Context} context @param {string} directory */
async function workspace({ runs, tell }, directory) {
  const executablePath = findChromium();
  const browser = await chromium.launch({
    chromiumSandbox: false,
    ...(executablePath === undefined ? {} : { executablePath }),
  });
  try {
    await fill(join(directory, 'few'), 1);
    await fill(join(directory, 'many'), manyConnections);
    const few = [];
    const many = [];
    for (let i = 0; i <= runs; i++) {
      const times = [
        await shownMs(browser, join(directory, 'few')),
        await shownMs(browser, join(directory, 'many')),
      ];
      if (i === 0) continue;
      few.push(times[0] ?? 0);
      many.push(times[1] ?? 0);
    }
    tell(
      rowOf({
        ...{
          id: 'workspace',
          what: '1 000 connections in a workspace, beyond the start',
          unit: 'ms',
          how: 'most',
        },
        ...{ goal: 1_000, value: median(many) - median(few) },
        engine: `${median(many).toFixed(0)} ms from nothing to the list on screen`,
        bare: `with one connection ${median(few).toFixed(0)} ms`,
      }),
    );
  } finally {
    await browser.close();
  }
}

/** A socket that has shaken hands. @param {number} port */
export async function openPeer(port) {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  socket.on('error', () => undefined);
  socket.write(
    'GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
  );
  await once(socket, 'data');
  return socket;
}

/** Resident memory that idle peers hold of a listener, bytes. @param {'bare' | 'engine'} side */
async function idleMemory(side) {
  const subject = new Child('bench-subject.mjs', [side]);
  const { port } = await subject.ask({ do: 'receive', case: 'ws-receive-16' });
  const before = (await subject.ask({ do: 'resident' })).bytes;
  const peers = [];
  for (let i = 0; i < idlePeers; i++) peers.push(await openPeer(port));
  const { bytes } = await subject.ask({ do: 'resident' });
  for (const peer of peers) peer.destroy();
  await subject.end();
  return bytes - before;
}

/** @param {Context} context */
async function idle({ runs, tell }) {
  const bare = [];
  const engine = [];
  for (let i = 0; i < runs; i++) {
    bare.push(await idleMemory('bare'));
    engine.push(await idleMemory('engine'));
  }
  const kb = (/** @type {number[]} */ all) => `${(median(all) / idlePeers / 1e3).toFixed(1)} kB a peer`;
  tell(
    rowOf({
      ...{ id: 'idle', what: `${idlePeers} idle WebSocket peers, memory to bare`, unit: '', how: 'most' },
      ...{ goal: 1.3, value: median(engine) / median(bare), engine: kb(engine), bare: kb(bare) },
    }),
  );
}

/** @param {Context} context */
export async function benchHost(context) {
  const directory = await mkdtemp(join(tmpdir(), 'wirebench-bench-'));
  try {
    if (context.wanted('ready')) await ready(context, directory);
    if (context.wanted('workspace')) await workspace(context, directory);
    if (context.wanted('idle')) await idle(context);
  } finally {
    await rm(directory, { recursive: true, force: true, maxRetries: 3 });
  }
}
