import { parseProxy, type ProxyAddress } from './address.js';

/** Keywords of a PAC answer that name a proxy we can speak to. */
const schemes: Readonly<Record<string, string>> = {
  proxy: 'http',
  http: 'http',
  https: 'https',
  socks5: 'socks5h',
};

export type ResolvedProxy =
  | { readonly kind: 'direct' }
  | { readonly kind: 'proxy'; readonly proxy: ProxyAddress }
  /** Only proxies that are not spoken to here. */
  | { readonly kind: 'none'; readonly said: string };

/**
 * Reads what a system or a PAC file answers: `PROXY 10.0.0.1:3128; SOCKS5 10.0.0.2:1080; DIRECT`. The first that can be used
 * is taken. `SOCKS` is version 4 (as Chromium has it).
 */
export function readResolvedProxy(answer: string): ResolvedProxy {
  for (const item of answer.split(';')) {
    const [, word = '', place = ''] = /^\s*(\S+)(?:\s+(\S+))?\s*$/.exec(item) ?? [];
    if (word.toLowerCase() === 'direct') return { kind: 'direct' };
    const scheme = Object.hasOwn(schemes, word.toLowerCase()) ? schemes[word.toLowerCase()] : undefined;
    if (scheme === undefined) continue;
    const parsed = parseProxy(`${scheme}://${place}`);
    if (parsed.ok) return { kind: 'proxy', proxy: parsed.value };
  }
  return answer.trim() === '' ? { kind: 'direct' } : { kind: 'none', said: answer.trim().slice(0, 200) };
}
