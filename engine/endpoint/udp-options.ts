import type { Socket } from 'node:dgram';
import { fail, ok } from '../../contract/index.js';
import type { FullOptions, Result } from '../../contract/index.js';
import { failureOf } from './failure.js';
import { interfaceFor, parseGroup } from './udp-group.js';
import type { UdpFamily } from './udp-group.js';

/**
 * Sets the options of a bound socket. One that the system refuses is a failure (`udp.option`),
 * since a person asked for it.
 */
export function configureSocket(socket: Socket, family: UdpFamily, udp: FullOptions['udp']): Result<void> {
  const out = interfaceFor(family, udp.multicastInterface);
  if (!out.ok) return out;
  const { value } = out;
  const steps: (readonly [what: string, apply: () => void])[] = [];
  if (udp.broadcast) steps.push(['broadcast', () => socket.setBroadcast(true)]);
  if (udp.ttl > 0) steps.push(['ttl', () => socket.setTTL(udp.ttl)]);
  steps.push(['multicastTtl', () => socket.setMulticastTTL(udp.multicastTtl)]);
  steps.push(['multicastLoopback', () => socket.setMulticastLoopback(udp.multicastLoopback)]);
  if (value !== undefined) steps.push(['multicastInterface', () => socket.setMulticastInterface(value)]);
  for (const [what, apply] of steps) {
    try {
      apply();
    } catch (error) {
      const { message, detail } = failureOf(error, { stage: 'open', host: `option ${what}` });
      return fail('udp.option', `cannot set ${what}: ${message}`, { ...detail, option: what });
    }
  }
  return ok();
}

/** Joins or leaves a group and answers what was done, in words. Fails with a `udp.*` code. */
export function changeMembership(
  socket: Socket,
  family: UdpFamily,
  action: 'join' | 'leave',
  group: string,
  networkInterface: string,
): Result<string> {
  const parsed = parseGroup(group, networkInterface);
  if (!parsed.ok) return parsed;
  const { address, family: of, interface: name } = parsed.value;
  if (of !== family) {
    return fail('udp.family', `${address} is ${of}, but the socket is ${family}: bind an ${of} address`);
  }
  const shown = networkInterface.trim() === '' ? name : networkInterface.trim();
  const on = shown === undefined ? '' : ` on ${shown}`;
  try {
    if (action === 'join') socket.addMembership(address, name);
    else socket.dropMembership(address, name);
  } catch (error) {
    const { errno, message, detail } = failureOf(error, { stage: 'open', host: `${address}${on}` });
    const known = action === 'join' ? 'it is joined already' : 'it was never joined there';
    const said = errno === 'EADDRINUSE' || errno === 'EADDRNOTAVAIL' ? known : message;
    const what = action === 'join' ? `cannot join ${address}${on}` : `cannot leave ${address}${on}`;
    return fail('udp.membership', `${what}: ${said}`, detail);
  }
  const text = `${action === 'join' ? 'joined' : 'left'} ${address}${on}`;
  return ok(text);
}
