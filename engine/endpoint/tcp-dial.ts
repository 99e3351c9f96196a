import { connect, isIP } from 'node:net';
import type { Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { Direction, RowKind } from '../../contract/index.js';
import type { FullOptions } from '../../contract/index.js';
import type { StepHost } from './endpoint.js';
import { failureOf, placeOf, systemOf } from './failure.js';
import type { StageFailure } from './failure.js';
import { interleave, resolve } from './resolve.js';
import type { ResolvedAddress } from './resolve.js';
import { addressText, localOf, remoteOf, roundMs } from './stream-address.js';

/** Milliseconds an attempt may take before the next address is tried beside it (RFC 8305 §5). */
const attemptDelayMs = 250;

export interface DialTarget {
  readonly host: string;
  readonly port: number;
  readonly tcp: FullOptions['tcp'];
  /** Not the far end, but a proxy on the way there. */
  readonly proxy?: boolean;
}

export type Dialed =
  { readonly ok: true; readonly value: Socket } | { readonly ok: false; readonly error: StageFailure };

/**
 * Resolves and connects, telling each step as a row: every address, then each attempt that failed
 * where there are several, then the connection. The socket stays open when its peer ends
 * (`allowHalfOpen`). An aborted signal ends it with `connect.cancelled`. `connectTimeoutMs` bounds
 * both steps together.
 */
export async function dialTcp(target: DialTarget, host: StepHost, signal: AbortSignal): Promise<Dialed> {
  const { tcp } = target;
  const limit = new Deadline(tcp.connectTimeoutMs, signal);
  try {
    host.state('resolving');
    const resolved = await limit.race(resolve(target.host, tcp.family));
    if (resolved === null) return { ok: false, error: limit.failure(target, 'resolve') };
    if (!resolved.ok) {
      return resolved;
    }
    const { addresses, ms } = resolved.value;
    const list = addresses.map(({ address }) => address);
    host.life(RowKind.resolve, 0, {
      text: list[0] === target.host ? `${target.host} is an address` : `${target.host} is ${list.join(', ')}`,
      host: target.host,
      addresses: list,
      ms: roundMs(ms),
    });
    host.state('connecting');
    const usable = usableFrom(tcp.localAddress, addresses);
    if (!usable.ok) return usable;
    const began = performance.now();
    const race = new Race(target, interleave(usable.value), host);
    const won = await limit.race(race.run());
    if (won === null) {
      race.cancel();
      return { ok: false, error: limit.failure(target, 'connect') };
    }
    if (!won.ok) return won;
    const local = localOf(won.value);
    const remote = remoteOf(won.value);
    host.life(
      RowKind.connect,
      0,
      {
        text: `connected to ${target.proxy === true ? 'the proxy ' : ''}${addressText(remote)} from ${addressText(local)}`,
        ms: roundMs(performance.now() - began),
        local,
        remote,
      },
      Direction.out,
    );
    return won;
  } finally {
    limit.clear();
  }
}

/** Time and the will of the user, either of which ends a wait. */
class Deadline {
  readonly #ms: number;
  readonly #signal: AbortSignal;
  readonly #over: Promise<null>;
  #timer: NodeJS.Timeout | undefined;
  #off = () => {};

  constructor(ms: number, signal: AbortSignal) {
    this.#ms = ms;
    this.#signal = signal;
    this.#over = new Promise((settle) => {
      const over = () => settle(null);
      if (ms > 0) this.#timer = setTimeout(over, ms);
      signal.addEventListener('abort', over);
      this.#off = () => signal.removeEventListener('abort', over);
      if (signal.aborted) over();
    });
  }

  /** What came first: the answer, or null for the end of patience. */
  race<T>(work: Promise<T>): Promise<T | null> {
    return Promise.race([work, this.#over]);
  }

  failure(target: DialTarget, stage: 'resolve' | 'connect'): StageFailure {
    const place = placeOf(target);
    if (this.#signal.aborted) {
      return { code: `${stage}.cancelled`, message: `stopped before ${place} was connected`, stage };
    }
    const doing = stage === 'resolve' ? `looking up ${target.host}` : `connecting to ${place}`;
    return {
      code: `${stage}.timeout`,
      message:
        `timed out after ${this.#ms} ms while ${doing}: ` +
        'the host is down, a firewall drops the packets, or the connect timeout is too short',
      detail: { errno: 'ETIMEDOUT', address: place, timeoutMs: this.#ms },
      stage,
      errno: 'ETIMEDOUT',
    };
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#off();
  }
}

type Usable =
  | { readonly ok: true; readonly value: readonly ResolvedAddress[] }
  | { readonly ok: false; readonly error: StageFailure };

/** The addresses that can be reached from the local one; its family decides. */
function usableFrom(localAddress: string, addresses: readonly ResolvedAddress[]): Usable {
  if (localAddress === '') return { ok: true, value: addresses };
  const family = isIP(localAddress);
  const refuse = (code: string, message: string): Usable => ({
    ok: false,
    error: { code, message, stage: 'connect' },
  });
  if (family === 0) {
    return refuse('connect.local-invalid', `local address ${localAddress} is not an IP address`);
  }
  const usable = addresses.filter((one) => one.family === family);
  if (usable.length > 0) return { ok: true, value: usable };
  return refuse(
    'connect.local-family',
    `local address ${localAddress} is IPv${family}, but the host has no IPv${family} address: ` +
      `${addresses.map(({ address }) => address).join(', ')}`,
  );
}

/** Happy eyeballs (RFC 8305): attempts start one after the other, overlap, and the first to connect wins. */
export class Race {
  readonly #target: DialTarget;
  readonly #addresses: readonly ResolvedAddress[];
  readonly #host: StepHost;
  readonly #open = new Set<Socket>();
  #next = 0;
  #timer: NodeJS.Timeout | undefined;
  #first: StageFailure | null = null;
  #settle: ((outcome: Dialed) => void) | null = null;

  constructor(target: DialTarget, addresses: readonly ResolvedAddress[], host: StepHost) {
    this.#target = target;
    this.#addresses = addresses;
    this.#host = host;
  }

  run(): Promise<Dialed> {
    return new Promise((settle) => {
      this.#settle = settle;
      this.#attempt();
    });
  }

  cancel(): void {
    this.#settle = null;
    clearTimeout(this.#timer);
    for (const socket of this.#open) socket.destroy();
    this.#open.clear();
  }

  #attempt(): void {
    const one = this.#addresses[this.#next];
    if (!one) return;
    this.#next += 1;
    const { tcp, port } = this.#target;
    const began = performance.now();
    const socket = connect({
      host: one.address,
      port,
      family: one.family,
      autoSelectFamily: false,
      allowHalfOpen: true,
      noDelay: tcp.noDelay,
      keepAlive: tcp.keepAlive,
      keepAliveInitialDelay: tcp.keepAliveDelayMs,
      ...(tcp.localAddress !== '' && { localAddress: tcp.localAddress }),
      ...(tcp.localPort !== 0 && { localPort: tcp.localPort }),
    });
    this.#open.add(socket);
    socket.once('error', (error) => {
      if (!this.#open.delete(socket)) return;
      this.#failed(one, error, performance.now() - began);
    });
    socket.once('connect', () => {
      this.#open.delete(socket);
      socket.removeAllListeners('error');
      // Between here and whoever takes it a microtask passes; an error then must not be a crash.
      socket.on('error', () => {});
      const settle = this.#settle;
      this.cancel();
      settle?.({ ok: true, value: socket });
    });
    // Two sockets cannot hold one local port, so a chosen port means one attempt at a time.
    if (tcp.localPort === 0 && this.#next < this.#addresses.length) {
      this.#timer = setTimeout(() => this.#attempt(), attemptDelayMs);
    }
  }

  #failed(one: ResolvedAddress, error: unknown, ms: number): void {
    const { tcp, port } = this.#target;
    const bound = tcp.localAddress !== '' || tcp.localPort !== 0;
    const local = placeOf({ host: tcp.localAddress || '*', port: tcp.localPort });
    const failure = failureOf(error, { stage: 'connect', host: one.address, port, ...(bound && { local }) });
    this.#first ??= failure;
    if (this.#addresses.length > 1) {
      this.#host.life(
        RowKind.connect,
        0,
        { text: failure.message, error: failure, ms: roundMs(ms), ...systemOf(failure) },
        Direction.out,
      );
    }
    clearTimeout(this.#timer);
    if (this.#next < this.#addresses.length) {
      this.#attempt();
      return;
    }
    if (this.#open.size > 0) return;
    const settle = this.#settle;
    this.#settle = null;
    settle?.({ ok: false, error: summary(this.#target, this.#addresses, this.#first) });
  }
}

/** The first failure stands for all, as its address was the preferred one; the others are named. */
function summary(target: DialTarget, tried: readonly ResolvedAddress[], first: StageFailure): StageFailure {
  if (tried.length === 1) return first;
  const list = tried.map(({ address }) => address).join(', ');
  return {
    ...first,
    message: `no address of ${target.host} could be connected (${list}): ${first.message}`,
    detail: { ...first.detail, tried: tried.map(({ address }) => address) },
  };
}
