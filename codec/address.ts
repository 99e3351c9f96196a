import { parseHost, parsePort } from './host-port.js';
import { fail, nameCharacter, ok, type Failed, type Result } from './result.js';

export type Protocol = 'tcp' | 'tls' | 'udp' | 'ws' | 'wss' | 'unix';
export type Role = 'client' | 'server';

/** What a person typed, taken apart. `unix` has `path`; the others have `port` and mostly `host`; ws and wss have `url` too. */
export interface ParsedAddress {
  readonly protocol: Protocol;
  readonly role?: Role;
  /** Without the brackets of IPv6; absent where a listener named none. */
  readonly host?: string;
  readonly port?: number;
  /** Unix domain socket or named pipe (`\\.\pipe\name`), as typed. */
  readonly path?: string;
  /** ws and wss: as typed, case included. */
  readonly url?: string;
  /** ws and wss: path and query as typed; `/` where there is none. */
  readonly target?: string;
  /** What was understood beyond the letter, worth telling. */
  readonly note?: string;
}

export interface AddressHint {
  /** Used where the text names no scheme; a scheme in the text wins. */
  readonly protocol?: Protocol;
  readonly role?: Role;
}

const schemes: Readonly<Record<string, { readonly protocol: Protocol; readonly as?: string }>> = {
  tcp: { protocol: 'tcp' },
  telnet: { protocol: 'tcp', as: 'tcp' },
  tls: { protocol: 'tls' },
  ssl: { protocol: 'tls', as: 'tls' },
  udp: { protocol: 'udp' },
  ws: { protocol: 'ws' },
  wss: { protocol: 'wss' },
  http: { protocol: 'ws', as: 'ws' },
  https: { protocol: 'wss', as: 'wss' },
  unix: { protocol: 'unix' },
};

/**
 * Takes apart an address as typed or pasted: `tcp://host:port`, `host:port`, `[::1]:8080`, `:8080`,
 * `ws://host/path`, `unix:/path`, `\\.\pipe\name` … A failure's code is `address.` with `empty`,
 * `port`, `host`, `url`, `scheme` or `path`; its detail has the offset in the trimmed text where
 * there is one.
 */
export function parseAddress(text: string, hint: AddressHint = {}): Result<ParsedAddress> {
  const typed = text.trim();
  if (typed === '') return fail('address.empty', 'no address: type host:port, a ws:// URL or unix:/path');
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(typed)?.[1];
  const known = scheme === undefined ? undefined : lookUp(scheme);
  const rest = scheme === undefined ? typed : typed.slice(scheme.length + 1);

  if (known?.protocol === 'unix') return unixUrl(typed, rest, hint);
  // "tcp:8080" is a host of that name and a port; "tcp:/…" and "tcp:h:p" can only be a scheme.
  if (scheme !== undefined && rest.startsWith('//')) {
    if (known === undefined) {
      return fail('address.scheme', `unknown scheme ${scheme}://: use tcp, tls, udp, ws, wss or unix`, {
        scheme,
        offset: 0,
      });
    }
    return withScheme(typed, scheme, known, hint);
  }
  if (known !== undefined && scheme !== undefined && !/^\d+$/.test(rest)) {
    return fail('address.url', `after '${scheme}:' at offset ${scheme.length + 1} belongs //`, {
      offset: scheme.length + 1,
    });
  }
  return bare(typed, hint);
}

function lookUp(scheme: string): (typeof schemes)[string] | undefined {
  const name = scheme.toLowerCase();
  return Object.hasOwn(schemes, name) ? schemes[name] : undefined;
}

function withScheme(
  typed: string,
  scheme: string,
  known: { readonly protocol: Protocol; readonly as?: string },
  hint: AddressHint,
): Result<ParsedAddress> {
  const { protocol } = known;
  const words = known.as === undefined ? undefined : `${scheme}:// is taken as ${known.as}://`;
  const url = known.as === undefined ? typed : known.as + typed.slice(scheme.length);
  if (protocol === 'ws' || protocol === 'wss') return webSocket(url, protocol, hint.role, words);
  const from = scheme.length + 3;
  const authority = typed.slice(from).replace(/\/$/, '');
  const stray = /[/?#@]/.exec(authority);
  if (stray) {
    const at = from + stray.index;
    const what = stray[0] === '@' ? 'user name' : 'path';
    return fail(
      'address.url',
      `'${stray[0]}' at offset ${at}: a ${protocol} address has no ${what}, only host:port`,
      {
        offset: at,
      },
    );
  }
  return hostAndPort(authority, from, protocol, hint.role, words);
}

function bare(typed: string, hint: AddressHint): Result<ParsedAddress> {
  if (hint.protocol === 'unix' || isPath(typed)) return path(typed, hint.role);
  const protocol = hint.protocol ?? 'tcp';
  if (protocol !== 'ws' && protocol !== 'wss') {
    const authority = typed.replace(/\/$/, '');
    const stray = /[/?#@]/.exec(authority);
    if (!stray) return hostAndPort(authority, 0, protocol, hint.role, undefined);
    return fail(
      'address.url',
      `'${stray[0]}' at offset ${stray.index} does not belong in host:port; for a WebSocket begin with ws://`,
      { offset: stray.index },
    );
  }
  const url = `${protocol}://${/^\d+(?![^/?#])/.test(typed) ? `:${typed}` : typed}`;
  return webSocket(url, protocol, hint.role, undefined);
}

function isPath(typed: string): boolean {
  return /^(\/|\.\.?\/|~\/|\\\\[.?]\\pipe\\)/i.test(typed);
}

function unixUrl(typed: string, rest: string, hint: AddressHint): Result<ParsedAddress> {
  if (!rest.startsWith('//')) return path(rest, hint.role);
  const local = rest.slice(2);
  if (local === '' || isPath(local)) return path(local, hint.role);
  return fail('address.path', `${typed} names a host, which a local socket has not: write unix:///${local}`, {
    offset: typed.length - local.length,
  });
}

function path(typed: string, role: Role | undefined): Result<ParsedAddress> {
  if (typed === '') return fail('address.path', 'no path: write unix:/path/to/socket');
  const nul = typed.indexOf('\0');
  if (nul >= 0) return fail('address.path', `a path cannot hold the NUL at offset ${nul}`, { offset: nul });
  if (/^\\\\[.?]\\pipe\\$/i.test(typed))
    return fail('address.path', 'the named pipe has no name: \\\\.\\pipe\\name');
  return ok({ protocol: 'unix', ...(role === undefined ? {} : { role }), path: typed });
}

function hostAndPort(
  authority: string,
  from: number,
  protocol: Protocol,
  hinted: Role | undefined,
  note: string | undefined,
): Result<ParsedAddress> {
  const listening = authority.startsWith(':') && !authority.startsWith('::');
  const split = splitAuthority(/^\d+$/.test(authority) ? `:${authority}` : authority, from);
  if (!split.ok) return split;
  const { host, port: digits } = split.value;
  const role = hinted ?? (listening || /^\d+$/.test(authority) ? 'server' : undefined);
  if (digits === null) {
    const named = host === '' ? 'host' : authority;
    return fail('address.port', `no port: write ${named}:8080, with the port you mean`, {
      offset: from + authority.length,
    });
  }
  const port = parsePort(digits, role);
  if (!port.ok) return port;
  const missing = host === '' && role === 'client';
  const words = missing ? 'no host was given: localhost' : note;
  return ok({
    protocol,
    ...(role === undefined ? {} : { role }),
    ...(host === '' && !missing ? {} : { host: missing ? 'localhost' : host }),
    port: port.value,
    ...(words === undefined ? {} : { note: words }),
  });
}

/** Host and the digits after the last colon; null where there is no colon. Checks the host. */
function splitAuthority(authority: string, from: number): Result<{ host: string; port: string | null }> {
  if (authority.startsWith('[')) {
    const close = authority.indexOf(']');
    if (close < 0)
      return fail('address.host', `the bracket at offset ${from} is not closed`, { offset: from });
    const after = authority.slice(close + 1);
    if (after !== '' && !after.startsWith(':')) {
      return fail('address.host', `after ']' belongs a colon and the port, not ${nameCharacter(after, 0)}`, {
        offset: from + close + 1,
      });
    }
    const host = parseHost(authority.slice(0, close + 1), from);
    return host.ok ? ok({ host: host.value, port: after === '' ? null : after.slice(1) }) : host;
  }
  const colon = authority.lastIndexOf(':');
  const name = colon < 0 ? authority : authority.slice(0, colon);
  if (name === '') return ok({ host: '', port: colon < 0 ? null : authority.slice(1) });
  const host = parseHost(name, from);
  return host.ok ? ok({ host: host.value, port: colon < 0 ? null : authority.slice(colon + 1) }) : host;
}

function webSocket(
  url: string,
  protocol: 'ws' | 'wss',
  role: Role | undefined,
  note: string | undefined,
): Result<ParsedAddress> {
  // RFC 3986 §2: what is no URL character must be percent-encoded; non-ASCII is left to the client, which encodes it.
  // eslint-disable-next-line no-control-regex -- controls are what is looked for
  const bad = /[\u0000-\u0020\u007f-\u00a0"<>\\^`{|}]/.exec(url);
  if (bad) return urlFailure(`${nameCharacter(url, bad.index)} does not belong in a URL`, bad.index);
  const hash = url.indexOf('#');
  if (hash >= 0) {
    return urlFailure(`a WebSocket URL has no fragment (RFC 6455 §3): remove ${url.slice(hash)}`, hash);
  }
  const percent = /%(?![0-9a-fA-F]{2})/.exec(url);
  if (percent)
    return urlFailure("'%' needs two hex digits after it: write %25 for the sign itself", percent.index);
  const from = protocol.length + 3;
  const slash = url.slice(from).search(/[/?]/);
  const authority = slash < 0 ? url.slice(from) : url.slice(from, from + slash);
  const target = slash < 0 ? '' : url.slice(from + slash);
  const at = authority.lastIndexOf('@');
  const split = splitAuthority(authority.slice(at + 1), from + at + 1);
  if (!split.ok) return split;
  const { host, port: digits } = split.value;
  if (host === '') return hostless(url, protocol, from, digits, role);
  if (digits === null && role === 'server') {
    return fail(
      'address.port',
      `no port to listen on: write ${protocol}://${authority}:8080, or port 0 for any free one`,
      {
        offset: from + authority.length,
      },
    );
  }
  // A colon with nothing after it means the default port (RFC 3986 §3.2.3).
  const port = digits === null || digits === '' ? ok(protocol === 'ws' ? 80 : 443) : parsePort(digits, role);
  if (!port.ok) return port;
  return ok({
    protocol,
    ...(role === undefined ? {} : { role }),
    host,
    port: port.value,
    url,
    target: target.startsWith('/') ? target : `/${target}`,
    ...(note === undefined ? {} : { note }),
  });
}

/** `ws://:8080/path`: enough for a listener; a client's URL needs a host, which can only be this machine. */
function hostless(
  url: string,
  protocol: 'ws' | 'wss',
  from: number,
  digits: string | null,
  hinted: Role | undefined,
): Result<ParsedAddress> {
  if (digits === null)
    return fail('address.host', `no host after ${protocol}:// at offset ${from}`, { offset: from });
  const named = `${url.slice(0, from)}localhost${url.slice(from)}`;
  const role = hinted ?? 'server';
  if (role === 'client') return webSocket(named, protocol, role, 'no host was given: localhost');
  const parsed = webSocket(named, protocol, role, undefined);
  if (!parsed.ok) return parsed;
  const { port = 0, target = '/' } = parsed.value;
  return ok({ protocol, role, port, url: named, target });
}

function urlFailure(problem: string, offset: number): Failed {
  return fail('address.url', `${problem}, at offset ${offset}`, { offset });
}

/**
 * Whether the whole beginning of a typed address is a variable: its value brings the scheme, and with it
 * whether TLS is spoken.
 */
export function schemeIsVariable(typed: string): boolean {
  return /^\s*\{\{/.test(typed);
}

const beneath: Partial<Record<Protocol, Protocol>> = { tls: 'tcp', wss: 'ws' };

/** Whether two protocols are the same but for TLS. */
export function sameButForTls(one: Protocol, other: Protocol): boolean {
  return (beneath[one] ?? one) === (beneath[other] ?? other);
}

/** An address as text that `parseAddress` reads to the same parts. */
export function formatAddress(address: ParsedAddress): string {
  if (address.protocol === 'unix') return `unix:${address.path ?? ''}`;
  if (address.url !== undefined) return address.url;
  const host = address.host ?? '';
  const bracketed = host.includes(':') ? `[${host}]` : host;
  return `${address.protocol}://${bracketed}:${address.port ?? 0}`;
}
