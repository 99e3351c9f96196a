import type { ConnectionOptions } from '../../contract/index.js';
import { run, stopAll } from './test-endpoint.js';
import type { Running } from './test-endpoint.js';
import { rawClient, upgradeRequest } from './test-websocket.js';
import type { RawPeer } from './test-websocket.js';
import { makeWebSocketListener } from './websocket-listener.js';

type Ws = NonNullable<ConnectionOptions['ws']>;

/** What a test opened by itself, for `closeAll`. */
export const sockets: { terminate?: () => void; destroy?: () => void }[] = [];

/** A listener of ours that listens. */
export async function listen(
  ws: Ws = {},
  more: ConnectionOptions = {},
  address = 'ws://127.0.0.1:0/',
  directory = '/',
): Promise<Running & { port: number }> {
  const made = run(makeWebSocketListener, address, {
    protocol: 'ws',
    role: 'server',
    options: { ws, ...more },
    directory,
  });
  await made.host.until('listening');
  return { ...made, port: made.host.known.local?.port ?? 0 };
}

/** A bare client that `closeAll` takes down. */
export async function raw(port: number, request?: string): Promise<RawPeer> {
  const peer = await rawClient(port, request);
  sockets.push(peer.socket);
  return peer;
}

/** A raw peer whose upgrade has been accepted. */
export async function opened(
  port: number,
  path = '/',
  extra: readonly string[] = [],
): Promise<{ peer: RawPeer; response: string }> {
  const peer = await raw(port, upgradeRequest(path, extra));
  const response = await peer.head();
  if (!response.startsWith('HTTP/1.1 101 ')) throw new Error(`not accepted: ${response}`);
  return { peer, response };
}

/** Takes down what a test leaves running. */
export async function closeAll(): Promise<void> {
  for (const socket of sockets.splice(0)) (socket.terminate ?? socket.destroy)?.call(socket);
  await stopAll();
}
