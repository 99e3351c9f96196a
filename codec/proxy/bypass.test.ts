import { describe, expect, it } from 'vitest';
import { bypasses, isLoopback, parseBypass } from './bypass.js';

function goesPast(list: string, host: string, port = 80, suffixes = false): boolean {
  const rules = parseBypass(list, suffixes);
  if (!rules.ok) throw new Error(rules.error.message);
  return bypasses(rules.value, host, port);
}

describe('what goes past a proxy', () => {
  it.each([
    ['example.com', 'example.com', true],
    ['example.com', 'EXAMPLE.com.', true],
    ['example.com', 'a.example.com', false],
    ['example.com', 'examplexcom', false],
    ['.example.com', 'a.example.com', true],
    ['.example.com', 'example.com', true],
    ['*.local', 'a.b.local', true],
    ['*.local', 'local', false],
    ['*', 'anything', true],
    ['192.168.0.0/16', '192.168.255.1', true],
    ['192.168.0.0/16', '192.169.0.1', false],
    ['10.1.2.0/23', '10.1.3.9', true],
    ['10.1.2.0/23', '10.1.4.9', false],
    ['0.0.0.0/0', '8.8.8.8', true],
    ['0.0.0.0/0', 'dns.google', false],
    ['fe80::/10', 'febf::1%eth0', true],
    ['fe80::/10', 'fec0::1', false],
    ['[2001:db8::1]', '2001:db8:0::1', true],
    ['192.168.0.1', '192.168.0.1', true],
    ['a.b, c.d\n e.f', 'e.f', true],
    ['<local>', 'intranet', true],
    ['<local>', 'a.b', false],
    ['', 'example.com', false],
  ])('%j lets %s past: %s', (list, host, past) => {
    expect(goesPast(list, host)).toBe(past);
  });

  it('is told by port where one is named', () => {
    expect(goesPast('h:8080', 'h', 8080)).toBe(true);
    expect(goesPast('h:8080', 'h', 80)).toBe(false);
  });

  it('is what lies below a name too, as curl reads NO_PROXY', () => {
    expect(goesPast('example.com', 'a.example.com', 80, true)).toBe(true);
    expect(goesPast('example.com', 'notexample.com', 80, true)).toBe(false);
  });

  it('is this machine, unless it is said that it is not', () => {
    for (const host of [
      'localhost',
      'a.localhost',
      '127.0.0.1',
      '127.9.9.9',
      '::1',
      '0:0:0:0:0:0:0:1',
      'LOCALHOST.',
    ]) {
      expect(isLoopback(host)).toBe(true);
      expect(goesPast('', host)).toBe(true);
      expect(goesPast('<-loopback>', host)).toBe(false);
      expect(goesPast('<-loopback>, *', host)).toBe(true);
    }
    for (const host of ['128.0.0.1', 'localhost.example.com', '::2', '1.2.3.4'])
      expect(isLoopback(host)).toBe(false);
  });

  it.each([
    ['10.0.0.0/33', "'10.0.0.0/33' is no network: after the slash belongs a number up to 32"],
    ['a/8', "'a/8' is no network: write 10.0.0.0/8"],
    ['a$b', "'a$b' is neither a name, an address nor a network"],
    ['*a*a*a*a', "'*a*a*a*a' has more than three stars"],
    ['h:70000', "'h:70000' has a port above 65535"],
  ])('is no list with %j in it', (list, message) => {
    expect(parseBypass(list)).toMatchObject({ error: { code: 'proxy.bypass', message } });
  });
});
