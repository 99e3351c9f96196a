import { expect, it } from 'vitest';
import { readResolvedProxy } from './resolved.js';

const http = { scheme: 'http', host: '10.0.0.1', port: 3128, user: '', password: '' };

it.each([
  ['DIRECT', { kind: 'direct' }],
  ['', { kind: 'direct' }],
  ['PROXY 10.0.0.1:3128', { kind: 'proxy', proxy: http }],
  ['proxy 10.0.0.1:3128; DIRECT', { kind: 'proxy', proxy: http }],
  ['SOCKS 1.2.3.4:1080; PROXY 10.0.0.1:3128', { kind: 'proxy', proxy: http }],
  ['SOCKS5 [::1]:1080', { kind: 'proxy', proxy: { ...http, scheme: 'socks5h', host: '::1', port: 1080 } }],
  ['HTTPS p:443', { kind: 'proxy', proxy: { ...http, scheme: 'https', host: 'p', port: 443 } }],
  ['SOCKS 1.2.3.4:1080', { kind: 'none', said: 'SOCKS 1.2.3.4:1080' }],
  ['PROXY nonsense', { kind: 'none', said: 'PROXY nonsense' }],
  ['constructor x:1', { kind: 'none', said: 'constructor x:1' }],
])('reads %j', (answer, read) => {
  expect(readResolvedProxy(answer)).toEqual(read);
});
