import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Direction, RowFlag, ok } from '../contract/index.js';
import type { ConnectionOptions, Result } from '../contract/index.js';
import { Crafting } from './crafting.js';
import type { Engine } from './engine.js';
import type { Session } from './session.js';
import { bytes, codeOf, listen, rowsOf, start, TestBench, until, untilRows, valueOf } from './test-engine.js';

describe('crafted pieces', () => {
  let server: Server;
  let far: Socket;
  let near: Socket;
  let heard = '';
  let crafting: Crafting;

  beforeEach(async () => {
    server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    near = connect({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', noDelay: true });
    [far] = (await once(server, 'connection')) as [Socket];
    heard = '';
    far.on('data', (chunk: Buffer) => (heard += chunk.toString()));
    crafting = new Crafting(
      (_peer, data) =>
        new Promise<Result<number>>((settle) => near.write(data, () => settle(ok(data.length)))),
    );
  });
  afterEach(() => {
    near.destroy();
    far.destroy();
    server.close();
  });

  async function hear(text: string): Promise<void> {
    while (heard !== text) await once(far, 'data');
  }

  it('are written in order and counted', async () => {
    const pieces = ['one ', 'two ', 'three'].map((text) => ({ data: bytes(text), afterMs: 0 }));
    expect(valueOf(await crafting.write(1, pieces))).toBe(13);
    await hear('one two three');
  });

  it('wait as long as they say, the first one too', async () => {
    const begun = performance.now();
    const written = crafting.write(1, [
      { data: bytes('a'), afterMs: 40 },
      { data: new Uint8Array(), afterMs: 40 },
      { data: bytes('b'), afterMs: 40 },
    ]);
    await hear('a');
    // A timer of Node may fire a millisecond early.
    expect(performance.now() - begun).toBeGreaterThanOrEqual(39);
    await hear('ab');
    expect(performance.now() - begun).toBeGreaterThanOrEqual(117);
    expect(valueOf(await written)).toBe(2);
  });

  it('are given up at once when cancelled, and say how far they came', async () => {
    const slow = crafting.write(1, [
      { data: bytes('a'), afterMs: 0 },
      { data: bytes('b'), afterMs: 600_000 },
    ]);
    const other = crafting.write(2, [{ data: bytes('c'), afterMs: 600_000 }]);
    await hear('a');
    crafting.cancel(1);
    expect(await slow).toMatchObject({
      error: { code: 'craft.cancelled', detail: { pieces: 1, bytes: 1 } },
    });
    crafting.cancel();
    expect(codeOf(await other)).toBe('craft.cancelled');
    expect(valueOf(await crafting.write(1, [{ data: bytes('d'), afterMs: 0 }]))).toBe(1);
    await hear('ad');
  });

  it('are one list at a time for a peer', async () => {
    const first = crafting.write(1, [{ data: bytes('a'), afterMs: 600_000 }]);
    expect(codeOf(await crafting.write(1, [{ data: bytes('b'), afterMs: 0 }]))).toBe('craft.busy');
    expect(valueOf(await crafting.write(2, [{ data: bytes('c'), afterMs: 0 }]))).toBe(1);
    crafting.cancel();
    expect(codeOf(await first)).toBe('craft.cancelled');
  });

  it('end with the write that fails', async () => {
    const failing = new Crafting(() =>
      Promise.resolve({ ok: false, error: { code: 'send.closed', message: 'closed' } }),
    );
    const pieces = [
      { data: bytes('a'), afterMs: 0 },
      { data: bytes('b'), afterMs: 600_000 },
    ];
    expect(codeOf(await failing.write(1, pieces))).toBe('send.closed');
  });
});

describe('a session of WebSockets', () => {
  let bench: TestBench;
  let engine: Engine;
  let listener: Session;
  let port: number;
  beforeEach(async () => {
    bench = await TestBench.make();
    engine = await bench.engine();
    ({ session: listener, port } = await listen(engine, { protocol: 'ws' }, 'ws://127.0.0.1:0/'));
  });
  afterEach(() => bench.close());

  async function dial(options: ConnectionOptions = {}): Promise<Session> {
    const client = await start(engine, `ws://127.0.0.1:${port}/`, { protocol: 'ws', options });
    await until(engine, client, ({ state }) => state === 'open');
    return client;
  }
  const piece = (hex: string, afterMs = 0) => ({
    data: new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex')),
    afterMs,
  });
  const crafted = async (session: Session): Promise<string[]> =>
    (await rowsOf(session))
      .filter(({ flags }) => (flags & RowFlag.crafted) !== 0)
      .map(({ kind, text, flags }) => `${kind} ${text}${(flags & RowFlag.invalid) === 0 ? '' : ' invalid'}`);

  it('writes what was sent before first, and each piece is a row', async () => {
    const client = await dial();
    const before = client.send('all', { kind: 'text', data: bytes('before') });
    // "Hi" whole, then in two fragments; the masking key is all zeros.
    const pieces = [
      piece('81 82 00000000 48 69'),
      piece('01 81 00000000 48'),
      piece('80 81 00000000 69', 10),
    ];
    expect(valueOf(await client.craft('all', pieces))).toEqual({
      peers: 1,
      bytes: 22,
      failures: [],
      seq: 10,
    });
    valueOf(await before);
    const heard = await untilRows(
      engine,
      listener,
      (rows) => rows.filter(({ kind }) => kind === 'text').length === 3,
    );
    expect(heard.filter(({ kind }) => kind === 'text').map(({ text }) => text)).toEqual([
      'before',
      'Hi',
      'Hi',
    ]);
    expect(await crafted(client)).toEqual(['text Hi', 'frame H', 'frame i']);
    expect(client.info.state).toBe('open');
  });

  it('shows what breaks a rule as such, and the close that a correct peer answers', async () => {
    const client = await dial();
    // RSV2 is set.
    valueOf(await client.craft('all', [piece('a1 81 00000000 48')]));
    const rows = await untilRows(engine, client, (all) => all.some(({ kind }) => kind === 'end'));
    expect(await crafted(client)).toEqual(['frame H invalid']);
    const close = rows.find(({ kind, direction }) => kind === 'close' && direction === Direction.in);
    const payload = valueOf(await client.log.payload(close?.seq ?? 0)).bytes;
    expect(Buffer.from(payload).readUInt16BE(0)).toBe(1002);
    await until(engine, client, ({ state }) => state === 'closed' || state === 'failed');
  });

  it('goes through TLS like everything else', async () => {
    const { certFile, keyFile } = valueOf(await engine.createCertificate());
    const tls = { certFile, keyFile, verify: false };
    const secure = await listen(engine, { protocol: 'wss', options: { tls } }, 'wss://127.0.0.1:0/');
    const client = await start(engine, `wss://127.0.0.1:${secure.port}/`, {
      protocol: 'wss',
      options: { tls: { verify: false } },
    });
    await until(engine, client, ({ state }) => state === 'open');
    valueOf(await client.craft('all', [piece('81 82 00000000 48 69'), piece('ff')]));
    await untilRows(engine, secure.session, (rows) => rows.some(({ text }) => text === 'Hi'));
    const kinds = (await rowsOf(client)).filter(({ flags }) => (flags & RowFlag.crafted) !== 0);
    expect(kinds.map(({ kind }) => kind)).toEqual(['text', 'bytes']);
  });

  it('gives up what waits when it is stopped, when the peer goes, and when asked', async () => {
    const client = await dial();
    const stopped = client.craft('all', [piece('89 80 00000000'), piece('89 80 00000000', 600_000)]);
    await untilRows(engine, listener, (rows) => rows.some(({ kind }) => kind === 'ping'));
    valueOf(await client.stop());
    expect(valueOf(await stopped)).toMatchObject({
      peers: 0,
      failures: [{ peer: 1, error: { code: 'craft.cancelled', detail: { pieces: 1, bytes: 6 } } }],
    });

    const second = await dial();
    await until(engine, listener, ({ peers }) => peers === 1);
    const gone = listener.craft('all', [piece('89 00', 600_000)]);
    valueOf(await second.stop());
    expect(valueOf(await gone).failures).toMatchObject([{ error: { code: 'craft.cancelled' } }]);

    const third = await dial();
    const asked = third.craft([1, 7], [piece('89 80 00000000', 600_000)]);
    valueOf(third.uncraft());
    expect(valueOf(await asked).failures.map(({ peer, error }) => `${peer} ${error.code}`)).toEqual([
      '7 send.no-peer',
      '1 craft.cancelled',
    ]);
  });
});

describe('a session without frames', () => {
  let bench: TestBench;
  beforeEach(async () => (bench = await TestBench.make()));
  afterEach(() => bench.close());

  it('refuses crafted bytes by code, idle or open', async () => {
    const engine = await bench.engine();
    const { port } = await listen(engine);
    const client = await start(engine, `127.0.0.1:${port}`);
    await until(engine, client, ({ state }) => state === 'open');
    const pieces = [{ data: bytes('a'), afterMs: 0 }];
    expect(codeOf(await client.craft('all', pieces))).toBe('craft.unsupported');
    expect(client.uncraft().ok).toBe(true);
    valueOf(await client.stop());
    expect(codeOf(await client.craft('all', pieces))).toBe('session.idle');
    expect(codeOf(client.uncraft())).toBe('session.idle');
  });
});
