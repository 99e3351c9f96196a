import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ok } from '../contract/index.js';
import type { Result } from '../contract/index.js';
import { Crafting } from './crafting.js';
import { bytes, codeOf, listen, start, TestBench, until, valueOf } from './test-engine.js';

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
