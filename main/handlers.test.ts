import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect as connectTcp } from 'node:net';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { requests } from '../contract/index.js';
import type {
  ConnectionConfig,
  EventName,
  EventValue,
  HostInfo,
  Result,
  SessionInfo,
} from '../contract/index.js';
import { connect } from '../contract/connect.js';
import type { Client } from '../contract/connect.js';
import { memoryPair } from '../contract/memory.js';
import { serve } from '../contract/serve.js';
import { SettingsFile, createEngine } from '../engine/index.js';
import type { Engine } from '../engine/index.js';
import { createHandlers } from './handlers.js';
import type { House } from './handlers/house.js';
import { testHouse } from './test-house.js';
import { testWorkspaces } from './test-workspaces.js';

const host: HostInfo = {
  contract: 1,
  version: '0.0.0',
  capabilities: { ownWindow: false, namedPipes: false, nativeDialogs: false, openLinks: false },
  runtime: 'test',
  interfaces: [],
};
const listener: ConnectionConfig = { protocol: 'tcp', role: 'server', address: '127.0.0.1:0', options: {} };
const bytes = (text: string) => new TextEncoder().encode(text);

let directory: string;
let engine: Engine;
let settings: SettingsFile;
let house: House;
let handlers: ReturnType<typeof createHandlers>;
let problems: unknown[];
const sockets: Socket[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'wirebench-handlers-'));
  engine = valueOf(await createEngine({ workspace: directory, version: '0.0.0' }));
  settings = await SettingsFile.open(join(directory, 'data'));
  house = {
    ...(await testHouse(directory, settings)),
    engine,
    host,
    workspaces: testWorkspaces(engine, directory),
    noteTrouble: () => undefined,
  };
  handlers = createHandlers(house, {});
  problems = [];
});

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  settings.close();
  await engine.close();
  await rm(directory, { recursive: true, force: true });
  expect(problems).toEqual([]);
});

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  return result.value;
}

function codeOf(result: Result<unknown>): string {
  return result.ok ? 'ok' : result.error.code;
}

function openPage(): Client {
  const [far, near] = memoryPair();
  serve(far, requests, handlers, { log: (problem, error) => problems.push(problem, error) });
  return connect(near);
}

async function startListener(page: Client, config = listener): Promise<{ id: string; port: number }> {
  const started = await page.call('session.start', { session: null, name: 'echo', connection: null, config });
  const { id } = valueOf(started);
  const { local } = await changed(page, id, ({ local, state }) => local !== null && state === 'listening');
  return { id, port: local?.port ?? 0 };
}

/** The session's information once it is so, as events tell it. */
async function changed(
  page: Client,
  session: string,
  holds: (info: SessionInfo) => boolean,
): Promise<SessionInfo> {
  const told = event(page, 'session.changed', (info) => info.id === session && holds(info));
  const now = valueOf(await page.call('session.info', { session }));
  return holds(now) ? now : told;
}

function event<N extends EventName>(
  page: Client,
  name: N,
  holds: (value: EventValue<N>) => boolean,
): Promise<EventValue<N>> {
  return new Promise((resolve) => {
    const off = page.on(name, (value) => {
      if (!holds(value)) return;
      off();
      resolve(value);
    });
  });
}

async function peer(port: number): Promise<Socket> {
  const socket = connectTcp(port, '127.0.0.1');
  sockets.push(socket);
  // Some tests reset it.
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

describe('the contract over an engine', () => {
  it('says what the host is, with the interfaces of this moment', async () => {
    const info = valueOf(await openPage().call('host.info', {}));
    expect(info).toMatchObject({ version: '0.0.0', runtime: 'test' });
    expect(info.interfaces.some(({ loopback }) => loopback)).toBe(true);
  });

  it('listens, tells what changes, reads rows and payloads, sends and stops', async () => {
    const page = openPage();
    const { id, port } = await startListener(page);
    const socket = await peer(port);
    socket.write('hello');
    const { rows } = await changed(page, id, ({ bytesIn }) => bytesIn === 5);
    const batch = valueOf(await page.call('rows.read', { session: id, view: 0, from: 0, to: rows }));
    expect(batch).toMatchObject({ from: 0, length: rows });
    const position = rows - 1;
    const payload = valueOf(
      await page.call('payload.read', { session: id, view: 0, position, from: 1, to: 3 }),
    );
    expect(payload).toMatchObject({ total: 5, bytes: bytes('el') });
    expect(
      codeOf(await page.call('payload.read', { session: id, view: 0, position: 99, from: 0, to: 1 })),
    ).toBe('row.unknown');
    const message = { kind: 'data', data: bytes('hi') } as const;
    expect(valueOf(await page.call('session.send', { session: id, to: [1], message }))).toMatchObject({
      peers: 1,
    });
    expect(String((await once(socket, 'data'))[0])).toBe('hi');
    expect(valueOf(await page.call('session.peers', { session: id }))).toMatchObject([
      { peer: 1, bytesOut: 2 },
    ]);
    expect(valueOf(await page.call('session.end', { session: id, to: 'all', how: 'reset' }))).toMatchObject({
      peers: 1,
    });
    valueOf(await page.call('session.stop', { session: id }));
    expect(codeOf(await page.call('session.stop', { session: id }))).toBe('session.idle');
    expect(valueOf(await page.call('session.list', {}))).toMatchObject([{ id, state: 'closed' }]);
  });

  it('keeps the order in which a page sent', async () => {
    const page = openPage();
    const { id, port } = await startListener(page);
    const socket = await peer(port);
    await changed(page, id, ({ peers }) => peers === 1);
    const sends = Array.from({ length: 100 }, (_, n) =>
      page.call('session.send', { session: id, to: 'all', message: { kind: 'data', data: bytes(`${n},`) } }),
    );
    await Promise.all(sends);
    let seen = '';
    while (!seen.endsWith('99,')) seen += String((await once(socket, 'data'))[0]);
    expect(seen).toBe(Array.from({ length: 100 }, (_, n) => `${n},`).join(''));
  });

  it('leaves sessions running when a page goes, and gives the next one everything', async () => {
    const first = openPage();
    const { id, port } = await startListener(first);
    valueOf(await first.call('view.open', { session: id, filter: {}, framing: { kind: 'line' } }));
    first.close();
    const socket = await peer(port);
    socket.write('nobody watches\n');
    const second = openPage();
    const { bytesIn } = await changed(second, id, (info) => info.bytesIn > 0);
    expect(bytesIn).toBe(15);
    const rows = valueOf(await second.call('rows.read', { session: id, view: 0, from: 0, to: 100 }));
    expect(Array.from(rows.kind)).toContain(1);
  });

  it('filters and frames in views of a page, tells of them, and locates rows', async () => {
    const page = openPage();
    const { id, port } = await startListener(page);
    const opened = await page.call('view.open', {
      session: id,
      filter: { kinds: ['chunk'] },
      framing: { kind: 'line' },
    });
    const { view } = valueOf(opened);
    const told = event(page, 'view.changed', (info) => info.view === view && info.count >= 2);
    (await peer(port)).write('one\ntwo\n');
    expect(await told).toMatchObject({ session: id });
    const batch = valueOf(await page.call('rows.read', { session: id, view, from: 0, to: 10 }));
    expect(batch.total).toBe(2);
    const seq = batch.seq[0] ?? 0;
    expect(valueOf(await page.call('view.locate', { session: id, view, seq }))).toEqual({ position: 0 });
    expect(valueOf(await page.call('view.locate', { session: id, view, seq: 1 }))).toEqual({
      position: null,
    });
    expect(valueOf(await page.call('view.locate', { session: id, view: 0, seq: 1 }))).toEqual({
      position: 0,
    });
    valueOf(await page.call('view.close', { view }));
    expect(codeOf(await page.call('rows.read', { session: id, view, from: 0, to: 1 }))).toBe('view.unknown');
  });

  it('gives a page 64 views and no more', async () => {
    const page = openPage();
    const { id } = await startListener(page);
    const open = () => page.call('view.open', { session: id, filter: {}, framing: { kind: 'raw' } });
    for (let n = 0; n < 64; n++) valueOf(await open());
    expect(codeOf(await open())).toBe('view.limit');
    expect(codeOf(await openPage().call('rows.read', { session: id, view: 1, from: 0, to: 1 }))).toBe(
      'view.unknown',
    );
  });

  it('exports in pieces that a page pulls', async () => {
    const page = openPage();
    const { id } = await startListener(page);
    const begun = valueOf(await page.call('export.begin', { session: id, view: 0, format: 'jsonl' }));
    expect(begun).toMatchObject({ name: `echo-${id}.jsonl`, type: 'application/x-ndjson' });
    let text = '';
    let rows = 0;
    for (let done = false; !done;) {
      const piece = valueOf(await page.call('export.next', { export: begun.export }));
      text += new TextDecoder().decode(piece.data);
      ({ done, rows } = piece);
    }
    expect(text.trimEnd().split('\n')).toHaveLength(rows);
    expect(JSON.parse(text.split('\n')[0] ?? '')).toMatchObject({ seq: 1, kind: 'listen' });
    expect(codeOf(await page.call('export.next', { export: begun.export }))).toBe('export.unknown');
    valueOf(await page.call('export.end', { export: begun.export }));
  });

  it('streams a file to a peer, one at a time, and reports it', async () => {
    const page = openPage();
    const { id, port } = await startListener(page);
    const socket = await peer(port);
    await changed(page, id, ({ peers }) => peers === 1);
    let received = 0;
    socket.on('data', (chunk: Buffer) => {
      received += chunk.length;
    });
    const size = 3 << 20;
    const head = { session: id, to: 'all', kind: 'data', name: 'a.bin', size } as const;
    const { transfer } = valueOf(await page.call('transfer.begin', head));
    expect(codeOf(await page.call('transfer.begin', head))).toBe('transfer.busy');
    expect(engine.transfers).toBe(1);
    for (let sent = 1 << 20; sent <= size; sent += 1 << 20) {
      const chunk = { transfer, data: new Uint8Array(1 << 20) };
      expect(valueOf(await page.call('transfer.chunk', chunk))).toEqual({ sent });
    }
    const report = valueOf(await page.call('transfer.end', { transfer, cancel: false }));
    expect(report).toEqual({ peers: 1, bytes: size, failures: [] });
    await changed(page, id, ({ bytesOut }) => bytesOut === size);
    while (received < size) await once(socket, 'data');
    expect(codeOf(await page.call('transfer.end', { transfer, cancel: true }))).toBe('transfer.unknown');
    expect(engine.transfers).toBe(0);
  });

  it('refuses a file that is larger or smaller than was said', async () => {
    const page = openPage();
    const { id, port } = await startListener(page);
    await peer(port);
    await changed(page, id, ({ peers }) => peers === 1);
    const head = { session: id, to: 'all', kind: 'data', name: 'a', size: 2 } as const;
    const large = valueOf(await page.call('transfer.begin', head)).transfer;
    expect(codeOf(await page.call('transfer.chunk', { transfer: large, data: bytes('abc') }))).toBe(
      'send.size',
    );
    const small = valueOf(await page.call('transfer.begin', head)).transfer;
    valueOf(await page.call('transfer.chunk', { transfer: small, data: bytes('a') }));
    expect(codeOf(await page.call('transfer.end', { transfer: small, cancel: false }))).toBe('send.size');
  });

  it('cancels the transfer of a page that goes, and says so in the log', async () => {
    const page = openPage();
    const { id, port } = await startListener(page);
    await peer(port);
    await changed(page, id, ({ peers }) => peers === 1);
    const head = { session: id, to: 'all', kind: 'data', name: 'half.bin', size: 1_000 } as const;
    const { transfer } = valueOf(await page.call('transfer.begin', head));
    valueOf(await page.call('transfer.chunk', { transfer, data: new Uint8Array(400) }));
    const other = openPage();
    const before = valueOf(await other.call('session.info', { session: id })).rows;
    page.close();
    const { rows } = await changed(other, id, (info) => info.rows > before);
    expect(engine.transfers).toBe(0);
    const batch = valueOf(await other.call('rows.read', { session: id, view: 0, from: rows - 1, to: rows }));
    expect(new TextDecoder().decode(batch.previews)).toBe(
      'Sending half.bin was cancelled after 400 of 1000 bytes',
    );
  });

  it('tells a page of other sessions at most twice a second, of watched ones twenty times', async () => {
    const page = openPage();
    const { id, port } = await startListener(page);
    const socket = await peer(port);
    let told = 0;
    page.on('session.changed', (info) => {
      if (info.id === id) told++;
    });
    /** Floods until `enough`; how many were told, and the most at so many a second: one at each end is within it. */
    const flood = async (perSecond: number, enough: (seconds: number) => boolean) => {
      told = 0;
      const begun = performance.now();
      const seconds = (): number => (performance.now() - begun) / 1_000;
      while (!enough(seconds())) {
        socket.write('x');
        await new Promise((resolve) => setImmediate(resolve));
      }
      return { told, most: seconds() * perSecond + 2 };
    };
    const other = await flood(2, (seconds) => seconds > 0.7);
    expect(other.told).toBeLessThanOrEqual(other.most);
    valueOf(await page.call('session.watch', { sessions: [id] }));
    // More than other sessions are told of, however long it takes until that shows.
    const watched = await flood(20, (seconds) => told > seconds * 2 + 3);
    expect(watched.told).toBeLessThanOrEqual(watched.most);
  });

  it('saves connections and state, and tells every page', async () => {
    const [one, two] = [openPage(), openPage()];
    await two.call('host.info', {});
    const told = event(two, 'workspace.changed', () => true);
    const connection = { id: 'c1', name: 'C', folder: '', order: 1, config: listener, messages: [] };
    const saved = valueOf(await one.call('workspace.save', { connection, base: null }));
    expect(await told).toEqual({ outside: false });
    expect(valueOf(await two.call('workspace.read', {})).connections).toEqual([saved]);
    valueOf(await one.call('workspace.remove', { id: 'c1' }));
    valueOf(await one.call('workspace.restore', { id: 'c1' }));
    valueOf(await one.call('workspace.folders', { folders: ['a'], base: [] }));
    valueOf(await one.call('state.write', { state: { tabs: [1] } }));
    expect(valueOf(await one.call('state.read', {}))).toEqual({ tabs: [1] });
  });

  it('keeps what one page did to the folders while another one was behind', async () => {
    const [one, two] = [openPage(), openPage()];
    valueOf(await one.call('workspace.folders', { folders: ['a', 'b'], base: [] }));
    // Both have seen a and b; each goes by that.
    const base = ['a', 'b'];
    valueOf(await one.call('workspace.folders', { folders: ['a', 'c', 'b'], base }));
    valueOf(await two.call('workspace.folders', { folders: ['b', 'a', 'd'], base }));
    expect(valueOf(await one.call('workspace.read', {})).folders).toEqual(['b', 'a', 'd', 'c']);
    valueOf(await two.call('workspace.folders', { folders: ['a', 'd', 'c'], base: ['b', 'a', 'd', 'c'] }));
    // b is gone since; it does not come back with a list that still has it.
    const order = { folders: ['a', 'x', 'b'], base: ['b', 'a', 'd', 'c'] };
    valueOf(await one.call('workspace.relocate', { from: 'd', to: 'x', ...order }));
    expect(valueOf(await two.call('workspace.read', {})).folders).toEqual(['a', 'x']);
  });

  it('answers what is unknown with its code', async () => {
    const page = openPage();
    expect(codeOf(await page.call('session.info', { session: 'none' }))).toBe('session.unknown');
    expect(codeOf(await page.call('session.stop', { session: 'none' }))).toBe('session.unknown');
    expect(codeOf(await page.call('transfer.chunk', { transfer: 5, data: bytes('') }))).toBe(
      'transfer.unknown',
    );
    const membership = { session: 'none', action: 'join', group: '239.0.0.1', interface: '' } as const;
    expect(codeOf(await page.call('session.membership', membership))).toBe('session.unknown');
    valueOf(await page.call('certificate.create', {}));
  });
});
