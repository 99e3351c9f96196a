import { once } from 'node:events';
import { createServer } from 'node:tls';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { Direction } from '../../contract/index.js';
import type { ConnectionOptions } from '../../contract/index.js';
import { makeTcpClient } from './tcp.js';
import { data, inputOf, plainServer, readAll, run, stopAll } from './test-endpoint.js';
import type { Plain, Running } from './test-endpoint.js';
import { TestHost } from './test-host.js';
import { established, scriptedProxy } from './test-proxy.js';
import type { Step, TestProxy } from './test-proxy.js';
import { authority, leaf } from './test-tls.js';
import { rawServer, switching } from './test-websocket.js';
import { makeTlsClient } from './tls.js';
import { makeWebSocketClient } from './websocket-client.js';

const servers: { close(): Promise<void> | void }[] = [];
function keep<T extends { close(): Promise<void> | void }>(server: T): T {
  servers.push(server);
  return server;
}

afterEach(async () => {
  await stopAll();
  for (const one of servers.splice(0)) await one.close();
});
afterAll(() => authority.remove());

const own = (url: string, password = ''): ConnectionOptions => ({ proxy: { use: 'own', url, password } });

/** A TCP client through a proxy, to a name that nobody but the proxy knows. */
function through(proxy: Plain, scheme = 'http', user = '', password = '', timeoutMs = 5_000): Running {
  const options = {
    ...own(`${scheme}://${user}127.0.0.1:${proxy.port}`, password),
    tcp: { connectTimeoutMs: timeoutMs },
  };
  return run(makeTcpClient, 'far.invalid:7', { options });
}

const proxied = async (steps: readonly Step[], more = {}): Promise<TestProxy> =>
  keep(await scriptedProxy(steps, more));
const echoServer = async (): Promise<Plain> => keep(await plainServer((socket) => socket.pipe(socket)));

const socksOpen = '05 00 00 01 7f 00 00 01 04 d2';
const http: readonly Step[] = [['\r\n\r\n', established]];
const socks: readonly Step[] = [
  [3, '05 00'],
  [18, socksOpen],
];
const socksPassword: readonly Step[] = [
  [4, '05 02'],
  [9, '01 00'],
  [18, socksOpen],
];

describe('a client behind a proxy', () => {
  it.each([
    ['http', http, '', ''],
    ['http with credentials', http, 'me@', 'word'],
    ['socks5h', socks, '', ''],
    ['socks5h with credentials', socksPassword, 'me@', 'word'],
  ])('reaches by %s what the proxy alone can look up', async (name, steps, user, password) => {
    const far = await echoServer();
    for (const split of [false, true]) {
      const proxy = await proxied(steps, { port: far.port, split });
      const { endpoint, host } = through(proxy, name.split(' ')[0], user, password);
      await host.until('open');
      expect((await endpoint.send(1, data('hello'))).ok).toBe(true);
      expect((await host.received(1, 5)).toString()).toBe('hello');
      expect(host.all('resolve').map(({ detail }) => detail.host)).toEqual(['127.0.0.1']);
    }
  });

  it('says CONNECT as RFC 9110 has it, and shows it without the password', async () => {
    const far = await echoServer();
    const proxy = await proxied(http, { port: far.port });
    const { host } = through(proxy, 'http', 'me@', 'w0rd');
    await host.until('open');
    expect(proxy.asked[0]?.toString()).toBe(
      'CONNECT far.invalid:7 HTTP/1.1\r\nHost: far.invalid:7\r\nProxy-Authorization: Basic bWU6dzByZA==\r\n\r\n',
    );
    const place = `127.0.0.1:${proxy.port}`;
    const [asked, answered] = host.all('note');
    expect(asked).toMatchObject({
      direction: Direction.out,
      detail: { text: `asked the proxy ${place} for far.invalid:7 (CONNECT)` },
    });
    expect(asked?.detail.proxy?.sent).toContain('Proxy-Authorization: Basic ***');
    expect(answered).toMatchObject({
      direction: Direction.in,
      detail: { text: `the proxy ${place} answered 200 Connection established` },
    });
    expect(host.all('connect')[0]?.detail.text).toContain(`connected to the proxy ${place} from`);
    const told = JSON.stringify(host.rows);
    expect(told).not.toContain('w0rd');
    expect(told).not.toContain('bWU6dzByZA==');
  });

  it('says SOCKS 5 as RFC 1928 and RFC 1929 have it, and shows it without the password', async () => {
    const far = await echoServer();
    const proxy = await proxied(socksPassword, { port: far.port });
    const { host } = through(proxy, 'socks5h', 'me@', 'w0rd');
    await host.until('open');
    expect(proxy.asked[0]?.toString('hex')).toBe(
      '05020002' + '01026d650477307264' + '050100030b' + Buffer.from('far.invalid').toString('hex') + '0007',
    );
    const [asked, answered] = host.all('note');
    expect(asked?.detail.proxy?.sent).toContain('01 ** (user and password)');
    expect(answered?.detail.text).toContain('answered 0, connected from 127.0.0.1:1234');
    expect(JSON.stringify(host.rows)).not.toMatch(/w0rd|77 ?30 ?72 ?64/);
  });

  it('knows that its far end is not the address of its socket', async () => {
    const far = await echoServer();
    const proxy = await proxied(http, { port: far.port });
    const { host } = through(proxy);
    const { detail } = await host.row('open');
    const remote = { host: '127.0.0.1', port: proxy.port, family: 'IPv4', proxyFor: 'far.invalid:7' };
    expect(detail).toMatchObject({ remote });
    expect(detail.text).toContain(`open to far.invalid:7 through the proxy 127.0.0.1:${proxy.port}`);
    expect(host.known.remote).toEqual(remote);
  });

  it('looks the name up here with socks5, and asks for the address', async () => {
    const far = await echoServer();
    const proxy = await proxied(
      [
        [3, '05 00'],
        [10, socksOpen],
      ],
      { port: far.port },
    );
    const options = { ...own(`socks5://127.0.0.1:${proxy.port}`), tcp: { family: 'ipv4' as const } };
    const { host } = run(makeTcpClient, 'localhost:7', { options });
    await host.until('open');
    expect(proxy.asked[0]?.subarray(3).toString('hex')).toBe('050100017f0000010007');
    expect(host.all('resolve')[0]?.detail.text).toContain('localhost is 127.0.0.1; the proxy is asked for');
  });

  it('sends a name in ASCII, and an IPv6 address in brackets', async () => {
    const proxy = await proxied(http, { port: (await echoServer()).port });
    for (const [address, said] of [
      ['bücher.invalid:7', 'CONNECT xn--bcher-kva.invalid:7 '],
      ['[2001:db8::1]:7', 'CONNECT [2001:db8::1]:7 '],
    ] as const) {
      const { host } = run(makeTcpClient, address, { options: own(`http://127.0.0.1:${proxy.port}`) });
      await host.until('open');
      expect(proxy.asked.at(-1)?.toString()).toContain(said);
    }
  });

  it.each([
    ['http', [['\r\n\r\n', Buffer.concat([established, Buffer.from('hello')])]]],
    [
      'socks5h',
      [
        [3, '05 00'],
        [18, `${socksOpen} 68 65 6c 6c 6f`],
      ],
    ],
  ] as const)('loses no byte that comes right behind the answer of %s', async (scheme, steps) => {
    for (const split of [false, true]) {
      const proxy = await proxied(steps, { split });
      const { host } = through(proxy, scheme);
      expect((await host.received(1, 5)).toString()).toBe('hello');
    }
  });

  it('sees the end of a far end that says little and leaves', async () => {
    const proxy = keep(
      await plainServer((socket) =>
        socket.once('data', () => socket.end(Buffer.concat([established, Buffer.from('bye')]))),
      ),
    );
    const { host } = through(proxy);
    await host.until('half-closed');
    expect((await host.received(1, 3)).toString()).toBe('bye');
  });

  it('reads past interim responses, and past fields that a 2xx to CONNECT must not have', async () => {
    const steps: readonly Step[] = [
      [
        '\r\n\r\n',
        Buffer.from('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello'),
      ],
    ];
    const { host } = through(await proxied(steps));
    expect((await host.received(1, 5)).toString()).toBe('hello');
  });

  it('secures the far end, and not the proxy', async () => {
    const server = createServer(
      {
        cert: readFileSync(join(authority.directory, leaf.certFile)),
        key: readFileSync(join(authority.directory, leaf.keyFile)),
      },
      (socket) => socket.on('error', () => {}).pipe(socket),
    );
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    keep({ close: () => void server.close() });
    const { port } = server.address() as AddressInfo;
    const proxy = await proxied(
      socks.map(([wait, say]) => [wait === 18 ? 16 : wait, say] as const),
      { port },
    );
    const { endpoint, host } = run(makeTlsClient, 'localhost:7', {
      protocol: 'tls',
      directory: authority.directory,
      options: { ...own(`socks5h://127.0.0.1:${proxy.port}`), tls: { caFile: authority.caFile } },
    });
    await host.until('open');
    expect(host.known.tls?.authorized).toBe(true);
    await endpoint.send(1, data('secret'));
    expect((await host.received(1, 6)).toString()).toBe('secret');
    await endpoint.end(1, 'reset');
    expect((await host.end()).by).toBe('us');
  });

  it('opens a WebSocket, whose server may speak at once', async () => {
    const server = keep(await rawServer((request) => switching(request, [])));
    const proxy = await proxied(http, { port: server.port });
    const { endpoint, host } = run(makeWebSocketClient, 'ws://far.invalid/chat', {
      protocol: 'ws',
      options: own(`http://127.0.0.1:${proxy.port}`),
    });
    await host.until('open');
    expect(proxy.asked[0]?.toString()).toContain('CONNECT far.invalid:80 HTTP/1.1');
    expect(host.all('request')[0]?.payload.toString()).toBeDefined();
    expect((await endpoint.send(1, { kind: 'text', data: Buffer.from('hi') })).ok).toBe(true);
  });

  it('goes straight there where the connection says so, and asks the settings otherwise', async () => {
    const far = await echoServer();
    const proxy = await proxied(http, { port: far.port });
    const targets: unknown[] = [];
    const network = {
      proxyFor: (target: unknown) => {
        targets.push(target);
        const place = {
          scheme: 'http',
          host: '127.0.0.1',
          port: proxy.port,
          user: '',
          password: '',
        } as const;
        return Promise.resolve({ ok: true, value: place } as const);
      },
    };
    for (const use of ['none', 'settings'] as const) {
      const host = new TestHost();
      const endpoint = makeTcpClient(
        { ...inputOf(`127.0.0.1:${far.port}`, { options: { proxy: { use } } }), network },
        host,
      );
      endpoint.start();
      await host.until('open');
      await endpoint.stop({ reset: true });
    }
    expect(targets).toEqual([{ protocol: 'tcp', host: '127.0.0.1', port: far.port }]);
    expect(proxy.asked).toHaveLength(1);
  });
});

describe('a proxy that says no, or nonsense', () => {
  const failing = async (proxy: TestProxy | Plain, scheme = 'http', user = '', password = '', ms = 5_000) => {
    const { host } = through(proxy, scheme, user, password, ms);
    const { by, failure } = await host.end();
    expect(by).toBe('error');
    expect(failure?.stage).toBe('proxy');
    expect(host.all('error')).toHaveLength(1);
    return { code: failure?.code, message: failure?.message ?? '', host };
  };

  it.each([
    [
      'http',
      [
        [
          '\r\n\r\n',
          Buffer.from(
            'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="a"\r\nContent-Length: 3\r\n\r\nno!',
          ),
        ],
      ],
      'proxy.auth',
      'answered 407 Proxy Authentication Required: it asks who goes through it',
    ],
    [
      'http',
      [['\r\n\r\n', Buffer.from('HTTP/1.1 502 Bad Gateway\r\n\r\n')]],
      'proxy.target',
      'it could not reach far.invalid:7',
    ],
    [
      'http',
      [['\r\n\r\n', Buffer.from('SSH-2.0-OpenSSH_9.2\r\n')]],
      'proxy.protocol',
      'did not answer in HTTP: it began with "SSH-2.0',
    ],
    ['http', [['\r\n\r\n', '05 ff']], 'proxy.protocol', 'it may be a SOCKS proxy'],
    [
      'http',
      [['\r\n\r\n', Buffer.from('HTTP/1.1 nonsense\r\n\r\n')]],
      'proxy.protocol',
      'did not answer in HTTP',
    ],
    [
      'http',
      [['\r\n\r\n', Buffer.from('HTTP/1.1 100 Continue\r\n\r\n'.repeat(9))]],
      'proxy.protocol',
      'interim responses and no final one',
    ],
    [
      'socks5h',
      [[3, Buffer.from('HTTP/1.0 400 Bad Request\r\n\r\n')]],
      'proxy.protocol',
      'it may be an HTTP proxy',
    ],
    ['socks5h', [[3, '04 5a 00 00 00 00 00 00']], 'proxy.protocol', 'it began with 0x04'],
    ['socks5h', [[3, '05 ff']], 'proxy.auth', 'lets nobody through unnamed'],
    ['socks5h', [[3, '05 02']], 'proxy.protocol', 'chose method 2'],
    [
      'socks5h',
      [
        [3, '05 00'],
        [18, '05 05 00 01 00 00 00 00 00 00'],
      ],
      'proxy.target',
      'answered 5: connection refused by far.invalid:7',
    ],
    [
      'socks5h',
      [
        [3, '05 00'],
        [18, '05 02'],
      ],
      'proxy.refused',
      'its rules do not allow far.invalid:7',
    ],
    [
      'socks5h',
      [
        [3, '05 00'],
        [18, '05 00 00 09'],
      ],
      'proxy.protocol',
      'an address of type 9',
    ],
  ] as const)('by %s is told as what it is (%#)', async (scheme, steps, code, words) => {
    for (const split of [false, true]) {
      const failed = await failing(await proxied(steps, { split }), scheme);
      expect(failed).toMatchObject({ code, message: expect.stringContaining(words) as string });
      expect(failed.message).toMatch(/^the proxy 127\.0\.0\.1:\d+ /);
    }
  });

  it('refuses a password: told without it', async () => {
    const failed = await failing(
      await proxied([
        [4, '05 02'],
        [11, '01 01'],
      ]),
      'socks5h',
      'me@',
      'secret',
    );
    expect(failed).toMatchObject({
      code: 'proxy.auth',
      message: expect.stringContaining('does not accept') as string,
    });
    expect(JSON.stringify(failed.host.rows)).not.toContain('secret');
  });

  it('sends a head that never ends: it is read no further than 32 KiB', async () => {
    const endless = Buffer.from(
      `HTTP/1.1 200 OK\r\n${'X-A: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\r\n'.repeat(4_000)}`,
    );
    const failed = await failing(await proxied([['\r\n\r\n', endless]]));
    expect(failed.code).toBe('proxy.too-large');
  });

  it('hangs up in the middle, at whatever byte', async () => {
    const head = 'HTTP/1.1 200 OK\r\n\r\n';
    for (const length of [0, 1, 5, head.length - 1]) {
      const proxy = keep(
        await plainServer((socket) => socket.once('data', () => socket.end(head.slice(0, length)))),
      );
      expect((await failing(proxy)).code).toBe('proxy.closed');
    }
    for (const bytes of ['', '05']) {
      const proxy = keep(
        await plainServer((socket) => socket.once('data', () => socket.end(Buffer.from(bytes, 'hex')))),
      );
      expect((await failing(proxy, 'socks5h')).code).toBe('proxy.closed');
    }
  });

  it('resets in the middle', async () => {
    const proxy = keep(await plainServer((socket) => socket.once('data', () => socket.resetAndDestroy())));
    expect((await failing(proxy)).code).toBe('proxy.lost');
  });

  it('says nothing: the connect timeout holds for the handshake too', async () => {
    const failed = await failing(await proxied([]), 'http', '', '', 60);
    expect(failed).toMatchObject({ code: 'proxy.timeout' });
    expect(failed.message).toContain('gave no whole answer within 60 ms');
  });

  it('is not there', async () => {
    const gone = await plainServer();
    await gone.close();
    const failed = await failing(gone);
    expect(failed).toMatchObject({ code: 'proxy.unreachable' });
    expect(failed.message).toContain(
      `the proxy 127.0.0.1:${gone.port} cannot be reached: connection refused by`,
    );
  });

  it('is left when the session is stopped before it has answered', async () => {
    const proxy = await proxied([]);
    const { endpoint, host } = through(proxy);
    const socket = await proxy.accepted();
    const left = once(socket, 'close');
    void readAll(socket);
    await host.row('connect');
    await endpoint.stop({});
    expect(await host.end()).toEqual({ by: 'us', failure: null });
    socket.end();
    await left;
  });
});

describe('a proxy that speaks TLS', () => {
  it('is not trusted by a certificate that nobody vouches for', async () => {
    const server = createServer({
      cert: leaf.cert,
      key: leaf.key.export({ type: 'pkcs8', format: 'pem' }).toString(),
    });
    server.on('tlsClientError', () => {});
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    keep({ close: () => void server.close() });
    const { port } = server.address() as AddressInfo;
    const { host } = run(makeTcpClient, 'far.invalid:7', { options: own(`https://127.0.0.1:${port}`) });
    const { failure } = await host.end();
    expect(failure).toMatchObject({ code: 'proxy.tls', stage: 'proxy' });
    expect(failure?.message).toContain(`no TLS with the proxy 127.0.0.1:${port}`);
  });

  it('is trusted by the authorities of the app, and carries TLS within TLS', async () => {
    const settings = {
      cert: leaf.cert,
      key: leaf.key.export({ type: 'pkcs8', format: 'pem' }).toString(),
    };
    const far = createServer(settings, (socket) => socket.on('error', () => {}).pipe(socket));
    await new Promise<void>((done) => far.listen(0, '127.0.0.1', done));
    keep({ close: () => void far.close() });
    const plain = keep(await scriptedProxy(http, { port: (far.address() as AddressInfo).port }));
    const outer = createServer(settings, (socket) => {
      const inner = connect(plain.port, '127.0.0.1');
      for (const one of [socket, inner]) one.on('error', () => {});
      socket.on('close', () => inner.destroy());
      socket.pipe(inner).pipe(socket);
    });
    await new Promise<void>((done) => outer.listen(0, '127.0.0.1', done));
    keep({ close: () => void outer.close() });
    const { port } = outer.address() as AddressInfo;
    const authorities = [join(authority.directory, authority.caFile)];
    const network = {
      proxyFor: () => Promise.resolve({ ok: true, value: null } as const),
      certificatesFor: () => ({ authorities, client: null }),
    };
    for (const [make, protocol] of [
      [makeTcpClient, 'tcp'],
      [makeTlsClient, 'tls'],
    ] as const) {
      const host = new TestHost();
      const options = own(`https://localhost:${port}`);
      const input = inputOf('localhost:7', { protocol, options: { ...options, tcp: { family: 'ipv4' } } });
      const endpoint = make({ ...input, network }, host);
      endpoint.start();
      await host.until('open');
      if (protocol === 'tls') {
        await endpoint.send(1, data('twice'));
        expect((await host.received(1, 5)).toString()).toBe('twice');
      }
      await endpoint.stop({});
      expect(host.ends).toEqual([{ by: 'us', failure: null }]);
    }
  });
});
