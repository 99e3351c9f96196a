import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compareTransports } from '../../contract/index.js';
import type { CompareLane, CompareSpec } from '../../contract/index.js';
import type { Engine } from '../engine.js';
import { TestBench, codeOf, valueOf } from '../test-engine.js';
import { startComparison } from './comparison.js';
import type { Comparison } from './comparison.js';
import { numberBytes } from './figures.js';

let bench: TestBench;
let engine: Engine;

beforeEach(async () => {
  bench = await TestBench.make();
  engine = await bench.engine();
});
afterEach(() => bench.close());

const text = (value: string) => new TextEncoder().encode(value);

function begin(spec: Partial<CompareSpec>): Comparison {
  const whole: CompareSpec = {
    payload: text('{"hello":"world"}'),
    kind: 'text',
    count: 20,
    lanes: [],
    ...spec,
  };
  return valueOf(startComparison(engine, whole));
}

/** The lanes once all of them are over. */
async function finished(comparison: Comparison): Promise<readonly CompareLane[]> {
  await new Promise<void>((resolve) => {
    const look = () => {
      if (!comparison.report.running) resolve();
    };
    comparison.onChange(look);
    look();
  });
  return comparison.report.lanes;
}

describe('a comparison', () => {
  it('speaks to its own echo over every transport and gets every answer', async () => {
    const lanes = await finished(begin({ lanes: compareTransports.map((transport) => ({ transport })) }));
    expect(lanes.map(({ transport, state, failure }) => [transport, state, failure])).toEqual(
      compareTransports.map((transport) => [transport, 'done', null]),
    );
    for (const lane of lanes) {
      expect(lane.latency).toMatchObject({ answered: 20, lost: 0 });
      expect(lane.latency?.samples).toHaveLength(20);
      expect(lane.burst).toMatchObject({ sent: 20, answered: 20, lost: 0, damaged: 0, outOfOrder: 0 });
    }
    const roundTrips = Object.fromEntries(lanes.map((lane) => [lane.transport, lane.opening?.roundTrips]));
    expect(roundTrips).toEqual({ tcp: 1, tls: 2, udp: 0, ws: 2, 'ws-deflate': 2, wss: 3 });
  });

  it('reads the bytes of each layer from the frames that crossed the wire', async () => {
    const payload = text('a'.repeat(1_000));
    const lanes = await finished(
      begin({
        payload,
        lanes: [{ transport: 'tcp' }, { transport: 'ws' }, { transport: 'ws-deflate' }, { transport: 'wss' }],
      }),
    );
    const [tcp, ws, deflated, wss] = lanes;
    expect(tcp?.out).toMatchObject({
      payload: 1_000,
      sent: 1_000,
      framing: 0,
      tls: null,
      ip: 52,
      total: 1_052,
    });
    // RFC 6455 §5.2: 16-bit length; a client adds its masking key.
    expect(ws?.out).toMatchObject({ sent: 1_000, framing: 8, tls: null, total: 1_060 });
    expect(ws?.in).toMatchObject({ sent: 1_000, framing: 4, total: 1_056 });
    expect(deflated?.out?.sent).toBeLessThan(40);
    expect(deflated?.out?.framing).toBe(6);
    expect(wss?.out).toMatchObject({ framing: 8, tls: 22 });
  });

  it('leads from each figure to a row that is there, in a session that has ended', async () => {
    const [lane] = await finished(begin({ lanes: [{ transport: 'ws' }] }));
    const session = valueOf(await engine.session(lane?.session ?? ''));
    const row = valueOf(await session.log.row(lane?.latency?.p99Row?.seq ?? 0));
    expect(row).toMatchObject({ direction: 1, size: 17 });
    expect(session.info.state).toBe('closed');
    expect(lane?.opening?.steps.map(({ name }) => name)).toEqual(['tcp', 'upgrade']);
  });

  it('sees a stream joined and cut by a peer that answers in its own pieces', async () => {
    const payload = text('0123456789');
    const size = numberBytes + payload.length;
    // Answers one by one while it is asked one by one, and the burst in halves and all the rest.
    const server = createServer((socket) => {
      let held = Buffer.alloc(0);
      let bursting = false;
      socket.on('error', () => undefined);
      socket.on('data', (chunk: Buffer) => {
        bursting ||= chunk.length >= size;
        if (!bursting) {
          socket.write(chunk);
          return;
        }
        held = Buffer.concat([held, chunk]);
        if (held.length < 5 * size) return;
        socket.setNoDelay();
        socket.write(held.subarray(0, size + 4), () => {
          setImmediate(() => socket.write(held.subarray(size + 4)));
        });
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const comparison = begin({
      payload,
      count: 5,
      lanes: [{ transport: 'tcp', address: `127.0.0.1:${port}` }],
    });
    const [lane] = await finished(comparison);
    server.close();
    expect(lane?.failure).toBeNull();
    expect(lane?.burst).toMatchObject({ answered: 5, lost: 0, damaged: 0 });
    expect((lane?.burst?.joined ?? 0) > 0).toBe(true);
    expect(lane?.burst?.oddRow).not.toBeNull();
  });

  it('says which transport failed and why, and goes on with the others', async () => {
    const server = createServer((socket) => socket.on('error', () => undefined).destroy()).listen(
      0,
      '127.0.0.1',
    );
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const lanes = await finished(
      begin({ lanes: [{ transport: 'ws', address: `ws://127.0.0.1:${port}` }, { transport: 'tcp' }] }),
    );
    server.close();
    expect(lanes[0]).toMatchObject({ state: 'failed', burst: null });
    expect(lanes[0]?.failure?.code).toMatch(/^upgrade\./);
    expect(lanes[1]).toMatchObject({ state: 'done', failure: null });
  });

  it('says that nobody answers over UDP instead of waiting for each datagram', async () => {
    const { createSocket } = await import('node:dgram');
    const silent = createSocket('udp4').bind(0, '127.0.0.1');
    await once(silent, 'listening');
    const address = `127.0.0.1:${silent.address().port}`;
    const [lane] = await finished(begin({ count: 100, lanes: [{ transport: 'udp', address }] }));
    silent.close();
    expect(lane?.failure?.code).toBe('compare.no-answer');
  });

  it('can be stopped, and ends its sessions', async () => {
    const comparison = begin({ count: 10_000, lanes: [{ transport: 'ws' }, { transport: 'tcp' }] });
    await new Promise<void>((resolve) => {
      comparison.onChange(() => {
        if ((comparison.report.lanes[0]?.progress ?? 0) > 3) resolve();
      });
    });
    await comparison.stop();
    expect(comparison.report.running).toBe(false);
    expect(comparison.report.lanes.map(({ state }) => state)).toEqual(['stopped', 'stopped']);
    for (const { state } of await engine.list()) expect(['closed', 'failed']).toContain(state);
  });

  it('refuses what would fill the disk, with the figures', () => {
    const payload = new Uint8Array(1 << 20);
    const refused = startComparison(engine, {
      payload,
      kind: 'binary',
      count: 1_000,
      lanes: [{ transport: 'tcp' }],
    });
    expect(codeOf(refused)).toBe('compare.too-much');
  });
});
