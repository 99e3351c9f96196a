/*
 * `npm run soak [-- FILE...]`: what `npm test` does a few times, thousands of times and for minutes; a quarter of an
 * hour to an hour in all. Vitest's own options go through.
 */
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { runNode } from './run.mjs';

await ensureInstalled();
await ensureBuilt();
const { code } = await runNode(
  'node_modules/vitest/vitest.mjs',
  ['run', '--project', 'soak', ...process.argv.slice(2)],
  { show: true, env: { ...process.env, WIREBENCH_SOAK: 'long' } },
);
process.exitCode = code;
