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
import { WebSocketInside, acceptDeflate, adoptClient, deflateOffer } from './websocket-internals.js';

const require = createRequire(import.meta.url);

/** What the private members are, looked at rather than trusted. */
type Members = Record<string, unknown>;
const membersOf = (value: unknown) => value as Members;

describe('the private members of ws we stand on', () => {
  let server: Plain;
  let socket: Socket;
  let peer: RawPeer;
  let ws: WebSocket;

  async function adopt(rest = '', deflate = false): Promise<void> {
    server = await plainServer();
    socket = connect(server.port, '127.0.0.1');
    await once(socket, 'connect');
    peer = new RawPeer(await server.accepted());
    ws = adoptClient(socket, bytes(rest), {
      subprotocol: 'chat',
      deflate: deflate ? acceptDeflate('permessage-deflate', 1_000) : null,
      maxMessageBytes: 1_000,
    });
  }

  /** Looks inside and takes nothing away. */
  function look(closeFrame: (payload: Buffer) => void = () => undefined): WebSocketInside {
    const inside: WebSocketInside = new WebSocketInside(ws, {
      closeFrame,
      received: (chunk) => inside.pass(chunk),
      sent: () => undefined,
    });
    return inside;
  }

  beforeEach(() => adopt());
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
      _protocol: 'chat',
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
    expect(ws.protocol).toBe('chat');
    expect(ws.readyState).toBe(1);
  });

  it('open a client that masks, reads what came behind the head, and speaks its extension', async () => {
    ws.terminate();
    await server.close();
    await adopt('81 02 68 69', true);
    const [message] = (await once(ws, 'message')) as [Buffer];
    expect(message.toString()).toBe('hi');
    expect(ws.extensions).toBe('permessage-deflate');
    const inside = look();
    ws.send('x'.repeat(2_000), { compress: true });
    expect(inside.compressing).toBe(true);
    const frame = await peer.frame();
    expect(frame.masked).toBe(true);
    // FIN, RSV1 (compressed), text.
    expect(frame.first).toBe(0xc1);
  });

  it('tell fragments from whole messages', async () => {
    const inside = look();
    const flags: number[] = [];
    ws.on('message', () => flags.push(inside.takeFlags()));
    peer.socket.write(bytes('01 01 61  80 01 62  81 01 63'));
    while (flags.length < 2) await once(ws, 'message');
    expect(flags[0]).not.toBe(0);
    expect(flags[1]).toBe(0);
  });

  it('show the payload of a Close frame that ws refuses', async () => {
    const seen: Buffer[] = [];
    look((payload) => seen.push(Buffer.from(payload)));
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
