import { describe, expect, it } from 'vitest';
import { parseCommandLine } from './line.js';
import { commandSettings } from './settings.js';

function proxyOf(line: string): { proxy: string | undefined; unmapped: readonly string[] } {
  const parsed = parseCommandLine(line);
  if (parsed?.ok !== true) throw new Error('no command');
  return { proxy: parsed.value.proxy, unmapped: parsed.value.unmapped };
}

describe('the proxy of a command line', () => {
  it.each([
    ['curl -x proxy.test ws://h/', 'http://proxy.test:1080'],
    ['curl --proxy http://me:w@p:3128/ ws://h/', 'http://me:w@p:3128'],
    ['curl -x p:8080 -U "me:a b" -p ws://h/', 'http://me:a%20b@p:8080'],
    ['curl --socks5 p ws://h/', 'socks5://p:1080'],
    ['curl --socks5-hostname p:9 telnet://h:7', 'socks5h://p:9'],
    ['curl -x socks5h://p ws://h/', 'socks5h://p:1080'],
    ['ncat --proxy p h 7', 'http://p:3128'],
    ['ncat --proxy p:8080 --proxy-type http --proxy-auth me:w h 7', 'http://me:w@p:8080'],
    ['ncat --proxy p --proxy-type socks5 --proxy-auth me:w h 7', 'socks5h://me:w@p:1080'],
    ['nc -x p:1081 h 7', 'socks5h://p:1081'],
    ['nc -X connect -x p:8080 h 7', 'http://p:8080'],
    ['websocat --socks5 127.0.0.1:1080 wss://h/', 'socks5h://127.0.0.1:1080'],
    ['socat - PROXY:p:h:7,proxyport=3128,proxyauth=me:w', 'http://me:w@p:3128'],
    ['socat - PROXY:p:h:7', 'http://p:8080'],
    ['socat - SOCKS5-CONNECT:p:1081:h:7', 'socks5h://p:1081'],
    ['socat - SOCKS5-CONNECT:p:h:7', 'socks5h://p:1080'],
  ])('is taken from %s', (line, proxy) => {
    expect(proxyOf(line)).toEqual({ proxy, unmapped: [] });
  });

  it('leads to the far end that socat names behind it', () => {
    expect(parseCommandLine('socat - PROXY:p:h:7,proxyport=3128')).toMatchObject({
      value: { address: 'tcp://h:7', protocol: 'tcp', role: 'client' },
    });
  });

  it.each([
    ['curl -x ftp://p:1 ws://h/', ['-x ftp://p:1']],
    ['curl -U me:w ws://h/', ['-U me:w']],
    ['curl --socks4 p ws://h/', ['--socks4 p']],
    ['ncat --proxy p --proxy-type socks4 h 7', ['--proxy p', '--proxy-type socks4']],
    ['ncat -u --proxy p h 7', ['--proxy p']],
    ['ncat -x dump.txt h 7', ['-x dump.txt']],
  ])('is named where it cannot be one: %s', (line, unmapped) => {
    expect(proxyOf(line)).toEqual({ proxy: undefined, unmapped });
  });

  it('becomes options, its password apart', () => {
    const parsed = parseCommandLine('curl -x http://me:w%40rd@p:1 ws://h/');
    const settings = parsed?.ok === true ? commandSettings(parsed.value) : [];
    expect(settings.filter(([group]) => group === 'proxy')).toEqual([
      ['proxy', 'use', 'own'],
      ['proxy', 'url', 'http://me@p:1'],
      ['proxy', 'password', 'w@rd'],
    ]);
  });
});
