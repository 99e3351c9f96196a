/*
 * `npm run bench [-- --quick] [-- --json] [-- --only TEXT]`: what goes through endpoint, session and log, as ratios
 * to a bare loop of `ws`, `net` or `dgram` that keeps nothing. Runs alternate, each side in a process of its own and
 * its partner in a third; medians are printed. Ratios travel between machines, absolute figures do not.
 */
import { fork, spawnSync } from 'node:child_process';
import { availableParallelism, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { bundleEngine } from './bench-bundle.mjs';
import { cases, median } from './bench-cases.mjs';
import { repeatGoalMs } from './bench-repeat.mjs';
import { benchPage } from './bench-page.mjs';
import { ensureBuilt } from './build.mjs';

/** @typedef {import('./bench-cases.mjs').Case} Case */
/** @typedef {import('./bench-cases.mjs').Figures & { rows?: number, disk?: number, held?: number, life?: number }} Figures */

const { values } = parseArgs({
  options: { quick: { type: 'boolean' }, json: { type: 'boolean' }, only: { type: 'string' } },
});
const quick = values.quick === true;
const bareFirst = /** @type {const} */ (['bare', 'engine']);
const engineFirst = /** @type {const} */ (['engine', 'bare']);
const runs = quick ? 3 : 5;
/** Of the counts of a full run. */
const share = quick ? 0.1 : 1;

class Child {
  #process;
  #last = 0;
  /** @type {Map<number, { resolve: (answer: any) => void, reject: (error: Error) => void }>} */
  #waiting = new Map();

  /** @param {string} script @param {string[]} args */
  constructor(script, args = []) {
    const path = fileURLToPath(new URL(script, import.meta.url));
    this.#process = fork(path, args, { execArgv: ['--expose-gc'], stdio: ['ignore', 2, 2, 'ipc'] });
    this.#process.on('message', (/** @type {{ id: number, answer: object }} */ { id, answer }) => {
      this.#waiting.get(id)?.resolve(answer);
      this.#waiting.delete(id);
    });
    this.#process.once('exit', (code) => {
      for (const { reject } of this.#waiting.values()) reject(new Error(`${script} ended with code ${code}`));
    });
  }

  /** @param {object} asked @returns {Promise<any>} */
  ask(asked) {
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#process.send({ id, ...asked });
    });
  }

  end() {
    this.#process.removeAllListeners('exit');
    this.#process.kill();
  }
}

/** What runs before left on its way to the disk would be counted against the next one. */
function settleDisk() {
  spawnSync('sync');
}

/** @param {Case} test @param {Child} subject @param {Child} partner @param {number} count @returns {Promise<Figures>} */
async function run(test, subject, partner, count) {
  settleDisk();
  if (test.what === 'send') {
    const { port } = await partner.ask({ do: 'sink', case: test.id });
    return { ...(await subject.ask({ do: 'send', case: test.id, port, count })), sent: count };
  }
  const { port } = await subject.ask({ do: 'receive', case: test.id });
  const { sent } = await partner.ask({ do: 'flood', case: test.id, port, count });
  return { ...(await subject.ask({ do: 'end', case: test.id, count: sent })), sent };
}

/** @param {Figures[]} all */
function summary(all) {
  const of = (/** @type {(one: Figures) => number} */ read) => median(all.map(read));
  return {
    messagesPerSecond: of(({ messages, seconds }) => messages / seconds),
    bytesPerSecond: of(({ bytes, seconds }) => bytes / seconds),
    lost: of(({ sent, messages }) => 1 - messages / sent),
    cpuNsPerByte: of(({ cpuSeconds, bytes }) => (cpuSeconds / bytes) * 1e9),
    delayP99Ms: of(({ delayP99Ms }) => delayP99Ms),
    onDiskMs: of(({ onDiskMs }) => onDiskMs),
  };
}

/** @param {Case} test */
async function compare(test) {
  const subjects = {
    bare: new Child('bench-subject.mjs', ['bare']),
    engine: new Child('bench-subject.mjs', ['engine']),
  };
  const partner = new Child('bench-partner.mjs');
  const count = Math.ceil(test.count * share);
  /** @type {{ bare: Figures[], engine: Figures[] }} */
  const figures = { bare: [], engine: [] };
  try {
    // Once each to warm up.
    for (const side of bareFirst) await run(test, subjects[side], partner, Math.ceil(count / 4));
    for (let i = 0; i < runs; i++) {
      for (const side of i % 2 === 0 ? bareFirst : engineFirst) {
        figures[side].push(await run(test, subjects[side], partner, count));
      }
    }
  } finally {
    for (const child of [...Object.values(subjects), partner]) child.end();
  }
  const bare = summary(figures.bare);
  const engine = summary(figures.engine);
  const last = figures.engine.at(-1);
  return {
    id: test.id,
    title: test.title,
    stream: test.protocol === 'tcp' && test.what === 'receive',
    datagrams: test.protocol === 'udp' && test.what === 'receive',
    ratio: engine.bytesPerSecond / bare.bytesPerSecond,
    /** Of the work a processor does: what is left of the difference where machine and disk are busy otherwise. */
    cpuRatio: bare.cpuNsPerByte / engine.cpuNsPerByte,
    sends: test.what === 'send',
    bare,
    engine,
    // At the end of a run, with its caches full; only where every message is a row.
    memoryPerRow: last?.held !== undefined && last.rows !== undefined ? last.held / last.rows : null,
    diskPerRow: last?.disk !== undefined && last.rows !== undefined ? last.disk / last.rows : null,
    rows: last?.rows ?? null,
  };
}

/** @param {number} value */
function short(value) {
  if (value >= 1e9) return `${(value / 1e9).toFixed(2)} G`;
  if (value >= 1e6) return `${(value / 1e6).toFixed(2)} M`;
  if (value >= 1e3) return `${(value / 1e3).toFixed(0)} k`;
  return value.toFixed(0);
}

/** @param {Awaited<ReturnType<typeof compare>>} one */
function line({ title, stream, datagrams, sends, ratio, cpuRatio, bare, engine }) {
  // A stream has no messages: how many chunks it comes in is the kernel's affair.
  const rate = (/** @type {typeof bare} */ side) =>
    (stream ? '' : `${short(side.messagesPerSecond)}/s, `) +
    `${short(side.bytesPerSecond)}B/s` +
    (datagrams ? `, ${(100 * side.lost).toFixed(1)} % lost` : '');
  return [
    title.padEnd(26),
    ratio.toFixed(2).padStart(5),
    cpuRatio.toFixed(2).padStart(5),
    rate(engine).padEnd(28),
    rate(bare).padEnd(28),
    // A loop of sends that the kernel takes at once never rests: its timers say nothing.
    (sends ? '-' : `${engine.delayP99Ms.toFixed(1)} / ${bare.delayP99Ms.toFixed(1)} ms`).padEnd(14),
    `${engine.onDiskMs.toFixed(0)} ms`,
  ].join('  ');
}

await bundleEngine();
const report = {
  node: process.version,
  cores: availableParallelism(),
  platform: `${process.platform} ${process.arch}`,
  runs,
  quick,
  /** @type {Awaited<ReturnType<typeof compare>>[]} */
  cases: [],
  /** @type {Record<string, number> | null} */
  log: null,
  /** @type {Awaited<ReturnType<typeof import('./bench-repeat.mjs').benchRepeat>> | null} */
  repeat: null,
  /** @type {Awaited<ReturnType<typeof benchPage>> | null} */
  page: null,
};
const print = values.json === true ? () => undefined : console.log;
print(
  `Node ${report.node}, ${report.cores} cores, ${report.platform}; medians of ${runs} alternating runs${quick ? ' (quick)' : ''}`,
);
print(
  [
    'case'.padEnd(26),
    'ratio',
    '  cpu',
    'engine + log'.padEnd(28),
    'bare loop'.padEnd(28),
    'loop delay p99',
    'then on disk',
  ].join('  '),
);
for (const test of cases) {
  if (values.only !== undefined && !test.id.includes(values.only)) continue;
  const compared = await compare(test);
  report.cases.push(compared);
  print(line(compared));
}
for (const { title, memoryPerRow, diskPerRow, rows } of report.cases) {
  if (memoryPerRow === null || diskPerRow === null || rows === null) continue;
  print(
    `${title}: ${memoryPerRow.toFixed(1)} B of memory and ${diskPerRow.toFixed(1)} B of disk a row, at ${short(rows)} rows`,
  );
}
if (values.only === undefined || 'log'.includes(values.only)) {
  const subject = new Child('bench-subject.mjs', ['engine']);
  settleDisk();
  report.log = await subject.ask({ do: 'log', count: quick ? 2e5 : 2e6, size: 100 });
  subject.end();
  const { rows, size, appendedPerSecond, flushedPerSecond, diskPerRow, reopenMs, pageP50Ms, pageP99Ms } =
    report.log ?? {};
  print(
    `Log alone, ${short(rows ?? 0)} rows of ${size} B: ${short(appendedPerSecond ?? 0)} rows/s, ` +
      `${short(flushedPerSecond ?? 0)} rows/s with the last on stable storage; ${diskPerRow?.toFixed(1)} B of disk a row; ` +
      `reopen ${reopenMs?.toFixed(1)} ms; page of 100 rows p50 ${pageP50Ms?.toFixed(2)} ms, p99 ${pageP99Ms?.toFixed(2)} ms`,
  );
}
if (values.only === undefined || 'page'.includes(values.only)) {
  await ensureBuilt();
  report.page = await benchPage(quick, (side) => new Child('bench-subject.mjs', [side]));
  const { load, figures } = report.page;
  print(`The window, at a load of ${load.map((one) => one.toFixed(1)).join(' ')} before it began:`);
  for (const { what, value, unit, goal, met } of figures) {
    print(
      `${what.padEnd(58)}  ${value.toFixed(2).padStart(9)} ${unit.padEnd(2)}  goal ${String(goal).padStart(5)}  ${met ? 'met' : 'NOT met'}`,
    );
  }
}
if (values.only === undefined || 'repeat'.includes(values.only)) {
  const load = loadavg()[0] ?? 0;
  const subject = new Child('bench-subject.mjs', ['engine']);
  const partner = new Child('bench-partner.mjs');
  const { port } = await partner.ask({ do: 'sink', case: 'ws-send-125' });
  const repeat = await subject.ask({ do: 'repeat', port, count: quick ? 1_000 : 10_000 });
  subject.end();
  partner.end();
  report.repeat = repeat;
  const ms = (/** @type {{ p50: number, p99: number, max: number }} */ late) =>
    `p50 ${late.p50.toFixed(2)} ms, p99 ${late.p99.toFixed(2)} ms, max ${late.max.toFixed(1)} ms`;
  print(
    `Repeat every 1 ms: ${short(repeat.sent)} sent, ${repeat.skipped} skipped; late by ${ms(repeat.lateness)} ` +
      `(timers of the loop: ${ms(repeat.bare)}); goal on an idle machine p99 under ${repeatGoalMs} ms: ` +
      `${repeat.lateness.p99 < repeatGoalMs ? 'met' : 'not met'} at a load of ${load.toFixed(1)}`,
  );
}
if (values.json === true) console.log(JSON.stringify(report, null, 2));
