import { isIP } from 'node:net';
import { networkInterfaces, platform } from 'node:os';
import { fail, ok } from '../../contract/index.js';
import type { Result } from '../../contract/index.js';

export type UdpFamily = 'IPv4' | 'IPv6';

/** A multicast group and the interface in the form `dgram` wants for the group's family. */
export interface Group {
  readonly address: string;
  readonly family: UdpFamily;
  /** Absent where the system may choose. */
  readonly interface: string | undefined;
}

/**
 * Reads a group and the interface it is joined on. A zone on the group (`ff02::1%lo`) names the
 * interface where none is given. Fails with `udp.group` or `udp.interface`.
 */
export function parseGroup(group: string, networkInterface: string): Result<Group> {
  const [address = '', zone = ''] = group.trim().split('%');
  const family = isIP(address);
  const first = Number(address.split('.')[0]);
  if (family === 0)
    return fail(
      'udp.group',
      `'${group}' is not an address: a group is 224.0.0.0 to 239.255.255.255, or begins with ff`,
    );
  if (family === 4 && (first < 224 || first > 239)) {
    return fail(
      'udp.group',
      `${address} is not a multicast group: those go from 224.0.0.0 to 239.255.255.255 (RFC 5771)`,
    );
  }
  if (family === 6 && !/^ff/i.test(address)) {
    return fail(
      'udp.group',
      `${address} is not a multicast group: those of IPv6 begin with ff (RFC 4291 §2.7)`,
    );
  }
  const named = networkInterface.trim() === '' ? zone : networkInterface.trim();
  const found = interfaceFor(family === 4 ? 'IPv4' : 'IPv6', named);
  return found.ok ? ok({ address, family: family === 4 ? 'IPv4' : 'IPv6', interface: found.value }) : found;
}

/**
 * An interface given by name or by one of its addresses, as the family's socket calls want it: IPv4
 * an address of the interface (IP_ADD_MEMBERSHIP), IPv6 `::%zone` (RFC 4007 §11). Empty is undefined.
 */
export function interfaceFor(family: UdpFamily, given: string): Result<string | undefined> {
  if (given === '') return ok(undefined);
  const all = networkInterfaces();
  const [address = '', zone] = given.split('%');
  const kind = isIP(address);
  // An address goes to IPv4 as it is: the kernel judges it, with an errno of its own.
  if (kind === 4 && family === 'IPv4') return ok(address);
  if (kind === 6 && family === 'IPv6' && zone !== undefined && zone !== '') return ok(`::%${zone}`);

  const name =
    kind === 0
      ? given
      : Object.keys(all).find((key) =>
          all[key]?.some((entry) => entry.address.toLowerCase() === address.toLowerCase()),
        );
  const entries = name === undefined ? undefined : all[name];
  if (name === undefined || entries === undefined) {
    const known = Object.keys(all).join(', ');
    return fail(
      'udp.interface',
      `no interface ${given}: this machine has ${known === '' ? 'none that is up' : known}`,
      {
        interface: given,
      },
    );
  }
  const entry = entries.find((candidate) => candidate.family === family);
  if (entry === undefined) {
    return fail('udp.interface', `interface ${name} has no ${family} address`, { interface: name, family });
  }
  if (family === 'IPv4') return ok(entry.address);
  // Windows knows zones by number only.
  return ok(platform() === 'win32' && entry.family === 'IPv6' ? `::%${entry.scopeid}` : `::%${name}`);
}

/** True for addresses that a connected answer never comes from: groups of either family. */
export function isMulticast(address: string): boolean {
  const first = Number(address.split('.')[0]);
  return isIP(address.split('%')[0] ?? '') === 6 ? /^ff/i.test(address) : first >= 224 && first <= 239;
}
