import { parseHost, parsePort } from '../host-port.js';
import { fail, ok, type Result } from '../result.js';

/** `socks5` looks names up here and gives the proxy an address; `socks5h` leaves names to it (as curl names them). */
export const proxySchemes = ['http', 'https', 'socks5', 'socks5h'] as const;
export type ProxyScheme = (typeof proxySchemes)[number];

export interface ProxyAddress {
  readonly scheme: ProxyScheme;
  /** Without the brackets of IPv6. */
  readonly host: string;
  readonly port: number;
  /** Empty where the proxy asks nobody. */
  readonly user: string;
  readonly password: string;
}

/** 1080 is what IANA has for SOCKS; an HTTP proxy has no port of its own. */
const usualPorts: Readonly<Record<ProxyScheme, string>> = {
  http: '',
  https: '443',
  socks5: '1080',
  socks5h: '1080',
};

/** Names that other programs have for the same. */
const otherNames: Readonly<Record<string, ProxyScheme>> = { socks: 'socks5h' };

interface Parts {
  readonly scheme: string;
  readonly userInfo: string | null;
  readonly place: string;
}

/** `scheme://user:password@place`; a password may hold an @ or a slash that nobody escaped. */
function partsOf(typed: string): Parts {
  const [, scheme = '', rest = ''] = /^(?:([a-z][a-z0-9+.-]*):\/\/)?([^]*)$/i.exec(typed) ?? [];
  const at = rest.lastIndexOf('@');
  return {
    scheme: scheme.toLowerCase(),
    userInfo: at < 0 ? null : rest.slice(0, at),
    place: rest.slice(at + 1).replace(/\/$/, ''),
  };
}

/**
 * Reads where a proxy is, as curl writes it: `http://user:password@host:3128`, `socks5h://host`. `password` stands in for
 * one that is kept elsewhere. Fails with `proxy.url`; no message ever has what stands before the @.
 */
export function parseProxy(text: string, password = ''): Result<ProxyAddress> {
  const typed = text.trim();
  if (typed === '') return wrong('no proxy: write http://host:3128 or socks5h://host:1080');
  const { scheme: named, userInfo, place } = partsOf(typed);
  if (named === '')
    return wrong(`what kind of proxy is ${place}? write http://${place} or socks5h://${place}`);
  const scheme = proxySchemes.find((one) => one === (otherNames[named] ?? named));
  if (scheme === undefined) {
    const socks4 = named === 'socks4' || named === 'socks4a';
    return wrong(
      socks4
        ? 'SOCKS 4 is not spoken here: is the proxy able to speak SOCKS 5 (socks5h://)?'
        : `no proxy is reached by ${named}://: use http, https, socks5 or socks5h`,
    );
  }
  if (!place.includes('[') && place.split(':').length > 2)
    return wrong(`an IPv6 address stands in brackets: ${scheme}://[::1]:3128`);
  const [, host = '', digits] = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/.exec(place) ?? [];
  if (host === '') return wrong(`the host of the proxy is missing: ${scheme}://host:port`);
  if (/[/?#]/.test(place)) return wrong(`a proxy has no path: ${scheme}://host:port`);
  const parsedHost = parseHost(host);
  if (!parsedHost.ok) return wrong(`proxy: ${parsedHost.error.message}`);
  const port = digits ?? usualPorts[scheme];
  if (port === '') return wrong(`the port of the proxy is missing: ${scheme}://${host}:3128`);
  const parsedPort = parsePort(port, 'client');
  if (!parsedPort.ok) return wrong(`proxy: ${parsedPort.error.message}`);
  const colon = userInfo?.indexOf(':') ?? -1;
  const user = decoded(colon < 0 ? (userInfo ?? '') : (userInfo?.slice(0, colon) ?? ''));
  const inline = colon < 0 ? '' : decoded(userInfo?.slice(colon + 1) ?? '');
  const proxy = {
    ...{ scheme, host: parsedHost.value, port: parsedPort.value },
    ...{ user, password: password === '' ? inline : password },
  };
  return credentialsProblem(proxy) ?? ok(proxy);
}

/** RFC 7617 §2 and RFC 1929 §2: what the two ways to say who one is can hold. */
function credentialsProblem({ scheme, user, password }: ProxyAddress): Result<never> | null {
  if (user === '' && password !== '') return wrong(`a password without a user: ${scheme}://user@host:port`);
  // eslint-disable-next-line no-control-regex -- RFC 7617 §2 forbids exactly these
  if (/[\u0000-\u001f\u007f]/.test(user + password))
    return wrong('the user or password of the proxy holds a control character');
  if (scheme === 'http' || scheme === 'https') {
    return user.includes(':') ? wrong('the user of an HTTP proxy holds no colon (RFC 7617 §2)') : null;
  }
  const bytes = (value: string): number => new TextEncoder().encode(value).length;
  if (bytes(user) > 255 || bytes(password) > 255)
    return wrong('user and password of a SOCKS proxy have at most 255 bytes each (RFC 1929 §2)');
  if (user !== '' && password === '')
    return wrong('a SOCKS proxy that asks for a user asks for a password of at least one byte (RFC 1929 §2)');
  return null;
}

/** A proxy without who goes through it: for eyes, logs and files. */
export function proxyText({ scheme, host, port }: Pick<ProxyAddress, 'scheme' | 'host' | 'port'>): string {
  return `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/**
 * The address of a proxy and the password that was written into it, to be kept elsewhere. One that is a variable stays:
 * its name is no secret.
 */
export function withoutProxyPassword(text: string): { readonly url: string; readonly password: string } {
  const found = /^(\s*[a-z][a-z0-9+.-]*:\/\/[^:@/]*):([^]*)@([^@]*)$/i.exec(text);
  const [, before = '', password = '', place = ''] = found ?? [];
  if (found === null || /\{\{[^]*\}\}/.test(password)) return { url: text, password: '' };
  return { url: `${before}@${place}`, password: decoded(password) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A lone percent sign: it is what it is.
    return text;
  }
}

function wrong(message: string): Result<never> {
  return fail('proxy.url', message);
}
