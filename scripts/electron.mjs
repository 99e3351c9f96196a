import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, runNode } from './run.mjs';

const home = join(root, 'node_modules', 'electron');
const failedBefore = join(root, 'node_modules', '.cache', 'wirebench', 'electron-download-failed');
/** Long enough for 120 MB over a slow line; a machine without network fails within seconds by itself. */
const downloadMs = 180_000;
const rememberMs = 24 * 60 * 60 * 1000;

/** @returns {string} */
function binaryName() {
  if (process.platform === 'darwin') return join('Electron.app', 'Contents', 'MacOS', 'Electron');
  return process.platform === 'win32' ? 'electron.exe' : 'electron';
}

/**
 * Where Electron's binary is, if it is here.
 * @returns {string | undefined}
 */
export function findElectron() {
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  const binary = join(override || join(home, 'dist'), binaryName());
  return existsSync(binary) ? binary : undefined;
}

/**
 * Where Electron's binary is, downloading it where that can be done. A failed download is not tried again
 * for a day (or until node_modules is installed anew), so that an offline start stays quick.
 * @returns {Promise<string | undefined>}
 */
export async function obtainElectron() {
  const here = findElectron();
  if (here || process.env['WIREBENCH_NO_ELECTRON'] || process.env['ELECTRON_OVERRIDE_DIST_PATH']) return here;
  const failed = statSync(failedBefore, { throwIfNoEntry: false });
  if (failed && Date.now() - failed.mtimeMs < rememberMs) return undefined;

  const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
  console.error(`Getting Electron ${version} (once)…`);
  const { code } = await runNode('node_modules/electron/install.js', [], { timeoutMs: downloadMs });
  const got = code === 0 ? findElectron() : undefined;
  if (got) {
    rmSync(failedBefore, { force: true });
  } else {
    mkdirSync(join(failedBefore, '..'), { recursive: true });
    writeFileSync(failedBefore, '');
  }
  return got;
}
