import { isIP } from 'node:net';
import { parseAddress } from '../../codec/index.js';
import { fail, ok } from '../../contract/index.js';
import type { Result, SocketAddress } from '../../contract/index.js';
import { resolve } from './resolve.js';
import type { UdpFamily } from './udp-group.js';

/** Where `host:port` leads for a socket of this family; a name is looked up in that family alone. */
export async function resolveDestination(to: string, socket: UdpFamily): Promise<Result<SocketAddress>> {
  const parsed = parseAddress(to, { protocol: 'udp', role: 'client' });
  if (!parsed.ok) return parsed;
  const { protocol, host = 'localhost', port = 0 } = parsed.value;
  if (protocol !== 'udp') return fail('address.scheme', `${to} is no UDP address: write host:port`);
  const found = await resolve(host, socket === 'IPv6' ? 'ipv6' : 'ipv4');
  if (!found.ok) {
    const hint = isIP(host.split('%')[0] ?? '') === 0 ? '' : `; this socket is ${socket}`;
    return fail(found.error.code, found.error.message + hint, found.error.detail);
  }
  const first = found.value.addresses[0];
  if (first === undefined) return fail('resolve.no-address', `${host} has no ${socket} address`);
  return ok({ host: first.address, port, family: socket });
}
