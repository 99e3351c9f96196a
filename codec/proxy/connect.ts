import { formatBase64 } from '../base64.js';
import { fail, ok, type Result } from '../result.js';
import { visibleText } from '../text.js';
import { headerValues, type HttpHead } from '../websocket/http-head.js';

/** Who goes through a proxy. */
export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** The authority of a request: brackets around IPv6 (RFC 9110 §7.2). */
export function authority(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** A CONNECT request (RFC 9110 §9.3.6), with Basic credentials in UTF-8 (RFC 7617 §2.1) where there are some. */
export function connectRequest(host: string, port: number, who: Credentials | null): string {
  const to = authority(host, port);
  const lines = [`CONNECT ${to} HTTP/1.1`, `Host: ${to}`];
  if (who !== null) {
    const token = formatBase64(new TextEncoder().encode(`${who.user}:${who.password}`));
    lines.push(`Proxy-Authorization: Basic ${token}`);
  }
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/** The request as it may be shown. */
export function withoutCredentials(request: string): string {
  return request.replace(/^(Proxy-Authorization: Basic ).*$/im, '$1***');
}

/** Statuses by which a proxy says that the far end failed it, and not its rules. */
const farEnd = new Set([502, 503, 504]);

/** Judges the final answer to a CONNECT. `place` is the proxy's. Fails with `proxy.auth`, `proxy.target` or `proxy.refused`. */
export function judgeConnect(
  head: HttpHead,
  { place, target, asked }: { readonly place: string; readonly target: string; readonly asked: boolean },
): Result<void> {
  const { status = 0, reason = '' } = head;
  if (status >= 200 && status < 300) return ok(undefined);
  const said = `the proxy ${place} answered ${status}${reason === '' ? '' : ` ${visibleText(reason.slice(0, 200))}`}`;
  if (status === 407) return fail('proxy.auth', `${said}: ${askedFor(head, asked)}`, { status });
  if (farEnd.has(status)) {
    return fail('proxy.target', `${said}: it could not reach ${target}; check the address`, { status });
  }
  const cure =
    status === 403
      ? `its rules do not allow ${target}`
      : status === 400 || status === 405 || status === 501
        ? `it does not take CONNECT to ${target}; is this the address of a proxy?`
        : `it does not connect to ${target}`;
  return fail('proxy.refused', `${said}: ${cure}`, { status });
}

/** RFC 9110 §11.7.1: what the proxy wants to know, and what of it can be answered. */
function askedFor(head: HttpHead, asked: boolean): string {
  const challenges = headerValues(head, 'Proxy-Authenticate');
  const schemes = challenges.flatMap((value) => /^\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)/.exec(value)?.[1] ?? []);
  const named = [...new Set(schemes.map((scheme) => scheme.slice(0, 40)))].slice(0, 8);
  const basic = named.length === 0 || named.some((scheme) => scheme.toLowerCase() === 'basic');
  if (!basic) return `it asks for ${named.join(', ')}, and only Basic is spoken here`;
  if (asked) return 'it does not accept this user and password';
  return 'it asks who goes through it; write http://user@host:port and the password';
}
