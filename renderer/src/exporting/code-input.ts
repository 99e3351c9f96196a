import { isSecretHeader, parseAddress, parseProxy } from '../../../codec/index.js';
import type { CodeInput, CodeMessage, CodeSocket, Result } from '../../../codec/index.js';
import { fullOptions } from '../../../contract/index.js';
import type { ConnectionConfig } from '../../../contract/index.js';

export interface Filling {
  /** Puts values in place of names, as far as they may be known. */
  readonly fill: (text: string) => string;
  /** Values of headers that open doors are written too. */
  readonly secrets: boolean;
}

/** A connection in the words of those who write code; fails as its address does. */
export function codeInputOf(
  config: ConnectionConfig,
  message: CodeMessage | null,
  { fill, secrets }: Filling,
): Result<{ readonly input: CodeInput; readonly restore: (code: string) => string }> {
  const { role } = config;
  const typed = fill(config.address.trim());
  const held = withStandIns(typed);
  const address = parseAddress(held.text, { protocol: config.protocol, role });
  if (!address.ok) return address;
  // A variable may have named another scheme than the one chosen.
  const { protocol } = address.value;
  const { ws, tls, tcp, udp } = fullOptions(config.options);
  const web = protocol === 'ws' || protocol === 'wss';
  const secure = protocol === 'tls' || protocol === 'wss';
  const hidden =
    web && role === 'client' && !secrets ? ws.headers.filter(([name]) => isSecretHeader(name)) : [];
  const headers: [string, string][] = (web && role === 'client' ? ws.headers : []).map(([name, value]) =>
    !secrets && isSecretHeader(name) ? [name, `<${name}>`] : [fill(name), fill(value)],
  );
  const subprotocols = web ? ws.subprotocols.map(fill) : [];
  const texts = [typed, ...headers.flat(), ...subprotocols, fill(ws.origin)];
  const local = protocol === 'udp' ? udp : tcp;
  return {
    ok: true,
    value: {
      restore: held.restore,
      input: {
        protocol,
        role,
        address: address.value,
        headers,
        subprotocols,
        origin: web && role === 'client' ? fill(ws.origin) : '',
        verify: tls.verify,
        caFile: secure ? fill(tls.caFile) : '',
        certFile: secure ? fill(tls.certFile) : '',
        keyFile: secure ? fill(tls.keyFile) : '',
        serverName: secure ? fill(tls.serverName) : '',
        localAddress: role === 'client' ? fill(local.localAddress) : '',
        localPort: role === 'client' ? local.localPort : 0,
        ...(protocol !== 'udp' && protocol !== 'unix' && { socket: socketOf(config) }),
        message,
        remarks: [
          ...hidden.map(([name]) => `The value of ${name} is left out: put it in.`),
          ...placeholders(texts),
          ...leftOut({ ...config, protocol }),
        ],
      },
    },
  };
}

/** What of its TCP sockets differs from the defaults. */
function socketOf({ protocol, role, options }: ConnectionConfig): CodeSocket {
  const { use, url, password } = fullOptions(options).proxy;
  const proxied = use === 'own' && role === 'client' && protocol !== 'udp' && protocol !== 'unix';
  const parsed = parseProxy(url, password);
  const { connectTimeoutMs, noDelay, keepAlive, keepAliveDelayMs } = fullOptions(options).tcp;
  const usual = fullOptions({}).tcp.connectTimeoutMs;
  return {
    ...(role === 'client' && connectTimeoutMs !== usual && { connectTimeoutMs }),
    ...(!noDelay && { noDelay: false }),
    ...(keepAlive && { keepAliveMs: keepAliveDelayMs }),
    ...(proxied && parsed.ok && { proxy: { ...parsed.value, password: '' } }),
  };
}

/** Names that nobody has filled in. */
function placeholders(texts: readonly string[]): string[] {
  const names = texts.flatMap((text) =>
    [...text.matchAll(/(?<!\\)\{\{[^{}]{1,200}\}\}/g)].map(([name]) => name),
  );
  return names.length === 0 ? [] : [`Put values in for ${[...new Set(names)].join(', ')}.`];
}

/** What of a connection no program below is told. */
function leftOut({ protocol, role, options }: ConnectionConfig): string[] {
  const { ws, tls, udp, listen, reconnect, framing, proxy } = fullOptions(options);
  const web = protocol === 'ws' || protocol === 'wss';
  const secure = protocol === 'tls' || protocol === 'wss';
  const client = role === 'client';
  const notes: readonly (readonly [boolean, string])[] = [
    [secure && tls.passphrase !== '', 'The passphrase of the key is left out.'],
    [secure && tls.pfxFile !== '', `The PKCS #12 file ${tls.pfxFile} is left out.`],
    [secure && tls.alpn.length > 0, `ALPN ${tls.alpn.join(', ')} is left out.`],
    [web && client && ws.version !== 13, `WebSocket version ${ws.version} is left out.`],
    [web && client && !ws.deflate, 'That compression is off is left out.'],
    [web && client && ws.followRedirects, 'That redirects are followed is left out.'],
    [web && ws.pingIntervalMs > 0, `Pings every ${ws.pingIntervalMs} ms are left out.`],
    [
      client && proxy.use === 'own' && !parseProxy(proxy.url, proxy.password).ok,
      'The proxy is left out: its address is not known here.',
    ],
    [client && reconnect.enabled, 'It does not connect again by itself.'],
    [!client && listen.echo, 'The echo is left out.'],
    [!client && listen.greeting !== null, 'The greeting is left out.'],
    [protocol === 'udp' && udp.broadcast, 'Leave to broadcast is left out.'],
    [
      protocol === 'udp' && udp.memberships.length > 0,
      `Multicast groups are left out: ${udp.memberships.map(({ group }) => group).join(', ')}.`,
    ],
    [
      !web && protocol !== 'udp' && framing.kind !== 'raw',
      `Framing (${framing.kind}) is a way to look at the stream: bytes go out as they are.`,
    ],
  ];
  return notes.flatMap(([applies, note]) => (applies ? [note] : []));
}

/**
 * An address whose names nobody has filled in is no address: words, and numbers for ports, stand in for them
 * until the code is written.
 */
function withStandIns(typed: string): { readonly text: string; readonly restore: (code: string) => string } {
  const names: [standIn: string, name: string][] = [];
  const text = typed.replace(/\{\{[^{}]{1,200}\}\}/g, (name, at: number) => {
    const after = typed[at + name.length] ?? '';
    const port = typed[at - 1] === ':' && /^[/?]?$/.test(after);
    const standIn = port ? String(64_901 + names.length) : `name${names.length}placeholder`;
    names.push([standIn, name]);
    return standIn;
  });
  return {
    text,
    restore: (code) => names.reduce((so, [standIn, name]) => so.replaceAll(standIn, () => name), code),
  };
}
