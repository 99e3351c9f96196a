import type { ParsedAddress } from '../../codec/index.js';
import type { StageFailure } from './failure.js';
import { upgradeFailure } from './websocket-response.js';

export type Redirect =
  | { readonly ok: true; readonly value: { readonly url: string; readonly foreign: boolean } }
  | { readonly ok: false; readonly error: StageFailure };

/**
 * Where a redirect leads. From wss to ws is refused, as it would send in the clear what was meant
 * to be secret; another scheme, host or port is `foreign` and gets no credentials.
 */
export function redirectTarget(
  from: ParsedAddress,
  location: string,
  hops: number,
  most: number,
  refusal: StageFailure,
): Redirect {
  const refuse = (code: string, message: string): Redirect => ({
    ok: false,
    error: upgradeFailure(code, message, refusal.detail),
  });
  if (hops >= most) return refuse('redirects', `redirected more than ${most} times, last to ${location}`);
  let base: URL;
  let to: URL;
  try {
    // A zone (fe80::1%eth0) is no part of a URL as the URL standard has it.
    base = new URL((from.url ?? '').replace(/(\[[^\]%]*)%[^\]]*\]/, '$1]'));
    to = new URL(location, base);
  } catch {
    return refuse('redirect', `redirected to ${location}, which is not a URL`);
  }
  if (to.protocol === 'http:') to = new URL(to.href.replace(/^http:/, 'ws:'));
  if (to.protocol === 'https:') to = new URL(to.href.replace(/^https:/, 'wss:'));
  if (to.protocol !== 'ws:' && to.protocol !== 'wss:') {
    return refuse('redirect', `redirected to ${location}, which is no WebSocket address`);
  }
  if (base.protocol === 'wss:' && to.protocol === 'ws:') {
    return refuse('downgrade', `redirected from wss to ${to.href}: not followed, as it would go unencrypted`);
  }
  const foreign = base.protocol !== to.protocol || base.host !== to.host;
  // Credentials of the Location are the server's idea; ours stay only where nobody else gets them.
  to.username = foreign ? '' : base.username;
  to.password = foreign ? '' : base.password;
  to.hash = '';
  return { ok: true, value: { url: to.href, foreign } };
}
