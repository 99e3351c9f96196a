import { networkInterfaces as systemInterfaces } from 'node:os';
import type { NetworkInterface } from '../contract/index.js';

/** Addresses of this machine, as the system lists them now; loopback included. */
export function networkInterfaces(): readonly NetworkInterface[] {
  return Object.entries(systemInterfaces()).flatMap(([name, addresses]) =>
    (addresses ?? []).map(({ address, family, internal }) => ({
      name,
      address,
      family: family === 'IPv6' ? ('IPv6' as const) : ('IPv4' as const),
      loopback: internal,
    })),
  );
}
