import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { Downloads, disposition } from './downloads.js';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** Real HTTP: a browser is stood in for by Node's client. */
async function serving(downloads: Downloads): Promise<(url: string | null) => Promise<IncomingMessage>> {
  const server = createServer((asked, response) => {
    if (!downloads.answer(asked.url ?? '', response)) response.writeHead(404).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  const { port } = server.address() as AddressInfo;
  return async (path) => {
    const asking = request({ host: '127.0.0.1', port, path: `/${path}` });
    asking.end();
    return ((await once(asking, 'response')) as [IncomingMessage])[0];
  };
}

async function bodyOf(response: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of response) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

describe('a download', () => {
  it('streams what is written from when it is fetched, under its name, once', async () => {
    const downloads = new Downloads();
    const fetch = await serving(downloads);
    const place = downloads.place('grüße "a".bin', 'application/octet-stream');
    const early = place.write(Buffer.from('one '));
    const response = await fetch(place.url);
    expect(response.statusCode).toBe(200);
    expect(response.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="gr__e__a_.bin"; filename*=UTF-8''gr%C3%BC%C3%9Fe%20%22a%22.bin`,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    expect(response.headers['content-security-policy']).toContain("default-src 'none'");
    expect((await early).ok).toBe(true);
    expect((await place.write(Buffer.from('two'))).ok).toBe(true);
    const finished = place.finish();
    expect((await bodyOf(response)).toString()).toBe('one two');
    expect((await finished).ok).toBe(true);
    expect((await fetch(place.url)).statusCode).toBe(404);
    expect((await fetch('export/guess')).statusCode).toBe(404);
  });

  it('waits for a reader that is slow, and holds no more than its socket does', async () => {
    const downloads = new Downloads();
    const fetch = await serving(downloads);
    const place = downloads.place('a.bin', 'application/octet-stream');
    const response = await fetch(place.url);
    response.pause();
    const piece = Buffer.alloc(1 << 20);
    let written = 0;
    const writing = (async () => {
      for (; written < 64; written++) if (!(await place.write(piece)).ok) break;
      return place.finish();
    })();
    // What the kernel and the streams take by themselves is far below the whole of it.
    await once(response, 'readable');
    expect(written).toBeLessThan(32);
    expect((await bodyOf(response)).length).toBe(64 << 20);
    expect((await writing).ok).toBe(true);
  });

  it('is cut off when it is given up, so that the browser takes it for failed', async () => {
    const downloads = new Downloads();
    const fetch = await serving(downloads);
    const place = downloads.place('a.bin', 'application/octet-stream');
    const response = await fetch(place.url);
    await place.write(Buffer.from('half'));
    const reading = bodyOf(response);
    await place.abandon();
    await expect(reading).rejects.toThrow('aborted');
  });

  it('says that the browser stopped it, and that nobody came', async () => {
    const downloads = new Downloads();
    const fetch = await serving(downloads);
    const place = downloads.place('a.bin', 'application/octet-stream');
    const response = await fetch(place.url);
    await place.write(Buffer.from('half'));
    response.destroy();
    let answer = await place.write(Buffer.alloc(1 << 20));
    while (answer.ok) answer = await place.write(Buffer.alloc(1 << 20));
    expect(answer).toMatchObject({
      error: { code: 'export.download', message: expect.stringContaining('stopped') as string },
    });
    const late = new Downloads(1).place('b.bin', 'text/plain');
    expect(await late.write(Buffer.from('x'))).toMatchObject({
      error: { code: 'export.download', message: expect.stringContaining('did not fetch') as string },
    });
  });

  it('answers nobody once it was given up before it was fetched, and waits for no more than a few', async () => {
    const downloads = new Downloads();
    const fetch = await serving(downloads);
    const first = downloads.place('a.bin', 'text/plain');
    const waiting = first.write(Buffer.from('x'));
    await first.abandon();
    expect(await waiting).toMatchObject({ ok: false });
    expect((await fetch(first.url)).statusCode).toBe(404);
    const oldest = downloads.place('old.bin', 'text/plain');
    for (let n = 0; n < 64; n++) downloads.place('a.bin', 'text/plain');
    expect((await fetch(oldest.url)).statusCode).toBe(404);
  });

  it('puts no line break and no quote of a name into a header', () => {
    expect(disposition('half \ud83d.txt')).toBe(
      `attachment; filename="half__.txt"; filename*=UTF-8''half%20_.txt`,
    );
    expect(disposition('a"\r\nx: y/../b')).toBe(
      `attachment; filename="a___x__y_.._b"; filename*=UTF-8''a%22%0D%0Ax%3A%20y%2F..%2Fb`,
    );
  });
});
