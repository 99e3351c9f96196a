import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { kindName } from '../../contract/index.js';
import type { RowInput } from '../../contract/index.js';
import { readTexts } from '../../engine/exchange/import/test-import.js';
import { Capture } from './capture.js';
import { PeerBench } from './engine-fixture.js';
import { mayCapture } from './frame-capture.js';
import { needs } from './program.js';

const tshark = needs('tshark');
const socat = needs('socat');
const allowed = mayCapture(tshark);

/** Rows as they would be shown, those about life by their kind alone. */
function told(rows: readonly RowInput[] | undefined): string[] {
  return (rows ?? []).map(({ kind, direction, payload }) =>
    kind >= 32 ? kindName(kind) : `${direction} ${kindName(kind)} ${Buffer.from(payload).toString()}`,
  );
}

const imported = async (file: string) => readTexts({ 'real.pcapng': await readFile(file) });

describe.skipIf(tshark.missing || !allowed)('A capture that tshark made becomes a session', () => {
  it('of messages, where ws talked to ws, compressed', { timeout: 180_000 }, async () => {
    const bench = await PeerBench.make();
    onTestFinished(() => bench.close());
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: { threshold: 0 } });
    onTestFinished(() => new Promise<void>((done) => server.close(() => done())));
    await once(server, 'listening');
    server.on('connection', (socket) =>
      socket.on('message', (data: Buffer, binary) => socket.send(data, { binary })),
    );
    const { port } = server.address() as AddressInfo;
    const capture = await Capture.begin(bench, tshark.path, `tcp port ${port}`);
    const socket = new WebSocket(`ws://127.0.0.1:${port}/chat`);
    await once(socket, 'open');
    for (const said of ['hello', 'x'.repeat(100_000), 'hello']) {
      socket.send(said);
      await once(socket, 'message');
    }
    socket.close(4_000, 'last word');
    await once(socket, 'close');
    // The server's Close frame is not masked: its reason is seen.
    await capture.end('last word', ['frame.number'], []);
    const { sessions, notes } = await imported(capture.file);
    expect(notes).toEqual([]);
    expect(sessions).toHaveLength(1);
    const { config, rows } = sessions[0] ?? {};
    expect(config).toMatchObject({ protocol: 'ws', role: 'client', address: `ws://127.0.0.1:${port}/chat` });
    const messages = told(rows).filter((line) => / (text|close) /.test(line));
    const large = 'x'.repeat(100_000);
    expect(messages.slice(0, 6)).toEqual([
      ...[
        '2 text hello',
        '1 text hello',
        `2 text ${large}`,
        `1 text ${large}`,
        '2 text hello',
        '1 text hello',
      ],
    ]);
    expect(messages.slice(6).map((line) => line.slice(-9))).toEqual(['last word', 'last word']);
  });

  it(
    'of messages, where the capture began after the upgrade and the context is kept',
    { timeout: 180_000 },
    async () => {
      const bench = await PeerBench.make();
      onTestFinished(() => bench.close());
      // Neither side compresses what is short, and the server keeps its context for what is long.
      const server = new WebSocketServer({
        port: 0,
        host: '127.0.0.1',
        perMessageDeflate: { threshold: 100 },
      });
      onTestFinished(() => new Promise<void>((done) => server.close(() => done())));
      await once(server, 'listening');
      server.on('connection', (socket) =>
        socket.on('message', (data: Buffer, binary) => socket.send(data, { binary })),
      );
      const { port } = server.address() as AddressInfo;
      const socket = new WebSocket(`ws://127.0.0.1:${port}/chat`);
      await once(socket, 'open');
      const say = async (said: string): Promise<void> => {
        socket.send(said);
        await once(socket, 'message');
      };
      await say('before '.repeat(100));
      const capture = await Capture.begin(bench, tshark.path, `tcp port ${port}`);
      await say('hello');
      await say('before '.repeat(100));
      await say('bye');
      socket.close(4_000, 'last word');
      await once(socket, 'close');
      await capture.end('last word', ['frame.number'], []);
      const { sessions, notes } = await imported(capture.file);
      // Both ports were chosen by the system: the mask says who called.
      expect(sessions[0]?.config).toMatchObject({
        protocol: 'ws',
        role: 'client',
        address: `ws://127.0.0.1:${port}/`,
      });
      const rows = told(sessions[0]?.rows);
      for (const said of ['2 text hello', '1 text hello', '2 text bye', '1 text bye'])
        expect(rows).toContain(said);
      expect(notes.map(({ why }) => why)).toContain(
        'its upgrade is not in the capture: it was recognised by its frames, and its path is not known',
      );
    },
  );

  it.skipIf(socat.missing)('of chunks, where socat talked to a socket', { timeout: 180_000 }, async () => {
    const bench = await PeerBench.make();
    onTestFinished(() => bench.close());
    const listener = createServer((socket) => {
      socket.on('data', (data) => socket.end(`got ${data.toString()}`));
    }).listen(0, '127.0.0.1');
    onTestFinished(() => new Promise<void>((done) => listener.close(() => done())));
    await once(listener, 'listening');
    const { port } = listener.address() as AddressInfo;
    const capture = await Capture.begin(bench, tshark.path, `tcp port ${port}`);
    const client = bench.run(socat.path, ['-u', 'SYSTEM:echo marmalade', `TCP:127.0.0.1:${port}`]);
    await client.exit;
    await capture.end('got marmalade', ['frame.number'], []);
    const { sessions } = await imported(capture.file);
    expect(sessions[0]?.config).toMatchObject({ protocol: 'tcp', address: `127.0.0.1:${port}` });
    const rows = told(sessions[0]?.rows);
    expect(rows[0]).toBe('connect');
    expect(rows).toContain('2 chunk marmalade\n');
    expect(rows).toContain('1 chunk got marmalade\n');
  });
});
