import { once } from 'node:events';
import { createServer, connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RowFlag } from '../contract/index.js';
import type { Engine } from './engine.js';
import { TestBench, bytes, codeOf, listen, start, until, untilRows, valueOf } from './test-engine.js';

let bench: TestBench;
let engine: Engine;

beforeEach(async () => {
  bench = await TestBench.make();
  engine = await bench.engine();
});

afterEach(async () => {
  await bench.close();
});

describe('a live session', () => {
  it('connects, sends, receives and ends, each as rows of one log', async () => {
    const { session: server, port } = await listen(engine);
    const client = await start(engine, `127.0.0.1:${port}`);
    await until(engine, client, ({ state }) => state === 'open');
    expect(valueOf(await client.send('all', { kind: 'data', data: bytes('hello') }))).toEqual({
      peers: 1,
      bytes: 5,
      failures: [],
      seq: 4,
    });
    await untilRows(engine, server, (rows) => rows.some(({ text }) => text === 'hello'));
    valueOf(await server.send([1], { kind: 'data', data: bytes('hi') }));
    const rows = await untilRows(engine, client, (all) => all.some(({ text }) => text === 'hi'));
    expect(rows.filter(({ kind }) => kind === 'chunk')).toMatchObject([
      { direction: 2, peer: 1, text: 'hello' },
      { direction: 1, peer: 1, text: 'hi' },
    ]);
    const left = client.stop();
    await untilRows(engine, server, (all) => all.some(({ kind }) => kind === 'halfClose'));
    expect(server.peers).toMatchObject([{ peer: 1, state: 'half-closed' }]);
    valueOf(await server.end('all', 'close'));
    valueOf(await left);
    const { state, failure, endedAt, ...info } = client.info;
    expect({ state, failure }).toEqual({ state: 'closed', failure: null });
    expect(info).toMatchObject({ bytesIn: 2, bytesOut: 5, messagesIn: 1, messagesOut: 1, peers: 0 });
    expect(endedAt).toBeGreaterThanOrEqual(info.startedAt);
    valueOf(await server.stop());
    expect(server.peers).toMatchObject([{ peer: 1, state: 'closed', bytesIn: 5, bytesOut: 2 }]);
  });

  it('refuses a second connect while the first is under way, and makes no second socket', async () => {
    const accepted: Socket[] = [];
    const server = createServer((socket) => accepted.push(socket));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const client = await start(engine, `127.0.0.1:${port}`);
    const again = { session: client.id, name: '', connection: null, config: client.info.config };
    expect(codeOf(await engine.start(again))).toBe('session.active');
    await until(engine, client, ({ state }) => state === 'open');
    expect(codeOf(await engine.start(again))).toBe('session.active');
    valueOf(await client.stop());
    expect(accepted).toHaveLength(1);
    server.close();
    for (const socket of accepted) socket.destroy();
  });

  it('goes on in the same log when it connects again', async () => {
    const { port } = await listen(engine);
    const client = await start(engine, `127.0.0.1:${port}`);
    await until(engine, client, ({ state }) => state === 'open');
    valueOf(await client.stop());
    const before = client.log.count;
    const again = await start(engine, `127.0.0.1:${port}`, { session: client.id });
    expect(again).toBe(client);
    await until(engine, client, ({ state }) => state === 'open');
    expect(client.log.count).toBeGreaterThan(before);
    expect(client.peers.map(({ peer }) => peer)).toEqual([1]);
  });

  it('cancels while it connects', async () => {
    // A listener whose backlog is full lets a connect wait; an address that nobody has does so everywhere.
    const client = await start(engine, '192.0.2.1:9', { options: { tcp: { connectTimeoutMs: 60_000 } } });
    expect(client.info.state).not.toBe('open');
    valueOf(await client.stop());
    expect(client.info.state).toBe('closed');
    expect(codeOf(await client.stop())).toBe('session.idle');
  });

  it('fails with where and why when nobody listens', async () => {
    const { session, port } = await listen(engine);
    valueOf(await session.stop());
    const client = await start(engine, `127.0.0.1:${port}`);
    const { failure } = await until(engine, client, ({ state }) => state === 'failed');
    expect(failure?.stage).toBe('connect');
    expect(failure?.message).toContain(String(port));
    expect(codeOf(await client.send('all', { kind: 'data', data: bytes('x') }))).toBe('session.idle');
  });

  it('reports each peer of a listener by itself, and nobody as nobody', async () => {
    const { session: server, port } = await listen(engine);
    expect(codeOf(await server.send('all', { kind: 'data', data: bytes('x') }))).toBe('send.no-peers');
    const sockets = [connect(port, '127.0.0.1'), connect(port, '127.0.0.1')];
    await until(engine, server, ({ peers }) => peers === 2);
    const report = valueOf(await server.send([2, 7, 1, 2], { kind: 'data', data: bytes('abc') }));
    expect(report).toMatchObject({
      peers: 2,
      bytes: 6,
      failures: [{ peer: 7, error: { code: 'send.no-peer' } }],
    });
    expect(valueOf(await server.end([1], 'close')).peers).toBe(1);
    await until(engine, server, ({ peers }) => peers === 1);
    expect(valueOf(await server.send('all', { kind: 'data', data: bytes('z') }))).toMatchObject({
      peers: 1,
      bytes: 1,
    });
    for (const socket of sockets) socket.destroy();
  });

  it('greets each peer of a listener, marked as automatic', async () => {
    const options = { listen: { greeting: { kind: 'binary', body: 'c0ffee' } } } as const;
    const { session: server, port } = await listen(engine, { options });
    const socket = connect(port, '127.0.0.1');
    const [data] = (await once(socket, 'data')) as [Buffer];
    expect(data.toString('hex')).toBe('c0ffee');
    const rows = await untilRows(engine, server, (all) => all.some(({ kind }) => kind === 'chunk'));
    const row = rows.find(({ kind }) => kind === 'chunk');
    expect((row?.flags ?? 0) & RowFlag.automatic).toBe(RowFlag.automatic);
    socket.destroy();
  });

  it('answers an unknown multicast wish of another protocol with words', async () => {
    const { session } = await listen(engine);
    expect(codeOf(session.membership('join', '239.0.0.1', ''))).toBe('udp.protocol');
    expect(codeOf(await session.send('all', { kind: 'data', data: bytes('x'), to: '127.0.0.1:9' }))).toBe(
      'send.destination',
    );
  });
});

describe('reconnecting', () => {
  const reconnect = { enabled: true, attempts: 3, delayMs: 20, maxDelayMs: 50, factor: 1, jitter: 0 };

  it('finds a listener that comes back, and counts its attempts anew', async () => {
    const { session: server, port } = await listen(engine);
    const options = { reconnect: { ...reconnect, attempts: 500 } };
    const client = await start(engine, `127.0.0.1:${port}`, { options });
    await until(engine, client, ({ state }) => state === 'open');
    valueOf(await server.stop());
    await until(engine, client, ({ state }) => state === 'reconnecting');
    await untilRows(engine, client, (rows) => rows.filter(({ kind }) => kind === 'reconnect').length >= 2);
    await start(engine, `127.0.0.1:${port}`, { session: server.id, role: 'server' });
    const { failure } = await until(engine, client, ({ state }) => state === 'open');
    expect(failure).toBeNull();
    valueOf(await server.stop());
    await until(engine, client, ({ state }) => state === 'reconnecting');
    const rows = await untilRows(engine, client, () => true);
    const told = rows.filter(({ kind }) => kind === 'reconnect').map(({ text }) => text);
    expect(told[0]).toBe('Trying again in 20 ms: attempt 1 of 500');
    expect(told.filter((text) => text.includes('attempt 1 of 500'))).toHaveLength(2);
    valueOf(await client.stop());
    expect(client.info.state).toBe('closed');
  });

  it('gives up after the attempts it was given', async () => {
    const { session: server, port } = await listen(engine);
    valueOf(await server.stop());
    const client = await start(engine, `127.0.0.1:${port}`, { options: { reconnect } });
    const { failure } = await until(engine, client, ({ state }) => state === 'failed');
    expect(failure?.stage).toBe('connect');
    const rows = await untilRows(engine, client, () => true);
    expect(rows.filter(({ kind }) => kind === 'reconnect').map(({ text }) => text)).toEqual([
      'Trying again in 20 ms: attempt 1 of 3',
      'Trying again in 20 ms: attempt 2 of 3',
      'Trying again in 20 ms: attempt 3 of 3',
      'Gave up after 3 attempts',
    ]);
  });

  it('is cancelled by a stop while it waits', async () => {
    const { session: server, port } = await listen(engine);
    valueOf(await server.stop());
    const options = { reconnect: { ...reconnect, delayMs: 60_000, maxDelayMs: 60_000 } };
    const client = await start(engine, `127.0.0.1:${port}`, { options });
    await until(engine, client, ({ state }) => state === 'reconnecting');
    valueOf(await client.stop());
    expect(client.info.state).toBe('closed');
  });

  it('does not follow a close that was asked for', async () => {
    const { port } = await listen(engine);
    const client = await start(engine, `127.0.0.1:${port}`, { options: { reconnect } });
    await until(engine, client, ({ state }) => state === 'open');
    valueOf(await client.end('all', 'close'));
    await until(engine, client, ({ state }) => state === 'closed');
    const rows = await untilRows(engine, client, () => true);
    expect(rows.some(({ kind }) => kind === 'reconnect')).toBe(false);
  });
});

describe('echo', () => {
  it('answers each message with itself, marked as automatic', async () => {
    const { session: server, port } = await listen(engine, { options: { listen: { echo: true } } });
    const client = await start(engine, `127.0.0.1:${port}`);
    await until(engine, client, ({ state }) => state === 'open');
    valueOf(await client.send('all', { kind: 'data', data: bytes('round trip') }));
    await untilRows(engine, client, (rows) =>
      rows.some(({ direction, text }) => direction === 1 && text === 'round trip'),
    );
    const rows = await untilRows(engine, server, (all) => all.some(({ direction }) => direction === 2));
    const out = rows.find(({ direction }) => direction === 2);
    expect(out).toMatchObject({ text: 'round trip', peer: 1 });
    expect((out?.flags ?? 0) & RowFlag.automatic).toBe(RowFlag.automatic);
  });

  it('stops reading a peer that does not read its echo, and loses nothing when it does', async () => {
    const { session: server, port } = await listen(engine, { options: { listen: { echo: true } } });
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.pause();
    const size = 64 << 20;
    const sent = new Promise<void>((resolve) => {
      socket.end(Buffer.alloc(size, 'x'), () => {
        resolve();
      });
    });
    await untilRows(engine, server, (rows) => rows.some(({ kind }) => kind === 'flow'));
    expect(server.info.bytesIn).toBeLessThan(size);
    let received = 0;
    socket.on('data', (chunk: Buffer) => {
      received += chunk.length;
    });
    socket.resume();
    await once(socket, 'end');
    await sent;
    expect(received).toBe(size);
    await until(engine, server, ({ peers }) => peers === 0);
  });

  it('does not echo to an echo of its own over UDP', async () => {
    const options = { listen: { echo: true } };
    const one = await listen(engine, { protocol: 'udp', options });
    const two = await listen(engine, { protocol: 'udp', options });
    valueOf(
      await one.session.send('all', { kind: 'data', data: bytes('loop?'), to: `127.0.0.1:${two.port}` }),
    );
    const rows = await untilRows(engine, two.session, (all) => all.some(({ kind }) => kind === 'flow'));
    expect(rows.find(({ kind }) => kind === 'flow')?.text).toContain(String(one.port));
    expect(rows.some(({ direction }) => direction === 2)).toBe(false);
  });
});

describe('a WebSocket session', () => {
  it('has its messages echoed with the type they came in, and closes with its code', async () => {
    const options = { listen: { echo: true } };
    const { session: server, port } = await listen(engine, { protocol: 'ws', options }, 'ws://127.0.0.1:0/');
    const client = await start(engine, `ws://127.0.0.1:${port}/chat`, { protocol: 'ws' });
    await until(engine, client, ({ state }) => state === 'open');
    valueOf(await client.send('all', { kind: 'text', data: bytes('words') }));
    valueOf(await client.send('all', { kind: 'binary', data: Uint8Array.of(0xc1) }));
    const rows = await untilRows(engine, client, (all) =>
      all.some(({ kind, direction }) => kind === 'binary' && direction === 1),
    );
    const messages = rows.filter(({ kind }) => kind === 'text' || kind === 'binary');
    expect(messages.map(({ kind, direction }) => `${kind} ${direction}`).sort()).toEqual([
      'binary 1',
      'binary 2',
      'text 1',
      'text 2',
    ]);
    expect(client.info).toMatchObject({ messagesIn: 2, messagesOut: 2 });
    expect(server.peers).toMatchObject([{ peer: 1, state: 'open', path: '/chat' }]);
    valueOf(await client.stop({ code: 4_321, reason: 'enough' }));
    const last = await untilRows(engine, server, (all) => all.some(({ kind }) => kind === 'end'));
    expect(last.some(({ kind, direction }) => kind === 'close' && direction === 1)).toBe(true);
    expect(client.info.state).toBe('closed');
  });
});
