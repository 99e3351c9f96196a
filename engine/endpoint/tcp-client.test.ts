import { once } from 'node:events';
import { afterEach, expect, it } from 'vitest';
import { Direction, RowFlag } from '../../contract/index.js';
import { makeTcpClient } from './tcp.js';
import { data, failed, plainServer, readAll, run, stopAll } from './test-endpoint.js';
import type { Plain } from './test-endpoint.js';

const servers: Plain[] = [];
async function server(...args: Parameters<typeof plainServer>): Promise<Plain> {
  const made = await plainServer(...args);
  servers.push(made);
  return made;
}

afterEach(async () => {
  await stopAll();
  await Promise.all(servers.splice(0).map((one) => one.close()));
});

it('tells resolve, connect and open with every address, and goes through the states', async () => {
  const { port } = await server();
  const { host } = run(makeTcpClient, `localhost:${port}`, { options: { tcp: { family: 'ipv4' } } });
  await host.until('open');
  const resolved = (await host.row('resolve')).detail;
  expect(resolved).toMatchObject({ host: 'localhost', addresses: ['127.0.0.1'] });
  expect(resolved.ms).toBeGreaterThanOrEqual(0);
  const open = await host.row('open');
  expect(open.detail.remote).toEqual({ host: '127.0.0.1', port, family: 'IPv4' });
  expect(open.detail.local?.port).toBeGreaterThan(0);
  expect(open.peer).toBe(1);
  expect((await host.row('connect')).detail.ms).toBeGreaterThanOrEqual(0);
  expect(host.states).toEqual(['resolving', 'connecting', 'open']);
  expect(host.known.remote?.port).toBe(port);
});

it('connects over IPv6', async () => {
  const { port } = await server(() => {}, '::1');
  const { host } = run(makeTcpClient, `[::1]:${port}`);
  expect((await host.row('open')).detail.remote).toEqual({ host: '::1', port, family: 'IPv6' });
});

it('records what came in and what was taken, byte for byte', async () => {
  const plain = await server((socket) => socket.write(Buffer.from('c17e00ff0d0a', 'hex')));
  const { endpoint, host } = run(makeTcpClient, `127.0.0.1:${plain.port}`);
  expect((await host.received(1, 6)).toString('hex')).toBe('c17e00ff0d0a');
  const sent = await endpoint.send(1, { kind: 'data', data: Buffer.from('00010203', 'hex') });
  expect(sent).toEqual({ ok: true, value: 4 });
  const socket = await plain.accepted();
  const [bytes] = (await once(socket, 'data')) as [Buffer];
  expect(bytes.toString('hex')).toBe('00010203');
  expect(host.bytes(1, Direction.out).toString('hex')).toBe('00010203');
  const times = host.rows.map((row) => row.time);
  expect(times).toEqual([...times].sort((a, b) => a - b));
});

it('marks a row with the flags it was sent with', async () => {
  const plain = await server();
  const { endpoint, host } = run(makeTcpClient, `127.0.0.1:${plain.port}`);
  await host.until('open');
  await endpoint.send(1, data('echo'), RowFlag.automatic);
  expect((await host.row('chunk')).flags).toBe(RowFlag.automatic);
});

it('says that nothing listens when it is refused', async () => {
  const plain = await server();
  await plain.close();
  const { host } = run(makeTcpClient, `127.0.0.1:${plain.port}`);
  const { by, failure } = await host.end();
  expect(by).toBe('error');
  expect(failure).toMatchObject({
    code: 'connect.refused',
    stage: 'connect',
    detail: { errno: 'ECONNREFUSED', syscall: 'connect' },
  });
  expect(failure?.message).toContain(`refused by 127.0.0.1:${plain.port}: nothing listens there`);
  expect(host.all('error')[0]?.detail).toMatchObject({ errno: 'ECONNREFUSED', syscall: 'connect' });
});

it('says which name is unknown', async () => {
  const { host } = run(makeTcpClient, 'nobody.invalid:80', { options: { tcp: { connectTimeoutMs: 4_000 } } });
  const { failure } = await host.end();
  // A machine without a name server cannot tell an unknown name from no answer.
  expect(['resolve.unknown-host', 'resolve.unavailable', 'resolve.timeout']).toContain(failure?.code);
  expect(failure?.message).toContain('nobody.invalid');
  expect(failure?.stage).toBe('resolve');
});

it('ends its own side and goes on reading', async () => {
  const plain = await server((socket) => {
    void readAll(socket).then((all) => socket.end(`got ${all.length}`));
  });
  const { endpoint, host } = run(makeTcpClient, `127.0.0.1:${plain.port}`);
  await host.until('open');
  await endpoint.send(1, data('12345'));
  expect(await endpoint.end(1, 'half-close')).toEqual({ ok: true, value: undefined });
  const half = await host.row('halfClose');
  expect(half.direction).toBe(Direction.out);
  expect((await host.received(1, 5)).toString()).toBe('got 5');
  expect(await host.end()).toEqual({ by: 'us', failure: null });
  expect(host.all('end')[0]?.detail).toMatchObject({ by: 'us', clean: true });
  expect(host.states).toContain('half-closed');
});

it('goes on sending when the peer has ended its side', async () => {
  const plain = await server((socket) => socket.end('bye'));
  const { endpoint, host } = run(makeTcpClient, `127.0.0.1:${plain.port}`);
  await host.until('half-closed');
  expect(host.all('halfClose')[0]?.direction).toBe(Direction.in);
  const socket = await plain.accepted();
  expect((await endpoint.send(1, data('still here'))).ok).toBe(true);
  await endpoint.end(1, 'close');
  expect((await readAll(socket)).toString()).toBe('still here');
  expect(await host.end()).toEqual({ by: 'peer', failure: null });
  expect(host.all('end')[0]?.detail).toMatchObject({ by: 'peer', clean: true });
});

it('refuses to send after its own FIN, and says why', async () => {
  const plain = await server();
  const { endpoint, host } = run(makeTcpClient, `127.0.0.1:${plain.port}`);
  await host.until('open');
  await endpoint.end(1, 'half-close');
  await host.row('halfClose');
  expect(await endpoint.send(1, data('late'))).toMatchObject({ ok: false, error: { code: 'send.ended' } });
  expect(host.bytes(1, Direction.out)).toHaveLength(0);
});

it('tells a reset by the peer with its errno', async () => {
  const plain = await server((socket) => socket.once('data', () => socket.resetAndDestroy()));
  const { endpoint, host } = run(makeTcpClient, `127.0.0.1:${plain.port}`);
  await host.until('open');
  await endpoint.send(1, data('x'));
  const { by, failure } = await host.end();
  expect(by).toBe('peer');
  expect(failure).toMatchObject({ code: 'open.reset', stage: 'open' });
  const reset = await host.row('reset');
  expect(reset.direction).toBe(Direction.in);
  expect(reset.detail).toMatchObject({ errno: 'ECONNRESET' });
  expect(host.all('end')[0]?.detail.clean).toBe(false);
  expect(host.all('error')).toHaveLength(0);
});

it('sends RST when told to', async () => {
  const plain = await server();
  const { endpoint, host } = run(makeTcpClient, `127.0.0.1:${plain.port}`);
  await host.until('open');
  const socket = await plain.accepted();
  const errno = failed(socket);
  await endpoint.end(1, 'reset');
  expect(await errno).toBe('ECONNRESET');
  expect((await host.row('reset')).direction).toBe(Direction.out);
  expect(await host.end()).toEqual({ by: 'us', failure: null });
});

it('resets a peer that does not take what is queued, though FIN waits behind it', async () => {
  const plain = await server((socket) => socket.pause());
  const { endpoint, host } = run(makeTcpClient, `127.0.0.1:${plain.port}`);
  await host.until('open');
  const socket = await plain.accepted();
  const sending = endpoint.send(1, { kind: 'data', data: Buffer.alloc(64 * 1024 * 1024) });
  await once(socket, 'readable');
  const gently = endpoint.stop({});
  const errno = failed(socket);
  await endpoint.stop({ reset: true });
  await gently;
  expect((await sending).ok).toBe(false);
  expect(await errno).toBe('ECONNRESET');
  expect(host.all('end')[0]?.detail.text).toMatch(/\d+ bytes were not sent/);
});

it('closes with FIN, and forcibly where a silent server never ends its side', async () => {
  const plain = await server((socket) => socket.resume());
  const { endpoint, host } = run(makeTcpClient, `127.0.0.1:${plain.port}`);
  await host.until('open');
  const socket = await plain.accepted();
  const ended = once(socket, 'end');
  await endpoint.stop({});
  await ended;
  expect(host.ends).toEqual([{ by: 'us', failure: null }]);
  const end = host.all('end')[0]?.detail;
  expect(end).toMatchObject({ by: 'us', clean: false });
  expect(end?.text).toContain('had not ended its side');
});

it('closes cleanly where the peer answers our FIN with its own', async () => {
  const plain = await server((socket) => socket.on('end', () => socket.end()).resume());
  const { endpoint, host } = run(makeTcpClient, `127.0.0.1:${plain.port}`);
  await host.until('open');
  await endpoint.stop({});
  expect(host.all('end')[0]?.detail).toMatchObject({ by: 'us', clean: true });
  expect(host.states.at(-1)).toBe('closing');
});

it('stops before it is open', async () => {
  const { endpoint, host } = run(makeTcpClient, '127.0.0.1:9');
  await endpoint.stop({});
  expect(host.ends).toEqual([{ by: 'us', failure: null }]);
});

it('binds the local address and port it was given', async () => {
  const plain = await server();
  const spare = await server(() => {}, '127.0.0.2');
  const localPort = spare.port;
  await spare.close();
  const tcp = { localAddress: '127.0.0.2', localPort };
  const { host } = run(makeTcpClient, `127.0.0.1:${plain.port}`, { options: { tcp } });
  expect((await host.row('open')).detail.local).toEqual({
    host: '127.0.0.2',
    port: localPort,
    family: 'IPv4',
  });
});

it('says that a local port is taken rather than choosing another', async () => {
  const plain = await server();
  const taken = await server();
  const tcp = { localAddress: '127.0.0.1', localPort: taken.port };
  const { host } = run(makeTcpClient, `127.0.0.1:${plain.port}`, { options: { tcp } });
  const { failure } = await host.end();
  expect(failure?.code).toBe('connect.local-in-use');
  expect(failure?.message).toContain(`127.0.0.1:${taken.port}`);
});

it('says that a local address is not ours', async () => {
  const plain = await server();
  const tcp = { localAddress: '192.0.2.1' };
  const { host } = run(makeTcpClient, `127.0.0.1:${plain.port}`, { options: { tcp } });
  const { failure } = await host.end();
  expect(failure?.code).toBe('connect.local-unavailable');
  expect(failure?.message).toContain('192.0.2.1');
});

it('says that a local address is of the wrong family', async () => {
  const { host } = run(makeTcpClient, '127.0.0.1:9', { options: { tcp: { localAddress: '::1' } } });
  expect((await host.end()).failure?.code).toBe('connect.local-family');
});

it('refuses an address of a family that is not allowed', async () => {
  const { host } = run(makeTcpClient, '127.0.0.1:9', { options: { tcp: { family: 'ipv6' } } });
  const { failure } = await host.end();
  expect(failure).toMatchObject({ code: 'resolve.no-address', stage: 'resolve' });
});

it('sends a large message whole as one row, against a peer that reads slowly', async () => {
  const size = 24 * 1024 * 1024;
  const plain = await server((socket) => socket.pause());
  const { endpoint, host } = run(makeTcpClient, `127.0.0.1:${plain.port}`);
  await host.until('open');
  const payload = Buffer.alloc(size, 7);
  const first = endpoint.send(1, { kind: 'data', data: payload });
  const second = endpoint.send(1, data('after'));
  expect(endpoint.queuedBytes(1)).toBeGreaterThan(1_000_000);
  const all = readAll(await plain.accepted());
  expect(await first).toEqual({ ok: true, value: size });
  expect(await second).toEqual({ ok: true, value: 5 });
  await endpoint.end(1, 'half-close');
  const arrived = await all;
  expect(arrived.length).toBe(size + 5);
  expect(arrived.subarray(size).toString()).toBe('after');
  expect(host.all('chunk').map((row) => row.payload.length)).toEqual([size, 5]);
  expect(endpoint.queuedBytes(1)).toBe(0);
});

it('says how much of a message was sent when the peer resets in the middle', async () => {
  const plain = await server((socket) => socket.pause());
  const { endpoint, host } = run(makeTcpClient, `127.0.0.1:${plain.port}`);
  await host.until('open');
  const socket = await plain.accepted();
  const sending = endpoint.send(1, { kind: 'data', data: Buffer.alloc(64 * 1024 * 1024) });
  await once(socket, 'readable');
  socket.resetAndDestroy();
  const sent = await sending;
  expect(sent.ok).toBe(false);
  await host.end();
  const partial = host.all('chunk').filter((row) => row.flags === RowFlag.partial);
  expect(partial).toHaveLength(1);
  expect(partial[0]!.payload.length).toBeGreaterThan(0);
  expect(partial[0]!.payload.length).toBeLessThan(64 * 1024 * 1024);
  expect(host.all('error').length + host.all('reset').length).toBeGreaterThan(0);
});

it('keeps pieces of a streamed message together while others wait', async () => {
  const plain = await server();
  const { endpoint, host } = run(makeTcpClient, `127.0.0.1:${plain.port}`);
  await host.until('open');
  const opened = endpoint.openStream(1, { kind: 'data', size: 4 });
  if (!opened.ok) throw new Error(opened.error.message);
  expect(endpoint.openStream(1, { kind: 'data', size: 4 })).toMatchObject({ error: { code: 'send.busy' } });
  await opened.value.write(Buffer.from('ab'));
  const other = endpoint.send(1, data('later'));
  await opened.value.write(Buffer.from('cd'));
  await opened.value.end();
  expect((await other).ok).toBe(true);
  expect(host.all('chunk').map((row) => Buffer.from(row.payload).toString())).toEqual(['ab', 'cd', 'later']);
});

it('lets others pass when a streamed message is given up', async () => {
  const plain = await server();
  const { endpoint, host } = run(makeTcpClient, `127.0.0.1:${plain.port}`);
  await host.until('open');
  const opened = endpoint.openStream(1, { kind: 'data', size: 4 });
  if (!opened.ok) throw new Error(opened.error.message);
  const other = endpoint.send(1, data('later'));
  opened.value.abort();
  expect((await other).ok).toBe(true);
  expect(await opened.value.write(Buffer.from('x'))).toMatchObject({ error: { code: 'send.over' } });
});

it('stops reading while paused and reads on afterwards', async () => {
  const plain = await server();
  const { endpoint, host } = run(makeTcpClient, `127.0.0.1:${plain.port}`);
  await host.until('open');
  endpoint.pause();
  const socket = await plain.accepted();
  // More than both kernels buffer: the write can only finish when it is read.
  const size = 32 * 1024 * 1024;
  let written = false;
  socket.write(Buffer.alloc(size), () => (written = true));
  await endpoint.send(1, data('ping'));
  await once(socket, 'data');
  expect(host.bytes(1, Direction.in).length).toBe(0);
  expect(written).toBe(false);
  endpoint.resume();
  await host.received(1, size);
});

it('names the open connection when nothing is open', async () => {
  const { endpoint, host } = run(makeTcpClient, '127.0.0.1:9');
  expect(await endpoint.send(1, data('x'))).toMatchObject({ error: { code: 'send.not-open' } });
  expect(endpoint.openStream(1, { kind: 'data', size: 1 })).toMatchObject({
    error: { code: 'send.not-open' },
  });
  await host.end();
});

it('sends no empty message, as a stream carries none, and logs no row for it', async () => {
  const plain = await server();
  const { endpoint, host } = run(makeTcpClient, `127.0.0.1:${plain.port}`);
  await host.until('open');
  expect(await endpoint.send(1, data(''))).toMatchObject({ error: { code: 'send.empty' } });
  expect((await endpoint.send(1, data('x'))).ok).toBe(true);
  expect(host.bytes(1, Direction.out).toString()).toBe('x');
  expect(host.rows.filter((row) => row.kind === 'chunk')).toHaveLength(1);
});
