#!/usr/bin/env node
/*
 * Stands in for Electron under `electron-vite dev` (see dev.mjs): runs the headless host on a fixed port. The
 * dev server passes /bridge on to it (dev-proxy.mjs). Cookies do not know ports, so the one this host sets when its
 * address is opened also lets the dev server's page in, whose origin the host takes from the environment.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './run.mjs';

const { hostname, port } = new URL(process.env['WIREBENCH_DEV_HOST'] ?? 'http://127.0.0.1:8123');
const host = join(root, 'out', 'main', 'serve.js');
process.argv = [process.execPath, host, '--host', hostname, '--port', port];
console.error(
  `Open the address below: it leads to ${process.env['ELECTRON_RENDERER_URL'] ?? 'the dev server'}`,
);
await import(pathToFileURL(host).href);
