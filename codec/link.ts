import { parseAddress, type ParsedAddress } from './address.js';
import { fail, ok, type Result } from './result.js';
import { isTemplate } from './template.js';
import { visibleText } from './text.js';

/** What a `wirebench://` link asks for: a tab with this address, which is not connected. */
export interface Link {
  readonly address: ParsedAddress;
  /** The address as it was written, with every control, bidi and invisible character shown. */
  readonly shown: string;
  /** The name or number of the machine alone, shown in the same way. */
  readonly host: string;
  /** Characters of the host beyond ASCII, which may look like others: `а (U+0430)`. */
  readonly unusual: readonly string[];
}

/** Longest link and longest address in it, characters. Real ones are far shorter; dialogs show them whole. */
export const maxLinkLength = 2_048;
const maxAddressLength = 1_024;

/**
 * Reads `wirebench://connect?url=ADDRESS`, the one kind of link there is. ADDRESS is percent-encoded and names
 * its scheme: tcp, tls, udp, ws or wss. Whoever wrote the link may be anybody, so that nothing is taken that would
 * bring more than an address: no variables (a secret would leave with them), no user name before an @ (one host
 * would look like another), no local socket. Fails with `link.length`, `link.malformed`, `link.unknown` or
 * `link.unsafe`.
 */
export function parseLink(text: string): Result<Link> {
  if (text.length > maxLinkLength) {
    return fail('link.length', `The link has ${text.length} characters; ${maxLinkLength} is the most.`);
  }
  // A URL is ASCII: what is beyond comes percent-encoded, by browsers too.
  if (!/^[\x21-\x7e]+$/.test(text)) return malformed('it holds characters that a link writes as %XX');
  const parts = /^wirebench:\/\/([^/?#]*)\/?(?:\?([^#]*))?$/i.exec(text);
  if (parts === null) return malformed('a link is wirebench://connect?url=ADDRESS');
  const [, action = '', query = ''] = parts;
  if (action.toLowerCase() !== 'connect') {
    return fail(
      'link.unknown',
      `Links that ask for "${visibleText(action.slice(0, 60))}" are not known; there is connect.`,
    );
  }
  const written = urlOf(query);
  return written.ok ? judge(written.value) : written;
}

function urlOf(query: string): Result<string> {
  const pairs = query.split('&').map((pair) => {
    const at = pair.indexOf('=');
    return at < 0 ? { key: pair, value: null } : { key: pair.slice(0, at), value: pair.slice(at + 1) };
  });
  const other = pairs.find(({ key }) => key !== 'url');
  if (other !== undefined) {
    return other.key === ''
      ? malformed('it names no address: wirebench://connect?url=ADDRESS')
      : fail(
          'link.unknown',
          `The link brings "${other.key.slice(0, 60)}", which is not known; there is url.`,
        );
  }
  const [pair, second] = pairs;
  if (second !== undefined) return malformed('it names two addresses');
  if (pair?.value == null || pair.value === '') return malformed('its address is empty');
  try {
    return ok(decodeURIComponent(pair.value));
  } catch {
    return malformed('its address is not percent-encoded UTF-8');
  }
}

function judge(written: string): Result<Link> {
  if (written.length > maxAddressLength) {
    return fail(
      'link.length',
      `Its address has ${written.length} characters; ${maxAddressLength} is the most.`,
    );
  }
  if (/[\s\p{Cc}]/u.test(written)) return malformed('its address holds spaces or control characters');
  if (!/^[a-z]+:\/\//i.test(written)) return malformed('its address names no scheme, as in wss://');
  if (isTemplate(written) || written.includes('{{')) {
    return fail('link.unsafe', 'Its address holds a variable, which a link from elsewhere may not use.');
  }
  const address = parseAddress(written);
  if (!address.ok) return malformed(address.error.message);
  const { protocol, host } = address.value;
  if (protocol === 'unix' || host === undefined) {
    return fail(
      'link.unsafe',
      'It names a socket of this machine’s files; a link opens addresses of the network alone.',
    );
  }
  const authority = /^[a-z]+:\/\/([^/?#\\]*)/i.exec(written)?.[1] ?? '';
  if (authority.includes('@')) {
    return fail(
      'link.unsafe',
      'Its address has a user name before an @, which makes one host look like another.',
    );
  }
  const unusual = [...new Set(host)].filter((character) => (character.codePointAt(0) ?? 0) > 0x7e);
  return ok({
    address: address.value,
    shown: visibleText(written),
    host: visibleText(host),
    unusual: unusual.map((one) => `${visibleText(one)} (${pointOf(one)})`),
  });
}

function malformed(why: string): Result<never> {
  return fail('link.malformed', `The link cannot be read: ${why}.`);
}

function pointOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
