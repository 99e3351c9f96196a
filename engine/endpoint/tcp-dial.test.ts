import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { defaultOptions } from '../../contract/index.js';
import type { FullOptions } from '../../contract/index.js';
import { dialTcp, Race } from './tcp-dial.js';
import { plainServer } from './test-endpoint.js';
import type { Plain } from './test-endpoint.js';
import { TestHost } from './test-host.js';

const sockets: Socket[] = [];
const servers: Plain[] = [];
const workers: Worker[] = [];

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await Promise.all(servers.splice(0).map((server) => server.close()));
  await Promise.all(workers.splice(0).map((worker) => worker.terminate()));
});

/** A port whose queue is full: its thread sleeps for good, so what more arrives gets no answer. */
async function silentPort(): Promise<number> {
  const code = `
    const { parentPort } = require('node:worker_threads');
    const server = require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
      parentPort.postMessage(server.address().port);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    });`;
  const worker = new Worker(code, { eval: true });
  workers.push(worker);
  const port = await new Promise<number>((done) => worker.once('message', done));
  // The queue holds one more than was asked for; the rest wait in vain.
  for (let index = 0; index < 4; index += 1) {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    sockets.push(socket);
  }
  await Promise.all(
    sockets.slice(-4, -2).map((socket) => new Promise((done) => socket.once('connect', done))),
  );
  return port;
}

const tcp = (changes: Partial<FullOptions['tcp']> = {}): FullOptions['tcp'] => ({
  ...defaultOptions.tcp,
  ...changes,
});

const never = new AbortController().signal;

// Other systems answer a full queue with a refusal.
describe.runIf(process.platform === 'linux')('a host that does not answer', () => {
  it('times out, naming stage, time and address', async () => {
    const port = await silentPort();
    const host = new TestHost();
    const dialed = await dialTcp(
      { host: '127.0.0.1', port, tcp: tcp({ connectTimeoutMs: 60 }) },
      host,
      never,
    );
    expect(dialed).toMatchObject({
      ok: false,
      error: { code: 'connect.timeout', stage: 'connect', errno: 'ETIMEDOUT', detail: { timeoutMs: 60 } },
    });
    if (!dialed.ok) {
      expect(dialed.error.message).toContain(`timed out after 60 ms while connecting to 127.0.0.1:${port}`);
    }
    expect(host.states).toEqual(['resolving', 'connecting']);
  });

  it('is stopped at once by the user', async () => {
    const port = await silentPort();
    const host = new TestHost();
    const stop = new AbortController();
    const dialing = dialTcp(
      { host: '127.0.0.1', port, tcp: tcp({ connectTimeoutMs: 0 }) },
      host,
      stop.signal,
    );
    await host.until('connecting');
    stop.abort();
    expect(await dialing).toMatchObject({ ok: false, error: { code: 'connect.cancelled' } });
  });

  it('does not keep the other address from winning', async () => {
    const port = await silentPort();
    const server = await plainServer(() => {}, '::1', port);
    servers.push(server);
    const host = new TestHost();
    const race = new Race(
      { host: 'both', port, tcp: tcp() },
      [
        { address: '127.0.0.1', family: 4 },
        { address: '::1', family: 6 },
      ],
      host,
    );
    const won = await race.run();
    if (!won.ok) throw new Error(won.error.message);
    sockets.push(won.value);
    expect(won.value.remoteAddress).toBe('::1');
  });
});

describe('several addresses', () => {
  const addresses = [
    { address: '::1', family: 6 },
    { address: '127.0.0.1', family: 4 },
  ] as const;

  it('tries the next at once when one is refused, and tells it', async () => {
    const server = await plainServer();
    servers.push(server);
    const host = new TestHost();
    const won = await new Race({ host: 'both', port: server.port, tcp: tcp() }, addresses, host).run();
    if (!won.ok) throw new Error(won.error.message);
    sockets.push(won.value);
    expect(won.value.remoteAddress).toBe('127.0.0.1');
    expect(host.all('connect').map(({ detail }) => detail)).toMatchObject([
      { errno: 'ECONNREFUSED', error: { code: 'connect.refused' } },
    ]);
    expect(host.all('connect')[0]?.detail.text).toContain('[::1]');
  });

  it('names all of them when none can be connected', async () => {
    const server = await plainServer();
    await server.close();
    const host = new TestHost();
    const lost = await new Race({ host: 'both', port: server.port, tcp: tcp() }, addresses, host).run();
    expect(lost).toMatchObject({
      ok: false,
      error: { code: 'connect.refused', detail: { tried: ['::1', '127.0.0.1'] } },
    });
    if (!lost.ok)
      expect(lost.error.message).toContain('no address of both could be connected (::1, 127.0.0.1)');
    expect(host.all('connect')).toHaveLength(2);
  });

  it('tries them one at a time from a chosen local port', async () => {
    const server = await plainServer();
    const spare = await plainServer();
    await spare.close();
    servers.push(server);
    const host = new TestHost();
    const won = await new Race(
      { host: 'both', port: server.port, tcp: tcp({ localPort: spare.port }) },
      addresses,
      host,
    ).run();
    if (!won.ok) throw new Error(won.error.message);
    sockets.push(won.value);
    expect(won.value.localPort).toBe(spare.port);
  });
});
