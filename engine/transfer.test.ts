import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Engine } from './engine.js';
import type { Session } from './session.js';
import { TestBench, bytes, codeOf, listen, start, until, untilRows, valueOf } from './test-engine.js';

let bench: TestBench;
let engine: Engine;
let server: Session;
let port: number;
const sockets: Socket[] = [];

beforeEach(async () => {
  bench = await TestBench.make();
  engine = await bench.engine();
  ({ session: server, port } = await listen(engine));
});

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await bench.close();
});

async function peer(): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  sockets.push(socket);
  socket.on('error', () => undefined);
  const open = server.info.peers;
  await once(socket, 'connect');
  await until(engine, server, ({ peers }) => peers > open);
  return socket;
}

describe('a transfer', () => {
  it('reaches every peer, and counts those that were lost on the way', async () => {
    const [one, two] = [await peer(), await peer()];
    const transfer = valueOf(server.beginTransfer({ to: [1, 2, 9], kind: 'data', name: 'f', size: 8 }));
    valueOf(await transfer.write(bytes('half')));
    expect(String((await once(one, 'data'))[0])).toBe('half');
    two.resetAndDestroy();
    await until(engine, server, ({ peers }) => peers === 1);
    expect(valueOf(await transfer.write(bytes('rest')))).toEqual({ sent: 8 });
    const report = valueOf(await transfer.end(false));
    expect(report).toMatchObject({ peers: 1, bytes: 8 });
    expect(report.failures.map((failure) => failure.peer)).toEqual([9, 2]);
  });

  it('is cancelled though the peer reads nothing', async () => {
    const socket = await peer();
    socket.pause();
    const size = 256 << 20;
    const transfer = valueOf(server.beginTransfer({ to: 'all', kind: 'data', name: 'big', size }));
    const chunk = new Uint8Array(16 << 20);
    const writes = [transfer.write(chunk), transfer.write(chunk)];
    expect(valueOf(await transfer.end(true)).failures).toEqual([]);
    expect(transfer.over).toBe(true);
    socket.destroy();
    expect((await Promise.all(writes)).map(codeOf)).toEqual(['transfer.cancelled', 'transfer.cancelled']);
    valueOf(await server.stop());
  });

  it('keeps other data of the same peer out of its middle', async () => {
    await peer();
    const transfer = valueOf(server.beginTransfer({ to: [1], kind: 'data', name: 'f', size: 2 }));
    valueOf(await transfer.write(bytes('a')));
    const report = valueOf(await server.send([1], { kind: 'data', data: bytes('between') }));
    expect(report).toMatchObject({ peers: 0, failures: [{ peer: 1, error: { code: 'send.busy' } }] });
    valueOf(await transfer.write(bytes('b')));
    valueOf(await transfer.end(false));
    expect(valueOf(await server.send([1], { kind: 'data', data: bytes('after') })).peers).toBe(1);
  });

  it('ends with the session, which says how far it came', async () => {
    await peer();
    const transfer = valueOf(server.beginTransfer({ to: 'all', kind: 'data', name: 'f.bin', size: 10 }));
    valueOf(await transfer.write(bytes('abc')));
    valueOf(await server.stop({ reset: true }));
    expect(codeOf(await transfer.write(bytes('d')))).toBe('transfer.cancelled');
    const rows = await untilRows(engine, server, () => true);
    expect(rows.map(({ text }) => text)).toContain('Sending f.bin was given up after 3 of 10 bytes');
  });

  it('is one message on a WebSocket, whatever the pieces', async () => {
    const ws = await listen(engine, { protocol: 'ws' }, 'ws://127.0.0.1:0/');
    const client = await start(engine, `ws://127.0.0.1:${ws.port}/`, { protocol: 'ws' });
    await until(engine, client, ({ state }) => state === 'open');
    const transfer = valueOf(client.beginTransfer({ to: 'all', kind: 'text', name: 'f', size: 6 }));
    for (const part of ['on', 'e ', 'go']) valueOf(await transfer.write(bytes(part)));
    expect(valueOf(await transfer.end(false))).toEqual({ peers: 1, bytes: 6, failures: [] });
    const rows = await untilRows(engine, ws.session, (all) => all.some(({ kind }) => kind === 'text'));
    expect(rows.filter(({ kind }) => kind === 'text')).toMatchObject([{ direction: 1, text: 'one go' }]);
  });

  it('goes to nobody where nobody is open', () => {
    expect(codeOf(server.beginTransfer({ to: 'all', kind: 'data', name: 'f', size: 1 }))).toBe(
      'send.no-peers',
    );
    expect(codeOf(server.beginTransfer({ to: [5], kind: 'data', name: 'f', size: 1 }))).toBe('send.no-peer');
  });
});
