import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ConnectionConfig, Result } from '../contract/index.js';
import { createEngine, type Engine } from '../engine/index.js';
import { WebSocketServer } from 'ws';
import { FilterWatch } from './filter-watch.js';

let directory: string;
let engine: Engine;
let server: Server;
let watch: FilterWatch;
let wanted: boolean;
let id: string;
/** Bytes that had come when it was asked last. */
let received: number;
const found: string[] = [];

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  return result.value;
}

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'wirebench-watch-'));
  engine = valueOf(await createEngine({ workspace: join(directory, 'workspace'), version: '0.0.0' }));
  server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  wanted = true;
  id = '';
  received = 0;
  found.length = 0;
  watch = new FilterWatch({
    wanted() {
      received = engine.peek(id)?.bytesIn ?? 0;
      return wanted;
    },
    found: ({ name }, filter) => found.push(`${name}: ${filter}`),
  });
  watch.follow(engine);
});

afterEach(async () => {
  watch.close();
  await engine.close();
  server.close();
  await rm(directory, { recursive: true, force: true });
});

/** A session of a saved connection with two filters that have names and one that has none, and its far end. */
async function connected(): Promise<Socket> {
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const config: ConnectionConfig = { protocol: 'tcp', role: 'client', address, options: {} };
  valueOf(
    await engine.workspace.save(
      {
        id: 'till',
        name: 'till',
        folder: '',
        order: 1,
        config,
        messages: [],
        filters: [
          { id: 'f1', name: 'alarms', query: 'dir:in alarm' },
          { id: 'f2', query: 'dir:in quiet' },
          { id: 'f3', name: 'ends', query: 'dir:in done' },
        ],
      },
      null,
    ),
  );
  const accepted = once(server, 'connection');
  const input = { session: null, name: 'till', connection: 'till', config, environment: null };
  ({ id } = valueOf(await engine.start(input)));
  const [socket] = (await accepted) as [Socket];
  return socket;
}

describe('FilterWatch', () => {
  it('tells of a row that a filter with a name finds, once for a look, and of no other', async () => {
    const socket = await connected();
    socket.write('quiet one');
    socket.write('an alarm');
    await vi.waitFor(() => expect(found).toEqual(['till: alarms']), 30_000);
    socket.write('nothing of it');
    socket.write('alarm again');
    await vi.waitFor(() => expect(found).toEqual(['till: alarms', 'till: alarms']), 30_000);
  });

  it('does not tell later what came while nobody wanted to hear of it', async () => {
    wanted = false;
    const socket = await connected();
    socket.write('an alarm');
    await vi.waitFor(() => expect(received).toBeGreaterThan(0), 30_000);
    wanted = true;
    socket.write('done');
    await vi.waitFor(() => expect(found).toEqual(['till: ends']), 30_000);
  });

  it('passes over no row of a flood, also where it is long over', async () => {
    const socket = await connected();
    const far = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
    await once(far, 'listening');
    far.on('connection', (peer) => {
      peer.send('alarm');
      for (let n = 0; n < 3_000; n++) peer.send(`quiet ${n}`);
    });
    const { port } = far.address() as AddressInfo;
    const config: ConnectionConfig = {
      protocol: 'ws',
      role: 'client',
      address: `ws://127.0.0.1:${port}`,
      options: {},
    };
    const input = { session: null, name: 'flood', connection: 'till', config, environment: null };
    valueOf(await engine.start(input));
    await vi.waitFor(() => expect(found).toEqual(['flood: alarms']), 30_000);
    socket.destroy();
    far.clients.forEach((peer) => peer.terminate());
    far.close();
  });
});
