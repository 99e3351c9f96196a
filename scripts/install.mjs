import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './run.mjs';

/**
 * Whether node_modules is what package-lock.json says. npm writes what it installed into a lock of its own
 * inside node_modules; the two are compared entry by entry, since dates lie after a checkout.
 * @param {string} [directory]
 */
export function isInstalled(directory = root) {
  const installedLock = join(directory, 'node_modules', '.package-lock.json');
  if (!existsSync(installedLock)) return false;
  /** @type {(file: string) => Record<string, { version?: string, optional?: boolean }>} */
  const packagesOf = (file) => JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
  const installed = packagesOf(installedLock);
  return Object.entries(packagesOf(join(directory, 'package-lock.json'))).every(
    ([path, { version, optional }]) =>
      path === '' || installed[path]?.version === version || (optional === true && !installed[path]),
  );
}

/** Installs what the lock names, where that has not been done. Ends the process where it cannot be. */
export async function ensureInstalled() {
  if (isInstalled()) return;
  console.error('Installing packages (npm ci)…');
  const { code } = await run('npm', ['ci'], { show: true, shell: process.platform === 'win32' });
  if (code !== 0) {
    console.error('npm ci failed: see above. With a network, `npm ci` by hand shows the same.');
    process.exit(1);
  }
}
