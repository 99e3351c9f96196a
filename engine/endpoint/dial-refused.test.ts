import { once } from 'node:events';
import { createServer } from 'node:tls';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { makeTcpClient } from './tcp.js';
import { data, inputOf, plainServer, readAll, run } from './test-endpoint.js';
import type { Plain } from './test-endpoint.js';
import { TestHost } from './test-host.js';
import { closeAll, http, keep, own, proxied, scriptedProxy, through } from './test-proxy.js';
import type { TestProxy } from './test-proxy.js';
import { authority, leaf } from './test-tls.js';
import { makeTlsClient } from './tls.js';

afterEach(closeAll);
afterAll(() => authority.remove());

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

  it('sends its head byte by byte, for ever: the connect timeout is for all of it', async () => {
    const proxy = keep(
      await plainServer((socket) => {
        socket.on('error', () => undefined);
        socket.write('HTTP/1.1 200 OK\r\nX-A: ');
        const trickle = setInterval(() => socket.write('a'), 5);
        socket.on('close', () => clearInterval(trickle));
      }),
    );
    expect((await failing(proxy, 'http', '', '', 100)).code).toBe('proxy.timeout');
  });

  it.each(['', '\u001b[2J\u0007', '\u009b31m'])(
    'says words that would act on a screen, and secrets (%j): rows have neither',
    async (control) => {
      const head =
        `HTTP/1.1 502 Bad ${control}Gateway\r\nSet-Cookie: sid=swordfish\r\n` +
        `Proxy-Authorization: Basic swordfish\r\nX-Words: ${control}<b>bold</b>\r\n\r\n`;
      const { host, message } = await failing(await proxied([['\r\n\r\n', Buffer.from(head, 'latin1')]]));
      const told = JSON.stringify(host.rows) + message;
      expect(told).toContain('502');
      expect(told).not.toContain('swordfish');
      // What JSON escapes is a control; C1 controls it does not.
      expect(told).not.toMatch(/\\u00[01]|[\u0080-\u009f]/);
    },
  );

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
