import { bypasses, parseBypass, parseProxy } from '../../codec/index.js';
import type { ProxyAddress } from '../../codec/index.js';
import { fail, ok } from '../../contract/index.js';
import type { Result } from '../../contract/index.js';
import type { NetworkTarget } from '../endpoint/network.js';
import type { SystemProxies } from './app-network.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** In the order they are asked; a bare stream has a variable of its own nowhere, so that only `ALL_PROXY` is meant for it. */
const variables: Readonly<Record<string, readonly string[]>> = {
  ws: ['ws_proxy', 'http_proxy', 'all_proxy'],
  wss: ['wss_proxy', 'https_proxy', 'all_proxy'],
  tls: ['https_proxy', 'all_proxy'],
  tcp: ['all_proxy'],
};

/**
 * The proxy that the environment names for a target, as curl reads it: small letters first, `http://` and port 1080 where
 * they are left out, and what `NO_PROXY` lists goes directly. A value that is none fails with `proxy.environment`.
 */
export function proxyOfEnvironment(env: Environment, target: NetworkTarget): Result<ProxyAddress | null> {
  const bypass = parseBypass(valueOf(env, 'no_proxy')?.value ?? '', true);
  if (!bypass.ok) return fail('proxy.environment', `NO_PROXY: ${bypass.error.message}`);
  if (bypasses(bypass.value, target.host, target.port)) return ok(null);
  for (const name of variables[target.protocol] ?? []) {
    const found = valueOf(env, name);
    if (found === null) continue;
    const parsed = parseProxy(withDefaults(found.value));
    if (!parsed.ok)
      return fail('proxy.environment', `${found.name} of the environment: ${parsed.error.message}`);
    return parsed;
  }
  return ok(null);
}

/** Within a CGI program `HTTP_PROXY` is a header that anybody may have sent (httpoxy). */
function valueOf(env: Environment, name: string): { readonly name: string; readonly value: string } | null {
  const upper = name.toUpperCase();
  const names = name === 'http_proxy' && env['REQUEST_METHOD'] !== undefined ? [name] : [name, upper];
  for (const one of names) {
    const value = env[one]?.trim() ?? '';
    if (value !== '') return { name: one, value };
  }
  return null;
}

function withDefaults(text: string): string {
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  const bare = url.replace(/\/$/, '');
  const port = /:\d+$/.test(bare.slice(bare.lastIndexOf('@') + 1));
  return port || !/^http:/i.test(url) ? bare : `${bare}:1080`;
}

/** What a host without a browser knows of its system: the environment, and no PAC file. */
export function environmentProxies(env: Environment): SystemProxies {
  return { system: (target) => Promise.resolve(proxyOfEnvironment(env, target)), pac: null };
}
