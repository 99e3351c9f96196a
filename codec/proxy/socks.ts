import { addressBytes, isIpv6 } from '../host-port.js';
import { fail, ok, type Failure, type Result } from '../result.js';

/** SOCKS 5 as a client speaks it: RFC 1928, and RFC 1929 for user and password. */

/** What bytes say so far; a reader is asked again from the first byte when more has come. */
export type SocksRead<T> =
  | { readonly kind: 'more' }
  | { readonly kind: 'done'; readonly value: T; readonly length: number }
  | { readonly kind: 'wrong'; readonly error: Failure };

const more = { kind: 'more' } as const;
const done = <T>(value: T, length: number): SocksRead<T> => ({ kind: 'done', value, length });
const wrong = (code: string, message: string, detail?: Readonly<Record<string, unknown>>) =>
  ({ kind: 'wrong', error: { code, message, ...(detail !== undefined && { detail }) } }) as const;

/** The longest thing a proxy can say: a reply with a name of 255 bytes (RFC 1928 §6). */
export const longestSocksReply = 4 + 1 + 255 + 2;

/** Methods 00 (nobody asks) and, where there is a password to tell, 02 (RFC 1928 §3). */
export function socksGreeting(withPassword: boolean): Uint8Array {
  return Uint8Array.from(withPassword ? [5, 2, 0, 2] : [5, 1, 0]);
}

/** RFC 1929 §2. Both have been judged to have 1 to 255 bytes. */
export function socksPassword(user: string, password: string): Uint8Array {
  const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
  const [name, secret] = [encode(user), encode(password)];
  return Uint8Array.from([1, name.length, ...name, secret.length, ...secret]);
}

/** A request to connect (RFC 1928 §4). A name is sent as it is, in ASCII. Fails with `proxy.name`. */
export function socksConnect(host: string, port: number): Result<Uint8Array> {
  const ends = [port >> 8, port & 0xff];
  if (isIpv6(host) && host.includes('%')) {
    return fail('proxy.name', `${host} has a zone, which means nothing to a proxy`);
  }
  const address = addressBytes(host);
  if (address !== null)
    return ok(Uint8Array.from([5, 1, 0, address.length === 4 ? 1 : 4, ...address, ...ends]));
  const name = new TextEncoder().encode(host);
  if (name.length === 0 || name.length > 255) {
    return fail('proxy.name', `a name for a SOCKS proxy has 1 to 255 bytes, and this one ${name.length}`);
  }
  return ok(Uint8Array.from([5, 1, 0, 3, name.length, ...name, ...ends]));
}

/** The first byte tells whether SOCKS 5 is spoken at all. */
function otherVersion(bytes: Uint8Array, place: string): SocksRead<never> | null {
  const [version] = bytes;
  if (version === undefined || version === 5) return null;
  const shown = `0x${version.toString(16).padStart(2, '0')}`;
  const guess = version === 0x48 ? '; it may be an HTTP proxy' : '';
  return wrong('proxy.protocol', `the proxy ${place} does not speak SOCKS 5: it began with ${shown}${guess}`);
}

/** Which of the methods offered the proxy takes (RFC 1928 §3): whether it wants the password. */
export function readSocksMethod(
  bytes: Uint8Array,
  place: string,
  withPassword: boolean,
): SocksRead<'none' | 'password'> {
  const other = otherVersion(bytes, place);
  if (other !== null) return other;
  const [, method] = bytes;
  if (method === undefined) return more;
  if (method === 0) return done('none', 2);
  if (method === 2 && withPassword) return done('password', 2);
  if (method === 0xff) {
    return wrong(
      'proxy.auth',
      withPassword
        ? `the proxy ${place} takes neither user and password nor nobody: it asks for a way that is not spoken here`
        : `the proxy ${place} lets nobody through unnamed: write socks5h://user@host and the password`,
    );
  }
  return wrong(
    'proxy.protocol',
    `the proxy ${place} chose method ${method}, which it was not offered (RFC 1928 §3)`,
  );
}

/** RFC 1929 §2: any status but 0 is a refusal. */
export function readSocksPassword(bytes: Uint8Array, place: string): SocksRead<void> {
  const [version, status] = bytes;
  // The version of this exchange is 1; proxies are known that say 5, and mean the same.
  if (version !== undefined && version !== 1 && version !== 5) {
    return wrong(
      'proxy.protocol',
      `the proxy ${place} answered the password with version ${version} (RFC 1929 §2)`,
    );
  }
  if (status === undefined) return more;
  if (status === 0) return done(undefined, 2);
  return wrong('proxy.auth', `the proxy ${place} does not accept this user and password`, { status });
}

/** RFC 1928 §6, from code 1: how it failed, and what that is about. */
const replies: readonly (readonly [code: string, words: (target: string) => string])[] = [
  ['proxy.refused', () => 'a general failure of the proxy'],
  ['proxy.refused', (target) => `its rules do not allow ${target}`],
  ['proxy.target', (target) => `it has no route to the network of ${target}`],
  ['proxy.target', (target) => `it cannot reach the host of ${target}`],
  ['proxy.target', (target) => `connection refused by ${target}`],
  ['proxy.target', (target) => `time to live expired on the way to ${target}`],
  ['proxy.refused', () => 'it does not take CONNECT'],
  ['proxy.refused', (target) => `it does not take the kind of address of ${target}`],
];

/** The answer to the request: the address the proxy connects from. A refusal is told by its second byte. */
export function readSocksReply(
  bytes: Uint8Array,
  place: string,
  target: string,
): SocksRead<{ readonly bound: string }> {
  const other = otherVersion(bytes, place);
  if (other !== null) return other;
  const [, reply, , type, nameLength = 0] = bytes;
  if (reply === undefined) return more;
  if (reply !== 0) {
    const [code, words] = replies[reply - 1] ?? [
      'proxy.refused',
      () => 'a failure that RFC 1928 does not know',
    ];
    return wrong(code, `the proxy ${place} answered ${reply}: ${words(target)}`, { reply });
  }
  if (type === undefined) return more;
  const lengths: Readonly<Record<number, number>> = { 1: 4, 4: 16, 3: 1 + nameLength };
  const length = lengths[type];
  if (length === undefined) {
    return wrong(
      'proxy.protocol',
      `the proxy ${place} answered with an address of type ${type}, which RFC 1928 does not know`,
    );
  }
  const end = 4 + length;
  if (bytes.length < end + 2 || (type === 3 && bytes.length < 5)) return more;
  return done({ bound: boundText(bytes.subarray(4, end + 2), type) }, end + 2);
}

function boundText(bytes: Uint8Array, type: number): string {
  const end = bytes.length - 2;
  const port = ((bytes[end] ?? 0) << 8) | (bytes[end + 1] ?? 0);
  const address = [...bytes.subarray(0, end)];
  if (type === 1) return `${address.join('.')}:${port}`;
  if (type === 3) return `${String.fromCharCode(...address.slice(1).map(printable))}:${port}`;
  const groups = Array.from({ length: 8 }, (_, at) =>
    (((address[2 * at] ?? 0) << 8) | (address[2 * at + 1] ?? 0)).toString(16),
  );
  return `[${groups.join(':')}]:${port}`;
}

/** Bytes of a name that is not ours to believe. */
function printable(byte: number): number {
  return byte > 0x20 && byte < 0x7f ? byte : 0x3f;
}
