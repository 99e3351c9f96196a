import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect as dial, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { connect as dialTls } from 'node:tls';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ConnectionOptions, Protocol } from '../../contract/index.js';
import { TestAuthority } from '../../engine/endpoint/test-certificates.js';
import type { Engine, Session } from '../../engine/index.js';
import { TestBench, listen, rowsOf, start, until, valueOf } from '../../engine/test-engine.js';
import { amount } from './amount.js';

const times = amount(2, 300);
const magic = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const hello = new TextEncoder().encode('hello');

const authority = await TestAuthority.create();
const leaf = await authority.server();
afterAll(() => authority.remove());

let bench: TestBench;
let engine: Engine;
let server: Server | null = null;
beforeEach(async () => {
  bench = await TestBench.make();
  engine = await bench.engine();
});
afterEach(async () => {
  await bench.close();
  server?.close();
  server = null;
});

/** What a reset socket still says of itself is of no interest. */
const quiet = <T extends Socket>(socket: T): T => socket.on('error', () => undefined);

async function heard(socket: Socket, until: string): Promise<string> {
  let text = '';
  while (!text.includes(until)) text += ((await once(socket, 'data')) as [Buffer])[0].toString('latin1');
  return text;
}

/** The head of a 101 (RFC 6455 §4.2.2) for the request that comes. */
async function switching(socket: Socket): Promise<string> {
  const key = /sec-websocket-key: *(\S+)/i.exec(await heard(socket, '\r\n\r\n'))?.[1] ?? '';
  const accept = createHash('sha1').update(`${key}${magic}`).digest('base64');
  return `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`;
}

async function listening(made: Server): Promise<number> {
  server = made;
  await once(made.listen(0, '127.0.0.1'), 'listening');
  return (made.address() as AddressInfo).port;
}

interface ClientCase {
  readonly protocol: Protocol;
  /** Plays the far end up to the moment of the reset. */
  readonly far: (socket: Socket, session: () => Session) => Promise<unknown>;
  readonly options?: ConnectionOptions;
  /** Of an end that nobody reads from any more a reset is heard when something is written to it. */
  readonly writes?: boolean;
}

const tls: ConnectionOptions = {
  tls: { caFile: `${authority.directory}/${authority.caFile}` },
  tcp: { family: 'ipv4' },
};
const open = (session: Session): Promise<unknown> => until(engine, session, ({ state }) => state === 'open');

const clients: Record<string, ClientCase> = {
  'TCP, as soon as it is accepted': { protocol: 'tcp', far: () => Promise.resolve() },
  'TCP, while bytes go both ways': {
    protocol: 'tcp',
    far: async (socket, session) => {
      await open(session());
      valueOf(await session().send('all', { kind: 'data', data: hello }));
      socket.write(hello);
      await once(socket, 'data');
    },
  },
  'TCP, once we have half closed': {
    protocol: 'tcp',
    far: async (socket, session) => {
      await open(session());
      socket.resume();
      const ended = once(socket, 'end');
      valueOf(await session().end('all', 'half-close'));
      await ended;
    },
  },
  'TCP, once it has half closed': {
    protocol: 'tcp',
    writes: true,
    far: async (socket, session) => {
      await open(session());
      socket.end();
      await until(engine, session(), ({ state }) => state === 'half-closed');
    },
  },
  'TLS, at the first byte of the handshake': {
    protocol: 'tls',
    options: tls,
    far: (socket) => once(socket, 'data'),
  },
  'a WebSocket, before it answers the handshake': {
    protocol: 'ws',
    far: (socket) => heard(socket, '\r\n\r\n'),
  },
  'a WebSocket, in the middle of its answer': {
    protocol: 'ws',
    far: async (socket) => {
      const head = await switching(socket);
      await new Promise((done) => socket.write(head.slice(0, 40), done));
    },
  },
  'a WebSocket, in the middle of a frame': {
    protocol: 'ws',
    far: async (socket, session) => {
      socket.write(await switching(socket));
      await open(session());
      // A text of 125 bytes, of which three come.
      await new Promise((done) => socket.write(Buffer.from('817d616263', 'hex'), done));
    },
  },
  'a WebSocket, between two fragments': {
    protocol: 'ws',
    far: async (socket, session) => {
      socket.write(await switching(socket));
      await open(session());
      socket.write(Buffer.from('010348656c', 'hex'));
      await until(engine, session(), ({ wireRows }) => wireRows > 0);
    },
  },
  'a WebSocket, while it is being closed': {
    protocol: 'ws',
    far: async (socket, session) => {
      socket.write(await switching(socket));
      await open(session());
      const closing = once(socket, 'data');
      void session().stop();
      await closing;
    },
  },
};

interface ListenerCase {
  readonly protocol: Protocol;
  /** Connects and goes up to the moment of the reset. */
  readonly near: (port: number, session: Session) => Promise<Socket>;
}

async function dialed(port: number): Promise<Socket> {
  const socket = quiet(dial(port, '127.0.0.1'));
  await once(socket, 'connect');
  return socket;
}

const request = (port: number): string =>
  `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n`;

async function upgraded(port: number): Promise<Socket> {
  const socket = await dialed(port);
  socket.write(request(port));
  await heard(socket, '\r\n\r\n');
  return socket;
}

const listeners: Record<string, ListenerCase> = {
  'TCP, as soon as it is connected': { protocol: 'tcp', near: dialed },
  'TCP, behind bytes': {
    protocol: 'tcp',
    near: async (port, session) => {
      const socket = await dialed(port);
      const before = session.info.messagesIn;
      socket.write(hello);
      await until(engine, session, ({ messagesIn }) => messagesIn > before);
      return socket;
    },
  },
  'TLS, in the middle of the handshake': {
    protocol: 'tls',
    near: async (port) => {
      const socket = await dialed(port);
      // The head of a ClientHello whose body never comes (RFC 8446 §5.1).
      await new Promise((done) => socket.write(Buffer.from('16030100f0', 'hex'), done));
      return socket;
    },
  },
  'TLS, once it is open': {
    protocol: 'tls',
    near: async (port) => {
      const socket = await dialed(port);
      await once(quiet(dialTls({ socket, rejectUnauthorized: false })), 'secureConnect');
      return socket;
    },
  },
  'a WebSocket, in the middle of the request': {
    protocol: 'ws',
    near: async (port) => {
      const socket = await dialed(port);
      await new Promise((done) => socket.write(request(port).slice(0, 50), done));
      return socket;
    },
  },
  'a WebSocket, in the middle of a masked frame': {
    protocol: 'ws',
    near: async (port) => {
      const socket = await upgraded(port);
      await new Promise((done) => socket.write(Buffer.from('81fd01020304', 'hex'), done));
      return socket;
    },
  },
};

describe(`a far end that resets, ${times} times each`, () => {
  for (const [name, { protocol, far, options = {}, writes = false }] of Object.entries(clients)) {
    it(
      `of ${name}: the session ends with its reason, and connects again`,
      async () => {
        let session: Session | null = null;
        const current = (): Session => {
          if (session === null) throw new Error('it has not begun');
          return session;
        };
        const port = await listening(
          createServer({ allowHalfOpen: true }, (socket) => {
            quiet(socket);
            void far(socket, current).then(async () => {
              socket.resetAndDestroy();
              if (!writes) return;
              await once(socket, 'close');
              await current().send('all', { kind: 'data', data: hello });
            });
          }),
        );
        const address = protocol === 'ws' ? `ws://127.0.0.1:${port}/` : `localhost:${port}`;
        for (let n = 0; n < times; n++) {
          const known = session;
          session = await start(engine, address, {
            protocol,
            options: { tcp: { family: 'ipv4' }, ...options },
            ...(known !== null && { session: known.id }),
          });
          await until(engine, session, ({ state }) => state === 'failed' || state === 'closed');
        }
        const ends = (await rowsOf(current())).filter(({ kind }) => kind === 'end' || kind === 'error');
        expect(ends.length).toBeGreaterThanOrEqual(times);
      },
      amount(120_000, 600_000),
    );
  }
});

describe(`a peer of a listener that resets, ${times} times each`, () => {
  for (const [name, { protocol, near }] of Object.entries(listeners)) {
    it(
      `${name}: it goes, others come and are heard`,
      async () => {
        const certificate = { certFile: leaf.certFile, keyFile: leaf.keyFile };
        const files = Object.entries(certificate).map(([key, file]) => [
          key,
          `${authority.directory}/${file}`,
        ]);
        const { session, port } = await listen(engine, {
          protocol,
          options: protocol === 'tls' ? { tls: Object.fromEntries(files) as typeof certificate } : {},
        });
        for (let n = 0; n < times; n++) (await near(port, session)).resetAndDestroy();
        const before = session.info.messagesIn;
        const socket =
          protocol === 'ws'
            ? await upgraded(port)
            : protocol === 'tls'
              ? quiet(dialTls({ port, host: '127.0.0.1', rejectUnauthorized: false }))
              : await dialed(port);
        // Text "hi", masked with nought.
        socket.write(protocol === 'ws' ? Buffer.from('8182000000006869', 'hex') : hello);
        await until(engine, session, ({ messagesIn }) => messagesIn > before);
        await until(engine, session, ({ peers }) => peers === 1);
        expect(session.info.state).toBe('listening');
        socket.destroy();
      },
      amount(120_000, 600_000),
    );
  }
});
