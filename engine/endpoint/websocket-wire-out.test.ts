import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import { WebSocket } from 'ws';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { RowFlag } from '../../contract/index.js';
import { bytes, text } from './test-websocket.js';
import { listen, sockets } from './test-websocket-listener.js';
import { type Message, RecordingProxy, behindHead, crossed, frame, messages } from './test-wire.js';
import { WirePairs, keyOf, pairNames } from './test-wire-pairs.js';
import type { WirePair } from './test-wire-pairs.js';

const pairs = await WirePairs.make();
afterEach(() => pairs.closeAll());
afterAll(() => pairs.remove());

describe.each(pairNames)('%s', (name) => {
  const pair = (deflate?: boolean): Promise<WirePair> => pairs.open(name, deflate);

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
      pairs.later(() => proxy.close());
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
