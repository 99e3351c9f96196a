import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startHost } from './host.js';
import { ServeBench, admitted, cookie, cookieLine, get, open, raw, token } from './test-serve.js';
import { securityHeaders } from '../static.js';

let bench: ServeBench;
beforeAll(async () => {
  bench = await ServeBench.make();
});
afterAll(() => bench.close());
afterEach(async () => {
  await bench.stop();
  expect(bench.logged.splice(0)).toEqual([]);
});

describe('the headless host', () => {
  it('says the same protective words with every answer, refusals and errors included', async () => {
    const host = await bench.start({ limits: { headersTimeoutMs: 100, requestTimeoutMs: 200 } });
    const own = `Host: 127.0.0.1:${host.port}\r\nCookie: ${cookie(host).cookie}\r\nConnection: close\r\n`;
    const upgrade = 'Connection: Upgrade\r\nUpgrade: websocket\r\n';
    const asked: [string, number][] = [
      [`GET / HTTP/1.1\r\n${own}\r\n`, 200],
      [`GET /favicon.ico HTTP/1.1\r\n${own}\r\n`, 204],
      [`GET /?token=${token.text} HTTP/1.1\r\n${own}\r\n`, 303],
      [`GET / HTTP/1.1\r\nHost: 127.0.0.1:${host.port}\r\nConnection: close\r\n\r\n`, 401],
      [`GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n`, 421],
      [`GET / HTTP/1.1\r\nOrigin: null\r\n${own}\r\n`, 403],
      [`GET /none HTTP/1.1\r\n${own}\r\n`, 404],
      [`POST / HTTP/1.1\r\n${own}\r\n`, 405],
      [`GET /bridge HTTP/1.1\r\n${own}\r\n`, 426],
      [`GET /bridge HTTP/1.1\r\nHost: evil.example\r\n${upgrade}\r\n`, 421],
      [`GET /x HTTP/1.1\r\n${upgrade}Host: 127.0.0.1:${host.port}\r\n${cookieLine(host)}\r\n`, 404],
      ['\x16\x03\x01\x02', 400],
      ['GET / HTTP/1.1\r\nHost', 408],
      [`GET / HTTP/1.1\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`, 431],
    ];
    for (const [bytes, status] of asked) {
      const said = await raw(host, bytes);
      expect(said).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
      const head = said.slice(0, said.indexOf('\r\n\r\n')).toLowerCase();
      for (const [name, value] of Object.entries(securityHeaders)) {
        if (name === 'content-security-policy') expect(head, said).toContain(`${name}: default-src 'none'; `);
        else expect(head, said).toContain(`${name}: ${value}`.toLowerCase());
      }
      for (const name of ['server:', 'x-powered-by:', 'access-control-']) expect(head).not.toContain(name);
    }
  });

  it.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e%2fsecret.txt',
    '/..%5csecret.txt',
    '/..\\secret.txt',
    '/index.html%00',
    '//secret.txt',
    'http://127.0.0.1/secret.txt',
  ])('finds nothing at %s', async (path) => {
    const host = await bench.start();
    const text = await raw(
      host,
      `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${host.port}\r\nCookie: ${cookie(host).cookie}\r\nConnection: close\r\n\r\n`,
    );
    expect(text).toMatch(/^HTTP\/1.1 404 /);
    expect(text).not.toContain('secret');
  });

  it('takes GET and HEAD only', async () => {
    const host = await bench.start();
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      const { status, headers } = await get(host, '/', cookie(host), method);
      expect([status, headers['allow']]).toEqual([405, 'GET, HEAD']);
    }
    expect(await get(host, '/', cookie(host), 'HEAD')).toMatchObject({ status: 200, body: '' });
  });

  it('says that the page is not built', async () => {
    const host = await bench.start({ root: join(bench.directory, 'nowhere') });
    expect(await get(host, '/', cookie(host))).toMatchObject({
      status: 503,
      body: 'The page of Wirebench is not built. Run: npm run build\n',
    });
  });

  it('lets every page go when it closes', async () => {
    const host = await bench.start();
    const socket = open(host);
    await admitted(socket);
    const closed = once(socket, 'close');
    await host.close();
    await closed;
    await expect(get(host, '/')).rejects.toThrow('ECONNREFUSED');
  });

  it('says which port is in use', async () => {
    const { port } = await bench.start();
    const second = await startHost({
      address: '127.0.0.1',
      port,
      token,
      root: bench.directory,
      devOrigin: null,
      log: () => {},
      onPage: () => {},
    });
    expect(second).toMatchObject({
      ok: false,
      error: {
        code: 'host.in-use',
        message: expect.stringContaining(`Port ${port} on 127.0.0.1 is in use`) as string,
      },
    });
  });

  it('says that an address is not of this machine', async () => {
    const options = {
      port: 0,
      token,
      root: bench.directory,
      devOrigin: null,
      log: () => {},
      onPage: () => {},
    };
    expect(await startHost({ ...options, address: '192.0.2.1' })).toMatchObject({
      error: { code: 'host.address' },
    });
  });

  it('answers on IPv6 loopback under its own name', async () => {
    const host = await bench.start({ address: '::1' });
    expect(host.url).toBe(`http://[::1]:${host.port}/`);
    const socket = new WebSocket(`ws://[::1]:${host.port}/bridge`, { headers: cookie(host) });
    await admitted(socket);
  });
});
