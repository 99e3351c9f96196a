import { addressBytes, parseHost, parsePort } from './host-port.js';
import { fail, ok, type Result } from './result.js';

/** Hosts that something is for: a host, or all below a name; of one port where it names one. */
export interface HostPattern {
  /** In small letters; without brackets. */
  readonly host: string;
  /** `*.`: names below it, at any depth. */
  readonly below: boolean;
  readonly port: number | null;
}

/** Reads `api.example.com`, `*.example.com`, `10.0.0.1:8443`, `[::1]`. Fails with `host.pattern`. */
export function parseHostPattern(text: string): Result<HostPattern> {
  const typed = text.trim();
  if (typed === '') return fail('host.pattern', 'name a host: api.example.com or *.example.com');
  if (/^\*(?::|$)/.test(typed))
    return fail('host.pattern', 'every host would be told who you are: name one, or *.example.com');
  const below = typed.startsWith('*.');
  const rest = below ? typed.slice(2) : typed;
  const bare = addressBytes(rest) !== null;
  const [, place = '', digits] = bare ? [rest, rest] : (/^(\[[^\]]*\]|[^:]*)(?::(.*))?$/.exec(rest) ?? []);
  if (place.includes('*'))
    return fail('host.pattern', 'a star stands for the first part alone: *.example.com');
  const host = bare ? ok(place) : parseHost(place === '' ? rest : place);
  if (!host.ok) return fail('host.pattern', host.error.message);
  if (below && addressBytes(host.value) !== null)
    return fail('host.pattern', 'nothing is below an address: leave *. out');
  if (digits === undefined) return ok({ host: host.value.toLowerCase(), below, port: null });
  const port = parsePort(digits, 'client');
  if (!port.ok) return fail('host.pattern', port.error.message);
  return ok({ host: host.value.toLowerCase(), below, port: port.value });
}

/** How well a pattern fits a target, 0 where it does not: a host before what is below a name, the longer name first, with a port before without. */
export function fitOf(pattern: HostPattern, host: string, port: number): number {
  if (pattern.port !== null && pattern.port !== port) return 0;
  const name = host.toLowerCase().replace(/\.$/, '');
  const fits = pattern.below ? name.endsWith(`.${pattern.host}`) : sameHost(name, pattern.host);
  if (!fits) return 0;
  const [exact, named] = [pattern.below ? 0 : 1, pattern.port === null ? 0 : 1];
  return (exact * 512 + pattern.host.length) * 2 + named;
}

function sameHost(one: string, other: string): boolean {
  if (one === other) return true;
  const [a, b] = [addressBytes(one), addressBytes(other)];
  return a !== null && b !== null && a.join() === b.join();
}
