import { createSocket } from 'node:dgram';
import type { RemoteInfo, Socket } from 'node:dgram';
import { once } from 'node:events';
import { fullOptions } from '../../contract/index.js';
import type { ConnectionOptions, Outgoing } from '../../contract/index.js';
import { parseAddress } from '../../codec/index.js';
import type { Network } from './network.js';
import type { Running } from './test-endpoint.js';
import { TestHost } from './test-host.js';
import { makeUdp } from './udp.js';

const closers: (() => unknown)[] = [];

/** Takes down what a test leaves running. */
export async function closeAll(): Promise<void> {
  for (const close of closers.splice(0)) await close();
}

/** Hex digits, spaces ignored. */
export function bytes(hex: string): Buffer<ArrayBuffer> {
  return Buffer.from(hex.replaceAll(' ', ''), 'hex');
}

export function data(hex: string, to?: string): Outgoing {
  return { kind: 'data', data: bytes(hex), ...(to !== undefined && { to }) };
}

/** Makes and starts an endpoint. */
export function make(
  role: 'client' | 'server',
  text: string,
  options: ConnectionOptions = {},
  network?: Network,
): Running {
  const address = parseAddress(text, { protocol: 'udp', role });
  if (!address.ok) throw new Error(address.error.message);
  const host = new TestHost();
  const endpoint = makeUdp(
    {
      config: { protocol: 'udp', role, address: text, options },
      address: address.value,
      options: fullOptions(options),
      directory: '.',
      replaceStale: false,
      network,
    },
    host,
  );
  closers.push(() => endpoint.stop({}));
  endpoint.start();
  return { endpoint, host };
}

/** A client that is open. */
export async function client(text: string, options: ConnectionOptions = {}): Promise<Running> {
  const made = make('client', text, options);
  await made.host.until('open');
  return made;
}

/** A listener that listens. */
export async function listener(
  text: string,
  options: ConnectionOptions = {},
): Promise<Running & { port: number }> {
  const made = make('server', text, options);
  await made.host.until('listening');
  return { ...made, port: made.host.known.local?.port ?? 0 };
}

/** A peer of the plainest kind. */
export async function raw(
  type: 'udp4' | 'udp6' = 'udp4',
  address = type === 'udp4' ? '127.0.0.1' : '::1',
): Promise<{ socket: Socket; port: number }> {
  const socket = createSocket(type);
  closers.push(() => new Promise<void>((done) => socket.close(done)));
  socket.bind(0, address);
  await once(socket, 'listening');
  return { socket, port: socket.address().port };
}

/** The next datagram that a bare socket hears. */
export async function datagram(socket: Socket): Promise<{ data: Buffer; from: RemoteInfo }> {
  const [data, from] = (await once(socket, 'message')) as [Buffer, RemoteInfo];
  return { data, from };
}
