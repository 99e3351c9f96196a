import { createServer } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { Direction } from '../../contract/index.js';
import { makeTcpClient } from './tcp.js';
import { data, inputOf, plainServer, run } from './test-endpoint.js';
import { TestHost } from './test-host.js';
import {
  closeAll,
  echoServer,
  established,
  http,
  keep,
  own,
  proxied,
  socks,
  socksOpen,
  socksPassword,
  through,
} from './test-proxy.js';
import type { Step } from './test-proxy.js';
import { authority, leaf } from './test-tls.js';
import { rawServer, switching } from './test-websocket.js';
import { makeTlsClient } from './tls.js';
import { makeWebSocketClient } from './websocket-client.js';

afterEach(closeAll);
afterAll(() => authority.remove());

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
