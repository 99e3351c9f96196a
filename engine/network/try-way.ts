import { performance } from 'node:perf_hooks';
import { parseAddress, proxyText } from '../../codec/index.js';
import { fail, fullOptions, ok } from '../../contract/index.js';
import type { Result, WayTried } from '../../contract/index.js';
import { dial, routeTo } from '../endpoint/dial.js';
import { placeOf } from '../endpoint/failure.js';
import type { Network } from '../endpoint/network.js';
import { roundMs } from '../endpoint/stream-address.js';

/** Longer waits are no test that somebody looks at, milliseconds. */
const patienceMs = 10_000;

/**
 * Connects to an address by the way that the settings lead there, says nothing to it, and hangs up. What comes after the
 * way (TLS, a handshake) is not tried. Fails as a connection does.
 */
export async function tryWay(network: Network | undefined, typed: string): Promise<Result<WayTried>> {
  const parsed = parseAddress(typed, { protocol: 'tcp', role: 'client' });
  if (!parsed.ok) return parsed;
  const { protocol, host = null, port = null } = parsed.value;
  if (protocol === 'udp' || protocol === 'unix' || host === null || port === null)
    return fail('address.scheme', 'name an address of TCP, TLS or WebSocket: nothing else goes by a proxy');
  await network?.settled?.();
  const options = fullOptions({ tcp: { connectTimeoutMs: patienceMs } });
  const input = { options, network, directory: '' };
  const target = { protocol, host, port };
  const route = await routeTo(input, target);
  if (!route.ok) return route;
  const began = performance.now();
  const told = { life: () => undefined, state: () => undefined };
  const way = await dial(input, { ...target, tcp: options.tcp }, told, new AbortController().signal);
  if (!way.ok) {
    const { code, message, detail } = way.error;
    return { ok: false, error: { code, message, ...(detail !== undefined && { detail }) } };
  }
  const ms = roundMs(performance.now() - began);
  const { socket, raw } = way.value;
  socket.on('error', () => {});
  socket.destroy();
  raw.destroy();
  return ok({
    place: placeOf({ host, port }),
    via: route.value === null ? null : proxyText(route.value),
    ms,
  });
}
