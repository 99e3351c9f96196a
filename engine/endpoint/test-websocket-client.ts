import type { ConnectionOptions } from '../../contract/index.js';
import { run, stopAll } from './test-endpoint.js';
import type { Plain, Running } from './test-endpoint.js';
import { rawServer, switching } from './test-websocket.js';
import type { RawPeer } from './test-websocket.js';
import { makeWebSocketClient } from './websocket-client.js';

export type Ws = NonNullable<ConnectionOptions['ws']>;

type Server = Awaited<ReturnType<typeof rawServer>>;

const servers: Plain[] = [];

/** A bare server that `closeAll` takes down. */
export async function serve(...args: Parameters<typeof rawServer>): Promise<Server> {
  const server = await rawServer(...args);
  servers.push(server);
  return server;
}

/** A client of ours, started. */
export function dial(url: string, ws: Ws = {}, more: ConnectionOptions = {}, directory = '/'): Running {
  return run(makeWebSocketClient, url, { protocol: 'ws', options: { ws, ...more }, directory });
}

/** A server that accepts, and a client that is open to it. */
export async function open(
  ws: Ws = {},
  extra: readonly string[] = [],
): Promise<Running & { server: Server; peer: RawPeer }> {
  const server = await serve((request) => switching(request, extra));
  const { endpoint, host } = dial(`ws://127.0.0.1:${server.port}/`, ws);
  await host.until('open');
  const [peer] = server.peers;
  if (peer === undefined) throw new Error('no peer');
  return { endpoint, host, server, peer };
}

/** Takes down what a test leaves running. */
export async function closeAll(): Promise<void> {
  await stopAll();
  await Promise.all(servers.splice(0).map((server) => server.close()));
}
