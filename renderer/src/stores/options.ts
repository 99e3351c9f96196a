import { withoutProxyPassword } from '../../../codec/index.js';
import { ConnectionOptions, defaultOptions } from '../../../contract/index.js';
import type { FramingSpec, FullOptions } from '../../../contract/index.js';
import { sameJson } from './same.js';

export type OptionGroup = Exclude<keyof FullOptions, 'framing'>;

/** In the order they are stored, so that a file's diff shows what was changed and nothing else. */
const groups: readonly OptionGroup[] = ['tcp', 'reconnect', 'listen', 'udp', 'ws', 'tls', 'proxy'];

function defaultOf(group: OptionGroup, name: string): unknown {
  // Read by name: the tables of the screen name options as text, the schema judges what becomes of it.
  return new Map<string, unknown>(Object.entries(defaultOptions[group])).get(name);
}

export function optionOf(options: ConnectionOptions, group: OptionGroup, name: string): unknown {
  const set = new Map<string, unknown>(Object.entries(options[group] ?? {}));
  return set.has(name) ? set.get(name) : defaultOf(group, name);
}

export function isChanged(options: ConnectionOptions, group: OptionGroup, name: string): boolean {
  return !sameJson(optionOf(options, group, name), defaultOf(group, name));
}

/**
 * Options with one set. What equals its default is left out, so that a file says only what a person
 * chose. A value the contract refuses leaves everything as it was.
 */
export function withOption(
  options: ConnectionOptions,
  group: OptionGroup,
  name: string,
  value: unknown,
): ConnectionOptions {
  const next = pruned({ ...options, [group]: { ...options[group], [name]: value } });
  const judged = ConnectionOptions.safeParse(next);
  return judged.success ? judged.data : options;
}

/** Options without one: its default holds again. */
export function withoutOption(
  options: ConnectionOptions,
  group: OptionGroup,
  name: string,
): ConnectionOptions {
  return withOption(options, group, name, defaultOf(group, name));
}

/** A password typed or pasted into the URL of a proxy goes to its own field, where nobody reads it. */
export function withProxyPassword(options: ConnectionOptions): ConnectionOptions {
  const { url, password } = withoutProxyPassword(options.proxy?.url ?? '');
  if (password === '') return options;
  return withOption(withOption(options, 'proxy', 'url', url), 'proxy', 'password', password);
}

export function withFraming(options: ConnectionOptions, framing: FramingSpec): ConnectionOptions {
  const { framing: _, ...rest } = options;
  return framing.kind === 'raw' ? rest : { ...rest, framing };
}

/** Options as they go over the wire and into a file: rows that were added and left empty are no options. */
export function withoutEmptyRows(options: ConnectionOptions): ConnectionOptions {
  const { ws, tls, udp } = options;
  const filled = (value: string): boolean => value.trim() !== '';
  let next = options;
  if (ws?.headers?.some(([name, value]) => name === '' && value === '')) {
    const headers = ws.headers.filter(([name, value]) => name !== '' || value !== '');
    next = withOption(next, 'ws', 'headers', headers);
  }
  if (ws?.subprotocols?.includes('')) {
    next = withOption(next, 'ws', 'subprotocols', ws.subprotocols.filter(filled));
  }
  if (tls?.alpn?.includes('')) next = withOption(next, 'tls', 'alpn', tls.alpn.filter(filled));
  if (udp?.memberships?.some(({ group }) => !filled(group))) {
    const memberships = udp.memberships.filter(({ group }) => filled(group));
    next = withOption(next, 'udp', 'memberships', memberships);
  }
  return next;
}

function pruned(options: Record<string, unknown>): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const group of groups) {
    const set: unknown = options[group];
    if (typeof set !== 'object' || set === null) continue;
    const own = Object.entries(set).filter(([name, value]) => !sameJson(value, defaultOf(group, name)));
    if (own.length > 0) kept[group] = Object.fromEntries(own);
  }
  if (options['framing'] !== undefined) kept['framing'] = options['framing'];
  return kept;
}
