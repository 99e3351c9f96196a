import { addressBytes } from '../host-port.js';
import { fail, ok, type Result } from '../result.js';

/** What goes past a proxy. */
export type BypassRule =
  | { readonly kind: 'all' }
  /** `<-loopback>`: this machine is reached through the proxy too. */
  | { readonly kind: 'through-loopback' }
  | { readonly kind: 'name'; readonly pattern: RegExp; readonly port: number | null }
  | { readonly kind: 'network'; readonly bytes: readonly number[]; readonly bits: number };

/** No list is longer. */
const mostRules = 500;

/**
 * Reads a list as people write it, by commas or blanks: `localhost`, `*.local`, `.example.com`, `10.0.0.0/8`, `fe80::/10`,
 * `host:8080`, `*`. `suffixes`: as curl reads NO_PROXY, a name stands for what is below it too. Fails with `proxy.bypass`.
 */
export function parseBypass(text: string, suffixes = false): Result<readonly BypassRule[]> {
  const items = text.split(/[\s,;]+/).filter((item) => item !== '');
  if (items.length > mostRules)
    return fail('proxy.bypass', `at most ${mostRules} entries: these are ${items.length}`);
  const rules: BypassRule[] = [];
  for (const item of items) {
    const rule = ruleOf(item, suffixes);
    if (typeof rule === 'string') return fail('proxy.bypass', rule);
    rules.push(rule);
  }
  return ok(rules);
}

function ruleOf(item: string, suffixes: boolean): BypassRule | string {
  if (item === '*') return { kind: 'all' };
  if (item.toLowerCase() === '<-loopback>') return { kind: 'through-loopback' };
  // What Windows calls names without a dot.
  if (item.toLowerCase() === '<local>') return { kind: 'name', pattern: /^[^.:]+$/, port: null };
  const [, network, digits] = /^\[?([^\]/]*)\]?\/(.*)$/.exec(item) ?? [];
  if (network !== undefined && digits !== undefined) {
    const bytes = addressBytes(network);
    if (bytes === null) return `'${item}' is no network: write 10.0.0.0/8`;
    const bits = /^\d{1,3}$/.test(digits) ? Number(digits) : Infinity;
    if (bits > bytes.length * 8)
      return `'${item}' is no network: after the slash belongs a number up to ${bytes.length * 8}`;
    return { kind: 'network', bytes, bits };
  }
  const literal = addressBytes(item.replace(/^\[|\]$/g, ''));
  if (literal !== null) return { kind: 'network', bytes: literal, bits: literal.length * 8 };
  const [, name = '', port] = /^(.*?)(?::(\d{1,5}))?$/.exec(item) ?? [];
  if (name === '' || !/^[\p{L}\p{M}\p{N}._*-]+$/u.test(name))
    return `'${item}' is neither a name, an address nor a network`;
  if (port !== undefined && Number(port) > 65_535) return `'${item}' has a port above 65535`;
  // More would let a pattern take its time.
  if (name.split('*').length > 4) return `'${item}' has more than three stars`;
  const plain = name.replace(/^\./, '').toLowerCase();
  const escaped = plain.replaceAll('.', '\\.').replaceAll('*', '[^]*').replaceAll('-', '\\-');
  const below = name.startsWith('.') || suffixes ? '(?:[^]*\\.)?' : '';
  return {
    kind: 'name',
    pattern: new RegExp(`^${below}${escaped}$`, 'u'),
    port: port === undefined ? null : Number(port),
  };
}

/** Whether a host is this machine itself. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  if (name === 'localhost' || name.endsWith('.localhost')) return true;
  const bytes = addressBytes(host);
  if (bytes === null) return false;
  return bytes.length === 4 ? bytes[0] === 127 : bytes.every((byte, at) => byte === (at === 15 ? 1 : 0));
}

/** Whether a target goes past the proxy. Loopback does unless a rule says otherwise. */
export function bypasses(rules: readonly BypassRule[], host: string, port: number): boolean {
  if (isLoopback(host) && !rules.some(({ kind }) => kind === 'through-loopback')) return true;
  const name = host.toLowerCase().replace(/\.$/, '');
  const address = addressBytes(host);
  return rules.some((rule) => {
    if (rule.kind === 'all') return true;
    if (rule.kind === 'network') return address !== null && within(address, rule);
    if (rule.kind !== 'name' || (rule.port !== null && rule.port !== port)) return false;
    return rule.pattern.test(name);
  });
}

function within(
  address: readonly number[],
  { bytes, bits }: { bytes: readonly number[]; bits: number },
): boolean {
  if (address.length !== bytes.length) return false;
  return bytes.every((byte, at) => {
    const kept = Math.min(8, Math.max(0, bits - at * 8));
    const mask = (0xff << (8 - kept)) & 0xff;
    return (byte & mask) === ((address[at] ?? 0) & mask);
  });
}
