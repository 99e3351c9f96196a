import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import * as library from 'ws';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { plainServer } from './test-endpoint.js';
import type { Plain } from './test-endpoint.js';
import { RawPeer, bytes } from './test-websocket.js';
import {
  UpgradedSocket,
  WebSocketInside,
  acceptDeflate,
  adopt,
  deflateOffer,
  replay,
} from './websocket-internals.js';
import type { InsideHooks } from './websocket-internals.js';

const require = createRequire(import.meta.url);

/** What the private members are, looked at rather than trusted. */
type Members = Record<string, unknown>;
const membersOf = (value: unknown) => value as Members;

describe('the private members of ws we stand on', () => {
  let server: Plain;
  let socket: Socket;
  let peer: RawPeer;
  let ws: WebSocket;

  async function begin(deflate = false): Promise<void> {
    server = await plainServer();
    socket = connect(server.port, '127.0.0.1');
    await once(socket, 'connect');
    peer = new RawPeer(await server.accepted());
    ws = adopt(socket, {
      server: false,
      deflate: deflate ? acceptDeflate('permessage-deflate', 1_000) : null,
      maxMessageBytes: 1_000,
    });
  }

  /** Looks inside and takes nothing away. */
  function look(hooks: Partial<InsideHooks> = {}): WebSocketInside {
    const ignored = () => undefined;
    const inside: WebSocketInside = new WebSocketInside(ws, {
      ...{ closeFrame: ignored, message: ignored, ping: ignored, pong: ignored, violation: ignored },
      ...{ closed: ignored, sent: ignored, received: (chunk: Buffer) => inside.pass(chunk) },
      ...hooks,
    });
    socket.on('data', (chunk: Buffer) => inside.pass(chunk));
    return inside;
  }

  beforeEach(() => begin());
  afterEach(async () => {
    ws.terminate();
    await server.close();
  });

  it('belong to the version that is pinned, exactly', () => {
    const { version } = require('ws/package.json') as { version: string };
    const { devDependencies, dependencies } = JSON.parse(
      readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
    ) as { devDependencies: Record<string, string>; dependencies?: Record<string, string> };
    expect({ ...devDependencies, ...dependencies }['ws']).toBe(version);
  });

  it('are exported beside the types', () => {
    const { PerMessageDeflate, Sender, extension } = library as unknown as Members;
    expect(PerMessageDeflate).toBeTypeOf('function');
    expect(membersOf(Sender)['frame']).toBeTypeOf('function');
    expect(membersOf(extension)).toMatchObject({
      parse: expect.any(Function) as unknown,
      format: expect.any(Function) as unknown,
    });
  });

  it('are there once a socket was handed over', () => {
    expect(ws).toMatchObject({
      _isServer: false,
      _extensions: {},
      _readyState: 1,
      _closeFrameSent: false,
      _closeFrameReceived: false,
      _closeTimer: null,
    });
    expect(membersOf(ws)['setSocket']).toBeTypeOf('function');
    expect(membersOf(ws)['_receiver']).toMatchObject({
      _compressed: false,
      _fin: false,
      _opcode: 0,
      _totalPayloadLength: 0,
      _messageLength: 0,
      dataMessage: expect.any(Function) as unknown,
      controlMessage: expect.any(Function) as unknown,
    });
    expect(membersOf(membersOf(ws)['_sender'])['sendFrame']).toBeTypeOf('function');
    expect(socket.listenerCount('data')).toBe(0);
    expect(ws.readyState).toBe(1);
  });

  it('open a client that masks, reads what it is given, and speaks its extension', async () => {
    ws.terminate();
    await server.close();
    await begin(true);
    const said: string[] = [];
    const inside = look({ message: (data) => said.push(data.toString()) });
    inside.pass(bytes('81 02 68 69'));
    expect(said).toEqual(['hi']);
    expect(ws.extensions).toBe('permessage-deflate');
    ws.send('x'.repeat(2_000), { compress: true });
    expect(inside.compressing).toBe(true);
    const frame = await peer.frame();
    expect(frame.masked).toBe(true);
    // FIN, RSV1 (compressed), text.
    expect(frame.first).toBe(0xc1);
  });

  it('hear of an end they came too late for', async () => {
    ws.terminate();
    await server.close();
    server = await plainServer();
    socket = connect({ port: server.port, host: '127.0.0.1', allowHalfOpen: true });
    await once(socket, 'connect');
    peer = new RawPeer(await server.accepted());
    const closed = new Promise<void>((resolve) => {
      socket.once('end', () => {
        ws = adopt(socket, { server: false, deflate: null, maxMessageBytes: 0 });
        look({ closed: resolve });
        replay(socket, 'end');
      });
    });
    socket.resume();
    peer.socket.end();
    await closed;
    expect(ws.readyState).toBe(ws.CLOSED);
  });

  it('tell fragments from whole messages', async () => {
    const flags: number[] = [];
    const inside = look({ message: () => flags.push(inside.takeFlags()) });
    inside.pass(bytes('01 01 61  80 01 62  81 01 63'));
    expect(flags[0]).not.toBe(0);
    expect(flags[1]).toBe(0);
  });

  it('show the payload of a Close frame that ws refuses', async () => {
    const seen: Buffer[] = [];
    look({ closeFrame: (payload) => seen.push(Buffer.from(payload)) });
    peer.socket.write(bytes('88 02 03 ed'));
    await once(ws, 'error');
    expect(seen).toEqual([bytes('03 ed')]);
  });

  it('know the size that was announced when it is over the limit', async () => {
    const inside = look();
    peer.socket.write(bytes('82 7e 10 00'));
    await once(ws, 'error');
    expect(inside.announcedBytes).toBe(0x1000);
  });

  it('send a Close frame with a code that ws refuses, and end when it is answered', async () => {
    const inside = look();
    inside.closeWith(bytes('03 ed'), socket);
    expect((await peer.frame()).payload).toEqual(bytes('03 ed'));
    expect(ws.readyState).toBe(2);
    peer.socket.write(bytes('88 00'));
    await peer.end();
    expect(inside.clean).toBe(true);
  });
});

it('offers permessage-deflate and refuses an answer that makes no sense', () => {
  expect(deflateOffer()).toMatch(/^permessage-deflate/);
  expect(() => acceptDeflate('x-webkit-deflate-frame', 1_000)).toThrow();
  expect(() => acceptDeflate('permessage-deflate; server_max_window_bits=99', 1_000)).toThrow();
});

it('takes what the server of ws agreed on, in the place of a WebSocket', async () => {
  const plain = await plainServer();
  const client = connect(plain.port, '127.0.0.1');
  const { WebSocketServer } = library;
  // It is given what it expects of a WebSocket.
  const option = UpgradedSocket as unknown as typeof WebSocket;
  const upgrades = new WebSocketServer({
    ...{ noServer: true, clientTracking: false },
    perMessageDeflate: true,
    WebSocket: option,
  });
  const request = {
    ...{ method: 'GET', url: '/' },
    headers: {
      ...{ upgrade: 'websocket', 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==' },
      ...{ 'sec-websocket-version': '13', 'sec-websocket-protocol': 'chat' },
      'sec-websocket-extensions': 'permessage-deflate',
    },
  };
  const socket = await plain.accepted();
  const made = await new Promise<UpgradedSocket>((resolve) => {
    // `handleUpgrade` reads these members of a request and no other.
    upgrades.handleUpgrade(request as never, socket, Buffer.alloc(0), (ws) =>
      resolve(ws as unknown as UpgradedSocket),
    );
  });
  expect(made._protocol).toBe('chat');
  expect(made.deflate).not.toBeNull();
  expect(socket.listenerCount('data')).toBe(0);
  client.destroy();
  await plain.close();
});
