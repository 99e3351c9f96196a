import type { Token } from './token.js';

/** Facts of a request that decide about it. Header values as they came; repeated ones are refused before. */
export interface Asked {
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly cookie: string | undefined;
  /** What the browser says of who asks (Fetch Metadata); undefined where no browser asks, or an old one. */
  readonly site: string | undefined;
  /** A person goes to an address: nothing of another page is waiting for the answer. */
  readonly navigates: boolean;
  /** `?token=` of the URL; null where there is none. */
  readonly token: string | null;
}

export interface GateOptions {
  /** Port we listen on. */
  readonly port: number;
  /** Names we answer to, without port, IPv6 in brackets. */
  readonly names: readonly string[];
  readonly token: Token;
  /** Origin of the dev server, whose page is as good as ours; null outside development. */
  readonly devOrigin: string | null;
}

export type Verdict =
  | { readonly admitted: true; readonly by: 'cookie' | 'token' }
  | { readonly admitted: false; readonly status: 401 | 403 | 421; readonly reason: string };

const openPrinted = 'Open the last address that it printed where it was started.';

/** The only names of a machine that DNS cannot give to somebody else. */
export const loopbackNames: readonly string[] = ['127.0.0.1', 'localhost', '[::1]'];

/** Whether only this machine reaches an address. */
export function isLoopback(address: string): boolean {
  return address === 'localhost' || address === '::1' || /^127(\.\d{1,3}){3}$/.test(address);
}

/** The path keeps the cookie from other ports of a machine; the port in its name keeps two hosts of one token apart. */
export const cookieName = (port: number): string => `wirebench-${port}`;

/**
 * Decides who comes in. `Host` first: a page that reached us under another name (DNS rebinding) learns
 * nothing, not even whether its token is right.
 */
export function judge(asked: Asked, { port, names, token, devOrigin }: GateOptions): Verdict {
  const hosts = names.map((name) => `${name}:${port}`);
  if (port === 80) hosts.push(...names);
  if (asked.host === undefined || !hosts.includes(asked.host)) {
    return refuse(421, `This host answers to ${hosts.slice(0, 3).join(', ')} only.`);
  }
  if (asked.origin !== undefined && asked.origin !== `http://${asked.host}` && asked.origin !== devOrigin) {
    return refuse(403, 'This host talks to its own page only, and another origin is asking.');
  }
  // Cookies know no ports: to a browser, whatever else runs on this machine is of the same site as we are.
  const foreign = asked.site === 'cross-site' || asked.site === 'same-site';
  if (foreign && !asked.navigates && (devOrigin === null || asked.origin !== devOrigin)) {
    return refuse(403, 'This host talks to its own page only, and another site is asking.');
  }
  if (asked.token === null) {
    const known = cookies(asked.cookie, cookieName(port)).some((value) => token.isCookie(value));
    if (known) return { admitted: true, by: 'cookie' };
    return refuse(401, `This host needs its token. ${openPrinted}`);
  }
  switch (token.check(asked.token)) {
    case 'good':
      return { admitted: true, by: 'token' };
    case 'spent':
      return refuse(401, `This address opens once, and was opened already. ${openPrinted}`);
    case 'wrong':
      return refuse(401, `This token is not the one of this host. ${openPrinted}`);
  }
}

function refuse(status: 401 | 403 | 421, reason: string): Verdict {
  return { admitted: false, status, reason };
}

/** Every value of a cookie: another program on this machine may have set one of the same name before ours. */
function cookies(header: string | undefined, name: string): string[] {
  return (header ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
}
