import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { KeyObject } from 'node:crypto';
import { createServer as createTlsServer } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { TestAuthority } from './test-certificates.js';
import { RawPeer, switching } from './test-websocket.js';
import { closeAll, dial, serve } from './test-websocket-client.js';
import type { Ws } from './test-websocket-client.js';

afterEach(closeAll);

describe('the upgrade request', () => {
  it('leaves as RFC 6455 §4.1 has it, with the target as typed', async () => {
    const server = await serve((request) => switching(request));
    const { host } = dial(`ws://127.0.0.1:${server.port}/Chat/../Room?Q=%2F&q=a+b`, { deflate: false });
    await host.until('open');
    const [request = ''] = server.requests;
    expect(request.split('\r\n').map((line) => line.replace(/^(Sec-WebSocket-Key: ).*/, '$1…'))).toEqual([
      'GET /Chat/../Room?Q=%2F&q=a+b HTTP/1.1',
      `Host: 127.0.0.1:${server.port}`,
      'Upgrade: websocket',
      'Connection: Upgrade',
      'Sec-WebSocket-Key: …',
      'Sec-WebSocket-Version: 13',
      '',
      '',
    ]);
    const [row] = host.all('request');
    expect(Buffer.from(row?.payload ?? []).toString('latin1')).toBe(request);
    expect(row?.direction).toBe(2);
    expect(host.peers.get(1)?.path).toBe('/Chat/../Room?Q=%2F&q=a+b');
  });

  it('keeps the order, case and duplicates of headers and lets them replace ours', async () => {
    const server = await serve((request) => switching(request));
    const { host } = dial(`ws://127.0.0.1:${server.port}/`, {
      deflate: false,
      origin: 'http://ours.example',
      headers: [
        ['X-b', '1'],
        ['x-A', 'two'],
        ['X-B', '3'],
        ['hOST', 'other.example'],
        ['User-Agent', 'Thing/1.0'],
        ['ORIGIN', 'http://theirs.example'],
        ['X-b', ''],
      ],
    });
    await host.until('open');
    const lines = (server.requests[0] ?? '').split('\r\n').slice(1, -2);
    expect(lines.slice(-7)).toEqual([
      'X-b: 1',
      'x-A: two',
      'X-B: 3',
      'hOST: other.example',
      'User-Agent: Thing/1.0',
      'ORIGIN: http://theirs.example',
      'X-b: ',
    ]);
    expect(lines.filter((line) => /^(host|origin):/i.test(line)).length).toBe(2);
  });

  it('offers subprotocols, Origin, version and deflate, and credentials of the URL', async () => {
    const server = await serve((request) => switching(request, ['Sec-WebSocket-Protocol: b.v2']));
    const { host } = dial(`ws://us%40er:p%3Ass@127.0.0.1:${server.port}/`, {
      subprotocols: ['a.v1', 'b.v2'],
      origin: 'http://localhost',
      version: 8,
    });
    await host.until('open');
    const [request = ''] = server.requests;
    expect(request).toContain('Sec-WebSocket-Protocol: a.v1, b.v2\r\n');
    expect(request).toContain('Sec-WebSocket-Origin: http://localhost\r\n');
    expect(request).toContain('Sec-WebSocket-Version: 8\r\n');
    expect(request).toContain('Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n');
    expect(request).toContain(`Authorization: Basic ${Buffer.from('us@er:p:ss').toString('base64')}\r\n`);
    expect(host.known.subprotocol).toBe('b.v2');
    expect(host.all('open')[0]?.detail.protocol).toBe('b.v2');
  });

  it('is refused before anything is sent where a header or subprotocol cannot be', async () => {
    const cases: [Ws, string][] = [
      [{ headers: [['X', 'a\r\nY: b']] }, 'upgrade.header'],
      [{ headers: [['X Y', 'a']] }, 'upgrade.header'],
      [{ subprotocols: ['a b'] }, 'upgrade.subprotocol'],
      [{ subprotocols: ['a', 'a'] }, 'upgrade.subprotocol'],
    ];
    for (const [ws, code] of cases) {
      const { host } = dial('ws://127.0.0.1:9/', ws);
      expect((await host.end()).failure).toMatchObject({ code, stage: 'upgrade' });
      expect(host.all('request')).toEqual([]);
    }
  });
});

describe('wss', async () => {
  const authority = await TestAuthority.create();
  const listeners: (() => void)[] = [];
  afterAll(() => {
    for (const close of listeners) close();
    authority.remove();
  });

  async function secureServer(leaf: { key: KeyObject; cert: string }, answer: (request: string) => string) {
    const server = createTlsServer(
      { key: leaf.key.export({ type: 'pkcs8', format: 'pem' }), cert: leaf.cert },
      (socket) => {
        const peer = new RawPeer(socket);
        peer.head().then(
          (request) => socket.write(answer(request)),
          () => undefined,
        );
      },
    );
    server.on('tlsClientError', () => undefined);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    listeners.push(() => server.close());
    return (server.address() as AddressInfo).port;
  }

  it('opens where the authority is trusted and shows what was negotiated', async () => {
    const port = await secureServer(await authority.server(), (request) => switching(request));
    const { host } = dial(
      `wss://localhost:${port}/`,
      {},
      { tls: { caFile: authority.caFile } },
      authority.directory,
    );
    await host.until('open');
    expect(host.states).toEqual(['resolving', 'connecting', 'securing', 'upgrading', 'open']);
    expect(host.known.tls).toMatchObject({ authorized: true, serverName: 'localhost' });
    expect(host.all('tls')[0]?.detail.tls?.version).toMatch(/^TLSv1/);
  });

  it.each([
    ['an unknown authority', () => authority.server('unknown'), 'localhost', '', 'tls.unknown-authority'],
    ['a self-signed certificate', () => authority.selfSigned(), 'localhost', '', 'tls.self-signed'],
    ['an expired certificate', () => authority.expired(), 'localhost', 'ca', 'tls.expired'],
    [
      'a certificate for another host',
      () => authority.server('other', ['other.example']),
      'localhost',
      'ca',
      'tls.wrong-host',
    ],
  ])('refuses %s before anything is sent', async (_, leaf, name, ca, code) => {
    const asked: string[] = [];
    const port = await secureServer(await leaf(), (request) => {
      asked.push(request);
      return switching(request);
    });
    const tls = ca === '' ? {} : { caFile: authority.caFile };
    const { host } = dial(`wss://${name}:${port}/`, {}, { tls }, authority.directory);
    const { failure } = await host.end();
    expect(failure?.stage).toBe('tls');
    expect(failure?.code).toBe(code);
    expect(host.all('tls')[0]?.detail.tls?.chain.length).toBeGreaterThan(0);
    expect(asked).toEqual([]);
    expect(host.all('request')).toEqual([]);
  });

  it('goes through with verification off and says what would have failed', async () => {
    const port = await secureServer(await authority.selfSigned('off'), (request) => switching(request));
    const { host } = dial(`wss://localhost:${port}/`, {}, { tls: { verify: false } });
    await host.until('open');
    expect(host.known.tls).toMatchObject({ authorized: false, verifyError: { code: 'tls.self-signed' } });
  });

  it('does not follow a redirect from wss to ws', async () => {
    const port = await secureServer(
      await authority.server('down'),
      () => 'HTTP/1.1 301 Moved\r\nLocation: http://localhost:9/\r\nContent-Length: 0\r\n\r\n',
    );
    const { host } = dial(
      `wss://localhost:${port}/`,
      { followRedirects: true },
      { tls: { caFile: authority.caFile } },
      authority.directory,
    );
    expect((await host.end()).failure?.code).toBe('upgrade.downgrade');
  });
});
