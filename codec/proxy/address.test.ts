import { describe, expect, it } from 'vitest';
import { parseProxy, proxyText, withoutProxyPassword } from './address.js';

const wordsOf = (text: string, password = ''): string => {
  const parsed = parseProxy(text, password);
  return parsed.ok ? 'ok' : parsed.error.message;
};

describe('the address of a proxy', () => {
  it.each([
    ['http://10.0.0.1:3128', { scheme: 'http', host: '10.0.0.1', port: 3128, user: '', password: '' }],
    ['  HTTP://Proxy.test:80/ ', { scheme: 'http', host: 'Proxy.test', port: 80, user: '', password: '' }],
    ['https://p', { scheme: 'https', host: 'p', port: 443, user: '', password: '' }],
    ['socks5://p', { scheme: 'socks5', host: 'p', port: 1080, user: '', password: '' }],
    ['socks5h://[::1]:9', { scheme: 'socks5h', host: '::1', port: 9, user: '', password: '' }],
    ['socks://p:1', { scheme: 'socks5h', host: 'p', port: 1, user: '', password: '' }],
    ['http://me:a%20b@p:1', { scheme: 'http', host: 'p', port: 1, user: 'me', password: 'a b' }],
    ['http://me:a@b/c@p:1', { scheme: 'http', host: 'p', port: 1, user: 'me', password: 'a@b/c' }],
    ['http://me:100%@p:1', { scheme: 'http', host: 'p', port: 1, user: 'me', password: '100%' }],
    ['http://me@p:1', { scheme: 'http', host: 'p', port: 1, user: 'me', password: '' }],
  ])('is read from %s', (text, value) => {
    expect(parseProxy(text)).toEqual({ ok: true, value });
  });

  it('takes the password that is kept elsewhere', () => {
    expect(parseProxy('http://me@p:1', 'kept')).toMatchObject({ value: { user: 'me', password: 'kept' } });
  });

  it.each([
    ['', 'no proxy: write http://host:3128 or socks5h://host:1080'],
    ['p:3128', 'what kind of proxy is p:3128? write http://p:3128 or socks5h://p:3128'],
    ['socks4a://p:1', 'SOCKS 4 is not spoken here: is the proxy able to speak SOCKS 5 (socks5h://)?'],
    ['ftp://p:1', 'no proxy is reached by ftp://: use http, https, socks5 or socks5h'],
    ['http://p', 'the port of the proxy is missing: http://p:3128'],
    ['http://:80', 'the host of the proxy is missing: http://host:port'],
    ['http://p:80/path', 'a proxy has no path: http://host:port'],
    ['http://p/path', 'a proxy has no path: http://host:port'],
    ['http://p:0', 'proxy: port 0 is only for listeners'],
    ['http://p:70000', 'proxy: port 70000 is out of range'],
    ['http://256.1.1.1:1', "proxy: '256.1.1.1' is not an IPv4 address"],
    ['http://::1:80', 'an IPv6 address stands in brackets: http://[::1]:3128'],
    ['http://:secret@p:1', 'a password without a user: http://user@host:port'],
    ['socks5h://me@p', 'a SOCKS proxy that asks for a user asks for a password of at least one byte'],
    ['http://a%0ab:c@p:1', 'the user or password of the proxy holds a control character'],
    ['http://a%3Ab:c@p:1', 'the user of an HTTP proxy holds no colon'],
    [`socks5h://me:${'x'.repeat(256)}@p`, 'at most 255 bytes each'],
  ])('is refused as %j', (text, words) => {
    expect(wordsOf(text)).toContain(words);
  });

  it('is never told with the password in it', () => {
    for (const text of ['ftp://me:s3cret@p:1', 'http://me:s3cret@p', 'http://me:s3cret@:1', 'me:s3cret@p:1'])
      expect(wordsOf(text)).not.toContain('s3cret');
  });

  it('is shown without who goes through it', () => {
    expect(proxyText({ scheme: 'socks5h', host: '::1', port: 9 })).toBe('socks5h://[::1]:9');
    expect(proxyText({ scheme: 'http', host: 'p', port: 80 })).toBe('http://p:80');
  });

  it.each([
    ['http://me:a%40b@p:1', 'http://me@p:1', 'a@b'],
    ['socks5h://me:a:b@[::1]:1', 'socks5h://me@[::1]:1', 'a:b'],
    ['http://me:a@b@p:1', 'http://me@p:1', 'a@b'],
    ['http://me@p:1', 'http://me@p:1', ''],
    ['http://p:1', 'http://p:1', ''],
    ['http://me:{{word}}@p:1', 'http://me:{{word}}@p:1', ''],
    ['{{proxy}}', '{{proxy}}', ''],
  ])('gives %s up its password', (text, url, password) => {
    expect(withoutProxyPassword(text)).toEqual({ url, password });
  });
});
