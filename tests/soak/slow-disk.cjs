/*
 * A slow disk for the host: each operation on files waits for up to WIREBENCH_SLOW_DISK milliseconds (80) first.
 *
 *   NODE_OPTIONS="--require ./tests/soak/slow-disk.cjs" npx playwright test
 *
 * What a page does in quick succession, and what is killed or reloaded at once, shows then whether it waits for the disk.
 */
'use strict';

if (/[\\/]main[\\/](?:serve|index)\.js$/.test(process.argv[1] ?? '')) {
  const fs = require('node:fs');
  const most = Number(process.env.WIREBENCH_SLOW_DISK ?? 80);
  const slow = (/** @type {() => unknown} */ work) => setTimeout(work, Math.random() * most);
  for (const name of [
    ...[
      'access',
      'appendFile',
      'copyFile',
      'link',
      'lstat',
      'mkdir',
      'open',
      'readFile',
      'readdir',
      'realpath',
    ],
    ...['rename', 'rm', 'stat', 'unlink', 'writeFile'],
  ]) {
    const real = fs.promises[name];
    fs.promises[name] = (...args) =>
      new Promise((resolve) => slow(() => resolve(undefined))).then(() => real.apply(fs.promises, args));
  }
  // What is imported by name from `node:fs/promises` is this, too.
  require('node:module').syncBuiltinESMExports();
}
