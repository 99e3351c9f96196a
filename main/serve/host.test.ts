import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { connect as dial } from 'node:net';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { connect } from '../../contract/connect.js';
import { ok, requests } from '../../contract/index.js';
import { serve } from '../../contract/serve.js';
import { webSocketTransport } from '../../contract/web-socket.js';
import type { WebSocketLike } from '../../contract/web-socket.js';
import { Downloads } from './downloads.js';
import { cookieName } from './gate.js';
import { startHost } from './host.js';
import type { HeadlessHost, HostOptions } from './host.js';
import { newToken, tokenOf } from './token.js';
import { securityHeaders } from '../static.js';

// Opens as often as it is shown: every test has it.
const token = tokenOf('0123456789abcdef0123456789abcdef');
const logged: string[] = [];
let directory: string;
let running: HeadlessHost[] = [];
let pages = 0;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'wirebench-host-'));
  await mkdir(join(directory, 'page'));
  await writeFile(join(directory, 'secret.txt'), 'secret');
  await writeFile(join(directory, 'page', 'index.html'), '<meta nonce="__CSP_NONCE__">');
});
afterAll(() => rm(directory, { recursive: true }));
afterEach(async () => {
  await Promise.all(running.map((host) => host.close()));
  running = [];
  pages = 0;
  expect(logged.splice(0)).toEqual([]);
});

async function start(options: Partial<HostOptions> = {}): Promise<HeadlessHost> {
  const host = await startHost({
    address: '127.0.0.1',
    port: 0,
    token,
    root: join(directory, 'page'),
    devOrigin: null,
    log: (problem) => logged.push(problem),
    onPage(transport) {
      pages++;
      const handlers = { 'session.list': () => ok([]) };
      serve(transport, requests, handlers, { log: (problem) => logged.push(problem) });
    },
    ...options,
  });
  if (!host.ok) throw new Error(host.error.message);
  running.push(host.value);
  return host.value;
}

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

function get(
  { port }: HeadlessHost,
  path: string,
  headers: Record<string, string | string[]> = {},
  method = 'GET',
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asking = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
      );
    });
    asking.on('error', reject).end();
  });
}

const cookie = ({ port }: HeadlessHost) => ({ cookie: `${cookieName(port)}=${token.cookie}` });
const cookieLine = (host: HeadlessHost) => `Cookie: ${cookie(host).cookie}\r\n`;
const open = (host: HeadlessHost, headers: Record<string, string> = cookie(host), query = '') =>
  new WebSocket(`ws://127.0.0.1:${host.port}/bridge${query}`, { headers });

/** The status with which an upgrade is refused, and what it says. */
function refused(socket: WebSocket): Promise<[number | undefined, string]> {
  return new Promise((resolve, reject) => {
    socket.on('open', () => reject(new Error('let in')));
    socket.on('unexpected-response', (_, response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on('end', () => resolve([response.statusCode, body]));
    });
  });
}

async function admitted(socket: WebSocket): Promise<void> {
  expect(await connect(webSocketTransport(socket as WebSocketLike)).call('session.list', {})).toEqual({
    ok: true,
    value: [],
  });
}

/** Bytes as typed to a listening host, and all that comes back until it closes. */
async function raw(host: HeadlessHost, bytes: string): Promise<string> {
  const socket = dial(host.port, '127.0.0.1');
  socket.setEncoding('latin1');
  let text = '';
  socket.on('data', (chunk: string) => (text += chunk));
  socket.on('error', () => undefined);
  socket.write(bytes);
  await once(socket, 'close');
  return text;
}

describe('the headless host', () => {
  it('swaps the token of its address for a cookie and a clean address', async () => {
    const host = await start();
    const first = await get(host, `/?token=${token.text}`);
    expect(first.status).toBe(303);
    expect(first.headers['location']).toBe('/');
    const set = first.headers['set-cookie']?.[0] ?? '';
    expect(set).toBe(`wirebench-${host.port}=${token.cookie}; Path=/; HttpOnly; SameSite=Strict`);
    expect(JSON.stringify(first)).not.toContain(token.text);
    const second = await get(host, '/', { cookie: set.split(';')[0] ?? '' });
    expect(second.status).toBe(200);
    expect(second.body).toMatch(/^<meta nonce="[A-Za-z0-9+/=]{24}">$/);
    expect(second.headers['content-security-policy']).toContain("default-src 'none'");
  });

  it.each([
    '/',
    '/index.html',
    '/favicon.ico',
    '/bridge',
    '/?token=',
    '/?token=wrong',
    '/?t',
    '/assets/none.js',
  ])('refuses %s without its token, in words and without a path', async (path) => {
    const { status, body, headers } = await get(await start(), path);
    expect(status).toBe(401);
    expect(body).toContain('Open the last address that it printed where it was started.');
    expect(body).not.toMatch(/secret|\/tmp|node_modules|\n +at /);
    expect(headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['x-powered-by']).toBeUndefined();
  });

  it.each([
    ['evil.example', 421],
    ['127.0.0.1.evil.example', 421],
    ['127.0.0.1.evil', 421],
    ['localhost.evil.example', 421],
    ['127.0.0.1', 421],
    ['127.0.0.1:1', 421],
  ])('refuses the host name %s on pages and on the bridge', async (name, status) => {
    const host = await start();
    const headers = {
      ...cookie(host),
      host: name.includes(':') || name === '127.0.0.1' ? name : `${name}:${host.port}`,
    };
    expect((await get(host, '/', headers)).status).toBe(status);
    expect((await get(host, `/?token=${token.text}`, headers)).status).toBe(status);
    expect((await refused(open(host, headers)))[0]).toBe(status);
    expect(pages).toBe(0);
  });

  it('refuses a request without a host name, or with two', async () => {
    const host = await start();
    const rest = `Cookie: ${cookie(host).cookie}\r\nConnection: close\r\n\r\n`;
    const own = `Host: 127.0.0.1:${host.port}\r\n`;
    expect(await raw(host, `GET / HTTP/1.1\r\n${own}${rest}`)).toMatch(/^HTTP\/1.1 200 /);
    expect(await raw(host, `GET / HTTP/1.1\r\n${rest}`)).toMatch(/^HTTP\/1.1 400 /);
    expect(await raw(host, `GET / HTTP/1.0\r\n${rest}`)).toMatch(/^HTTP\/1.1 421 /);
    expect(await raw(host, `GET / HTTP/1.1\r\n${own}Host: evil.example\r\n${rest}`)).toMatch(
      /^HTTP\/1.1 4(00|21) /,
    );
  });

  it('refuses a foreign origin on pages and on the bridge', async () => {
    const host = await start();
    for (const origin of [
      'http://evil.example',
      'null',
      `http://localhost:${host.port}`,
      `https://127.0.0.1:${host.port}`,
    ]) {
      const headers = { ...cookie(host), origin };
      expect((await get(host, '/', headers)).status).toBe(403);
      expect((await refused(open(host, headers)))[0]).toBe(403);
      expect((await refused(open(host, { origin }, `?token=${token.text}`)))[0]).toBe(403);
    }
    const own = open(host, { ...cookie(host), origin: `http://127.0.0.1:${host.port}` });
    await admitted(own);
    expect(pages).toBe(1);
  });

  it('opens the bridge for the cookie or the token, and for nothing else', async () => {
    const host = await start();
    await admitted(open(host));
    await admitted(open(host, {}, `?token=${token.text}`));
    for (const [headers, query] of [
      [{}, ''],
      [{}, '?token='],
      [{}, `?token=${token.text.slice(1)}`],
      [{}, `?token=${token.cookie}`],
      [{ cookie: `${cookieName(host.port)}=${token.text}` }, ''],
      [{ cookie: `${cookieName(host.port + 1)}=${token.cookie}` }, ''],
      [cookie(host), '?token=wrong'],
    ] as const) {
      expect(await refused(open(host, headers, query))).toEqual([
        401,
        expect.stringContaining('token') as string,
      ]);
    }
    expect(pages).toBe(2);
  });

  it('opens an address once, and tells who comes late where the next one stands', async () => {
    const once = newToken();
    const { text } = once;
    let lockedOut = 0;
    const host = await start({ token: once, onLockedOut: () => lockedOut++ });
    expect((await get(host, `/?token=${text}`, {}, 'HEAD')).headers['set-cookie']).toBeUndefined();
    const first = await get(host, `/?token=${text}`);
    expect(first.status).toBe(303);
    const own = { cookie: first.headers['set-cookie']?.[0]?.split(';')[0] ?? '' };
    expect(lockedOut).toBe(0);

    const late = await get(host, `/?token=${text}`);
    expect(late).toMatchObject({
      status: 401,
      body: expect.stringContaining('was opened already') as string,
    });
    expect(late.headers['set-cookie']).toBeUndefined();
    expect((await refused(open(host, {}, `?token=${text}`)))[0]).toBe(401);
    expect(lockedOut).toBe(2);
    expect(once.text).not.toBe(text);

    // The browser that opened it may press it again: it is led on, and nothing is used up.
    expect(await get(host, `/?token=${text}`, own)).toMatchObject({
      status: 303,
      headers: { location: '/' },
    });
    expect((await get(host, '/', own)).status).toBe(200);
    await admitted(open(host, {}, `?token=${once.text}`));
    await admitted(open(host, own));
  });

  it('refuses what a page of another site or port makes a browser load', async () => {
    const host = await start();
    for (const site of ['cross-site', 'same-site']) {
      const fetched = { 'sec-fetch-site': site, 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' };
      expect((await get(host, '/', { ...cookie(host), ...fetched })).status).toBe(403);
      expect((await refused(open(host, { ...cookie(host), ...fetched })))[0]).toBe(403);
      const framed = { 'sec-fetch-site': site, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' };
      expect((await get(host, '/', { ...cookie(host), ...framed })).status).toBe(403);
      const followed = { ...framed, 'sec-fetch-dest': 'document' };
      expect((await get(host, '/', { ...cookie(host), ...followed })).status).toBe(200);
    }
  });

  it('says the same protective words with every answer, refusals and errors included', async () => {
    const host = await start({ limits: { headersTimeoutMs: 100, requestTimeoutMs: 200 } });
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

  it('upgrades on its one path only', async () => {
    const host = await start();
    const elsewhere = new WebSocket(`ws://127.0.0.1:${host.port}/`, { headers: cookie(host) });
    expect((await refused(elsewhere))[0]).toBe(404);
    expect((await get(host, '/bridge', cookie(host))).status).toBe(426);
  });

  it('leads to the dev server where there is one', async () => {
    const devOrigin = 'http://127.0.0.1:5173';
    const host = await start({ devOrigin });
    expect((await get(host, `/?token=${token.text}`)).headers['location']).toBe(`${devOrigin}/`);
    await admitted(open(host, { ...cookie(host), origin: devOrigin }));
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
    const host = await start();
    const text = await raw(
      host,
      `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${host.port}\r\nCookie: ${cookie(host).cookie}\r\nConnection: close\r\n\r\n`,
    );
    expect(text).toMatch(/^HTTP\/1.1 404 /);
    expect(text).not.toContain('secret');
  });

  it('takes GET and HEAD only', async () => {
    const host = await start();
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      expect((await get(host, '/', cookie(host), method)).status).toBe(405);
    }
    expect(await get(host, '/', cookie(host), 'HEAD')).toMatchObject({ status: 200, body: '' });
  });

  it('says that the page is not built', async () => {
    const host = await start({ root: join(directory, 'nowhere') });
    expect(await get(host, '/', cookie(host))).toMatchObject({
      status: 503,
      body: 'The page of Wirebench is not built. Run: npm run build\n',
    });
  });

  it('ends a request whose head takes too long', async () => {
    const host = await start({ limits: { headersTimeoutMs: 100, requestTimeoutMs: 200 } });
    expect(await raw(host, 'GET / HTTP/1.1\r\nHost: 127.0.0.1')).toMatch(/^HTTP\/1.1 408 /);
  });

  it('ends a connection that never says a thing', async () => {
    const host = await start({ limits: { headersTimeoutMs: 100, requestTimeoutMs: 200 } });
    expect(await raw(host, '')).toMatch(/^HTTP\/1.1 408 |^$/);
  });

  it('ends a request that never ends', async () => {
    const host = await start({ limits: { headersTimeoutMs: 100, requestTimeoutMs: 200 } });
    // The head is whole: what comes next would take for ever.
    const slow = `POST / HTTP/1.1\r\nHost: 127.0.0.1:${host.port}\r\n${cookieLine(host)}Content-Length: 10\r\n\r\nx`;
    expect(await raw(host, slow)).toMatch(/^HTTP\/1.1 405 /);
  });

  it('refuses a head over the limit', async () => {
    const host = await start();
    const text = await raw(host, `GET / HTTP/1.1\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`);
    expect(text).toMatch(/^HTTP\/1.1 431 /);
  });

  it('survives what is no HTTP', async () => {
    const host = await start();
    expect(await raw(host, '\x16\x03\x01\x02\x00\x01\x00\x01\xfc')).toMatch(/^HTTP\/1.1 400 /);
    expect((await get(host, '/', cookie(host))).status).toBe(200);
  });

  it('ends a page whose message is over the limit, and only that page', async () => {
    const host = await start({ limits: { messageBytes: 1000 } });
    const [good, bad] = [open(host), open(host)];
    await Promise.all([admitted(good), admitted(bad)]);
    bad.on('error', () => undefined);
    bad.send(new Uint8Array(1001));
    expect(((await once(bad, 'close')) as [number])[0]).toBe(1009);
    await admitted(good);
  });

  it('answers hostile messages of a page and goes on', async () => {
    const host = await start();
    const socket = open(host);
    await admitted(socket);
    socket.send(Uint8Array.of(1, 2, 3));
    await admitted(socket);
    expect(logged.splice(0)).toEqual([expect.stringContaining('no call')]);
  });

  it('refuses one page too many, and takes it when another has gone', async () => {
    const host = await start({ limits: { pages: 2 } });
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
    const host = await start({ limits: { connections: 4 } });
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
    extra.resume();
    await once(extra, 'close');
    held.forEach((socket) => socket.destroy());
  });

  it('gives an export to its own page alone, once, and not to who only looks', async () => {
    const downloads = new Downloads();
    const host = await start({ downloads });
    const place = downloads.place('a.txt', 'text/plain');
    const path = place.url ?? '';
    expect((await get(host, path)).status).toBe(401);
    expect((await get(host, path, { ...cookie(host), origin: 'https://evil.example' })).status).toBe(403);
    expect((await get(host, path, { ...cookie(host), host: 'evil.example' })).status).toBe(421);
    expect((await get(host, path, cookie(host), 'HEAD')).status).toBe(404);
    const fetching = get(host, path, cookie(host));
    expect((await place.write(Buffer.from('whole'))).ok).toBe(true);
    expect((await place.finish()).ok).toBe(true);
    expect(await fetching).toMatchObject({ status: 200, body: 'whole' });
    expect((await get(host, path, cookie(host))).status).toBe(404);
    expect((await get(host, '/export/', cookie(host))).status).toBe(404);
  });

  it('lets every page go when it closes', async () => {
    const host = await start();
    const socket = open(host);
    await admitted(socket);
    const closed = once(socket, 'close');
    await host.close();
    await closed;
    await expect(get(host, '/')).rejects.toThrow('ECONNREFUSED');
  });

  it('says which port is in use', async () => {
    const { port } = await start();
    const second = await startHost({
      address: '127.0.0.1',
      port,
      token,
      root: directory,
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
    const options = { port: 0, token, root: directory, devOrigin: null, log: () => {}, onPage: () => {} };
    expect(await startHost({ ...options, address: '192.0.2.1' })).toMatchObject({
      error: { code: 'host.address' },
    });
  });

  it('answers on IPv6 loopback under its own name', async () => {
    const host = await start({ address: '::1' });
    expect(host.url).toBe(`http://[::1]:${host.port}/`);
    const socket = new WebSocket(`ws://[::1]:${host.port}/bridge`, { headers: cookie(host) });
    await admitted(socket);
  });
});
