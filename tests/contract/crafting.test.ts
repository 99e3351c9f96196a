import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { RowFlag } from '../../contract/index.js';
import { EngineBench } from './engine-bench.js';
import { transports } from './transports.js';

let bench: EngineBench;
beforeAll(async () => {
  bench = await EngineBench.make();
});
afterAll(() => bench.close());
afterEach(async () => {
  await bench.leave();
  expect(bench.logged.splice(0)).toEqual([]);
});

describe.each(transports)('crafted bytes over %s', (_, open) => {
  const page = () => bench.page(open);

  it('writes crafted bytes beside the protocol, piece by piece, and gives up what waits', async () => {
    const one = await page();
    const listener = await one.ask('session.start', {
      session: null,
      name: 'frames',
      connection: null,
      config: { protocol: 'ws', role: 'server', address: 'ws://127.0.0.1:0', options: {} },
    });
    const { local } = await one.until(listener.id, ({ state }) => state === 'listening');
    const client = await one.ask('session.start', {
      session: null,
      name: 'crafts',
      connection: null,
      config: { protocol: 'ws', role: 'client', address: `ws://127.0.0.1:${local!.port}/`, options: {} },
    });
    await one.until(client.id, ({ state }) => state === 'open');

    // "Hello" in two masked fragments, the key all zeros.
    const pieces = ['01 82 00000000 4865', '80 83 00000000 6c6c6f'].map((hex, index) => ({
      data: new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex')),
      afterMs: index * 20,
    }));
    expect(await one.ask('session.craft', { session: client.id, to: 'all', pieces })).toEqual({
      peers: 1,
      bytes: 17,
      failures: [],
      seq: expect.any(Number) as number,
    });
    await one.until(listener.id, ({ messagesIn }) => messagesIn === 1);
    const rows = await one.ask('rows.read', { session: client.id, view: 0, from: 0, to: 1000 });
    const crafted = [...rows.flags].filter((flags) => (flags & RowFlag.crafted) !== 0);
    expect(crafted).toHaveLength(2);

    const slow = one.ask('session.craft', {
      session: client.id,
      to: 'all',
      pieces: [{ data: pieces[0]!.data, afterMs: 600_000 }],
    });
    const again = await one.ask('session.craft', { session: client.id, to: 'all', pieces });
    expect(again.failures).toMatchObject([{ peer: 1, error: { code: 'craft.busy' } }]);
    await one.ask('session.uncraft', { session: client.id });
    expect((await slow).failures).toMatchObject([{ peer: 1, error: { code: 'craft.cancelled' } }]);

    const refused = async (list: unknown) => {
      const input = { session: client.id, to: 'all', pieces: list } as never;
      const answer = await one.client.call('session.craft', input);
      return answer.ok ? 'ok' : answer.error.code;
    };
    expect(await refused([])).toBe('request.invalid');
    expect(await refused(Array.from({ length: 1_001 }, () => pieces[0]))).toBe('request.invalid');
    expect(await refused([{ data: 'text', afterMs: 0 }])).toBe('request.invalid');
    const long = { data: new Uint8Array(), afterMs: 300_001 };
    expect(await refused([long, long])).toBe('request.invalid');

    for (const session of [client.id, listener.id]) {
      await one.ask('session.stop', { session });
      await one.until(session, ({ state }) => state === 'closed');
    }
    expect(await refused(pieces)).toBe('session.idle');
  });

  it('has no frames to craft on a stream', async () => {
    const one = await page();
    const listener = await one.start('stream', 'server', '127.0.0.1:0');
    await one.until(listener.id, ({ state }) => state === 'listening');
    const pieces = [{ data: new Uint8Array([0x81, 0x00]), afterMs: 0 }];
    expect(await one.client.call('session.craft', { session: listener.id, to: 'all', pieces })).toMatchObject(
      { ok: false, error: { code: 'craft.unsupported' } },
    );
    await one.ask('session.stop', { session: listener.id });
    await one.until(listener.id, ({ state }) => state === 'closed');
  });
});
