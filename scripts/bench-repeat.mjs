// How late the sends of a repeat are at the shortest step, beside timers of the event loop at the same deadlines.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { percentile } from './bench-cases.mjs';
import { valueOf } from './bench-engine.mjs';

const stepMs = 1;
/** What the 99th percentile of lateness may be on a machine that has nothing else to do, milliseconds. */
export const repeatGoalMs = 0.5;

/** Timers set anew for each deadline. @param {number} count */
async function timers(count) {
  const late = [];
  const from = performance.now();
  for (let step = 1; step <= count; step++) {
    const deadline = from + step * stepMs;
    const left = deadline - performance.now();
    if (left > 0) await new Promise((resolve) => setTimeout(resolve, left));
    late.push(performance.now() - deadline);
  }
  return { p50: percentile(late, 0.5), p99: percentile(late, 0.99), max: Math.max(...late) };
}

/**
 * @param {import('./bench-bundle.mjs').Bundle} bundle
 * @param {number} port of a WebSocket that swallows what it is sent
 * @param {number} count
 */
export async function benchRepeat({ createEngine }, port, count) {
  const bare = await timers(count);
  const directory = await mkdtemp(join(tmpdir(), 'wirebench-bench-'));
  const engine = valueOf(await createEngine({ workspace: directory, version: 'bench' }));
  const options = { ws: { deflate: false } };
  const config = {
    protocol: /** @type {const} */ ('ws'),
    role: /** @type {const} */ ('client'),
    address: `ws://127.0.0.1:${port}/`,
    options,
  };
  const info = valueOf(await engine.start({ session: null, name: 'bench', connection: null, config }));
  const session = valueOf(engine.live(info.id));
  /** @param {(info: import('../engine/index.js').Session['info']) => boolean} holds */
  const until = (holds) =>
    new Promise((/** @type {(value: void) => void} */ resolve) => {
      const look = () => {
        if (!holds(session.info)) return;
        off();
        resolve();
      };
      const off = engine.onSession(look);
      look();
    });
  await until(({ state }) => state === 'open');
  const text = { mode: /** @type {const} */ ('text'), body: '{{counter}} '.padEnd(125, '.') };
  const plan = { to: /** @type {const} */ ('all'), kind: /** @type {const} */ ('text'), text };
  const often = { environment: null, everyMs: stepMs, times: count, lines: false };
  valueOf(await engine.startRepeat(session, { ...plan, ...often }));
  await until(({ repeat }) => repeat?.state === 'done');
  const { repeat } = session.info;
  await engine.close();
  await rm(directory, { recursive: true, force: true });
  if (repeat?.lateness == null) throw new Error('nothing was repeated');
  const { sent, skipped, failed, lateness } = repeat;
  return { sent, skipped, failed, lateness, bare };
}
