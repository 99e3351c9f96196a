import { headerValues } from '../../../codec/index.js';
import type { Failure } from '../../../contract/index.js';
import { checkWords } from './check-words.js';
import type { Handshake } from './handshake.js';
import { phrase, t, told, type Phrase } from '../language/index.js';

/** One reason why an upgrade came to nothing. */
export interface RefusalReason {
  readonly text: string;
  /** Rule that was broken, where one was. */
  readonly section: string | null;
}

/** What a status means for somebody who asked for a WebSocket. */
const meanings: Readonly<Record<number, Phrase>> = {
  200: phrase(
    'The server answered as for an ordinary page: nothing at this path upgrades, or a proxy dropped the Upgrade header.',
  ),
  400: phrase('The server finds the request malformed.'),
  401: phrase('The server asks for credentials.'),
  403: phrase('The server does not allow this: often the Origin, a token or a cookie.'),
  404: phrase('There is nothing at this path.'),
  405: phrase('This path takes another method, so it is no WebSocket.'),
  407: phrase('A proxy asks for credentials.'),
  410: phrase('What was at this path is gone.'),
  426: phrase('The server speaks another version or protocol.'),
  429: phrase('The server has had too many requests.'),
  502: phrase('A proxy could not reach the server, or the server does not upgrade.'),
  503: phrase('The server is not available now.'),
  504: phrase('A proxy had no answer from the server in time.'),
};

function meaningOf(status: number): string {
  const known = meanings[status];
  if (known !== undefined) return t(known);
  if (status >= 500) return t('The server failed.');
  if (status >= 400) return t('The server refuses the request.');
  return status >= 300 ? t('The server sends elsewhere.') : t('Only 101 opens a WebSocket.');
}

/** Headers of a refusal that say more, with the words about their value. */
const telling: readonly (readonly [string, Phrase])[] = [
  ['Location', phrase('It points to {value}.')],
  ['WWW-Authenticate', phrase('It accepts {value}.')],
  ['Proxy-Authenticate', phrase('The proxy accepts {value}.')],
  ['Sec-WebSocket-Version', phrase('It speaks versions {value}.')],
  ['Upgrade', phrase('It would upgrade to {value}.')],
  ['Retry-After', phrase('It may be asked again after {value}.')],
];

/**
 * Every reason why an upgrade was refused, by either end: the status and what goes with it, each rule
 * that was not kept, and what the connection itself failed with. None where the upgrade was accepted.
 */
export function refusalReasons(handshake: Handshake, failure: Failure | null): readonly RefusalReason[] {
  const { request, response, checks } = handshake;
  const reasons: RefusalReason[] = [];
  const head = response?.head ?? null;
  const status = head?.status;
  if (head !== null && status !== undefined && status !== 101) {
    reasons.push({
      text: `${status} ${head.reason ?? ''}`.trimEnd() + `: ${meaningOf(status)}`,
      section: null,
    });
    for (const [name, words] of telling) {
      for (const value of headerValues(head, name))
        reasons.push({ text: t(words, { value }), section: null });
    }
    const origin = request?.head == null ? [] : headerValues(request.head, 'Origin');
    if (status === 403 && origin.length > 0) {
      reasons.push({
        text: t('The request came with Origin {origin}.', { origin: origin.join(', ') }),
        section: null,
      });
    }
  }
  for (const check of checks) {
    // The status has been told in words.
    if (check.ok || check.name === 'Status') continue;
    reasons.push({
      text: t('{check}: expected {expected}, got {actual}.', checkWords(check)),
      section: check.section,
    });
  }
  // A status other than 101 is all that this code says, and its words stand first already.
  const known = failure?.code === 'upgrade.refused' && reasons.length > 0;
  if (failure?.code.startsWith('upgrade.') === true && !known) {
    reasons.push({ text: told(failure.message), section: null });
  }
  return reasons;
}
