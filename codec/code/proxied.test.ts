import { describe, expect, it } from 'vitest';
import { parseAddress } from '../address.js';
import { parseCommandLine } from '../command/line.js';
import { parseProxy } from '../proxy/address.js';
import type { CodeInput } from './input.js';
import { codeTargets } from './table.js';

function write(id: string, address: string, url: string): string {
  const [parsed, proxy] = [
    parseAddress(address, { role: 'client' }),
    parseProxy(url, url.includes('@') ? 'w0rd' : ''),
  ];
  const target = codeTargets.find((one) => one.id === id);
  if (!parsed.ok || !proxy.ok || target === undefined) throw new Error('no such code');
  const input: CodeInput = {
    ...{
      protocol: parsed.value.protocol,
      role: 'client',
      address: parsed.value,
      headers: [],
      subprotocols: [],
    },
    ...{ origin: '', verify: true, caFile: '', certFile: '', keyFile: '', serverName: '' },
    ...{ localAddress: '', localPort: 0, message: null, remarks: [] },
    socket: { proxy: { ...proxy.value, password: '' } },
  };
  return target.write(input).text;
}

describe('a connection behind a proxy', () => {
  it('goes out as curl and ncat name it, without the password', () => {
    const curl = write('curl', 'ws://h/', 'http://me@p:3128');
    expect(curl).toContain('-x http://p:3128');
    expect(curl).toContain('-U me');
    const ncat = write('ncat', 'tcp://h:7', 'socks5h://me@p');
    expect(ncat).toContain('--proxy p:1080');
    expect(ncat).toContain('--proxy-type socks5');
    expect(ncat).toContain('Add --proxy-auth with the password of me.');
    expect(curl + ncat).not.toContain('w0rd');
  });

  it('comes back from them', () => {
    for (const [id, address, url] of [
      ['curl', 'ws://h/', 'http://p:3128'],
      ['curl', 'ws://h/', 'socks5h://p:1080'],
      ['ncat', 'tcp://h:7', 'http://p:3128'],
      ['ncat', 'tcp://h:7', 'socks5h://p:1080'],
    ] as const) {
      const line = write(id, address, url).replace(/^#.*\n/gm, '');
      expect(parseCommandLine(line)).toMatchObject({ value: { proxy: url } });
    }
  });

  it.each(['wscat', 'websocat', 'node', 'python', 'go'])('says in %s that its proxy is left out', (id) => {
    expect(write(id, 'ws://h/', 'http://me@p:3128')).toContain('The proxy http://p:3128 is left out.');
  });

  it('says of socat, and of TLS to a proxy in ncat, the same', () => {
    expect(write('socat', 'tcp://h:7', 'http://p:1')).toContain('The proxy http://p:1 is left out.');
    expect(write('ncat', 'tcp://h:7', 'https://p:1')).toContain('The proxy https://p:1 is left out');
  });
});
