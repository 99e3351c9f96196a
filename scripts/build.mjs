// Builds out/ and notes what it was built from, so that the next start builds only what is stale.
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureInstalled } from './install.mjs';
import { root, runNode } from './run.mjs';

const sources = [
  'contract',
  'codec',
  'engine',
  'main',
  'preload',
  'renderer',
  'resources',
  'electron.vite.config.ts',
  'scripts/bundled.mjs',
  'package.json',
  'package-lock.json',
];
const stamp = join(root, 'out', '.built-from');
const products = [
  'main/index.js',
  'main/serve.js',
  'main/cli.js',
  'main/import-worker.js',
  'preload/index.cjs',
  'renderer/index.html',
  'bundled/renderer.json',
];

/** Names, sizes and dates of every source: sees edits, deletions and checkouts of older files alike. */
function fingerprint() {
  const hash = createHash('sha256');
  const visit = (/** @type {string} */ path) => {
    const full = join(root, path);
    const stat = statSync(full, { throwIfNoEntry: false });
    if (!stat) return;
    if (stat.isDirectory()) {
      for (const name of readdirSync(full).sort()) visit(`${path}/${name}`);
    } else if (!path.endsWith('.test.ts') && !path.endsWith('.md')) {
      hash.update(`${path}\0${stat.size}\0${stat.mtimeMs}\n`);
    }
  };
  sources.forEach(visit);
  return hash.digest('hex');
}

/** Whether out/ was built from the sources as they are now. */
export function isBuilt() {
  return (
    existsSync(stamp) &&
    products.every((file) => existsSync(join(root, 'out', file))) &&
    readFileSync(stamp, 'utf8') === fingerprint()
  );
}

/**
 * @param {{ show?: boolean }} [options]
 * @returns {Promise<import('./run.mjs').Ran>}
 */
export async function build({ show = false } = {}) {
  const from = fingerprint();
  rmSync(stamp, { force: true });
  const ran = await runNode('node_modules/electron-vite/bin/electron-vite.js', ['build'], { show });
  if (ran.code === 0) {
    // `npx wirebench` in a checkout runs it as a program.
    chmodSync(join(root, 'out', 'main', 'cli.js'), 0o755);
    writeFileSync(stamp, from);
  }
  return ran;
}

/** Builds where out/ is stale. Ends the process where the build fails, having shown why. */
export async function ensureBuilt() {
  await ensureInstalled();
  if (isBuilt()) return;
  console.error('Building…');
  const { code, output } = await build();
  if (code !== 0) {
    console.error(output);
    process.exit(1);
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await ensureInstalled();
  process.exitCode = (await build({ show: true })).code;
}
