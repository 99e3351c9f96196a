import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import type { ConnectionOptions } from '../../contract/index.js';
import { TestAuthority } from './test-certificates.js';
import { run, stopAll } from './test-endpoint.js';
import type { Running } from './test-endpoint.js';
import { makeTlsClient, makeTlsListener } from './tls.js';

type Tls = NonNullable<ConnectionOptions['tls']>;

/** One for each file of tests, which removes it after all of them. */
export const authority = await TestAuthority.create();
const { directory } = authority;
export const { caFile } = authority;
export const leaf = await authority.server();
export const ca = readFileSync(join(directory, caFile));

/** What a test opened by itself, for `closeAll`. */
export const sockets: Socket[] = [];

/** Takes down what a test leaves running. */
export async function closeAll(): Promise<void> {
  for (const socket of sockets.splice(0)) socket.destroy();
  await stopAll();
}

/** A client of ours that trusts the authority, started. */
export function dial(port: number, tls: Tls = {}, host = 'localhost'): Running {
  const options = { tls: { caFile, ...tls }, tcp: { family: 'ipv4' as const } };
  return run(makeTlsClient, `${host}:${port}`, { protocol: 'tls', directory, options });
}

/** A listener of ours that listens. */
export async function listen(tls: Tls = {}): Promise<Running & { port: number }> {
  const options = { tls: { certFile: leaf.certFile, keyFile: leaf.keyFile, ...tls } };
  const running = run(makeTlsListener, '127.0.0.1:0', {
    protocol: 'tls',
    role: 'server',
    directory,
    options,
  });
  const row = await running.host.row('listen');
  return { ...running, port: row.detail.local?.port ?? 0 };
}
