import { createSocket } from 'node:dgram';
import type { Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect as dial, createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { connect as dialTls, createServer as createTlsServer } from 'node:tls';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import type { ConnectionOptions, Outgoing, Protocol } from '../../contract/index.js';
import { TestAuthority } from '../../engine/endpoint/test-certificates.js';
import type { Engine, Session } from '../../engine/index.js';
import { TestBench, listen, start, until, valueOf } from '../../engine/test-engine.js';
import { amount } from './amount.js';
import { heap, more, resources } from './resources.js';

const warmUp = 20;
const cycles = amount(40, 10_000);
/** Bytes of live objects in all: index and cache of the log, compiled code and a listener's last 10 000 peers are bounded. */
const mostHeap = 24 << 20;
const hello = new TextEncoder().encode('hello');

const authority = await TestAuthority.create();
const leaf = await authority.server();
const secure = { key: leaf.key.export({ type: 'pkcs8', format: 'pem' }), cert: leaf.cert };
afterAll(() => authority.remove());

let bench: TestBench;
let engine: Engine;
const closers: (() => unknown)[] = [];
beforeEach(async () => {
  bench = await TestBench.make();
  engine = await bench.engine();
});
afterEach(async () => {
  await bench.close();
  for (const close of closers.splice(0)) await close();
});

/** The port of a server that is closed after the test. */
async function portOf(server: Server | WebSocketServer): Promise<number> {
  if (server instanceof WebSocketServer) await once(server, 'listening');
  else await once(server.listen(0, '127.0.0.1'), 'listening');
  closers.push(() => new Promise((done) => void server.close(done)));
  return (server.address() as AddressInfo).port;
}

async function udpEcho(): Promise<number> {
  const socket: UdpSocket = createSocket('udp4');
  socket.on('message', (data, from) => socket.send(data, from.port, from.address));
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  closers.push(() => socket.close());
  return socket.address().port;
}

/** Connects, sends, has its echo, and stops; again and again in one session. */
function client(
  protocol: Protocol,
  address: string,
  options: ConnectionOptions = {},
): () => Promise<Session> {
  const kind: Outgoing['kind'] = protocol === 'ws' ? 'text' : 'data';
  let session: string | undefined;
  return async () => {
    const live = await start(engine, address, { protocol, options, ...(session && { session }) });
    session = live.id;
    const before = live.info.messagesIn;
    await until(engine, live, ({ state }) => /^(open|failed|closed)$/.test(state));
    valueOf(await live.send('all', { kind, data: hello }));
    await until(engine, live, ({ messagesIn }) => messagesIn > before);
    valueOf(await live.stop());
    return live;
  };
}

/** Listens, hears one message of a peer, and stops. */
function server(
  protocol: Protocol,
  knock: (port: number) => Promise<() => unknown>,
  options: ConnectionOptions = {},
): () => Promise<Session> {
  let id: string | undefined;
  return async () => {
    const { session, port } = await listen(engine, { protocol, options, ...(id && { session: id }) });
    id = session.id;
    const before = session.info.messagesIn;
    const leave = await knock(port);
    await until(engine, session, ({ messagesIn }) => messagesIn > before);
    valueOf(await session.stop());
    await leave();
    return session;
  };
}

const kinds: Record<string, () => Promise<() => Promise<Session>>> = {
  'a TCP client': async () =>
    client('tcp', `127.0.0.1:${await portOf(createServer((socket) => socket.pipe(socket)))}`),
  'a TLS client': async () =>
    client(
      'tls',
      `localhost:${await portOf(createTlsServer(secure, (socket) => socket.on('error', () => undefined).pipe(socket)))}`,
      { tls: { caFile: `${authority.directory}/${authority.caFile}` }, tcp: { family: 'ipv4' } },
    ),
  'a WebSocket client': async () => {
    const far = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    far.on('connection', (socket) => socket.on('message', (data) => socket.send(data)));
    return client('ws', `ws://127.0.0.1:${await portOf(far)}`);
  },
  'a UDP client': async () => client('udp', `127.0.0.1:${await udpEcho()}`),
  'a TCP listener': () =>
    Promise.resolve(
      server('tcp', async (port) => {
        const socket = dial(port, '127.0.0.1').on('error', () => undefined);
        await once(socket, 'connect');
        socket.resume().write(hello);
        return () => (socket.closed ? undefined : once(socket, 'close'));
      }),
    ),
  'a TLS listener': () =>
    Promise.resolve(
      server(
        'tls',
        async (port) => {
          const socket = dialTls({ port, host: '127.0.0.1', ca: [], rejectUnauthorized: false });
          socket.on('error', () => undefined);
          await once(socket, 'secureConnect');
          socket.resume().write(hello);
          return () => (socket.closed ? undefined : once(socket, 'close'));
        },
        {
          tls: {
            certFile: `${authority.directory}/${leaf.certFile}`,
            keyFile: `${authority.directory}/${leaf.keyFile}`,
          },
        },
      ),
    ),
  'a WebSocket listener': () =>
    Promise.resolve(
      server('ws', async (port) => {
        const socket = new WebSocket(`ws://127.0.0.1:${port}`);
        await once(socket, 'open');
        socket.send('hello');
        return () => (socket.readyState === WebSocket.CLOSED ? undefined : once(socket, 'close'));
      }),
    ),
  'a UDP listener': () =>
    Promise.resolve(
      server('udp', (port) => {
        const socket = createSocket('udp4');
        socket.send(hello, port, '127.0.0.1');
        return Promise.resolve(() => new Promise<void>((done) => socket.close(done)));
      }),
    ),
};

describe(`after ${cycles} times of opening and closing`, () => {
  for (const [name, prepare] of Object.entries(kinds)) {
    it(
      `${name} leaves no handle, listener, timer or descriptor`,
      async () => {
        const cycle = await prepare();
        for (let n = 0; n < warmUp; n++) await cycle();
        const before = resources();
        const live = heap();
        let session = await cycle();
        for (let n = 1; n < cycles; n++) session = await cycle();
        await expect.poll(() => more(before)).toEqual([]);
        expect(session.info.messagesIn).toBe(warmUp + cycles);
        const left = heap() - live;
        if (cycles > 1_000)
          console.log(`${name}: ${cycles} cycles, ${(left / cycles).toFixed(0)} B of live objects each`);
        expect(left).toBeLessThan(mostHeap);
      },
      amount(120_000, 1_800_000),
    );
  }
});

describe(`after ${amount(60, 10_000)} sessions of one message each`, () => {
  it(
    'everything recorded is there, and nothing else is held',
    async () => {
      await engine.close();
      engine = await bench.engine({ maxSessions: 4 });
      const address = `127.0.0.1:${await portOf(createServer((socket) => socket.pipe(socket)))}`;
      const once = async (): Promise<string> => (await client('tcp', address)()).id;
      for (let n = 0; n < warmUp; n++) await once();
      const before = resources();
      const ids: string[] = [];
      for (let n = 0; n < amount(60, 10_000); n++) ids.push(await once());
      await expect.poll(() => more(before)).toEqual([]);
      const known = new Set((await engine.list()).map(({ id }) => id));
      expect(ids.filter((id) => !known.has(id))).toEqual([]);
      const middle = valueOf(await engine.session(ids[ids.length >> 1] ?? ''));
      expect(middle.info).toMatchObject({ messagesIn: 1, messagesOut: 1 });
    },
    amount(120_000, 3_600_000),
  );
});
