import type { AddressInfo, Server } from 'node:net';
import { RowKind } from '../../contract/index.js';
import type { SocketAddress } from '../../contract/index.js';
import { dial } from './dial.js';
import type { EndpointHost, EndpointInput, MakeEndpoint } from './endpoint.js';
import type { NetworkTarget } from './network.js';
import { resolve } from './resolve.js';
import { localOf, remoteOf, roundMs } from './stream-address.js';
import { StreamClient } from './stream-client.js';
import { StreamListener } from './stream-listener.js';
import type { ListenerKind, Prepared } from './stream-listener.js';
import type { DialTarget } from './tcp-dial.js';

/** A TCP client. */
export const makeTcpClient: MakeEndpoint = (input, host) =>
  new StreamClient(host, async (to, signal) => {
    const dialed = await dial(input, dialTargetOf(input), to, signal);
    return dialed.ok ? { ok: true, value: { ...dialed.value, tls: null } } : dialed;
  });

/** A TCP listener and its peers. */
export const makeTcpListener: MakeEndpoint = (input, host) =>
  new StreamListener(host, tcpListenerKind(input));

/** Where a client connects to; a host left out is this machine. */
export function dialTargetOf({ config, address, options }: EndpointInput): DialTarget & NetworkTarget {
  const { protocol } = config;
  return { protocol, host: address.host ?? 'localhost', port: address.port ?? 0, tcp: options.tcp };
}

/** What a TCP listener is, for those built on it. */
export function tcpListenerKind(input: EndpointInput): ListenerKind {
  const { tcp, listen } = input.options;
  return {
    prepare: (host) => listenPlace(input, host),
    accepted: { noDelay: tcp.noDelay, keepAlive: tcp.keepAlive, keepAliveInitialDelay: tcp.keepAliveDelayMs },
    maxPeers: listen.maxPeers,
    remoteOf,
    localOf,
    boundOf,
  };
}

/** The bound address of a server that listens on a port. */
export function boundOf(server: Server): SocketAddress {
  // It listens on a port, so Node answers an AddressInfo (net docs, server.address()).
  const { address, port, family } = server.address() as AddressInfo;
  return { host: address, port, family: family === 'IPv6' ? 'IPv6' : 'IPv4' };
}

/**
 * Where to listen: loopback where no host is given. A name is looked up, and of several addresses
 * the IPv4 one is taken (most programs try it for `localhost`); the others are told.
 */
export async function listenPlace(
  { address, options }: EndpointInput,
  host: EndpointHost,
): Promise<Prepared> {
  const name = address.host ?? (options.tcp.family === 'ipv6' ? '::1' : '127.0.0.1');
  const port = address.port ?? 0;
  const resolved = await resolve(name, options.tcp.family);
  if (!resolved.ok) return resolved;
  const { addresses, ms } = resolved.value;
  const chosen = addresses.find(({ family }) => family === 4) ?? addresses[0];
  const bind = chosen?.address ?? name;
  if (bind !== name) {
    const list = addresses.map((one) => one.address);
    const others = list.filter((one) => one !== bind);
    const text = `${name} is ${list.join(', ')}${others.length > 0 ? `; listening on ${bind} alone` : ''}`;
    host.life(RowKind.resolve, 0, { text, host: name, addresses: list, ms: roundMs(ms) });
  }
  return { ok: true, value: { listen: { host: bind, port }, where: { host: bind, port } } };
}
