import { escapedLetter } from '../c-escapes.js';
import { isIpv4 } from '../host-port.js';
import type { Draft, ToolReader } from './draft.js';
import { newProxy, takeProxy, type PastedProxy } from './proxy.js';
import { bracket, millisecondsOf, nothing, readOptions } from './options.js';

/** An address of socat: `TYPE:parameters,option=value,switch`. */
interface SocatAddress {
  readonly written: string;
  readonly type: string;
  readonly parameters: readonly string[];
  readonly options: readonly (readonly [name: string, value: string | null])[];
}

interface SocatType {
  readonly protocol: Draft['protocol'];
  readonly listens: boolean;
}

const client = (protocol: Draft['protocol']): SocatType => ({ protocol, listens: false });
const listener = (protocol: Draft['protocol']): SocatType => ({ protocol, listens: true });

const types: Readonly<Record<string, SocatType>> = {
  tcp: client('tcp'),
  'tcp-connect': client('tcp'),
  tcp4: client('tcp'),
  'tcp4-connect': client('tcp'),
  tcp6: client('tcp'),
  'tcp6-connect': client('tcp'),
  'tcp-listen': listener('tcp'),
  'tcp-l': listener('tcp'),
  'tcp4-listen': listener('tcp'),
  'tcp4-l': listener('tcp'),
  'tcp6-listen': listener('tcp'),
  'tcp6-l': listener('tcp'),
  udp: client('udp'),
  proxy: client('tcp'),
  'proxy-connect': client('tcp'),
  'socks5-connect': client('tcp'),
  'udp-connect': client('udp'),
  'udp-sendto': client('udp'),
  'udp-datagram': client('udp'),
  udp4: client('udp'),
  'udp4-connect': client('udp'),
  'udp4-sendto': client('udp'),
  'udp4-datagram': client('udp'),
  udp6: client('udp'),
  'udp6-connect': client('udp'),
  'udp6-sendto': client('udp'),
  'udp6-datagram': client('udp'),
  'udp-listen': listener('udp'),
  'udp-l': listener('udp'),
  'udp4-listen': listener('udp'),
  'udp4-l': listener('udp'),
  'udp6-listen': listener('udp'),
  'udp6-l': listener('udp'),
  'udp-recvfrom': listener('udp'),
  'udp4-recvfrom': listener('udp'),
  'udp6-recvfrom': listener('udp'),
  'udp-recv': listener('udp'),
  'udp4-recv': listener('udp'),
  'udp6-recv': listener('udp'),
  openssl: client('tls'),
  ssl: client('tls'),
  'openssl-connect': client('tls'),
  'openssl-listen': listener('tls'),
  'ssl-l': listener('tls'),
  'openssl-l': listener('tls'),
  unix: client('unix'),
  'unix-connect': client('unix'),
  'unix-client': client('unix'),
  'unix-listen': listener('unix'),
  'unix-l': listener('unix'),
};

/** What is so here anyway, or says nothing of the connection. */
const settled = new Set([
  'fork',
  'reuseaddr',
  'so-reuseaddr',
  'reuseport',
  'nodelay',
  'tcp-nodelay',
  'pf',
  'crnl',
  'crlf',
  'unlink-early',
]);

/** socat: two addresses, one of them mostly standard input and output. */
export const readSocat: ToolReader = (words, draft) => {
  const { rest, problem } = readOptions(words, draft, {
    // How long it stays after the end of its input, and its buffer: nothing of the connection.
    values: { '-t': nothing, '-b': nothing },
    switches: {
      '-v': nothing,
      '-x': nothing,
      '-d': nothing,
      '-u': nothing,
      '-U': nothing,
      '-4': nothing,
      '-6': nothing,
      '-s': nothing,
    },
    skippedValues: ['-T', '-r', '-R', '-L', '-W', '-lf'],
  });
  if (problem !== null) return problem;
  const addresses = rest.map(readAddress);
  const known = addresses.filter((one) => own(types, one.type) !== undefined);
  // Of a relay, the far end is what a person wants to look at.
  const chosen = known.find((one) => own(types, one.type)?.listens === false) ?? known[0];
  for (const one of addresses) if (one !== chosen && !isStandard(one)) draft.unmapped.push(one.written);
  if (chosen === undefined) return null;
  return apply(draft, chosen);
};

function isStandard({ type }: SocatAddress): boolean {
  return /^(-|stdio|stdin|stdout|readline)$/.test(type);
}

function own<Value>(table: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

function readAddress(written: string): SocatAddress {
  const [head = '', ...options] = split(written, ',');
  const path = /^(unix[\w-]*):(.*)$/is.exec(head);
  if (path !== null) {
    return {
      written,
      type: (path[1] ?? '').toLowerCase(),
      parameters: [plain(path[2] ?? '')],
      options: pairs(options),
    };
  }
  const [type = '', ...parameters] = split(head, ':').filter((part) => part !== '');
  return { written, type: type.toLowerCase(), parameters: parameters.map(plain), options: pairs(options) };
}

/** Parts a text at a sign, but within quotes and brackets, and where a backslash stands before it. */
function split(text: string, separator: string): string[] {
  const parts: string[] = [];
  let from = 0;
  let quote = '';
  let brackets = 0;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at] ?? '';
    if (sign === '\\') at++;
    else if (quote !== '') quote = sign === quote ? '' : quote;
    else if (sign === '"' || sign === "'") quote = sign;
    else if (sign === '[') brackets++;
    else if (sign === ']') brackets--;
    else if (sign === separator && brackets <= 0) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return [...parts, text.slice(from)];
}

/** A part as it is meant: without its quotes and backslashes. */
function plain(part: string): string {
  let quote = '';
  let text = '';
  for (let at = 0; at < part.length; at++) {
    const sign = part[at] ?? '';
    if (sign === '\\') {
      text += escapedLetter(part[++at] ?? '');
    } else if (quote === '' ? sign === '"' || sign === "'" : sign === quote) quote = quote === '' ? sign : '';
    else text += sign;
  }
  return text;
}

function pairs(options: readonly string[]): (readonly [string, string | null])[] {
  return options.map((one) => {
    const equals = one.indexOf('=');
    return equals < 0
      ? [one.toLowerCase(), null]
      : [one.slice(0, equals).toLowerCase(), plain(one.slice(equals + 1))];
  });
}

function apply(draft: Draft, address: SocatAddress): string | null {
  const type = own(types, address.type);
  if (type === undefined) return null;
  draft.protocol = type.protocol;
  draft.role = type.listens ? 'server' : 'client';
  let bound = '';
  const proxy = proxyOf(address);
  for (const [name, value] of address.options) {
    if (proxy !== null && takeProxyOption(proxy, name, value)) continue;
    if (value === null && (name === 'crnl' || name === 'crlf')) draft.input.crlf = name;
    // A listener here asks nobody for a certificate unless it is told to.
    if (type.listens && /^(openssl-)?verify$/.test(name) && value === '0') continue;
    if (name === 'broadcast' && type.protocol === 'udp') {
      draft.facts.broadcast = true;
      continue;
    }
    if ((type.protocol === 'tcp' || type.protocol === 'tls') && takeSocketOption(draft, name, value))
      continue;
    const taken = value === null ? settled.has(name) : takeOption(draft, name, value);
    if (name === 'bind' && value !== null) bound = value;
    else if (!taken && !settled.has(name)) draft.unmapped.push(value === null ? name : `${name}=${value}`);
  }
  if (type.protocol === 'unix') {
    draft.address = `unix:${address.parameters[0] ?? ''}`;
    return address.parameters[0] === undefined ? 'the socket has no path' : null;
  }
  const [first, second] = proxy === null ? address.parameters : address.parameters.slice(-2);
  if (type.listens) {
    if (first === undefined) return `${address.written} has no port`;
    draft.address = `${type.protocol}://${bracket(bound)}:${first}`;
    return null;
  }
  if (first === undefined || second === undefined) return `${address.written}: write host and port`;
  if (bound !== '') {
    const [, host = '', port] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(bound) ?? [];
    if (host !== '') draft.facts.localHost = host.replace(/^\[|\]$/g, '');
    if (port !== undefined) draft.facts.localPort = Number(port);
  }
  draft.address = `${type.protocol}://${bracket(first)}:${second}`;
  if (proxy !== null) takeProxy(draft, proxy);
  return null;
}

/** `PROXY:proxy:host:port` with its port (8080) as an option, and `SOCKS5-CONNECT:proxy[:port]:host:port`. */
function proxyOf({ type, parameters, written }: SocatAddress): PastedProxy | null {
  const http = type === 'proxy' || type === 'proxy-connect';
  if (!http && type !== 'socks5-connect') return null;
  const [host = '', port] = parameters;
  const proxy = http ? newProxy('http', '8080') : newProxy('socks5h', '1080');
  proxy.place = bracket(host);
  if (!http && parameters.length > 3 && port !== undefined) proxy.port = port;
  proxy.typed.push(written);
  return proxy;
}

function takeProxyOption(proxy: PastedProxy, name: string, value: string | null): boolean {
  if (value === null) return false;
  if (name === 'proxyport') proxy.port = value;
  else if (/^(proxyauth|proxy-authorization)$/.test(name)) proxy.user = value;
  else return false;
  return true;
}

/** `group:interface`, by address or name; a third part is an interface's number, which we do not ask by. */
function takeGroup({ facts }: Draft, value: string): boolean {
  const [group = '', name = '', ...more] = value.split(':');
  if (!isIpv4(group) || more.length > 0) return false;
  const chosen = name === '0.0.0.0' ? '' : name;
  facts.memberships = [...(facts.memberships ?? []), { group, interface: chosen }];
  return true;
}

/** An option of a TCP socket; whether it has a counterpart. A switch may have a value of 0 or 1. */
function takeSocketOption({ facts }: Draft, name: string, value: string | null): boolean {
  const on = value === null || value === '1';
  switch (name) {
    case 'connect-timeout': {
      const ms = millisecondsOf(value ?? '');
      if (ms !== null) facts.connectTimeoutMs = ms;
      return ms !== null;
    }
    case 'nodelay':
    case 'tcp-nodelay':
      if (value === '0') facts.noDelay = false;
      return on || value === '0';
    case 'keepalive':
    case 'so-keepalive':
      if (on) facts.keepAlive = true;
      return on || value === '0';
    case 'keepidle':
    case 'tcp-keepidle': {
      const ms = millisecondsOf(value ?? '');
      if (ms !== null) facts.keepAliveDelayMs = ms;
      return ms !== null;
    }
    default:
      return false;
  }
}

/** An option with a value; whether it has a counterpart. */
function takeOption(draft: Draft, name: string, value: string): boolean {
  const { facts } = draft;
  switch (name) {
    case 'verify':
    case 'openssl-verify':
      if (value === '0') facts.insecure = true;
      return true;
    case 'cafile':
    case 'openssl-cafile':
      facts.caFile = value;
      return true;
    case 'cert':
    case 'certificate':
    case 'openssl-certificate':
      facts.certFile = value;
      return true;
    case 'key':
    case 'openssl-key':
      facts.keyFile = value;
      return true;
    case 'commonname':
    case 'openssl-commonname':
    case 'snihost':
    case 'openssl-snihost':
      facts.serverName = value;
      return true;
    case 'ip-add-membership':
    case 'add-membership':
    case 'ip-membership':
    case 'membership':
      return draft.protocol === 'udp' && takeGroup(draft, value);
    case 'sourceport':
    case 'sp':
      if (!/^\d{1,5}$/.test(value)) return false;
      facts.localPort = Number(value);
      return true;
    case 'bind':
      return true;
    default:
      return false;
  }
}
