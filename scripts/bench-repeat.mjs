// How late the sends of a repeat are at the shortest step, beside timers of the event loop at the same deadlines.
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { loadavg, tmpdir } from 'node:os';
import { median, percentile } from './bench-cases.mjs';
import { Child } from './bench-child.mjs';
import { valueOf } from './bench-engine.mjs';
import { rowOf } from './bench-row.mjs';

const stepMs = 1;
/** How often a session's facts are read, as a screen does: reading them with each send would be part of what is measured. */
const lookMs = 100;
/** Deadlines of the bare timers: they are as late in the tenth second as in the first. */
const bareCount = 2_000;
/** What the 99th percentile of lateness may be on a machine that has nothing else to do, milliseconds. */
const goalMs = 0.5;

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
export async function repeatOnce({ createEngine }, port, count) {
  const bare = await timers(bareCount);
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
  const until = async (holds) => {
    while (!holds(session.info)) await new Promise((resolve) => setTimeout(resolve, lookMs));
  };
  await until(({ state }) => state === 'open');
  const text = { mode: /** @type {const} */ ('text'), body: '{{counter}} '.padEnd(125, '.') };
  const plan = { to: /** @type {const} */ ('all'), kind: /** @type {const} */ ('text'), text };
  const often = { environment: null, everyMs: stepMs, times: count, lines: false };
  const begun = performance.now();
  const used = process.cpuUsage();
  valueOf(await engine.startRepeat(session, { ...plan, ...often }));
  await until(({ repeat }) => repeat?.state === 'done');
  const { user, system } = process.cpuUsage(used);
  const busy = (user + system) / 1e3 / (performance.now() - begun);
  const { repeat } = session.info;
  await engine.close();
  await rm(directory, { recursive: true, force: true });
  if (repeat?.lateness == null) throw new Error('nothing was repeated');
  const { sent, skipped, failed, lateness } = repeat;
  return { sent, skipped, failed, lateness, busy, bare };
}

/** @param {import('./bench-row.mjs').Context} context */
export async function benchRepeat({ quick, runs, wanted, tell }) {
  if (!wanted('repeat')) return;
  const load = loadavg()[0] ?? 0;
  /** @type {Awaited<ReturnType<typeof repeatOnce>>[]} */
  const all = [];
  for (let i = 0; i < runs; i++) {
    const subject = new Child('bench-subject.mjs', ['engine']);
    const partner = new Child('bench-partner.mjs');
    const { port } = await partner.ask({ do: 'sink', case: 'ws-send-125' });
    all.push(await subject.ask({ do: 'repeat', port, count: quick ? 5_000 : 10_000 }));
    await Promise.all([subject.end(), partner.end()]);
  }
  const of = (/** @type {(one: Awaited<ReturnType<typeof repeatOnce>>) => number} */ read) =>
    median(all.map(read));
  tell(
    rowOf({
      ...{ id: 'repeat', what: 'Repeat every 1 ms: lateness p99', unit: 'ms', how: 'most', goal: goalMs },
      value: of((one) => one.lateness.p99),
      engine: `p50 ${of((one) => one.lateness.p50).toFixed(2)} ms, max ${of((one) => one.lateness.max).toFixed(1)} ms, ${of((one) => one.skipped)} skipped, ${(of((one) => one.busy) * 100).toFixed(0)} % of a core, at a load of ${load.toFixed(1)}`,
      bare: `timers of the loop, p99 ${of((one) => one.bare.p99).toFixed(2)} ms`,
    }),
  );
}
