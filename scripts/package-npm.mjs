/*
 * `npm run package:npm`: the terminal and the headless host as a package of npm, in release/. It is laid out in a
 * folder of its own with a package.json of its own, so that neither Electron nor the desktop's bundles come along
 * and nothing is installed beside it: all that both need is in the bundles.
 */
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt } from './build.mjs';
import { reach } from './check-bundles.mjs';
import { root, run } from './run.mjs';

const entries = ['cli.js', 'serve.js', 'import-worker.js'];
const beside = ['LICENSE', 'THIRD-PARTY-NOTICES.txt'];

/**
 * package.json of the package: what says what it is and how it starts, and no word of how it is made.
 * @param {Record<string, unknown>} own
 */
export function npmPackageJson(own) {
  const { name, version, license, author, homepage, repository, keywords, type, bin, engines } = own;
  return {
    name,
    version,
    description:
      'A workbench for sockets: TCP, UDP, TLS, local sockets and WebSocket, in a terminal or a browser.',
    license,
    author,
    homepage,
    repository,
    keywords,
    type,
    bin,
    engines,
    files: ['out', ...beside],
  };
}

/**
 * Lays the package out, ready for `npm pack` or `npm publish`.
 * @param {string} directory
 */
export function layNpmPackage(directory) {
  rmSync(directory, { recursive: true, force: true });
  const out = join(root, 'out');
  const files = new Set(entries.flatMap((entry) => reach(join(out, 'main', entry)).files));
  const copy = (/** @type {string} */ from, /** @type {string} */ to) => {
    mkdirSync(dirname(join(directory, to)), { recursive: true });
    copyFileSync(from, join(directory, to));
  };
  for (const file of files) copy(file, relative(root, file).split(sep).join('/'));
  for (const file of filesBelow(join(out, 'renderer'))) copy(file, relative(root, file));
  for (const file of beside) copy(join(root, file), file);
  copy(join(root, 'resources', 'npm-readme.md'), 'README.md');
  chmodSync(join(directory, 'out', 'main', 'cli.js'), 0o755);
  const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  writeFileSync(join(directory, 'package.json'), `${JSON.stringify(npmPackageJson(own), null, 2)}\n`);
}

/** @param {string} directory */
function filesBelow(directory) {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.map'))
    .map((entry) => join(entry.parentPath, entry.name));
}

/**
 * @param {string} directory laid out
 * @param {string} to
 * @returns {Promise<import('./run.mjs').Ran>}
 */
export function packNpmPackage(directory, to) {
  return run(
    'npm',
    ['pack', directory, '--pack-destination', to, '--ignore-scripts', '--loglevel', 'error'],
    {
      shell: process.platform === 'win32',
    },
  );
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await ensureBuilt();
  const release = join(root, 'release');
  layNpmPackage(join(release, 'npm'));
  const { code, output } = await packNpmPackage(join(release, 'npm'), release);
  process.stdout.write(output);
  process.exitCode = code;
}
