/*
 * `npm run dev`: rebuilds and restarts the host as its sources change, with the page replaced in place. With
 * an Electron binary that is the desktop app; without one, electron-vite starts scripts/dev-serve.mjs in its
 * place, and the page reaches the headless host through the dev server.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { findElectron } from './electron.mjs';
import { ensureInstalled } from './install.mjs';
import { root } from './run.mjs';

await ensureInstalled();
const headless = process.argv.includes('--serve') || !findElectron();
const env = headless
  ? {
      ...process.env,
      ELECTRON_EXEC_PATH: join(root, 'scripts', 'dev-serve.mjs'),
      WIREBENCH_DEV_HOST: process.env['WIREBENCH_DEV_HOST'] ?? 'http://127.0.0.1:8123',
    }
  : process.env;
const child = spawn(
  process.execPath,
  [join(root, 'node_modules/electron-vite/bin/electron-vite.js'), 'dev', '--watch'],
  { cwd: root, env, stdio: 'inherit' },
);
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM']))
  process.on(signal, () => child.kill(signal));
child.once('exit', (code) => {
  process.exitCode = code ?? 1;
});
