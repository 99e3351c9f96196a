import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Bench, expect, test } from './fixture.js';

/** Another program on this machine, with a page of its own: what it is asked is kept. */
async function neighbour(cookies: readonly string[] = []) {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    asked.push(request);
    response.setHeader('set-cookie', cookies);
    response.setHeader('content-type', 'text/html').end('<!doctype html><title>neighbour</title>');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    asked,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

test.describe('what lets a browser in', () => {
  test('is sent to no other port of the machine, and outlives what other ports set', async ({
    bench,
    context,
    host,
  }) => {
    const name = `wirebench-${host.port}`;
    const other = await neighbour([`${name}=theirs; Path=/`, `${name}=theirs; Path=/; SameSite=Lax`]);
    try {
      const own = (await context.cookies(bench.page.url())).filter((cookie) => cookie.name === name);
      expect(own).toMatchObject([
        { httpOnly: true, sameSite: 'Strict', path: expect.stringMatching(/^\/~/) },
      ]);
      const theirs = await context.newPage();
      await theirs.goto(other.url);
      await theirs.goto(`${other.url}bridge`);
      await theirs.goto(`${other.url}~${'A'.repeat(22)}/`);
      await expect(theirs).toHaveTitle('neighbour');
      expect(other.asked.length).toBeGreaterThanOrEqual(3);
      expect(other.asked.map(({ headers }) => headers.cookie ?? '').join()).not.toContain(own[0]?.value);
      // A page of the same site as ours, to a browser: it may ask our host, which answers nobody but its own page.
      const answered = await theirs.evaluate(async (address) => {
        const socket = new WebSocket(`${address.replace('http', 'ws')}bridge`);
        const opened = await new Promise((resolve) => {
          socket.onopen = () => resolve(true);
          socket.onerror = () => resolve(false);
        });
        const fetched = await fetch(address, { credentials: 'include' }).then(
          () => true,
          () => false,
        );
        return { opened, fetched };
      }, bench.page.url());
      expect(answered).toEqual({ opened: false, fetched: false });
      await bench.page.reload();
      await bench.ready();
    } finally {
      other.close();
    }
  });

  test('is in no address that stays, and in no referrer', async ({ bench, context, page, host }) => {
    const other = await neighbour();
    try {
      const token = new URL(host.url).searchParams.get('token') ?? 'none';
      const devTools = await context.newCDPSession(page);
      const { entries } = await devTools.send('Page.getNavigationHistory');
      expect(entries.map(({ url }) => url).filter((url) => url.startsWith('http'))).toEqual([page.url()]);
      expect(page.url()).not.toContain(token);
      const told = await page.evaluate(() =>
        JSON.stringify([document.referrer, performance.getEntries(), { ...localStorage, ...sessionStorage }]),
      );
      expect(told).not.toContain(token);
      expect(await page.evaluate(() => document.cookie)).toBe('');

      // Opened once, by whoever reads a shell's history afterwards.
      expect((await page.request.get(host.url, { maxRedirects: 0 })).status()).toBe(401);
      await page.evaluate((url) => location.assign(url), other.url);
      await expect(page).toHaveTitle('neighbour');
      const heard = JSON.stringify(other.asked.map(({ url, headers }) => [url, headers]));
      expect(heard).not.toContain(`:${host.port}`);
      expect(heard).not.toContain('~');
      // Its own address is what a person keeps: it opens for the browser that was let in.
      await page.goBack();
      await bench.ready();
      const kept = page.url();
      await page.close();
      const later = await context.newPage();
      await Bench.open(later, kept);
    } finally {
      other.close();
    }
  });
});
