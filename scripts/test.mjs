/*
 * `npm test`: installs, builds, then runs check, unit, contract, soak (a little of it), package, peer and browser
 * tests, and ends with one plain line that sums them all. Each step of check, and the build, counts as a test. A
 * runner that writes no report, or none of whose tests ran, counts as failed. In CI nothing may be skipped but what
 * needs a real Electron binary.
 */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { findChromium } from './chromium.mjs';
import { ensureInstalled } from './install.mjs';
import { readPlaywright, readVitest } from './reports.mjs';
import { root, runNode, seconds } from './run.mjs';

/** @typedef {import('./reports.mjs').Count} Count */

const inCi = Boolean(process.env['CI']);
const reports = 'test-results';
const vitest = 'node_modules/vitest/vitest.mjs';
const playwright = 'node_modules/@playwright/test/cli.js';

/** @type {{ name: string, count: Count }[]} */
const counted = [];

/**
 * @param {string} name
 * @param {Count} count
 */
function add(name, count) {
  counted.push({ name, count });
  console.log(
    `-- ${name}: ${count.passed} passed, ${count.failed.length} failed, ${count.skipped.length} skipped`,
  );
}

/**
 * Reads the report of a runner; without one, whatever the runner said, its tests did not run.
 * @param {string} name
 * @param {string} file
 * @param {number} code how the runner ended
 * @param {(report: any) => Count} read
 */
function addReport(name, file, code, read) {
  /** @type {Count} */
  let count;
  try {
    count = read(JSON.parse(readFileSync(join(root, file), 'utf8')));
  } catch (error) {
    const why = `left no report: ${error instanceof Error ? error.message : String(error)}`;
    count = { passed: 0, failed: [{ name, why }], skipped: [] };
  }
  if (count.passed + count.failed.length + count.skipped.length === 0) {
    count.failed.push({ name, why: 'found no test to run' });
  }
  if (code !== 0 && count.failed.length === 0) {
    count.failed.push({ name, why: `ended with exit code ${code} though no test failed: see above` });
  }
  add(name, count);
}

/**
 * @param {string} name
 * @param {string[]} projects
 */
async function runVitest(name, projects) {
  const file = `${reports}/vitest-${name}.json`;
  const { code } = await runNode(
    vitest,
    [
      'run',
      ...projects.flatMap((project) => ['--project', project]),
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`,
    ],
    { show: true },
  );
  addReport(name, file, code, readVitest);
}

async function runPlaywright() {
  const file = `${reports}/playwright.json`;
  if (findChromium() || inCi) {
    const { code } = await runNode(playwright, ['test'], { show: true });
    addReport('browser', file, code, readPlaywright);
    return;
  }
  console.error(
    'No Chromium found: the browser tests are skipped. WIREBENCH_CHROMIUM=/path/to/chromium names one.',
  );
  const { code } = await runNode(playwright, ['test', '--list', '--reporter=json'], {
    env: { ...process.env, PLAYWRIGHT_JSON_OUTPUT_NAME: file },
  });
  addReport('browser', file, code, (report) => {
    const listed = readPlaywright(report);
    return { passed: 0, failed: [], skipped: listed.skipped };
  });
}

const started = performance.now();
await ensureInstalled();
rmSync(join(root, reports), { recursive: true, force: true });
mkdirSync(join(root, reports), { recursive: true });

/**
 * @param {string} name
 * @param {number} code how the one step ended
 */
function addStep(name, code) {
  const failed = code === 0 ? [] : [{ name, why: `ended with exit code ${code}: see above` }];
  add(name, { passed: code === 0 ? 1 : 0, failed, skipped: [] });
}

const built = await build({ show: true });
addStep('build', built.code);
if (built.code === 0) {
  const bundles = await runNode('scripts/check-bundles.mjs', [], { show: true });
  addStep('bundles', bundles.code);
  const notices = await runNode('scripts/notices.mjs', ['--check'], { show: true });
  addStep('notices', notices.code);
}

const checked = await runNode('scripts/check.mjs', ['--json', `${reports}/check.json`], { show: true });
addReport(
  'check',
  `${reports}/check.json`,
  checked.code,
  (/** @type {{ name: string, ok: boolean }[]} */ parts) => ({
    passed: parts.filter(({ ok }) => ok).length,
    failed: parts.filter(({ ok }) => !ok).map(({ name }) => ({ name: `check: ${name}`, why: 'see above' })),
    skipped: [],
  }),
);

await runVitest('unit', ['codec', 'unit', 'renderer', 'stores']);
// Peers come one file at a time and mostly wait for other people's programs: the short ones fit beside them.
await Promise.all([
  runVitest('peers', ['peers']),
  runVitest('contract', ['contract'])
    .then(() => runVitest('soak', ['soak']))
    .then(() => runVitest('package', ['package'])),
]);
await runPlaywright();

const total = counted.reduce(
  (sum, { count }) => ({
    passed: sum.passed + count.passed,
    failed: [...sum.failed, ...count.failed],
    skipped: [...sum.skipped, ...count.skipped],
  }),
  /** @type {Count} */ ({ passed: 0, failed: [], skipped: [] }),
);
for (const { name, why } of total.failed) console.log(`failed: ${name}\n${why.replace(/^/gm, '    ')}`);
for (const { name } of total.skipped) console.log(`skipped: ${name}`);
const forbidden = inCi ? total.skipped.filter(({ needsElectron }) => !needsElectron) : [];
for (const { name } of forbidden) console.error(`In CI this may not be skipped: ${name}`);
console.log(`All of it took ${seconds(performance.now() - started)}.`);
console.log(
  `${total.passed} passed, ${total.failed.length + forbidden.length} failed, ${total.skipped.length - forbidden.length} skipped`,
);
process.exitCode = total.failed.length + forbidden.length === 0 ? 0 : 1;
