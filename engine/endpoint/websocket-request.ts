import { randomBytes } from 'node:crypto';
import { domainToASCII } from 'node:url';
import { isSecretHeader, parseHttpHead } from '../../codec/index.js';
import type { HttpHead, ParsedAddress } from '../../codec/index.js';
import { fail, ok } from '../../contract/index.js';
import type { FullOptions, Result } from '../../contract/index.js';
import { deflateOffer } from './websocket-internals.js';

/** An upgrade request as it will cross the wire. */
export interface UpgradeRequest {
  readonly bytes: Buffer;
  readonly head: HttpHead;
  readonly target: string;
  readonly headers: readonly (readonly [string, string])[];
}

type Header = readonly [name: string, value: string];

/** RFC 9110 §5.6.2. */
const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** Whether a header must not follow a redirect to somebody else: what opens doors, and the name of who was asked before. */
const isPersonal = (name: string): boolean => isSecretHeader(name) || name.toLowerCase() === 'host';

/**
 * Builds the request (RFC 6455 §4.1). The person's headers come last, as typed, and replace those
 * of the same name that we would have written. `foreign`: the address came from a redirect to
 * another origin, which must not learn credentials. Fails with `upgrade.header` or `upgrade.subprotocol`.
 */
export function buildRequest(
  address: ParsedAddress,
  options: FullOptions['ws'],
  foreign = false,
): Result<UpgradeRequest> {
  const { subprotocols } = options;
  for (const [index, name] of subprotocols.entries()) {
    if (!token.test(name))
      return fail(
        'upgrade.subprotocol',
        `subprotocol '${name}' is not a token: letters, digits and !#$%&'*+-.^_\`|~ only`,
      );
    if (subprotocols.indexOf(name) !== index)
      return fail('upgrade.subprotocol', `subprotocol '${name}' is named twice (RFC 6455 §4.1)`);
  }
  const own = options.headers.filter(([name]) => !foreign || !isPersonal(name));
  for (const [index, [name, value]] of own.entries()) {
    if (!token.test(name))
      return fail('upgrade.header', `header ${index + 1}: '${name}' is not a header name`);
    // eslint-disable-next-line no-control-regex -- controls are what is looked for
    if (/[\r\n\u0000]/.test(value))
      return fail('upgrade.header', `header ${index + 1} (${name}): its value holds a line break or NUL`);
  }
  const replaced = new Set(own.map(([name]) => name.toLowerCase()));
  const headers = [
    ...generated(address, options, foreign).filter(([name]) => !replaced.has(name.toLowerCase())),
    ...own,
  ];
  // What is not ASCII is percent-encoded, as every client does (RFC 3987 §3.1).
  const target = (address.target ?? '/').replace(/[^\u0021-\u007e]+/g, percentEncode);
  const lines = [`GET ${target} HTTP/1.1`, ...headers.map(([name, value]) => `${name}: ${value}`)];
  const bytes = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'utf8');
  const head = parseHttpHead(bytes);
  return head.ok ? ok({ bytes, head: head.value, target, headers }) : head;
}

function generated(address: ParsedAddress, options: FullOptions['ws'], foreign: boolean): readonly Header[] {
  const { version, origin, subprotocols, deflate } = options;
  const headers: Header[] = [
    ['Host', hostHeader(address)],
    ['Upgrade', 'websocket'],
    ['Connection', 'Upgrade'],
    ['Sec-WebSocket-Key', randomBytes(16).toString('base64')],
    ['Sec-WebSocket-Version', String(version)],
  ];
  // Draft 8 had a name of its own for it (hybi-08 §4.1).
  if (origin !== '') headers.push([version === 8 ? 'Sec-WebSocket-Origin' : 'Origin', origin]);
  const credentials = foreign ? null : userInfo(address.url ?? '');
  if (credentials !== null)
    headers.push(['Authorization', `Basic ${Buffer.from(credentials, 'utf8').toString('base64')}`]);
  if (subprotocols.length > 0) headers.push(['Sec-WebSocket-Protocol', subprotocols.join(', ')]);
  if (deflate) headers.push(['Sec-WebSocket-Extensions', deflateOffer()]);
  return headers;
}

/** Host as typed, without a zone, which means nothing elsewhere; the default port is left out (RFC 6455 §4.1). */
function hostHeader({ protocol, host = 'localhost', port = 0 }: ParsedAddress): string {
  const named = host.includes(':')
    ? `[${host.replace(/%.*$/, '')}]`
    : /^[\u0021-\u007e]*$/.test(host)
      ? host
      : domainToASCII(host);
  return port === (protocol === 'wss' ? 443 : 80) ? named : `${named}:${port}`;
}

/** `user:password` of a URL, decoded; null where it has none. */
function userInfo(url: string): string | null {
  const authority = /^[a-z]+:\/\/([^/?]*)/i.exec(url)?.[1] ?? '';
  const at = authority.lastIndexOf('@');
  if (at < 0) return null;
  const typed = authority.slice(0, at);
  const colon = typed.indexOf(':');
  const user = colon < 0 ? typed : typed.slice(0, colon);
  const password = colon < 0 ? '' : typed.slice(colon + 1);
  return `${decode(user)}:${decode(password)}`;
}

/** Of the UTF-8 bytes; a lone surrogate, which has none, becomes U+FFFD. */
function percentEncode(text: string): string {
  return Buffer.from(text, 'utf8')
    .toString('hex')
    .replace(/../g, (digits) => `%${digits.toUpperCase()}`);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Escapes that are no UTF-8 are sent as they were typed.
    return text;
  }
}
