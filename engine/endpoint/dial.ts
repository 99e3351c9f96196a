import type { Socket } from 'node:net';
import { isIP } from 'node:net';
import { performance } from 'node:perf_hooks';
import { domainToASCII } from 'node:url';
import { authority, parseProxy, proxyText } from '../../codec/index.js';
import type { ProxyAddress } from '../../codec/index.js';
import { defaultOptions, Direction, RowKind } from '../../contract/index.js';
import type { Failure, LifeDetail, SocketAddress } from '../../contract/index.js';
import { clientMaterial } from './app-certificates.js';
import type { EndpointInput, StepHost } from './endpoint.js';
import type { StageFailure } from './failure.js';
import type { NetworkTarget } from './network.js';
import { askProxy, placeOfProxy } from './proxy-handshake.js';
import { resolve } from './resolve.js';
import { localOf, remoteOf, roundMs } from './stream-address.js';
import { dialTcp } from './tcp-dial.js';
import type { DialTarget } from './tcp-dial.js';
import { secureClient } from './tls-handshake.js';

/** What of an endpoint's input leads to the far end. */
export type WayInput = Pick<EndpointInput, 'options' | 'network' | 'directory'>;

/** A way to the far end: bytes written to `socket` reach it. */
export interface Way {
  readonly socket: Socket;
  /** The TCP socket below, which alone can send RST; the same but behind a proxy that speaks TLS. */
  readonly raw: Socket;
  readonly local: SocketAddress;
  /** Of a proxy, with what it was asked for. */
  readonly remote: SocketAddress;
}

export type Dialed =
  { readonly ok: true; readonly value: Way } | { readonly ok: false; readonly error: StageFailure };

/** Connects to a target, through a proxy where the options or the settings say so; each step is a row. */
export async function dial(
  input: WayInput,
  target: DialTarget & Pick<NetworkTarget, 'protocol'>,
  host: StepHost,
  signal: AbortSignal,
): Promise<Dialed> {
  const route = await routeTo(input, target);
  if (!route.ok) return refuse(route.error);
  if (route.value !== null) return through(input, route.value, target, host, signal);
  const dialed = await dialTcp(target, host, signal);
  if (!dialed.ok) return dialed;
  const socket = dialed.value;
  return { ok: true, value: { socket, raw: socket, local: localOf(socket), remote: remoteOf(socket) } };
}

type Route =
  | { readonly ok: true; readonly value: ProxyAddress | null }
  | { readonly ok: false; readonly error: Failure };

/** The proxy that leads there: the connection's own, or that of the settings. */
export async function routeTo(
  { options, network }: Pick<WayInput, 'options' | 'network'>,
  target: NetworkTarget,
): Promise<Route> {
  const { use, url, password } = options.proxy;
  if (use === 'none') return { ok: true, value: null };
  if (use === 'own') return parseProxy(url, password);
  const { protocol, host, port } = target;
  return (await network?.proxyFor({ protocol, host, port })) ?? { ok: true, value: null };
}

async function through(
  input: WayInput,
  proxy: ProxyAddress,
  target: DialTarget,
  host: StepHost,
  signal: AbortSignal,
): Promise<Dialed> {
  const name = await nameFor(proxy, target, host);
  if (!name.ok) return name;
  const reached = await reach(input, proxy, target, host, signal);
  if (!reached.ok) return reached;
  const { socket, raw, local } = reached.value;
  const place = placeOfProxy(proxy);
  const asked = authority(name.value, target.port);
  const began = performance.now();
  const { error, sent, received, answer } = await askProxy(socket, {
    ...{ proxy, signal, host: name.value, port: target.port, timeoutMs: target.tcp.connectTimeoutMs },
  });
  const about = proxyText(proxy);
  const how = proxy.scheme === 'http' || proxy.scheme === 'https' ? 'CONNECT' : 'SOCKS 5';
  const note = (detail: LifeDetail, direction: Direction) => host.life(RowKind.note, 0, detail, direction);
  note(
    { text: `asked the proxy ${place} for ${asked} (${how})`, proxy: { proxy: about, sent } },
    Direction.out,
  );
  if (received !== '') {
    const text = `the proxy ${place} answered ${answer}`;
    const ms = roundMs(performance.now() - began);
    note({ text, ms, proxy: { proxy: about, received } }, Direction.in);
  }
  if (error !== null) {
    socket.destroy();
    raw.destroy();
    return refuse(error);
  }
  return { ok: true, value: { socket, raw, local, remote: { ...reached.value.remote, proxyFor: asked } } };
}

type Name =
  { readonly ok: true; readonly value: string } | { readonly ok: false; readonly error: StageFailure };

/** What the proxy is asked for: the name, in ASCII, or with `socks5` its address as this machine knows it. */
async function nameFor(proxy: ProxyAddress, target: DialTarget, host: StepHost): Promise<Name> {
  if (isIP(target.host) !== 0) return { ok: true, value: target.host };
  if (proxy.scheme !== 'socks5') {
    const ascii = domainToASCII(target.host);
    return { ok: true, value: ascii === '' ? target.host : ascii };
  }
  host.state('resolving');
  const resolved = await resolve(target.host, target.tcp.family);
  if (!resolved.ok) return resolved;
  const { addresses, ms } = resolved.value;
  const list = addresses.map(({ address }) => address);
  const [first = target.host] = list;
  host.life(RowKind.resolve, 0, {
    text: `${target.host} is ${list.join(', ')}; the proxy is asked for ${first}`,
    host: target.host,
    addresses: list,
    ms: roundMs(ms),
  });
  return { ok: true, value: first };
}

/** Connects to the proxy itself, and secures that where it speaks TLS. */
async function reach(
  input: WayInput,
  proxy: ProxyAddress,
  { tcp }: DialTarget,
  host: StepHost,
  signal: AbortSignal,
): Promise<Dialed> {
  const { host: name, port } = proxy;
  const dialed = await dialTcp({ host: name, port, tcp, proxy: true }, host, signal);
  if (!dialed.ok) {
    const { code, message, detail, ...rest } = dialed.error;
    if (code.endsWith('.cancelled')) return dialed;
    return {
      ok: false,
      error: {
        ...rest,
        code: code.endsWith('.timeout') ? 'proxy.timeout' : 'proxy.unreachable',
        message: `the proxy ${placeOfProxy(proxy)} cannot be reached: ${message}`,
        detail: { ...detail, reason: code },
        stage: 'proxy',
      },
    };
  }
  const raw = dialed.value;
  const [local, remote] = [localOf(raw), remoteOf(raw)];
  if (proxy.scheme !== 'https') return { ok: true, value: { socket: raw, raw, local, remote } };
  const { tls } = defaultOptions;
  // The connection's own certificates are for its far end.
  const made = await clientMaterial(input, tls, { protocol: 'tls', host: name, port }, host);
  if (!made.ok) return refuse(made.error);
  const secured = await secureClient(raw, made.value.material, { tls, host: name, port, signal });
  if (secured.ok) return { ok: true, value: { socket: secured.socket, raw, local, remote } };
  const { message, detail, code } = secured.error;
  return refuse({
    code: 'proxy.tls',
    message: `no TLS with the proxy ${placeOfProxy(proxy)}: ${message}`,
    detail: { ...detail, reason: code },
  });
}

function refuse({ code, message, detail }: Failure): Dialed & { readonly ok: false } {
  return { ok: false, error: { code, message, stage: 'proxy', ...(detail !== undefined && { detail }) } };
}
