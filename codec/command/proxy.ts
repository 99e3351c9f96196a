import { parseProxy } from '../proxy/address.js';
import type { Draft } from './draft.js';

/** What a command line says of a proxy, in the options of its program. */
export interface PastedProxy {
  /** With its scheme; `host:port` alone has the program's. */
  place: string;
  scheme: string;
  /** Where the place names none. */
  port: string;
  /** `user:password`. */
  user: string;
  /** The options as typed: named where they mean nothing here. */
  typed: string[];
}

export function newProxy(scheme: string, port: string): PastedProxy {
  return { place: '', scheme, port, user: '', typed: [] };
}

/** Takes the proxy over; what cannot be one of ours is named, and none is better than a wrong one. */
export function takeProxy(draft: Draft, { place, scheme, port, user, typed }: PastedProxy): void {
  if (place === '') {
    draft.unmapped.push(...typed);
    return;
  }
  const [, named, rest = ''] = /^(?:([a-z][a-z0-9]*):\/\/)?([^]*)$/i.exec(place) ?? [];
  const bare = rest.replace(/\/$/, '');
  const at = bare.lastIndexOf('@');
  const host = bare.slice(at + 1);
  const who = at < 0 ? escaped(user) : bare.slice(0, at);
  const withPort = /:\d+$/.test(host) ? host : `${host}:${port}`;
  const url = `${named ?? scheme}://${who === '' ? '' : `${who}@`}${withPort}`;
  if (
    draft.protocol !== 'udp' &&
    draft.protocol !== 'unix' &&
    draft.role === 'client' &&
    parseProxy(url).ok
  ) {
    draft.facts.proxy = url;
  } else draft.unmapped.push(...typed);
}

/** `user:password` as it stands within a URL. */
function escaped(user: string): string {
  const [name = '', ...password] = user.split(':');
  const parts = password.length === 0 ? [name] : [name, password.join(':')];
  return parts.map(encodeURIComponent).join(':');
}
