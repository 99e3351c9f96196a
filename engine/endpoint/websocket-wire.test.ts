import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { randomBytes } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { WebSocket, WebSocketServer } from 'ws';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { RowFlag } from '../../contract/index.js';
import {
  type RawPeer,
  bytes,
  rawClient,
  rawServer,
  switching,
  text,
  upgradeRequest,
} from './test-websocket.js';
import { type Message, crossed, crossing, deflater, frame, messages } from './test-wire.js';
import { WirePairs, deflateLine, keyOf, pairNames } from './test-wire-pairs.js';
import type { WirePair } from './test-wire-pairs.js';

const pairs = await WirePairs.make();
afterEach(() => pairs.closeAll());
afterAll(() => pairs.remove());

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
  pairs.later(() => server.close());
  await once(server, 'listening');
  const connected = once(server, 'connection');
  // A listening TCP server has an address of this shape.
  const { port } = server.address() as AddressInfo;
  const peer = await rawClient(port, upgradeRequest('/', deflate ? [deflateLine] : []));
  pairs.later(() => peer.socket.destroy());
  const [ws] = (await connected) as [WebSocket];
  peer.socket.write(wire);
  return ws;
}

async function wsClientReading(wire: Buffer, deflate: boolean): Promise<WebSocket> {
  const server = await rawServer((request) => switching(request, deflate ? [deflateLine] : []));
  pairs.later(() => void server.close());
  const ws = new WebSocket(`ws://127.0.0.1:${server.port}/`, { perMessageDeflate: deflate });
  await once(ws, 'open');
  server.peers[0]?.socket.write(wire);
  return ws;
}

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

describe.each(pairNames)('%s', (name) => {
  const pair = (deflate?: boolean): Promise<WirePair> => pairs.open(name, deflate);

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
});
