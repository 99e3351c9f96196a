import { chromium } from '@playwright/test';
import type { Browser, Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PeerBench, exchange, freePort } from './engine-fixture.js';
import { needs } from './program.js';

const program = needs('chromium');

describe.skipIf(program.missing)(`Chromium's own WebSocket${program.note}`, () => {
  let browser: Browser;
  let page: Page;
  let bench: PeerBench;
  beforeAll(async () => {
    // As root Chromium's own sandbox refuses to start.
    browser = await chromium.launch({ executablePath: program.path, chromiumSandbox: false });
  }, 240_000);
  beforeEach(async () => {
    bench = await PeerBench.make();
    page = await browser.newPage();
  });
  afterEach(async () => {
    await page.close();
    await bench.close();
  });
  afterAll(() => browser.close());

  it("says new WebSocket('ws://localhost:8080') to our listener, is answered, and closes with a code", async () => {
    const port = await freePort(8080);
    const listener = await bench.listen('ws', `ws://localhost:${port}`, { listen: { echo: true } });
    const heard = await page.evaluate(
      (url) =>
        new Promise<string[]>((resolve) => {
          const said: string[] = [];
          const socket = new WebSocket(url);
          socket.onopen = () => socket.send('hello from the browser');
          socket.onmessage = ({ data }) => {
            said.push(String(data));
            socket.close(4004, 'seen enough');
          };
          socket.onclose = ({ code, reason, wasClean }) => {
            resolve([...said, `${code} ${reason} ${wasClean}`]);
          };
        }),
      `ws://localhost:${port}`,
    );
    expect(heard).toEqual(['hello from the browser', '4004 seen enough true']);
    const end = await listener.row('end', ({ peer }) => peer === 1);
    expect(end.detail).toMatchObject({ by: 'peer', code: 4004, reason: 'seen enough', clean: true });
    const rows = await listener.rows();
    expect(exchange(rows).filter((line) => / text /.test(line))).toEqual([
      'in text hello from the browser',
      'out text hello from the browser',
    ]);
    const request = rows.find(({ kind }) => kind === 'request')?.bytes.toString() ?? '';
    expect(request).toMatch(/^GET \/ HTTP\/1\.1\r\n/);
    expect(request).toContain('User-Agent: Mozilla/5.0');
  });

  it('is told binary, a subprotocol and the reason we close with', async () => {
    const listener = await bench.listen('ws', 'ws://127.0.0.1:0/', {
      ws: { subprotocols: ['wire.v1'], deflate: true },
    });
    const told = page.evaluate(
      (url) =>
        new Promise<string[]>((resolve) => {
          const said: string[] = [];
          const socket = new WebSocket(url, ['other', 'wire.v1']);
          socket.binaryType = 'arraybuffer';
          socket.onopen = () => said.push(`protocol ${socket.protocol}`);
          socket.onmessage = ({ data }) => {
            const bytes = new Uint8Array(data as ArrayBuffer);
            said.push([...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(''));
            socket.send(bytes.reverse());
          };
          socket.onclose = ({ code, reason }) => resolve([...said, `${code} ${reason}`]);
        }),
      `ws://127.0.0.1:${listener.port}/`,
    );
    await listener.row('open', ({ peer }) => peer === 1);
    await listener.send('binary', Uint8Array.of(0x00, 0x7f, 0xff));
    const answer = await listener.row('binary', ({ dir }) => dir === 'in');
    expect(answer.bytes.toString('hex')).toBe('ff7f00');
    await listener.session.end('all', 'close', 1000, 'thank you');
    expect(await told).toEqual(['protocol wire.v1', '007fff', '1000 thank you']);
  });

  it('is refused: the page sees 1006, and we what was asked and answered', async () => {
    const listener = await bench.listen('ws', 'ws://127.0.0.1:0/', {
      ws: { refuseStatus: 403, refuseBody: 'not for you' },
    });
    const code = await page.evaluate(
      (url) =>
        new Promise<number>((resolve) => {
          new WebSocket(url).onclose = (event) => resolve(event.code);
        }),
      `ws://127.0.0.1:${listener.port}/`,
    );
    expect(code).toBe(1006);
    const response = await listener.row('response');
    expect(response.bytes.toString()).toMatch(/^HTTP\/1\.1 403 [^]*not for you$/);
  });
});
