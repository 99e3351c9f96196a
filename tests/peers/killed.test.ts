import { existsSync } from 'node:fs';
import { connect as dial } from 'node:net';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { connect } from '../../contract/connect.js';
import { webSocketTransport } from '../../contract/web-socket.js';
import { createEngine, openRecordedSession } from '../../engine/index.js';
import { LoggedSession, PeerBench, joined, valueOf, written } from './engine-fixture.js';
import type { LoggedRow } from './engine-fixture.js';

const bundle = (name: string) => {
  const path = fileURLToPath(new URL(`../../out/main/${name}.js`, import.meta.url));
  if (!existsSync(path)) throw new Error(`out/main/${name}.js is missing: npm run build`);
  return path;
};

/** Numbers, one a line: a gap, a repetition or a changed byte shows. */
const numbered = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => `${String(from + i).padStart(9, '0')}\n`).join('');

/** Writes numbers as fast as they are taken until the socket dies, and answers when so many bytes were. */
function flood(socket: Socket, bytes: number): Promise<void> {
  socket.on('error', () => undefined);
  return new Promise((resolve) => {
    let next = 0;
    const more = () => {
      if (socket.bytesWritten - socket.writableLength >= bytes) resolve();
      if (socket.destroyed) return;
      const text = numbered(next, next + 2_000);
      next += 2_000;
      // The loop has a turn after each piece.
      if (socket.write(text)) setImmediate(more);
      else socket.once('drain', more);
    };
    more();
  });
}

/** What came in is what was sent from its first byte, without a gap, and rows count from 1 without one. */
function expectUnbroken(rows: readonly LoggedRow[], atLeast: number): void {
  expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_, i) => i + 1));
  const bytes = joined(rows, 'in');
  expect(bytes.length).toBeGreaterThanOrEqual(atLeast);
  expect(bytes.toString() === numbered(0, Math.ceil(bytes.length / 10)).slice(0, bytes.length)).toBe(true);
}

describe('kill -9 in the middle of recording', () => {
  let bench: PeerBench;
  let socket: Socket | null = null;
  beforeEach(async () => {
    bench = await PeerBench.make();
  });
  afterEach(async () => {
    socket?.destroy();
    await bench.close();
  });

  it('of the terminal leaves a session that opens without a gap', async () => {
    const directory = join(bench.directory, 'kept');
    const cli = bench.run(process.execPath, [
      ...[bundle('cli'), 'listen', 'tcp://127.0.0.1:0', '--session', directory],
    ]);
    const port = await cli.port(/127\.0\.0\.1:(\d+)/);
    socket = dial(port, '127.0.0.1');
    void flood(socket, 0);
    await written(directory, 4 << 20);
    await cli.kill();

    const opened = valueOf(await openRecordedSession(directory));
    const rows = await new LoggedSession(opened).rows();
    await opened.close();
    expectUnbroken(rows, 1 << 20);
    expect(rows[0]?.kind).toBe('listen');
  });

  it('of the headless host leaves sessions that the next start shows, and says what happened', async () => {
    const workspace = join(bench.directory, 'workspace');
    const args = [bundle('serve'), '--workspace', workspace, '--json'];
    const host = bench.run(process.execPath, args);
    const [line] = await host.sees(/\{"url".*\}/);
    const url = new URL((JSON.parse(line) as { url: string }).url);
    const page = connect(webSocketTransport(new WebSocket(`ws://${url.host}/bridge${url.search}`)));
    const config = { protocol: 'tcp', role: 'server', address: '127.0.0.1:0', options: {} } as const;
    const started = valueOf(
      await page.call('session.start', { session: null, name: 'killed', connection: null, config }),
    );
    valueOf(await page.call('session.watch', { sessions: [started.id] }));
    const reached = <T>(find: (info: typeof started) => T | null): Promise<T> =>
      new Promise((resolve) => {
        page.on('session.changed', (info) => {
          const found = info.id === started.id ? find(info) : null;
          if (found !== null) resolve(found);
        });
        void page.call('session.info', { session: started.id }).then((info) => {
          const found = info.ok ? find(info.value) : null;
          if (found !== null) resolve(found);
        });
      });
    const port = await reached(({ local }) => local?.port ?? null);
    const recorded = reached(({ bytesIn }) => (bytesIn >= 4 << 20 ? true : null));
    socket = dial(port, '127.0.0.1');
    void flood(socket, 0);
    await recorded;
    // What is told of has come; what may be missing after a crash is not on the disk yet.
    await written(join(workspace, '.local', 'sessions', started.id), 2 << 20);
    await host.kill();

    const engine = valueOf(await createEngine({ workspace, version: '0.0.0' }));
    const back = (await engine.list()).find(({ id }) => id === started.id);
    expect(back).toMatchObject({ name: 'killed', state: 'recorded' });
    const session = new LoggedSession(valueOf(await engine.session(started.id)));
    const rows = await session.rows();
    await engine.close();
    expect(rows.at(-1)?.kind).toBe('recovered');
    // At most the last 30 ms are missing: the block under way.
    expectUnbroken(rows, 1 << 20);

    // And the workspace belongs to nobody: the next host starts on it.
    const again = bench.run(process.execPath, args);
    await again.sees(/\{"url".*\}/);
    expect(again.output).not.toMatch(/another|in use/i);
  });
});
