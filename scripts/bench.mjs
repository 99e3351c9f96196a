/*
 * `npm run bench [-- --quick] [-- --json] [-- --markdown] [-- --only ID,ID]`: every goal of docs/performance.md in one
 * table, beside a bare loop of the same work in the same run where there is one, medians of at least five. Ratios travel
 * between machines, absolute figures do not.
 */
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { bundleEngine } from './bench-bundle.mjs';
import { benchTraffic } from './bench-compare.mjs';
import { benchHost } from './bench-host.mjs';
import { benchLog } from './bench-log.mjs';
import { benchPage } from './bench-page.mjs';
import { benchRepeat } from './bench-repeat.mjs';
import { lineOf, markdown } from './bench-row.mjs';
import { ensureBuilt } from './build.mjs';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    markdown: { type: 'boolean', default: false },
    only: { type: 'string' },
  },
});
const { quick } = values;
const only = values.only?.split(',') ?? null;
const print = values.json || values.markdown ? () => undefined : console.log;

const machine = {
  date: new Date().toISOString().slice(0, 16),
  node: process.version,
  platform: `${process.platform} ${process.arch}`,
  processor: cpus()[0]?.model ?? '',
  cores: availableParallelism(),
  memoryGb: Math.round(totalmem() / 1e9),
  load: loadavg().map((one) => Number(one.toFixed(2))),
};
/** @type {import('./bench-row.mjs').Row[]} */
const rows = [];
/** @type {import('./bench-row.mjs').Context} */
const context = {
  quick,
  runs: quick ? 3 : 5,
  // Part of an id is enough, in either direction: `ws` picks all WebSocket cases, `log-memory` what tells of it.
  wanted: (id) => only === null || only.some((one) => id.includes(one)),
  tell: (row) => {
    rows.push(row);
    print(lineOf(row));
  },
};

/** Of half a second in which this process only looks at the clock, the share that went by while it was not looking. */
function takenByOthers() {
  const until = performance.now() + 500;
  let taken = 0;
  for (let last = performance.now(); last < until;) {
    const now = performance.now();
    // Looking takes less than a microsecond.
    if (now - last > 0.1) taken += now - last;
    last = now;
  }
  return taken / 500;
}

await bundleEngine();
await ensureBuilt();
print(
  `Node ${machine.node}, ${machine.cores} cores (${machine.processor}), ${machine.platform}, load ${machine.load.join(' ')}; medians of ${context.runs} runs${quick ? ' (quick)' : ''}`,
);
const before = takenByOthers();
print(
  `Others on this machine take ${(before * 100).toFixed(0)} % of the time: with more than a few, only ratios say anything.`,
);
const began = performance.now();
const parts = { traffic: benchTraffic, log: benchLog, host: benchHost, repeat: benchRepeat, page: benchPage };
/** @type {string[]} */
const took = [];
for (const [name, bench] of Object.entries(parts)) {
  const started = performance.now();
  await bench(context);
  const seconds = (performance.now() - started) / 1000;
  if (seconds >= 1) took.push(`${name} ${seconds.toFixed(0)}`);
}
if (rows.length === 0) {
  console.error(`Nothing is measured under ${values.only}.`);
  process.exitCode = 1;
}
const taken = { before, after: takenByOthers() };
const missed = rows.filter(({ met }) => met === false).length;
const goals = rows.filter(({ met }) => met !== null).length;
print(
  `${goals - missed} of ${goals} goals met, in ${((performance.now() - began) / 1000).toFixed(0)} s (${took.join(', ')}); others took ${(taken.after * 100).toFixed(0)} % at the end`,
);
if (values.json)
  console.log(JSON.stringify({ machine, takenByOthers: taken, runs: context.runs, quick, rows }, null, 2));
if (values.markdown) console.log(markdown(rows));
