import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { Downloads } from './downloads.js';
import { cookieName } from './gate.js';
import { ServeBench, admitted, cookie, get, open, raw, refused, token } from './test-serve.js';
import { newToken } from './token.js';

let bench: ServeBench;
beforeAll(async () => {
  bench = await ServeBench.make();
});
afterAll(() => bench.close());
afterEach(async () => {
  await bench.stop();
  expect(bench.logged.splice(0)).toEqual([]);
});

describe('who the headless host lets in', () => {
  it('swaps the token of its address for a cookie and a clean address, which no other port is sent', async () => {
    const host = await bench.start();
    const first = await get(host, `/?token=${token.text}`);
    expect(first.status).toBe(303);
    expect(first.headers['location']).toMatch(/^\/~[\w-]{22}\/$/);
    expect(first.headers['location']).toBe(`${token.path}/`);
    expect(first.headers['set-cookie']).toEqual([
      `wirebench-${host.port}=${token.cookie}; Path=${token.path}/; HttpOnly; SameSite=Strict`,
    ]);
    expect(JSON.stringify(first)).not.toContain(token.text);
    const second = await get(host, `${token.path}/`, cookie(host));
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
    const { status, body, headers } = await get(await bench.start(), path);
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
    const host = await bench.start();
    const headers = {
      ...cookie(host),
      host: name.includes(':') || name === '127.0.0.1' ? name : `${name}:${host.port}`,
    };
    expect((await get(host, '/', headers)).status).toBe(status);
    expect((await get(host, `/?token=${token.text}`, headers)).status).toBe(status);
    expect((await refused(open(host, headers)))[0]).toBe(status);
    expect(bench.pages).toBe(0);
  });

  it('refuses a request without a host name, or with two', async () => {
    const host = await bench.start();
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
    const host = await bench.start();
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
    expect(bench.pages).toBe(1);
  });

  it('opens the bridge for the cookie or the token, and for nothing else', async () => {
    const host = await bench.start();
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
    expect(bench.pages).toBe(2);
  });

  it('opens an address once, and tells who comes late where the next one stands', async () => {
    const once = newToken();
    const { text } = once;
    let lockedOut = 0;
    const host = await bench.start({ token: once, onLockedOut: () => lockedOut++ });
    const looked = await get(host, `/?token=${text}`, {}, 'HEAD');
    expect([looked.status, looked.headers['set-cookie'], looked.headers['location']]).toEqual([
      ...[303, undefined, undefined],
    ]);
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

    // To whoever has seen an address and a cookie, it tells nothing of where the cookie goes.
    const again = await get(host, `/?token=${text}`, own);
    expect([again.status, again.headers['location']]).toEqual([401, undefined]);
    expect(JSON.stringify(again)).not.toContain(once.path);
    expect((await get(host, `${once.path}/`, own)).status).toBe(200);
    await admitted(open(host, {}, `?token=${once.text}`));
    await admitted(open(host, own));
  });

  it('refuses what a page of another site or port makes a browser load', async () => {
    const host = await bench.start();
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

  it('agrees to no compression, by whose lengths somebody could guess what is in a message', async () => {
    const host = await bench.start();
    const socket = open(host);
    await admitted(socket);
    expect(socket.extensions).toBe('');
  });

  it('upgrades on its one path only', async () => {
    const host = await bench.start();
    const elsewhere = new WebSocket(`ws://127.0.0.1:${host.port}/`, { headers: cookie(host) });
    expect((await refused(elsewhere))[0]).toBe(404);
    expect((await get(host, '/bridge', cookie(host))).status).toBe(426);
  });

  it('tells no guess of its path from another, nor from none', async () => {
    const host = await bench.start();
    for (const path of ['', token.path, `/~${'A'.repeat(22)}`]) {
      expect((await get(host, `${path}/`)).status).toBe(401);
      expect((await get(host, `${path}/bridge`)).body).toBe((await get(host, '/bridge')).body);
      expect((await get(host, `${path}/`, cookie(host))).status).toBe(200);
    }
    for (const path of [
      `${token.path}${token.path}/`,
      `/~${'A'.repeat(21)}/`,
      `${token.path}/../`,
      token.path,
    ]) {
      expect((await get(host, path, cookie(host))).status).toBe(404);
    }
  });

  it('leads to the dev server where there is one', async () => {
    const devOrigin = 'http://127.0.0.1:5173';
    const host = await bench.start({ devOrigin });
    expect((await get(host, `/?token=${token.text}`)).headers['location']).toBe(`${devOrigin}/`);
    // Its page is at /, on a port of its own.
    expect((await get(host, `/?token=${token.text}`)).headers['set-cookie']?.[0]).toContain('; Path=/; ');
    await admitted(open(host, { ...cookie(host), origin: devOrigin }));
  });

  it('gives an export to its own page alone, once, and not to who only looks', async () => {
    const downloads = new Downloads();
    const host = await bench.start({ downloads });
    const place = downloads.place('a.txt', 'text/plain');
    const path = `/${place.url}`;
    expect((await get(host, path)).status).toBe(401);
    expect((await get(host, path, { ...cookie(host), origin: 'https://evil.example' })).status).toBe(403);
    expect((await get(host, path, { ...cookie(host), host: 'evil.example' })).status).toBe(421);
    expect((await get(host, path, cookie(host), 'HEAD')).status).toBe(404);
    // A token opens the page, which has the cookie then: an export is fetched by nobody else.
    expect((await get(host, `${path}?token=${token.text}`)).status).toBe(303);
    const fetching = get(host, path, cookie(host));
    expect((await place.write(Buffer.from('whole'))).ok).toBe(true);
    expect((await place.finish()).ok).toBe(true);
    expect(await fetching).toMatchObject({ status: 200, body: 'whole' });
    expect((await get(host, path, cookie(host))).status).toBe(404);
    expect((await get(host, '/export/', cookie(host))).status).toBe(404);
  });
});
