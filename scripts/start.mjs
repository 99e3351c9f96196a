// `npm start`: builds what is stale, then opens the desktop app, or the headless host where there is no Electron.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureBuilt } from './build.mjs';
import { obtainElectron } from './electron.mjs';
import { root } from './run.mjs';

const hasDisplay =
  process.platform !== 'linux' || Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
const given = process.argv.slice(2);
/** For this script alone; the last one counts. */
const opening = given.filter((arg) => arg === '--open' || arg === '--no-open').at(-1);
const args = given.filter((arg) => arg !== '--open' && arg !== '--no-open');

await ensureBuilt();
const electron = hasDisplay ? await obtainElectron() : undefined;
if (electron) {
  // As root Chromium's sandbox refuses to start on Linux.
  const asRoot = process.platform === 'linux' && process.getuid?.() === 0;
  follow(spawn(electron, [...(asRoot ? ['--no-sandbox'] : []), root, ...args], { stdio: 'inherit' }));
} else {
  console.error(
    hasDisplay
      ? 'No Electron binary here and none could be downloaded: opening Wirebench in the browser instead.'
      : 'No display here for a desktop window: Wirebench runs headless, open the address below in a browser.',
  );
  const host = spawn(process.execPath, [join(root, 'out', 'main', 'serve.js'), ...args], {
    stdio: ['inherit', 'pipe', 'inherit'],
  });
  follow(host);
  let seen = '';
  host.stdout.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
    process.stdout.write(text);
    if (seen === 'opened') return;
    seen += text;
    const address = /https?:\/\/\S+[?#]token=[\w-]+/.exec(seen)?.[0];
    if (address === undefined) return;
    seen = 'opened';
    if (mayOpen()) openBrowser(address);
  });
}

/** Where nobody said: only for a person who sits before a terminal and a screen. */
function mayOpen() {
  if (opening !== undefined) return opening === '--open';
  return hasDisplay && process.stdout.isTTY && !process.env['CI'];
}

/**
 * Ends with the child, and hands it the signals that are meant for it.
 * @param {import('node:child_process').ChildProcess} child
 */
function follow(child) {
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => child.kill(signal));
  }
  child.once('error', (error) => {
    console.error(`Could not start: ${error.message}`);
    process.exitCode = 1;
  });
  child.once('exit', (code, signal) => {
    process.exitCode = code ?? (signal ? 1 : 0);
  });
}

/** @param {string} address */
function openBrowser(address) {
  const [command, ...before] =
    process.platform === 'darwin'
      ? ['open']
      : process.platform === 'win32'
        ? ['rundll32', 'url.dll,FileProtocolHandler']
        : ['xdg-open'];
  // The address is printed already: a machine without an opener loses nothing.
  spawn(command ?? 'xdg-open', [...before, address], { stdio: 'ignore', detached: true })
    .on('error', () => {})
    .unref();
}
