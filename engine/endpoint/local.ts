import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { Direction, RowKind } from '../../contract/index.js';
import type { EndpointHost, EndpointInput, MakeEndpoint } from './endpoint.js';
import { failureOf } from './failure.js';
import { isPipe, judgePath, kindAt, makePlace } from './local-path.js';
import { localSocketAddress, roundMs } from './stream-address.js';
import { StreamClient } from './stream-client.js';
import type { Connecting } from './stream-client.js';
import { StreamListener } from './stream-listener.js';

/** A client of a Unix domain socket or a Windows named pipe. */
export const makeLocalClient: MakeEndpoint = (input, host) =>
  new StreamClient(host, (to, signal) =>
    dialLocal(pathOf(input), input.options.tcp.connectTimeoutMs, to, signal),
  );

/** A listener on one, which removes a stale socket file only where it was told to. */
export const makeLocalListener: MakeEndpoint = (input, host) => {
  const path = pathOf(input);
  const { tcp, listen } = input.options;
  const address = localSocketAddress(path);
  return new StreamListener(host, {
    prepare: async (to) => {
      const refused = judgePath(path) ?? (await makePlace(path, input.replaceStale, to));
      return refused
        ? { ok: false, error: refused }
        : { ok: true, value: { listen: { path }, where: { path } } };
    },
    accepted: { noDelay: false, keepAlive: false, keepAliveInitialDelay: tcp.keepAliveDelayMs },
    maxPeers: listen.maxPeers,
    remoteOf: () => address,
    localOf: () => address,
    boundOf: () => address,
  });
};

function pathOf({ address }: EndpointInput): string {
  return address.path ?? '';
}

async function dialLocal(
  path: string,
  timeoutMs: number,
  host: EndpointHost,
  signal: AbortSignal,
): Promise<Connecting> {
  const refused = judgePath(path);
  if (refused) return { ok: false, error: { ...refused, stage: 'connect' } };
  host.state('connecting');
  const began = performance.now();
  const socket = connect({ path, allowHalfOpen: true });
  const error = await connected(socket, timeoutMs, signal);
  if (error !== null) {
    socket.destroy();
    const failure = failureOf(error, { stage: 'connect', path });
    // A file that is no socket refuses like a stale one.
    const kind = failure.code === 'connect.refused' && !isPipe(path) ? await kindAt(path) : 'socket';
    if (kind === 'socket' || kind === 'nothing') return { ok: false, error: failure };
    const message = `${path} is ${kind}, not a socket: check the path`;
    return { ok: false, error: { ...failure, code: 'connect.not-a-socket', message } };
  }
  const remote = localSocketAddress(path);
  const ms = roundMs(performance.now() - began);
  host.life(RowKind.connect, 0, { text: `connected to ${path}`, ms, remote }, Direction.out);
  return { ok: true, value: { socket, raw: socket, local: null, remote, tls: null } };
}

/** Answers why it did not connect, or null. */
function connected(socket: Socket, timeoutMs: number, signal: AbortSignal): Promise<unknown> {
  return new Promise((settle) => {
    const late = () => settle(Object.assign(new Error('timed out'), { code: 'ETIMEDOUT' }));
    const timer = timeoutMs > 0 ? setTimeout(late, timeoutMs) : undefined;
    const aborted = () => settle(Object.assign(new Error('stopped'), { code: 'ECANCELED' }));
    signal.addEventListener('abort', aborted, { once: true });
    // Stays for good: whoever takes the socket adds a listener of their own.
    socket.on('error', (error) => settle(error));
    socket.once('connect', () => settle(null));
    socket.once('connect', () => clearTimeout(timer));
    socket.once('close', () => clearTimeout(timer));
  });
}
