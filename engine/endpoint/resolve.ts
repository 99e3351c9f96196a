import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { performance } from 'node:perf_hooks';
import type { Failure } from '../../contract/index.js';
import { failureOf } from './failure.js';
import type { StageFailure } from './failure.js';

export type Family = 'auto' | 'ipv4' | 'ipv6';

export interface ResolvedAddress {
  readonly address: string;
  readonly family: 4 | 6;
}

export type Resolved =
  | {
      readonly ok: true;
      readonly value: { readonly addresses: readonly ResolvedAddress[]; readonly ms: number };
    }
  | { readonly ok: false; readonly error: StageFailure; readonly ms: number };

/**
 * Every address of a name in the system's order (hosts file and name servers, as other programs
 * see them), and the milliseconds it took. An address given as one is its own answer.
 */
export async function resolve(host: string, family: Family): Promise<Resolved> {
  const began = performance.now();
  const wanted = family === 'auto' ? 0 : family === 'ipv4' ? 4 : 6;
  const literal = isIP(host);
  if (literal !== 0 && wanted !== 0 && literal !== wanted) {
    return {
      ok: false,
      error: noAddress(`${host} is an IPv${literal} address, but only IPv${wanted} is allowed`),
      ms: 0,
    };
  }
  try {
    const found = await lookup(host, { all: true, verbatim: true, family: wanted });
    const addresses = found.map(
      ({ address, family: of }) => ({ address, family: of === 6 ? 6 : 4 }) as const,
    );
    const ms = performance.now() - began;
    if (addresses.length > 0) return { ok: true, value: { addresses: unique(addresses), ms } };
    return { ok: false, error: noAddress(`${host} has no address`), ms };
  } catch (error) {
    const failure = failureOf(error, { stage: 'resolve', host });
    const only =
      wanted === 0 || failure.code !== 'resolve.unknown-host' ? '' : ` (only IPv${wanted} was asked for)`;
    return {
      ok: false,
      error: { ...failure, message: failure.message + only },
      ms: performance.now() - began,
    };
  }
}

function noAddress(message: string): StageFailure {
  const failure: Failure = { code: 'resolve.no-address', message: `${message}; change the address family` };
  return { ...failure, stage: 'resolve' };
}

/** The system may name an address once for each line of its hosts file. */
function unique(addresses: readonly ResolvedAddress[]): readonly ResolvedAddress[] {
  return [...new Map(addresses.map((one) => [one.address, one])).values()];
}

/**
 * The order in which to try them: families take turns, starting with that of the first
 * (RFC 8305 §4), so that a broken family costs one delay and not one for each address.
 */
export function interleave(addresses: readonly ResolvedAddress[]): readonly ResolvedAddress[] {
  const first = addresses.filter(({ family }) => family === addresses[0]?.family);
  const second = addresses.filter(({ family }) => family !== addresses[0]?.family);
  const turns = Array.from({ length: Math.max(first.length, second.length) }, (_, turn) => [
    first[turn],
    second[turn],
  ]);
  return turns.flat().filter((one) => one !== undefined);
}
