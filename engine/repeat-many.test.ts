import { once } from 'node:events';
import { createConnection } from 'node:net';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { RepeatPlan, SessionInfo } from '../contract/index.js';
import type { Engine } from './engine.js';
import { TestBench, listen, until, valueOf } from './test-engine.js';

let bench: TestBench;
let engine: Engine;
beforeEach(async () => {
  bench = await TestBench.make();
  engine = await bench.engine();
});
afterEach(() => bench.close());

const peers = 300;

it('a repeat to more peers than its step allows leaves the loop to others, reaches them, and is stopped', async () => {
  const { session, port } = await listen(engine, { protocol: 'tcp' });
  const heard: number[] = [];
  const sockets = await Promise.all(
    Array.from({ length: peers }, async (_, at) => {
      const socket = createConnection(port, '127.0.0.1');
      heard[at] = 0;
      socket.on('data', (chunk) => (heard[at] = (heard[at] ?? 0) + chunk.length));
      await once(socket, 'connect');
      return socket;
    }),
  );
  await until(engine, session, ({ peers: open }) => open === peers);
  const plan: RepeatPlan = {
    to: 'all',
    kind: 'data',
    text: { mode: 'text', body: 'x' },
    environment: null,
    everyMs: 1,
    times: null,
    lines: false,
  };
  valueOf(await engine.startRepeat(session, plan));
  const sent = ({ repeat }: SessionInfo): boolean => repeat !== null && repeat.sent >= 20;
  await until(engine, session, sent);
  session.repeating.stop();
  const { repeat } = await until(engine, session, ({ repeat: of }) => of?.state === 'stopped');
  expect(repeat).toMatchObject({ failed: 0, failure: null });
  await vi.waitFor(() => expect(Math.min(...heard)).toBeGreaterThanOrEqual(20));
  for (const socket of sockets) socket.destroy();
});
