import { once } from 'node:events';
import { connect as dial } from 'node:net';
import type { Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ServeBench, admitted, cookie, cookieLine, get, open, raw, refused } from './test-serve.js';

let bench: ServeBench;
beforeAll(async () => {
  bench = await ServeBench.make();
});
afterAll(() => bench.close());
afterEach(async () => {
  await bench.stop();
  expect(bench.logged.splice(0)).toEqual([]);
});

describe('the limits of the headless host', () => {
  it('ends a request whose head takes too long', async () => {
    const host = await bench.start({ limits: { headersTimeoutMs: 100, requestTimeoutMs: 600_000 } });
    expect(await raw(host, 'GET / HTTP/1.1\r\nHost: 127.0.0.1')).toMatch(/^HTTP\/1.1 408 /);
  });

  it('ends a connection that never says a thing', async () => {
    const host = await bench.start({ limits: { headersTimeoutMs: 100, requestTimeoutMs: 200 } });
    expect(await raw(host, '')).toMatch(/^HTTP\/1.1 408 |^$/);
  });

  it('ends a request that never ends, though bytes of it come all the time', async () => {
    const host = await bench.start({ limits: { headersTimeoutMs: 100, requestTimeoutMs: 200 } });
    const socket = dial(host.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.resume();
    socket.write(
      `POST / HTTP/1.1\r\nHost: 127.0.0.1:${host.port}\r\n${cookieLine(host)}Content-Length: 1000000\r\n\r\n`,
    );
    const drip = setInterval(() => socket.write('x'), 20);
    await once(socket, 'close');
    clearInterval(drip);
  });

  it('refuses a head over the limit', async () => {
    const host = await bench.start();
    const text = await raw(host, `GET / HTTP/1.1\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`);
    expect(text).toMatch(/^HTTP\/1.1 431 /);
  });

  it('survives what is no HTTP', async () => {
    const host = await bench.start();
    expect(await raw(host, '\x16\x03\x01\x02\x00\x01\x00\x01\xfc')).toMatch(/^HTTP\/1.1 400 /);
    expect((await get(host, '/', cookie(host))).status).toBe(200);
  });

  it('ends a page whose message is over the limit, and only that page', async () => {
    const host = await bench.start({ limits: { messageBytes: 1000 } });
    const [good, bad] = [open(host), open(host)];
    await Promise.all([admitted(good), admitted(bad)]);
    bad.on('error', () => undefined);
    bad.send(new Uint8Array(1001));
    expect(((await once(bad, 'close')) as [number])[0]).toBe(1009);
    await admitted(good);
  });

  it('answers hostile messages of a page and goes on', async () => {
    const host = await bench.start();
    const socket = open(host);
    await admitted(socket);
    socket.send(Uint8Array.of(1, 2, 3));
    await admitted(socket);
    expect(bench.logged.splice(0)).toEqual([expect.stringContaining('no call')]);
  });

  it('refuses one page too many, and takes it when another has gone', async () => {
    const host = await bench.start({ limits: { pages: 2 } });
    const [first, second] = [open(host), open(host)];
    await Promise.all([admitted(first), admitted(second)]);
    expect(await refused(open(host))).toEqual([503, expect.stringContaining('close one of them') as string]);
    await admitted(second);
    first.close();
    await once(first, 'close');
    // The host sees the close a turn later than the page.
    for (let socket = open(host); ; socket = open(host)) {
      const outcome = await Promise.race([
        once(socket, 'open').then(() => 'open'),
        refused(socket).catch(() => 'open'),
      ]);
      if (outcome === 'open') break;
    }
  });

  it('drops one connection too many', async () => {
    const host = await bench.start({ limits: { connections: 4, headersTimeoutMs: 1_000 } });
    const held: Socket[] = [];
    for (let i = 0; i < 4; i++) {
      const socket = dial(host.port, '127.0.0.1');
      await once(socket, 'connect');
      held.push(socket);
    }
    // Each has been accepted once the host has read from it and answered.
    await Promise.all(
      held.map(async (socket) => {
        socket.write(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${host.port}\r\n\r\n`);
        await once(socket, 'data');
      }),
    );
    const extra = dial(host.port, '127.0.0.1');
    extra.on('error', () => undefined);
    let said = '';
    extra.setEncoding('latin1').on('data', (text: string) => (said += text));
    await once(extra, 'close');
    // Not one that was let in and then took too long.
    expect(said).toBe('');
    held.forEach((socket) => socket.destroy());
  });
});
