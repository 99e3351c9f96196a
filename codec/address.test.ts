import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatAddress, parseAddress, sameButForTls, schemeIsVariable, type AddressHint } from './address.js';
import { ok } from './result.js';

const server = { role: 'server' } as const;

describe('parseAddress', () => {
  it.each<[string, AddressHint | undefined, object]>([
    ['tcp://localhost:12345', undefined, { protocol: 'tcp', host: 'localhost', port: 12345 }],
    ['TCP://localhost:12345/', undefined, { protocol: 'tcp', host: 'localhost', port: 12345 }],
    ['tls://example.com:443', { protocol: 'udp' }, { protocol: 'tls', host: 'example.com', port: 443 }],
    ['ssl://h:1', undefined, { protocol: 'tls', host: 'h', port: 1, note: 'ssl:// is taken as tls://' }],
    ['udp://239.0.0.1:5000', undefined, { protocol: 'udp', host: '239.0.0.1', port: 5000 }],
    ['  localhost:65432\n', undefined, { protocol: 'tcp', host: 'localhost', port: 65432 }],
    [
      'localhost:65432',
      { protocol: 'udp', role: 'client' },
      { protocol: 'udp', role: 'client', host: 'localhost', port: 65432 },
    ],
    ['[::1]:8080', undefined, { protocol: 'tcp', host: '::1', port: 8080 }],
    ['tcp://[fe80::1%eth0]:80', undefined, { protocol: 'tcp', host: 'fe80::1%eth0', port: 80 }],
    [':8080', undefined, { protocol: 'tcp', role: 'server', port: 8080 }],
    ['8080', undefined, { protocol: 'tcp', role: 'server', port: 8080 }],
    ['8080', { protocol: 'udp', role: 'server' }, { protocol: 'udp', role: 'server', port: 8080 }],
    [':0', server, { protocol: 'tcp', role: 'server', port: 0 }],
    ['tcp://127.0.0.1:0', server, { protocol: 'tcp', role: 'server', host: '127.0.0.1', port: 0 }],
    [
      '8080',
      { role: 'client' },
      {
        protocol: 'tcp',
        role: 'client',
        host: 'localhost',
        port: 8080,
        note: 'no host was given: localhost',
      },
    ],
    ['tcp:8080', undefined, { protocol: 'tcp', host: 'tcp', port: 8080 }],
    [
      'telnet://bbs:23',
      undefined,
      { protocol: 'tcp', host: 'bbs', port: 23, note: 'telnet:// is taken as tcp://' },
    ],
  ])('reads %j', (text, hint, address) => {
    expect(parseAddress(text, hint)).toEqual(ok(address));
  });

  it.each<[string, AddressHint | undefined, object]>([
    [
      'ws://localhost:8080',
      undefined,
      { url: 'ws://localhost:8080', host: 'localhost', port: 8080, target: '/' },
    ],
    [
      'WS://Host/Path?Q=1',
      undefined,
      { url: 'WS://Host/Path?Q=1', host: 'Host', port: 80, target: '/Path?Q=1' },
    ],
    ['ws://h?q', undefined, { url: 'ws://h?q', host: 'h', port: 80, target: '/?q' }],
    ['ws://h:/x', undefined, { url: 'ws://h:/x', host: 'h', port: 80, target: '/x' }],
    [
      'ws://user:pa@ss@[::1]:9/x',
      undefined,
      { url: 'ws://user:pa@ss@[::1]:9/x', host: '::1', port: 9, target: '/x' },
    ],
    ['ws://h/%41', undefined, { url: 'ws://h/%41', host: 'h', port: 80, target: '/%41' }],
    [
      'http://h:1/x',
      { protocol: 'tcp' },
      { url: 'ws://h:1/x', host: 'h', port: 1, target: '/x', note: 'http:// is taken as ws://' },
    ],
    ['localhost', { protocol: 'ws' }, { url: 'ws://localhost', host: 'localhost', port: 80, target: '/' }],
    [
      'h:8080/x',
      { protocol: 'ws', role: 'client' },
      { role: 'client', url: 'ws://h:8080/x', host: 'h', port: 8080, target: '/x' },
    ],
    [
      ':8080/x',
      { protocol: 'ws' },
      { role: 'server', url: 'ws://localhost:8080/x', port: 8080, target: '/x' },
    ],
    [
      '8080',
      { protocol: 'ws', ...server },
      { role: 'server', url: 'ws://localhost:8080', port: 8080, target: '/' },
    ],
    ['ws://:0', server, { role: 'server', url: 'ws://localhost:0', port: 0, target: '/' }],
    [
      'ws://127.0.0.1:0/a',
      server,
      { role: 'server', url: 'ws://127.0.0.1:0/a', host: '127.0.0.1', port: 0, target: '/a' },
    ],
    [
      '8080',
      { protocol: 'ws', role: 'client' },
      {
        role: 'client',
        url: 'ws://localhost:8080',
        host: 'localhost',
        port: 8080,
        target: '/',
        note: 'no host was given: localhost',
      },
    ],
  ])('reads the WebSocket address %j', (text, hint, address) => {
    expect(parseAddress(text, hint)).toEqual(ok({ protocol: 'ws', ...address }));
  });

  it('takes https and wss to port 443', () => {
    expect(parseAddress('wss://h')).toMatchObject(ok({ protocol: 'wss', port: 443, url: 'wss://h' }));
    expect(parseAddress('https://h')).toMatchObject(ok({ protocol: 'wss', port: 443, url: 'wss://h' }));
    expect(parseAddress('h', { protocol: 'wss' })).toMatchObject(
      ok({ protocol: 'wss', port: 443, url: 'wss://h' }),
    );
  });

  it.each<[string, AddressHint | undefined, string]>([
    ['unix:/tmp/a.sock', undefined, '/tmp/a.sock'],
    ['unix:///tmp/a.sock', undefined, '/tmp/a.sock'],
    ['unix:./a.sock', undefined, './a.sock'],
    ['unix://./a.sock', undefined, './a.sock'],
    ['/tmp/a:b.sock', undefined, '/tmp/a:b.sock'],
    ['./a.sock', { protocol: 'tcp' }, './a.sock'],
    ['~/a.sock', undefined, '~/a.sock'],
    ['a.sock', { protocol: 'unix' }, 'a.sock'],
    ['\\\\.\\pipe\\name', undefined, '\\\\.\\pipe\\name'],
    ['unix:\\\\?\\pipe\\name', undefined, '\\\\?\\pipe\\name'],
  ])('reads the local socket %j', (text, hint, path) => {
    expect(parseAddress(text, hint)).toEqual(ok({ protocol: 'unix', path }));
  });

  it('keeps the role of a local socket', () => {
    expect(parseAddress('/a', server)).toEqual(ok({ protocol: 'unix', role: 'server', path: '/a' }));
  });

  it.each<[string, AddressHint | undefined, string, string]>([
    ['  ', undefined, 'address.empty', 'no address: type host:port, a ws:// URL or unix:/path'],
    ['localhost:70000', undefined, 'address.port', 'port 70000 is out of range: ports go from 1 to 65535'],
    ['70000', undefined, 'address.port', 'port 70000 is out of range: ports go from 1 to 65535'],
    [
      'localhost:0',
      { role: 'client' },
      'address.port',
      'port 0 is only for listeners, where it picks a free one: ports go from 1 to 65535',
    ],
    ['localhost', undefined, 'address.port', 'no port: write localhost:8080, with the port you mean'],
    ['tcp://', undefined, 'address.port', 'no port: write host:8080, with the port you mean'],
    ['[::1]', undefined, 'address.port', 'no port: write [::1]:8080, with the port you mean'],
    ['localhost:', undefined, 'address.port', 'no port after the colon: ports go from 1 to 65535'],
    ['ws://h:70000/x', undefined, 'address.port', 'port 70000 is out of range: ports go from 1 to 65535'],
    [
      'ws://127.0.0.1/a',
      server,
      'address.port',
      'no port to listen on: write ws://127.0.0.1:8080, or port 0 for any free one',
    ],
    [':70000', { protocol: 'ws' }, 'address.port', 'port 70000 is out of range: ports go from 1 to 65535'],
    ['::1:8080', undefined, 'address.host', 'an IPv6 address stands in brackets: [::1]:8080 instead of ::1'],
    ['[::1:8080', undefined, 'address.host', 'the bracket at offset 0 is not closed'],
    ['[::1]8080', undefined, 'address.host', "after ']' belongs a colon and the port, not '8'"],
    ['tcp://[::z]:1', undefined, 'address.host', "'::z' is not an IPv6 address"],
    ['a b:1', undefined, 'address.host', 'U+0020 at offset 1 does not belong in a host name'],
    ['ws://', undefined, 'address.host', 'no host after ws:// at offset 5'],
    ['ws:///x', undefined, 'address.host', 'no host after ws:// at offset 5'],
    ['ws://h_!/x', undefined, 'address.host', "'!' at offset 7 does not belong in a host name"],
    ['ftp://h', undefined, 'address.scheme', 'unknown scheme ftp://: use tcp, tls, udp, ws, wss or unix'],
    [
      'constructor://h',
      undefined,
      'address.scheme',
      'unknown scheme constructor://: use tcp, tls, udp, ws, wss or unix',
    ],
    ['ws:/h', undefined, 'address.url', "after 'ws:' at offset 3 belongs //"],
    ['ws://h/a b', undefined, 'address.url', 'U+0020 does not belong in a URL, at offset 8'],
    [
      'ws://h/#x',
      undefined,
      'address.url',
      'a WebSocket URL has no fragment (RFC 6455 §3): remove #x, at offset 7',
    ],
    [
      'ws://h/%4',
      undefined,
      'address.url',
      "'%' needs two hex digits after it: write %25 for the sign itself, at offset 7",
    ],
    ['tcp://h:1/x', undefined, 'address.url', "'/' at offset 9: a tcp address has no path, only host:port"],
    [
      'udp://me@h:1',
      undefined,
      'address.url',
      "'@' at offset 8: a udp address has no user name, only host:port",
    ],
    [
      'h:1/x',
      undefined,
      'address.url',
      "'/' at offset 3 does not belong in host:port; for a WebSocket begin with ws://",
    ],
    ['unix:', undefined, 'address.path', 'no path: write unix:/path/to/socket'],
    ['unix://', undefined, 'address.path', 'no path: write unix:/path/to/socket'],
    [
      'unix://tmp/x',
      undefined,
      'address.path',
      'unix://tmp/x names a host, which a local socket has not: write unix:///tmp/x',
    ],
    ['/a\0b', undefined, 'address.path', 'a path cannot hold the NUL at offset 2'],
    ['\\\\.\\pipe\\', undefined, 'address.path', 'the named pipe has no name: \\\\.\\pipe\\name'],
  ])('refuses %j saying what and where', (text, hint, code, message) => {
    expect(parseAddress(text, hint)).toMatchObject({ ok: false, error: { code, message } });
  });

  it('answers any text with a result', () => {
    const piece = fc.constantFrom(
      'tcp',
      'ws',
      'unix',
      ':',
      '/',
      '//',
      '[',
      ']',
      '::1',
      '80',
      '0',
      '@',
      '#',
      '%',
      ' ',
      'h',
      '.',
      '\\',
    );
    fc.assert(
      fc.property(fc.array(piece), fc.constantFrom(undefined, 'client', 'server'), (pieces, role) => {
        const result = parseAddress(pieces.join(''), role === undefined ? {} : { role });
        if (!result.ok) expect(result.error.code).toMatch(/^address\.(empty|port|host|url|scheme|path)$/);
      }),
      { seed: 12, numRuns: 3000 },
    );
  });
});

describe('formatAddress', () => {
  it.each(['tcp://localhost:1', 'udp://[::1]:5', 'unix:/tmp/x', 'ws://h/X?y', 'tls://:443'])(
    'writes back %s',
    (text) => {
      const parsed = parseAddress(text);
      expect(parsed.ok && formatAddress(parsed.value)).toBe(text);
    },
  );

  it('writes what it is given, complete or not', () => {
    expect(formatAddress({ protocol: 'tcp' })).toBe('tcp://:0');
    expect(formatAddress({ protocol: 'unix' })).toBe('unix:');
  });
});

describe('schemeIsVariable', () => {
  it('asks for a variable before anything else, no escaped one', () => {
    const asked = ['{{base}}/live', ' {{base}}', 'ws://{{host}}', '\\{{base}}', '{base}', ''];
    expect(asked.map(schemeIsVariable)).toEqual([true, true, false, false, false, false]);
  });
});

describe('sameButForTls', () => {
  it('sees what lies beneath TLS', () => {
    expect(sameButForTls('ws', 'wss')).toBe(true);
    expect(sameButForTls('tls', 'tcp')).toBe(true);
    expect(sameButForTls('udp', 'udp')).toBe(true);
    expect(sameButForTls('tcp', 'wss')).toBe(false);
  });
});
