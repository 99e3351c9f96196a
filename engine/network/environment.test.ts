import { expect, it } from 'vitest';
import { proxyOfEnvironment } from './environment.js';
import type { Environment } from './environment.js';

type Target = Parameters<typeof proxyOfEnvironment>[1];

function proxyOf(env: Environment, protocol: Target['protocol'], host = 'example.com'): string {
  const found = proxyOfEnvironment(env, { protocol, host, port: 443 });
  if (!found.ok) return found.error.message;
  if (found.value === null) return 'direct';
  const { scheme, host: at, port, user, password } = found.value;
  return `${scheme} ${user}:${password} ${at}:${port}`;
}

it.each([
  [{}, 'wss', 'direct'],
  [{ HTTPS_PROXY: 'http://p:1' }, 'wss', 'http : p:1'],
  [{ HTTPS_PROXY: 'http://p:1' }, 'tls', 'http : p:1'],
  [{ HTTPS_PROXY: 'http://p:1' }, 'ws', 'direct'],
  [{ HTTPS_PROXY: 'http://p:1' }, 'tcp', 'direct'],
  [{ http_proxy: 'me:word@p' }, 'ws', 'http me:word p:1080'],
  [{ HTTP_PROXY: 'http://p:1' }, 'ws', 'http : p:1'],
  [{ HTTP_PROXY: 'http://p:1', REQUEST_METHOD: 'GET' }, 'ws', 'direct'],
  [{ https_proxy: 'http://small:1', HTTPS_PROXY: 'http://large:1' }, 'wss', 'http : small:1'],
  [{ https_proxy: '', HTTPS_PROXY: 'http://large:1' }, 'wss', 'http : large:1'],
  [{ ALL_PROXY: 'socks5h://p/' }, 'tcp', 'socks5h : p:1080'],
  [{ ALL_PROXY: 'socks5://p', https_proxy: 'http://q:1' }, 'tls', 'http : q:1'],
  [{ ALL_PROXY: 'socks5://p' }, 'udp', 'direct'],
] as const)('reads %j for %s', (env, protocol, expected) => {
  expect(proxyOf(env, protocol)).toBe(expected);
});

it('lets past what NO_PROXY lists, and this machine', () => {
  const env = { ALL_PROXY: 'http://p:1', NO_PROXY: 'example.com,10.0.0.0/8' };
  expect(proxyOf(env, 'tcp', 'a.example.com')).toBe('direct');
  expect(proxyOf(env, 'tcp', '10.1.1.1')).toBe('direct');
  expect(proxyOf(env, 'tcp', 'localhost')).toBe('direct');
  expect(proxyOf(env, 'tcp', 'example.org')).toBe('http : p:1');
  expect(proxyOf({ ...env, no_proxy: '*' }, 'tcp', 'example.org')).toBe('direct');
});

it('names the variable that is wrong, without its password', () => {
  expect(proxyOf({ ALL_PROXY: 'ftp://me:s3cret@p:1' }, 'tcp')).toBe(
    'ALL_PROXY of the environment: no proxy is reached by ftp://: use http, https, socks5 or socks5h',
  );
  expect(proxyOf({ NO_PROXY: '10.0.0.0/99', ALL_PROXY: 'http://p:1' }, 'tcp')).toContain(
    "NO_PROXY: '10.0.0.0/99'",
  );
});
