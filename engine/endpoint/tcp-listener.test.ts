import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { Direction } from '../../contract/index.js';
import { makeTcpListener } from './tcp.js';
import { data, failed, plainServer, readAll, run, stopAll } from './test-endpoint.js';
import type { Running, TestInput } from './test-endpoint.js';

const sockets: Socket[] = [];

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await stopAll();
});

async function listen(address = '127.0.0.1:0', input: TestInput = {}): Promise<Running & { port: number }> {
  const running = run(makeTcpListener, address, { role: 'server', ...input });
  const row = await running.host.row('listen');
  return { ...running, port: row.detail.local?.port ?? 0 };
}

async function dial(port: number, host = '127.0.0.1'): Promise<Socket> {
  const socket = connect({ port, host, allowHalfOpen: true });
  socket.on('error', () => {});
  sockets.push(socket);
  await once(socket, 'connect');
  return socket;
}

it('listens on loopback and reports the port it was given', async () => {
  const { host, port } = await listen(':0');
  expect(port).toBeGreaterThan(0);
  expect(host.known.local).toEqual({ host: '127.0.0.1', port, family: 'IPv4' });
  expect(host.states).toEqual(['listening']);
});

it('listens on IPv6', async () => {
  const { host, port } = await listen('[::1]:0');
  await dial(port, '::1');
  expect((await host.row('accept')).detail.remote).toMatchObject({ host: '::1', family: 'IPv6' });
});

it('numbers its peers and keeps their bytes apart', async () => {
  const { endpoint, host, port } = await listen();
  const first = await dial(port);
  await host.row('accept', ({ peer }) => peer === 1);
  const second = await dial(port);
  await host.row('accept', ({ peer }) => peer === 2);
  first.write('one');
  second.write('two!');
  expect((await host.received(1, 3)).toString()).toBe('one');
  expect((await host.received(2, 4)).toString()).toBe('two!');
  await endpoint.send(2, data('to two'));
  const [bytes] = (await once(second, 'data')) as [Buffer];
  expect(bytes.toString()).toBe('to two');
  expect(host.bytes(1, Direction.out)).toHaveLength(0);
  expect(host.peers.get(1)?.remote?.port).toBe(first.localPort);
});

it('holds a thousand peers at once', async () => {
  const { endpoint, host, port } = await listen();
  const peers = 1_000;
  // In hundreds: a backlog of connections nobody has accepted yet is the system's, and may be short.
  for (let from = 0; from < peers; from += 100)
    await Promise.all(Array.from({ length: 100 }, () => dial(port)));
  await host.row('accept', ({ peer }) => peer === peers);
  expect(host.peers.size).toBe(peers);
  const sent = await Promise.all(
    Array.from({ length: peers }, (_, index) => endpoint.send(index + 1, data('hi'))),
  );
  expect(sent.every(({ ok }) => ok)).toBe(true);
});

it('refuses one peer more than its limit, with a row and RST', async () => {
  const { host, port } = await listen('127.0.0.1:0', { options: { listen: { maxPeers: 1 } } });
  await dial(port);
  await host.row('accept', ({ peer }) => peer === 1);
  const extra = connect({ port, host: '127.0.0.1' });
  const errno = failed(extra);
  const refused = await host.row('accept', ({ detail }) => detail.error !== undefined);
  expect(refused.detail.error?.code).toBe('listen.full');
  expect(refused.detail.text).toContain(`127.0.0.1:${refused.detail.remote?.port}`);
  expect(host.peers.size).toBe(1);
  expect(await errno).toBe('ECONNRESET');
});

it('gives the place of a peer that has ended its side to the next', async () => {
  const { host, port } = await listen('127.0.0.1:0', { options: { listen: { maxPeers: 1 } } });
  const gone = await dial(port);
  gone.end();
  await host.row('halfClose', ({ peer }) => peer === 1);
  await dial(port);
  await host.row('accept', ({ peer }) => peer === 2);
  expect((await host.row('end', ({ peer }) => peer === 1)).detail).toMatchObject({ by: 'peer', clean: true });
});

it('goes on sending to a peer that has ended its side', async () => {
  const { endpoint, host, port } = await listen();
  const socket = await dial(port);
  socket.end('request');
  await host.row('halfClose');
  expect(host.peers.get(1)?.state).toBe('half-closed');
  await endpoint.send(1, data('response'));
  await endpoint.end(1, 'half-close');
  expect((await readAll(socket)).toString()).toBe('response');
  expect((await host.row('end')).detail).toMatchObject({ by: 'peer', clean: true });
  expect(host.peers.get(1)?.closed).toBe(true);
  expect(host.ends).toEqual([]);
});

it('closes one peer and resets another while the rest go on', async () => {
  const { endpoint, host, port } = await listen();
  const [one, two, three] = [await dial(port), await dial(port), await dial(port)];
  await host.row('accept', ({ peer }) => peer === 3);
  const closed = readAll(one);
  const reset = failed(two);
  await endpoint.end(1, 'close');
  await endpoint.end(2, 'reset');
  expect((await closed).length).toBe(0);
  one.end();
  expect(await reset).toBe('ECONNRESET');
  expect((await host.row('end', ({ peer }) => peer === 1)).detail.clean).toBe(true);
  three.write('alive');
  expect((await host.received(3, 5)).toString()).toBe('alive');
});

it('tells a reset by a peer and goes on listening', async () => {
  const { host, port } = await listen();
  (await dial(port)).resetAndDestroy();
  const reset = await host.row('reset');
  expect(reset).toMatchObject({ peer: 1, direction: Direction.in });
  expect(reset.detail.errno).toBe('ECONNRESET');
  await dial(port);
  await host.row('accept', ({ peer }) => peer === 2);
});

it('says that a port is in use, and what to do', async () => {
  const taken = await plainServer();
  const { host } = run(makeTcpListener, `127.0.0.1:${taken.port}`, { role: 'server' });
  const { by, failure } = await host.end();
  await taken.close();
  expect(by).toBe('error');
  expect(failure).toMatchObject({ code: 'listen.in-use', stage: 'listen', detail: { errno: 'EADDRINUSE' } });
  expect(failure?.message).toContain(`127.0.0.1:${taken.port} is in use`);
});

it('says that an address is not of this machine', async () => {
  const { host } = run(makeTcpListener, '192.0.2.1:0', { role: 'server' });
  expect((await host.end()).failure?.code).toBe('listen.address-unavailable');
});

it('listens on the IPv4 address of localhost and names the others', async () => {
  const { host } = await listen('localhost:0');
  expect(host.known.local?.host).toBe('127.0.0.1');
  expect((await host.row('resolve')).detail.addresses).toContain('127.0.0.1');
});

it('takes every peer down when it stops, and frees its port', async () => {
  const { endpoint, host, port } = await listen();
  const ended = [await dial(port), await dial(port)].map((socket) =>
    readAll(socket).then(() => socket.end()),
  );
  await host.row('accept', ({ peer }) => peer === 2);
  await endpoint.stop({});
  await Promise.all(ended);
  expect(host.ends).toEqual([{ by: 'us', failure: null }]);
  expect([...host.peers.values()].every(({ closed }) => closed)).toBe(true);
  expect(host.rows.at(-1)).toMatchObject({ kind: 'end', peer: 0 });
  const again = await listen(`127.0.0.1:${port}`);
  expect(again.port).toBe(port);
});

it('hurries a stop that waits for a peer when told to reset', async () => {
  const { endpoint, host, port } = await listen();
  const ended = readAll(await dial(port));
  await host.row('accept');
  const gently = endpoint.stop({});
  await ended;
  await endpoint.stop({ reset: true });
  await gently;
  expect((await host.row('reset')).direction).toBe(Direction.out);
  expect(host.ends).toEqual([{ by: 'us', failure: null }]);
});

it('answers for a peer that is not there', async () => {
  const { endpoint } = await listen();
  expect(await endpoint.send(7, data('x'))).toMatchObject({ error: { code: 'send.no-peer' } });
  expect(await endpoint.end(7, 'close')).toMatchObject({ error: { code: 'send.no-peer' } });
  expect(endpoint.openStream(7, { kind: 'data', size: 1 })).toMatchObject({
    error: { code: 'send.no-peer' },
  });
  expect(endpoint.queuedBytes(7)).toBe(0);
});

it('pauses one peer and lets the others be read', async () => {
  const { endpoint, host, port } = await listen();
  const [one, two] = [await dial(port), await dial(port)];
  await host.row('accept', ({ peer }) => peer === 2);
  endpoint.pause(1);
  await new Promise((done) => one.write('held', done));
  two.write('read');
  await host.received(2, 4);
  expect(host.bytes(1, Direction.in)).toHaveLength(0);
  endpoint.resume(1);
  expect((await host.received(1, 4)).toString()).toBe('held');
});

it('does not call a write sent that was under way when its peer was reset', async () => {
  const { endpoint, host, port } = await listen();
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  socket.pause();
  await host.row('accept');
  // More than the system's buffers take.
  const piece = { kind: 'data', data: new Uint8Array(1 << 20) } as const;
  let taken = 0;
  const sent = Array.from({ length: 100 }, () =>
    endpoint.send(1, piece).then(({ ok }) => {
      if (ok) taken += 1;
      return ok;
    }),
  );
  await sent[0];
  const before = taken;
  await endpoint.end(1, 'reset');
  await Promise.all(sent);
  expect(before).toBeLessThan(100);
  expect(taken).toBe(before);
  socket.destroy();
});
