import { once } from 'node:events';
import { connect as connectTls, createServer as createTlsServer } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { WebSocket, WebSocketServer } from 'ws';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { RowFlag } from '../../contract/index.js';
import type { Endpoint } from './endpoint.js';
import { TestAuthority } from './test-certificates.js';
import { run } from './test-endpoint.js';
import type { TestHost } from './test-host.js';
import { RawPeer, bytes, rawClient, rawServer, switching, text, upgradeRequest } from './test-websocket.js';
import { closeAll as closeClients, open } from './test-websocket-client.js';
import { closeAll as closeListeners, listen, opened, sockets } from './test-websocket-listener.js';
import {
  type Message,
  RecordingProxy,
  behindHead,
  crossed,
  crossing,
  deflater,
  frame,
  messages,
} from './test-wire.js';
import { makeWebSocketClient } from './websocket-client.js';

const authority = await TestAuthority.create();
const leaf = await authority.server();
const ended: (() => void)[] = [];

afterEach(async () => {
  for (const end of ended.splice(0)) end();
  await closeClients();
  await closeListeners();
});
afterAll(() => authority.remove());

interface Pair {
  readonly endpoint: Endpoint;
  readonly host: TestHost;
  /** The far end: a bare socket after its handshake. */
  readonly peer: RawPeer;
  /** The far end masks. */
  readonly masks: boolean;
}

const deflateLine = 'Sec-WebSocket-Extensions: permessage-deflate';

/** Our end in either role, over TCP or TLS, with a bare socket at the far end. */
const pairs: Readonly<Record<string, (deflate?: boolean) => Promise<Pair>>> = {
  'a ws client': async (deflate = false) => {
    const { endpoint, host, peer } = await open({ deflate }, deflate ? [deflateLine] : []);
    return { endpoint, host, peer, masks: false };
  },
  'a ws listener': async (deflate = false) => {
    const { endpoint, host, port } = await listen({ deflate });
    const { peer } = await opened(port, '/', deflate ? [deflateLine] : []);
    return { endpoint, host, peer, masks: true };
  },
  'a wss client': async (deflate = false) => {
    const key = readFileSync(join(authority.directory, leaf.keyFile));
    const server = createTlsServer({ key, cert: readFileSync(join(authority.directory, leaf.certFile)) });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ended.push(() => server.close());
    const accepted = once(server, 'secureConnection');
    // A listening TCP server has an address of this shape.
    const { port } = server.address() as AddressInfo;
    const { endpoint, host } = run(makeWebSocketClient, `wss://localhost:${port}/`, {
      protocol: 'wss',
      directory: authority.directory,
      options: { ws: { deflate }, tls: { caFile: authority.caFile }, tcp: { family: 'ipv4' } },
    });
    const [socket] = (await accepted) as [ConstructorParameters<typeof RawPeer>[0]];
    ended.push(() => socket.destroy());
    const peer = new RawPeer(socket);
    socket.write(switching(await peer.head(), deflate ? [deflateLine] : []));
    await host.until('open');
    return { endpoint, host, peer, masks: false };
  },
  'a wss listener': async (deflate = false) => {
    const tls = { certFile: leaf.certFile, keyFile: leaf.keyFile };
    const { endpoint, host, port } = await listen(
      { deflate },
      { tls },
      'wss://127.0.0.1:0/',
      authority.directory,
    );
    const ca = readFileSync(join(authority.directory, authority.caFile));
    const socket = connectTls({ port, host: '127.0.0.1', servername: 'localhost', ca });
    ended.push(() => socket.destroy());
    await once(socket, 'secureConnect');
    const peer = new RawPeer(socket);
    socket.write(upgradeRequest('/', deflate ? [deflateLine] : []));
    await peer.head();
    return { endpoint, host, peer, masks: true };
  },
};

/** What `ws` by itself makes of the same bytes, in the role of our end. */
async function wsReads(wire: Buffer, masks: boolean, count: number, deflate = false): Promise<Message[]> {
  const seen: Message[] = [];
  const reader = await (masks ? wsServerReading(wire, deflate) : wsClientReading(wire, deflate));
  await new Promise<void>((resolve) => {
    if (count === 0) resolve();
    reader.on('message', (data: Buffer, binary: boolean) => {
      seen.push([binary ? 'binary' : 'text', Buffer.from(data).toString('hex')]);
      if (seen.length === count) resolve();
    });
  });
  reader.terminate();
  return seen;
}

async function wsServerReading(wire: Buffer, deflate: boolean): Promise<WebSocket> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: deflate });
  ended.push(() => server.close());
  await once(server, 'listening');
  const connected = once(server, 'connection');
  // A listening TCP server has an address of this shape.
  const { port } = server.address() as AddressInfo;
  const peer = await rawClient(port, upgradeRequest('/', deflate ? [deflateLine] : []));
  ended.push(() => peer.socket.destroy());
  const [ws] = (await connected) as [WebSocket];
  peer.socket.write(wire);
  return ws;
}

async function wsClientReading(wire: Buffer, deflate: boolean): Promise<WebSocket> {
  const server = await rawServer((request) => switching(request, deflate ? [deflateLine] : []));
  ended.push(() => void server.close());
  const ws = new WebSocket(`ws://127.0.0.1:${server.port}/`, { perMessageDeflate: deflate });
  await once(ws, 'open');
  server.peers[0]?.socket.write(wire);
  return ws;
}

const key = bytes('37 fa 21 3d');
const keyOf = (masks: boolean) => (masks ? { mask: key } : {});

/** Writes one byte a turn, so that most come alone. */
async function trickle(peer: RawPeer, wire: Buffer): Promise<void> {
  peer.socket.setNoDelay(true);
  for (const byte of wire) {
    peer.socket.write(Buffer.of(byte));
    await turn();
  }
}

/** Frames that are good, of every length form, fragmented with a ping between, empty, with text of several bytes a character. */
function conversation(masks: boolean): Buffer[] {
  const how = keyOf(masks);
  const random = randomBytes(200_000);
  return [
    frame(0x81, text('Hello'), how),
    frame(0x82, Buffer.alloc(0), how),
    frame(0x81, Buffer.alloc(0), how),
    frame(0x82, random.subarray(0, 125), how),
    frame(0x82, random.subarray(0, 126), how),
    frame(0x81, text('ö€😀'.repeat(40)), how),
    frame(0x89, text('are you there'), how),
    frame(0x8a, Buffer.alloc(0), how),
    frame(0x01, text('Hel'), how),
    frame(0x89, text('between'), how),
    frame(0x00, Buffer.alloc(0), how),
    frame(0x80, text('lo'), how),
    frame(0x82, random.subarray(0, 65_535), how),
    frame(0x82, random.subarray(0, 65_536), how),
    frame(0x82, random, how),
    frame(0x81, text('ä'.repeat(100_001)), how),
    frame(0x02, random.subarray(0, 70_000), how),
    frame(0x80, random.subarray(70_000, 150_000), how),
    // Longer than it had to be: against the rules, and read all the same.
    frame(0x81, text('wide'), { ...how, form: 16 }),
    frame(0x81, text('wider'), { ...how, form: 64 }),
    frame(0x81, text('last'), how),
  ];
}

describe.each(Object.keys(pairs))('%s', (name) => {
  const pair = (deflate?: boolean): Promise<Pair> => pairs[name]!(deflate);

  it('logs every byte that comes, and the messages that ws reads from them', async () => {
    const { host, peer, masks } = await pair();
    const wire = Buffer.concat(conversation(masks));
    peer.socket.write(wire);
    expect((await crossing(host, 1, wire.length)).equals(wire)).toBe(true);
    const said = messages(host, 1);
    expect(said.length).toBe(15);
    expect(said).toEqual(await wsReads(wire, masks, said.length));
    const flagged = host.rows.filter(({ flags }) => (flags & RowFlag.invalid) !== 0);
    expect(flagged.map(({ payload }) => String(payload))).toEqual(['wide', 'wider']);
    expect(host.wire.filter(({ kind }) => kind === 'frame').map(({ head }) => head[0] ?? 0)).toEqual([
      0x01, 0x00, 0x80, 0x02, 0x80,
    ]);
    expect(host.rows.some(({ kind }) => kind === 'error' || kind === 'end')).toBe(false);
  });

  it('logs the same when bytes come one by one', async () => {
    const { host, peer, masks } = await pair();
    const how = keyOf(masks);
    const wire = Buffer.concat([
      frame(0x81, text('Hello'), how),
      frame(0x01, text('frag'), how),
      frame(0x89, text('p'), how),
      frame(0x80, text('ment'), how),
      frame(0x82, randomBytes(130), how),
      frame(0x81, text('€€'), { ...how, form: 64 }),
    ]);
    await trickle(peer, wire);
    expect((await crossing(host, 1, wire.length)).toString('hex')).toBe(wire.toString('hex'));
    expect(messages(host, 1)).toEqual(await wsReads(wire, masks, 4));
  });

  it('logs compressed frames as they came, and their messages in the order they were sent', async () => {
    const { host, peer, masks } = await pair(true);
    const how = keyOf(masks);
    const deflate = deflater();
    const said = ['the same words again and again', 'the same words again and again', 'words of an end'];
    const [first = bytes(''), second = bytes(''), third = bytes('')] = [
      await deflate(text(said[0]!)),
      await deflate(text(said[1]!)),
      await deflate(text(said[2]!)),
    ];
    // Context takeover: the second refers to the first.
    expect(second.length).toBeLessThan(first.length);
    const wire = Buffer.concat([
      frame(0xc1, first, how),
      frame(0x81, text('plain, right behind'), how),
      frame(0x89, text('ping'), how),
      frame(0xc1, second, how),
      frame(0x41, third.subarray(0, 3), how),
      frame(0x8a, bytes(''), how),
      frame(0x80, third.subarray(3), how),
      frame(0x01, text('un'), how),
      frame(0x80, text('pressed'), how),
      frame(0x81, text('end'), how),
    ]);
    peer.socket.write(wire);
    await host.row('text', ({ payload }) => String(payload) === 'end');
    expect(crossed(host, 1).toString('hex')).toBe(wire.toString('hex'));
    const texts = [said[0], 'plain, right behind', said[1], said[2], 'unpressed', 'end'];
    expect(messages(host, 1)).toEqual(texts.map((one) => ['text', text(one!).toString('hex')]));
    expect(messages(host, 1)).toEqual(await wsReads(wire, masks, texts.length, true));
    const { compressed, fragmented } = RowFlag;
    expect(
      host.wire
        .filter(({ direction, head, kind }) => direction === 1 && (head.length > 0 || kind === 'text'))
        .map((row) => [row.kind, row.flags]),
    ).toEqual([
      ['frame', compressed],
      ['text', compressed],
      ['text', 0],
      ['ping', 0],
      ['frame', compressed],
      ['text', compressed],
      ['frame', compressed | fragmented],
      ['pong', 0],
      ['frame', compressed | fragmented],
      ['text', compressed | fragmented],
      ['frame', fragmented],
      ['frame', fragmented],
      ['text', fragmented],
      ['text', 0],
    ]);
  });

  it('logs what leaves, byte for byte: messages, control frames, a stream, answers of its own and the close', async () => {
    const { endpoint, host, peer, masks } = await pair();
    const before = peer.heard.length;
    expect(before).toBe(0);
    const big = randomBytes(70_000);
    for (const [kind, data] of [
      ['text', text('Hello')],
      ['binary', bytes('')],
      ['binary', randomBytes(126)],
      ['binary', big],
      ['ping', text('?')],
      ['pong', bytes('')],
    ] as const) {
      expect(await endpoint.send(1, { kind, data })).toEqual({ ok: true, value: data.length });
    }
    const stream = endpoint.openStream(1, { kind: 'text', size: 9 });
    if (!stream.ok) throw new Error(stream.error.message);
    for (const piece of ['one', 'two', 'six']) await stream.value.write(text(piece));
    await stream.value.end();
    peer.socket.write(frame(0x89, text('echo me'), keyOf(masks)));
    await host.row('pong', ({ payload }) => String(payload) === 'echo me');
    await endpoint.end(1, 'close', 4_000, 'enough');
    await host.row('close');
    const wire = crossed(host, 2);
    expect((await peer.take(wire.length)).equals(wire)).toBe(true);
    expect(peer.heard.length).toBe(0);
    const out = host.wire.filter(({ direction, head }) => direction === 2 && head.length > 0);
    expect(out.every(({ head }) => (head[1] ?? 0) >= 0x80 === !masks)).toBe(true);
    const { automatic, fragmented, partial } = RowFlag;
    expect(out.map(({ kind, flags, payload }) => [kind, flags, payload.length])).toEqual([
      ['text', 0, 5],
      ['binary', 0, 0],
      ['binary', 0, 126],
      ['binary', 0, 70_000],
      ['ping', 0, 1],
      ['pong', 0, 0],
      ['text', fragmented | partial, 3],
      ['text', fragmented | partial, 3],
      ['text', fragmented, 3],
      ['pong', automatic, 7],
      ['close', 0, 8],
    ]);
    // Both sides of it are messages: nothing that leaves uncompressed is of the wire alone.
    expect(out).toEqual(host.rows.filter(({ direction, head }) => direction === 2 && head.length > 0));
  });

  it('logs what leaves compressed as a frame and a message', async () => {
    const { endpoint, host, peer } = await pair(true);
    const said = text('the same words again and again, '.repeat(50));
    const sent = [
      endpoint.send(1, { kind: 'text', data: said }),
      endpoint.send(1, { kind: 'ping', data: text('p') }),
    ];
    sent.push(endpoint.send(1, { kind: 'text', data: said }));
    expect(await Promise.all(sent)).toEqual([1600, 1, 1600].map((value) => ({ ok: true, value })));
    const wire = crossed(host, 2);
    expect((await peer.take(wire.length)).equals(wire)).toBe(true);
    const out = host.wire.filter(
      ({ direction, kind }) => direction === 2 && ['frame', 'text', 'ping'].includes(kind),
    );
    const { compressed } = RowFlag;
    expect(out.map(({ kind, flags, head }) => [kind, flags, head[0] ?? 0])).toEqual([
      ['frame', compressed, 0xc1],
      ['text', compressed, 0],
      ['ping', 0, 0x89],
      ['frame', compressed, 0xc1],
      ['text', compressed, 0],
    ]);
    expect(out.filter(({ kind }) => kind === 'text').every(({ payload }) => said.equals(payload))).toBe(true);
    expect((out[0]?.payload.length ?? 0) < 100).toBe(true);
  });

  it.each([
    ['a reserved bit', 0x91, 'ws.reserved-bit'],
    ['an opcode without a meaning', 0x83, 'ws.opcode'],
    ['a continuation of nothing', 0x80, 'ws.opcode'],
    ['a control frame in fragments', 0x09, 'ws.control-frame'],
  ])('goes on logging frames after %s, as frames that are no messages', async (_, first) => {
    const { host, peer, masks } = await pair();
    const how = keyOf(masks);
    const wire = Buffer.concat([
      frame(0x81, text('before'), how),
      frame(first, text('bad'), how),
      frame(0x81, text('after'), how),
      frame(0x88, bytes('03e8'), how),
    ]);
    peer.socket.write(wire);
    expect((await crossing(host, 1, wire.length)).toString('hex')).toBe(wire.toString('hex'));
    const told = await host.row('error');
    expect(told.detail.error?.code).toMatch(/^ws\./);
    expect(messages(host, 1)).toEqual([['text', text('before').toString('hex')]]);
    const wired = host.wire.filter(({ direction, head }) => direction === 1 && head.length > 0);
    expect(wired.map(({ kind, flags, payload }) => [kind, flags & RowFlag.invalid, String(payload)])).toEqual(
      [
        ['text', 0, 'before'],
        ['frame', RowFlag.invalid, 'bad'],
        ['frame', 0, 'after'],
        ['close', 0, '\u0003\ufffd'],
      ],
    );
  });

  it('logs what can be no frame, and a tail that was cut off, as bytes', async () => {
    const { host, peer, masks } = await pair();
    const good = frame(0x81, text('good'), keyOf(masks));
    const junk = bytes('82 ff ff ff ff ff ff ff ff ff 01 02 03 04 05 06');
    peer.socket.write(Buffer.concat([good, junk]));
    expect((await crossing(host, 1, good.length + junk.length)).toString('hex')).toBe(
      Buffer.concat([good, junk]).toString('hex'),
    );
    await host.row('error');
    const other = await pair();
    const tail = frame(0x82, Buffer.alloc(300), keyOf(other.masks)).subarray(0, 200);
    other.peer.socket.write(Buffer.concat([good, tail]));
    await other.host.row('text');
    other.peer.socket.end();
    await other.host.row('end');
    expect(crossed(other.host, 1).toString('hex')).toBe(Buffer.concat([good, tail]).toString('hex'));
    const last = other.host.wire.filter(({ kind }) => kind === 'bytes');
    expect(last.map(({ flags }) => flags)).toEqual([RowFlag.partial]);
  });

  it('refuses a frame over the limit by its head, and logs as much as came', async () => {
    const { host, peer, masks } = await pair();
    const head = frame(0x82, Buffer.alloc(0), { ...keyOf(masks), form: 64 });
    // 1 TiB announced.
    head.writeBigUInt64BE(1n << 40n, 2);
    peer.socket.write(head);
    expect((await host.row('error')).detail.error?.code).toBe('ws.too-large');
    peer.socket.end();
    await host.row('end');
    expect(crossed(host, 1).toString('hex')).toBe(head.toString('hex'));
  });

  it('writes crafted bytes beside ws, each a row of what it is', async () => {
    const { endpoint, host, peer, masks } = await pair();
    const how = keyOf(!masks);
    const pieces = [
      frame(0x81, text('good'), how),
      frame(0x01, text('half'), how),
      frame(0x80, text(' done'), how),
      frame(0xf3, text('bad'), how),
      frame(0x81, text('wrong mask'), keyOf(masks)),
      frame(0x89, text('p'), how),
      bytes('de ad be ef'),
      Buffer.concat([frame(0x81, text('a'), how), frame(0x81, text('b'), how)]),
      frame(0x82, Buffer.alloc(10), how).subarray(0, 5),
    ];
    for (const piece of pieces) {
      expect(await endpoint.craft?.(1, piece)).toEqual({ ok: true, value: piece.length });
    }
    const wire = Buffer.concat(pieces);
    expect((await peer.take(wire.length)).equals(wire)).toBe(true);
    expect(crossed(host, 2).toString('hex')).toBe(wire.toString('hex'));
    const rows = host.rows.filter(({ flags }) => (flags & RowFlag.crafted) !== 0);
    expect(
      rows.map(({ kind, flags, payload }) => [kind, (flags & RowFlag.invalid) !== 0, String(payload)]),
    ).toEqual([
      ['text', false, 'good'],
      ['frame', false, 'half'],
      ['frame', false, ' done'],
      ['frame', true, 'bad'],
      ['frame', true, 'wrong mask'],
      ['ping', false, 'p'],
      ['bytes', true, String(pieces[6])],
      ['bytes', true, String(pieces[7])],
      ['bytes', true, String(pieces[8])],
    ]);
  });
});

describe('a connection through a recording proxy', () => {
  it.each([false, true])(
    'has in its log what the proxy saw between it and ws (deflate %s)',
    async (deflate) => {
      const { endpoint, host, port } = await listen({ deflate });
      const proxy = await RecordingProxy.to(port);
      ended.push(() => proxy.close());
      const ws = new WebSocket(`ws://127.0.0.1:${proxy.port}/`, {
        perMessageDeflate: deflate ? { threshold: 0 } : false,
      });
      sockets.push(ws);
      const heard: Message[] = [];
      ws.on('message', (data: Buffer, binary: boolean) => {
        heard.push([binary ? 'binary' : 'text', data.toString('hex')]);
      });
      await once(ws, 'open');
      const said: Message[] = [];
      for (let i = 0; i < 200; i++) {
        const data = i % 2 === 0 ? text(`message ${i} `.repeat(i)) : randomBytes(i * 40);
        said.push([i % 2 === 0 ? 'text' : 'binary', data.toString('hex')]);
        ws.send(data, { binary: i % 2 === 1 });
        if (i % 25 === 0) ws.ping(`ping ${i}`);
        await endpoint.send(1, { kind: i % 2 === 0 ? 'text' : 'binary', data });
      }
      ws.send('frag', { fin: false });
      ws.send('ment', { fin: true });
      said.push(['text', text('fragment').toString('hex')]);
      await host.when('all messages', () => (messages(host, 1).length === said.length ? true : undefined));
      ws.close(1000, 'done');
      await host.row('end');
      expect(messages(host, 1)).toEqual(said);
      expect(heard).toEqual(said.slice(0, 200));
      expect(crossed(host, 1).equals(behindHead(proxy.up))).toBe(true);
      expect(crossed(host, 2).equals(behindHead(proxy.down))).toBe(true);
    },
  );
});
