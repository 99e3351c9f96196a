import { once } from 'node:events';
import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { connect } from '../../contract/connect.js';
import { webSocketTransport } from '../../contract/web-socket.js';
import { createEngine } from '../../engine/index.js';
import { LoggedSession, PeerBench, joined, valueOf } from './engine-fixture.js';

const host = join(
  process.env['WIREBENCH_OUT'] ?? fileURLToPath(new URL('../../out', import.meta.url)),
  'main/serve.js',
);
/** What the far end says while the host stands still: 4 s of it. */
const said = Array.from({ length: 200 }, (_, n) => `${n};`);

/** Resolves once the socket has got so many messages. */
function received(socket: WebSocket, count: number): Promise<void> {
  return new Promise((resolve) => {
    let got = 0;
    socket.on('message', () => {
      if (++got === count) resolve();
    });
  });
}

describe('a host that is stopped by the system for seconds, as by the sleep of a laptop', () => {
  let bench: PeerBench;
  let server: WebSocketServer;
  beforeEach(async () => {
    if (!existsSync(host)) throw new Error(`${host} is missing: npm run build`);
    bench = await PeerBench.make();
    server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await once(server, 'listening');
  });
  afterEach(async () => {
    server.close();
    for (const socket of server.clients) socket.terminate();
    await bench.close();
  });

  it('misses nothing, blames no peer, floods nobody, and says so in the session', async () => {
    const workspace = join(bench.directory, 'workspace');
    const running = bench.run(process.execPath, [host, '--workspace', workspace, '--json']);
    const [line] = await running.sees(/\{"url".*\}/);
    const url = new URL((JSON.parse(line) as { url: string }).url);
    const page = connect(webSocketTransport(new WebSocket(`ws://${url.host}/bridge${url.search}`)));

    const opened = once(server, 'connection') as Promise<[WebSocket]>;
    const address = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const config = {
      protocol: 'ws',
      role: 'client',
      address,
      options: { ws: { pingIntervalMs: 50 } },
    } as const;
    const { id } = valueOf(
      await page.call('session.start', { session: null, name: 'asleep', connection: null, config }),
    );
    const [far] = await opened;
    const pinged = once(far, 'ping');
    const busy = received(far, 100);
    valueOf(
      await page.call('repeat.start', {
        session: id,
        to: 'all',
        kind: 'text',
        text: { mode: 'text', body: 'tick' },
        environment: null,
        everyMs: 1,
        times: null,
        lines: false,
      }),
    );
    await Promise.all([pinged, busy]);

    running.signal('SIGSTOP');
    await new Promise<void>((resolve) => {
      let next = 0;
      const timer = setInterval(() => {
        far.send(said[next++] ?? '');
        if (next < said.length) return;
        clearInterval(timer);
        resolve();
      }, 20);
    });
    const again = once(far, 'message');
    running.signal('SIGCONT');
    await again;

    const facts = async () => valueOf(await page.call('session.info', { session: id }));
    await expect.poll(async () => (await facts()).messagesIn).toBe(said.length);
    // Four seconds are 4 000 deadlines, of which a second's worth is caught up.
    await expect.poll(async () => (await facts()).repeat?.skipped).toBeGreaterThan(2_000);
    valueOf(await page.call('session.stop', { session: id }));
    running.signal('SIGTERM');
    await running.exit;

    const engine = valueOf(await createEngine({ workspace, version: '0.0.0' }));
    const rows = await new LoggedSession(valueOf(await engine.session(id))).rows();
    await engine.close();
    const texts = rows.filter(({ kind }) => kind === 'text');
    expect(joined(texts, 'in').toString()).toBe(said.join(''));
    expect(rows.filter(({ kind }) => kind === 'missedPong')).toEqual([]);
    expect(rows.flatMap(({ detail }) => detail?.text ?? [])).toContainEqual(
      expect.stringMatching(/^Nothing ran here for [3-9]\.\d s: the machine slept/),
    );
  });
});
