import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createServer } from 'vite';
import type { ViteDevServer } from 'vite';
import { WebSocket } from 'ws';
import { ServeBench, admitted, cookie, refused } from '../../main/serve/test-serve.js';
import { bridgeProxy } from '../../scripts/dev-proxy.mjs';

const front = createHttpServer();
let bench: ServeBench;
let vite: ViteDevServer;
let headers: { cookie: string };
let origin: string;

/** The host behind the dev server's proxy, as `npm run dev -- --serve` has them. */
beforeAll(async () => {
  bench = await ServeBench.make();
  front.listen(0, '127.0.0.1');
  await once(front, 'listening');
  origin = `http://127.0.0.1:${(front.address() as AddressInfo).port}`;
  const host = await bench.start({ devOrigin: origin });
  headers = { cookie: cookie(host).cookie };
  vite = await createServer({
    configFile: false,
    root: bench.directory,
    appType: 'custom',
    logLevel: 'silent',
    optimizeDeps: { noDiscovery: true },
    server: {
      middlewareMode: { server: front },
      hmr: { server: front },
      watch: null,
      proxy: bridgeProxy(`http://127.0.0.1:${host.port}`),
    },
  });
  front.on('request', vite.middlewares);
});
afterAll(async () => {
  await vite.close();
  front.closeAllConnections();
  front.close();
  await bench.stop();
  await bench.close();
});

const dial = (from: string) =>
  new WebSocket(`${origin.replace('http', 'ws')}/bridge`, { headers: { ...headers, origin: from } });

it('lets the page of the dev server in', async () => {
  const socket = dial(origin);
  await admitted(socket);
  socket.terminate();
});

it.each(['http://evil.example', 'http://127.0.0.1:1', 'http://localhost:5173', 'null'])(
  'refuses a page of %s, which the dev server passes on like its own',
  async (from) => {
    expect((await refused(dial(from)))[0]).toBe(403);
  },
);
