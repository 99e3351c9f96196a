/*
 * `npm run check`: the one command that judges all of the code. Prints what each part judged and how long
 * it took; ends non-zero where any part failed. With --json FILE also writes the parts, for the test runner.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { root, runNode, seconds } from './run.mjs';

const bin = {
  eslint: 'node_modules/eslint/bin/eslint.js',
  tsc: 'node_modules/typescript/bin/tsc',
  vueTsc: 'node_modules/vue-tsc/bin/vue-tsc.js',
  depcruise: 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
  knip: 'node_modules/knip/bin/knip.js',
  prettier: 'node_modules/prettier/bin/prettier.cjs',
};
const cache = 'node_modules/.cache';
const rooms = ['contract', 'codec', 'language', 'engine', 'main', 'preload', 'renderer'];

/** @typedef {{ name: string, judges: string, script: string, args: string[] }} Part */

/** @type {(room: string, compiler?: string) => Part} */
const types = (room, compiler = bin.tsc) => ({
  name: `types of ${room}`,
  judges: `${room}/tsconfig.json`,
  script: compiler,
  args: ['--noEmit', '--pretty', 'false', '-p', room],
});

/** Longest first, so that two at a time end together. @type {Part[]} */
const parts = [
  {
    name: 'lint',
    judges: 'every .ts, .vue and .mjs file, with types',
    script: bin.eslint,
    // By content, since dates lie after a checkout; rules that read types may see a change elsewhere late, so CI has no cache.
    args: [
      ...(process.env['CI']
        ? []
        : ['--cache', '--cache-strategy', 'content', '--cache-location', `${cache}/eslint/`]),
      '--max-warnings',
      '0',
      '.',
    ],
  },
  types('renderer', bin.vueTsc),
  types('tests', bin.vueTsc),
  types('main'),
  types('engine'),
  types('scripts'),
  types('contract'),
  types('codec'),
  types('language'),
  types('preload'),
  {
    name: 'imports',
    judges: 'who imports whom, .dependency-cruiser.cjs',
    script: bin.depcruise,
    args: ['--config', '.dependency-cruiser.cjs', '--output-type', 'err-long', ...rooms, 'tests', 'scripts'],
  },
  {
    name: 'unused',
    judges: 'files, exports and packages nobody uses, knip.json',
    script: bin.knip,
    args: [],
  },
  {
    name: 'format',
    judges: 'every file prettier knows',
    script: bin.prettier,
    args: [
      '--check',
      '--log-level',
      'warn',
      '--cache',
      '--cache-location',
      `${cache}/prettier/.prettier-cache`,
      '.',
    ],
  },
  {
    name: 'docs',
    judges: 'docs/contract.md is fresh, docs/errors.md has every code',
    script: 'scripts/docs.mjs',
    args: ['--check'],
  },
  {
    name: 'licences',
    judges: 'the licence of every package in the lock',
    script: 'scripts/check-licences.mjs',
    args: [],
  },
  {
    name: 'icons',
    judges: 'icons are of resources/icon.svg as it is',
    script: 'scripts/icons.mjs',
    args: ['--check'],
  },
  {
    name: 'languages',
    judges: 'each text of the sources in each catalogue, and nothing else in it',
    script: 'scripts/languages.mjs',
    args: [],
  },
  { name: 'lock', judges: 'package-lock.json on every platform', script: 'scripts/check-lock.mjs', args: [] },
  {
    name: 'private',
    judges: 'paths and hosts of one machine, in every file',
    script: 'scripts/check-private.mjs',
    args: [],
  },
];

const jsonAt = process.argv.indexOf('--json');
const jsonFile = jsonAt < 0 ? null : process.argv[jsonAt + 1];
const wanted = process.argv.slice(2).filter((word) => !word.startsWith('--') && word !== jsonFile);
const chosen =
  wanted.length === 0 ? parts : parts.filter(({ name }) => wanted.some((word) => name.includes(word)));
if (chosen.length === 0) {
  console.error(`No part is called ${wanted.join(', ')}: ${parts.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}

/** @type {{ name: string, ok: boolean, ms: number, output: string }[]} */
const verdicts = [];
const queue = [...chosen];
const started = performance.now();

async function worker() {
  for (let part = queue.shift(); part; part = queue.shift()) {
    const { code, output, ms } = await runNode(part.script, part.args);
    verdicts.push({ name: part.name, ok: code === 0, ms, output });
    console.log(
      `${code === 0 ? 'ok  ' : 'FAIL'} ${part.name.padEnd(18)} ${seconds(ms).padStart(7)}  ${part.judges}`,
    );
    if (code !== 0) console.log(output.trimEnd().replace(/^/gm, '       '));
  }
}

for (const room of rooms) {
  if (!existsSync(join(root, room, 'tsconfig.json'))) throw new Error(`${room}/tsconfig.json is missing`);
}
await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, worker));

const failed = verdicts.filter(({ ok }) => !ok);
if (jsonFile) {
  const file = join(root, jsonFile);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(verdicts, null, 2));
}
console.log(
  `check: ${verdicts.length - failed.length} of ${verdicts.length} parts ok in ${seconds(performance.now() - started)}` +
    (failed.length === 0 ? '' : `; failed: ${failed.map(({ name }) => name).join(', ')}`),
);
process.exitCode = failed.length === 0 ? 0 : 1;
