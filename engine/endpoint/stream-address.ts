import type { Socket } from 'node:net';
import type { SocketAddress } from '../../contract/index.js';

/** Sockets come from few hosts, and Node makes a new text for each: equal ones in a row are kept once. */
let lastHost = '';

function sameHost(host = ''): string {
  if (host !== lastHost) lastHost = host;
  return lastHost;
}

/** The far end of a connected TCP socket. Ask while it is open: a closed one has forgotten. */
export function remoteOf(socket: Socket): SocketAddress {
  return {
    host: sameHost(socket.remoteAddress),
    port: socket.remotePort ?? 0,
    family: socket.remoteFamily === 'IPv6' ? 'IPv6' : 'IPv4',
  };
}

/** Our end of a connected TCP socket. */
export function localOf(socket: Socket): SocketAddress {
  return {
    host: sameHost(socket.localAddress),
    port: socket.localPort ?? 0,
    family: socket.localFamily === 'IPv6' ? 'IPv6' : 'IPv4',
  };
}

/** A local socket's address: its path, and no port. */
export function localSocketAddress(path: string): SocketAddress {
  return { host: path, port: 0, family: 'local' };
}

/** `host:port`, or the path of a local socket; of a proxy what it stands for too. */
export function addressText(address: SocketAddress): string {
  if (address.family === 'local') return address.host;
  const place =
    address.family === 'IPv6' ? `[${address.host}]:${address.port}` : `${address.host}:${address.port}`;
  return address.proxyFor === undefined ? place : `${address.proxyFor} through the proxy ${place}`;
}

/** Milliseconds to the microsecond: more digits are noise. */
export function roundMs(ms: number): number {
  return Math.round(ms * 1_000) / 1_000;
}
