import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { KeyObject } from 'node:crypto';
import { createServer as createTlsServer } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { RowFlag } from '../../contract/index.js';
import type { ConnectionOptions } from '../../contract/index.js';
import { TestAuthority } from './test-certificates.js';
import { plainServer, run, stopAll } from './test-endpoint.js';
import type { Plain } from './test-endpoint.js';
import { RawPeer, bytes, rawServer, switching, text } from './test-websocket.js';
import { makeWebSocketClient } from './websocket-client.js';

const servers: Plain[] = [];
afterEach(async () => {
  await stopAll();
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

type Ws = NonNullable<ConnectionOptions['ws']>;

async function serve(...args: Parameters<typeof rawServer>) {
  const server = await rawServer(...args);
  servers.push(server);
  return server;
}

function dial(url: string, ws: Ws = {}, more: ConnectionOptions = {}, directory = '/') {
  return run(makeWebSocketClient, url, { protocol: 'ws', options: { ws, ...more }, directory });
}

/** A server that accepts, and a client that is open to it. */
async function open(ws: Ws = {}, extra: readonly string[] = []) {
  const server = await serve((request) => switching(request, extra));
  const { endpoint, host } = dial(`ws://127.0.0.1:${server.port}/`, ws);
  await host.until('open');
  const [peer] = server.peers;
  if (peer === undefined) throw new Error('no peer');
  return { endpoint, host, server, peer };
}

/** The failure of a client whose server answers so. */
async function refusedBy(
  answer: string | Buffer,
  then: (peer: RawPeer) => void = () => undefined,
  ws: Ws = {},
) {
  const server = await serve((_, peer) => {
    queueMicrotask(() => then(peer));
    return answer;
  });
  const { host } = dial(`ws://127.0.0.1:${server.port}/`, ws);
  const { by, failure } = await host.end();
  expect(by).toBe('error');
  expect(failure?.stage).toBe('upgrade');
  return { host, failure, response: host.all('response')[0] };
}

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

describe('a refused upgrade', () => {
  it.each([
    [
      301,
      'Moved Permanently',
      'Location: https://other.example/x',
      'upgrade.redirect',
      'https://other.example/x',
    ],
    [401, 'Unauthorized', 'WWW-Authenticate: Basic realm="r"', 'upgrade.refused', 'Basic realm="r"'],
    [403, 'Forbidden', 'X-Why: no', 'upgrade.refused', 'forbids'],
    [500, 'Internal Server Error', 'X-Why: no', 'upgrade.refused', 'server failed'],
    [200, 'OK', 'X-Why: no', 'upgrade.refused', 'no WebSocket'],
  ])('with %i shows status, headers and body', async (status, reason, header, code, hint) => {
    const answer = `HTTP/1.1 ${status} ${reason}\r\n${header}\r\nContent-Length: 11\r\n\r\nread me now`;
    const { failure, response } = await refusedBy(answer);
    expect(failure).toMatchObject({ code, detail: { status } });
    expect(failure?.message).toContain(`${status} ${reason}`);
    expect(failure?.message).toContain(hint);
    expect(Buffer.from(response?.payload ?? []).toString()).toBe(answer);
    expect(response?.direction).toBe(1);
  });

  it('keeps a body whose end is the end of the connection, and one in chunks', async () => {
    const open = 'HTTP/1.0 404 Not Found\r\nX: y\r\n\r\nuntil the end';
    const ended = await refusedBy(open, ({ socket }) => socket.end());
    expect(Buffer.from(ended.response?.payload ?? []).toString()).toBe(open);
    const chunked = 'HTTP/1.1 403 Forbidden\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n';
    const chunks = await refusedBy(chunked);
    expect(Buffer.from(chunks.response?.payload ?? []).toString()).toBe(chunked);
  });

  it('keeps at most 64 KiB of a body', async () => {
    const head = 'HTTP/1.1 500 Oops\r\nContent-Length: 1000000\r\n\r\n';
    const { response } = await refusedBy(head + 'x'.repeat(1_000_000));
    expect(response?.payload.length).toBe(head.length + 65_536);
    expect((response?.flags ?? 0) & RowFlag.partial).toBe(RowFlag.partial);
  });

  it('explains a wrong accept key with both values', async () => {
    const { failure, response } = await refusedBy(switching('Sec-WebSocket-Key: bm90IHRoZSBrZXkgc2VudA=='));
    expect(failure).toMatchObject({ code: 'upgrade.accept', detail: { header: 'Sec-WebSocket-Accept' } });
    expect(failure?.detail?.['expected']).not.toBe(failure?.detail?.['actual']);
    expect(failure?.message).toContain(String(failure?.detail?.['expected']));
    expect(failure?.message).toContain('RFC 6455 §4.1');
    expect((response?.flags ?? 0) & RowFlag.invalid).toBe(RowFlag.invalid);
  });

  it('names the header that a 101 lacks', async () => {
    const { failure } = await refusedBy('HTTP/1.1 101 Switching Protocols\r\n\r\n');
    expect(failure).toMatchObject({
      code: 'upgrade.header',
      detail: { header: 'Upgrade', actual: 'absent' },
    });
  });

  it('wants HTTP/1.1 of a 101', async () => {
    const server = await serve((request) => switching(request).replace('HTTP/1.1', 'HTTP/1.0'));
    const { host } = dial(`ws://127.0.0.1:${server.port}/`);
    expect((await host.end()).failure?.code).toBe('upgrade.http-version');
  });

  it('refuses a subprotocol and an extension that were not offered', async () => {
    const protocol = await serve((request) => switching(request, ['Sec-WebSocket-Protocol: other']));
    const one = dial(`ws://127.0.0.1:${protocol.port}/`, { subprotocols: ['mine'] });
    expect((await one.host.end()).failure?.code).toBe('upgrade.subprotocol');
    const extended = await serve((request) =>
      switching(request, ['Sec-WebSocket-Extensions: permessage-deflate']),
    );
    const two = dial(`ws://127.0.0.1:${extended.port}/`, { deflate: false });
    expect((await two.host.end()).failure?.code).toBe('upgrade.extension');
    const silly = await serve((request) =>
      switching(request, ['Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=99']),
    );
    const three = dial(`ws://127.0.0.1:${silly.port}/`);
    expect((await three.host.end()).failure?.code).toBe('upgrade.extension');
  });

  it('shows what speaks another protocol, whether a line ends or not', async () => {
    for (const garbage of [text('SSH-2.0-OpenSSH_9.2p1\r\n'), bytes('15 03 01 00 02 02 46')]) {
      const { failure, response } = await refusedBy(garbage);
      expect(failure?.code).toBe('upgrade.not-http');
      expect(Buffer.from(response?.payload ?? [])).toEqual(garbage);
    }
  });

  it('tells a server that closes without an answer from one that does so in mid-head', async () => {
    const closed = await refusedBy('', ({ socket }) => socket.end());
    expect(closed.failure?.code).toBe('upgrade.closed');
    const half = await refusedBy('HTTP/1.1 101 Swi', ({ socket }) => socket.end());
    expect(half.failure?.code).toBe('upgrade.incomplete');
    expect(Buffer.from(half.response?.payload ?? []).toString()).toBe('HTTP/1.1 101 Swi');
    const reset = await refusedBy('', ({ socket }) => socket.resetAndDestroy());
    expect(reset.failure?.code).toBe('upgrade.reset');
  });

  it('gives up on a silent server after the handshake timeout', async () => {
    const server = await serve(() => null);
    const { host } = dial(`ws://127.0.0.1:${server.port}/`, { handshakeTimeoutMs: 60 });
    const { failure } = await host.end();
    expect(failure).toMatchObject({ code: 'upgrade.timeout', detail: { timeoutMs: 60 } });
    await server.peers[0]?.end();
  });

  it('reads on past interim responses', async () => {
    const server = await serve(
      (request) => `HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${switching(request)}`,
    );
    const { host } = dial(`ws://127.0.0.1:${server.port}/`);
    await host.until('open');
    expect(Buffer.from(host.all('response')[0]?.payload ?? []).toString()).toMatch(/^HTTP\/1.1 103[^]*101/);
  });

  it('is cancelled by a stop', async () => {
    const server = await serve(() => null);
    const { endpoint, host } = dial(`ws://127.0.0.1:${server.port}/`, { handshakeTimeoutMs: 0 });
    await host.row('request');
    await endpoint.stop({});
    expect(host.ends).toEqual([{ by: 'us', failure: null }]);
    expect(host.peers.get(1)?.closed).toBe(true);
  });

  it('tells a refused connection by its errno', async () => {
    const plain = await plainServer();
    await plain.close();
    const { host } = dial(`ws://127.0.0.1:${plain.port}/`);
    expect((await host.end()).failure).toMatchObject({ code: 'connect.refused', stage: 'connect' });
  });
});

describe('redirects', () => {
  it('are followed where asked, hop by hop, without credentials to another origin', async () => {
    const end = await serve((request) => switching(request));
    const first = await serve(
      (_, __, index) =>
        `HTTP/1.1 302 Found\r\nLocation: ${index === 0 ? '/same?x=1' : `http://127.0.0.1:${end.port}/there`}\r\nContent-Length: 0\r\n\r\n`,
    );
    const { host } = dial(`ws://me:secret@127.0.0.1:${first.port}/from`, {
      followRedirects: true,
      headers: [
        ['Cookie', 'a=b'],
        ['X-Keep', 'yes'],
      ],
    });
    await host.until('open');
    expect(first.requests.map((request) => request.split('\r\n')[0])).toEqual([
      'GET /from HTTP/1.1',
      'GET /same?x=1 HTTP/1.1',
    ]);
    expect(first.requests[1]).toContain('Authorization: Basic');
    expect(first.requests[1]).toContain('Cookie: a=b');
    expect(end.requests[0]).toMatch(/^GET \/there HTTP\/1.1\r\n/);
    expect(end.requests[0]).not.toMatch(/authorization|cookie/i);
    expect(end.requests[0]).toContain('X-Keep: yes');
    expect(host.all('request').length).toBe(3);
    expect(host.all('connect').length).toBe(3);
    expect(host.all('note').map(({ detail }) => detail.text)[1]).toContain('credentials stay behind');
    expect(host.peers.size).toBe(1);
  });

  it('end at their limit', async () => {
    const server = await serve(() => 'HTTP/1.1 301 Moved\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n');
    const { host } = dial(`ws://127.0.0.1:${server.port}/`, { followRedirects: true, maxRedirects: 2 });
    expect((await host.end()).failure?.code).toBe('upgrade.redirects');
    expect(server.requests.length).toBe(3);
  });

  it('are not followed to what is no WebSocket', async () => {
    const { failure } = await refusedBy(
      'HTTP/1.1 301 Moved\r\nLocation: ftp://x/\r\nContent-Length: 0\r\n\r\n',
      undefined,
      {
        followRedirects: true,
      },
    );
    expect(failure?.code).toBe('upgrade.redirect');
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

describe('an open client', () => {
  it('tells its steps as states and rows', async () => {
    const { host, server } = await open();
    expect(host.states).toEqual(['resolving', 'connecting', 'upgrading', 'open']);
    expect(host.rows.map(({ kind }) => kind)).toEqual(['resolve', 'connect', 'request', 'response', 'open']);
    expect(host.known.remote).toEqual({ host: '127.0.0.1', port: server.port, family: 'IPv4' });
    expect(host.peers.get(1)?.state).toBe('open');
  });

  it('takes frames that came with the response', async () => {
    const server = await serve((request) => Buffer.concat([text(switching(request)), bytes('81 02 68 69')]));
    const { host } = dial(`ws://127.0.0.1:${server.port}/`);
    expect((await host.row('text')).payload).toEqual(text('hi'));
    expect(host.rows.findIndex(({ kind }) => kind === 'open')).toBeLessThan(
      host.rows.findIndex(({ kind }) => kind === 'text'),
    );
  });

  it('sends each kind of message masked and shows it', async () => {
    const { endpoint, host, peer } = await open();
    expect(await endpoint.send(1, { kind: 'text', data: text('héllo') })).toEqual({ ok: true, value: 6 });
    expect(await endpoint.send(1, { kind: 'binary', data: bytes('00 ff') })).toEqual({ ok: true, value: 2 });
    expect(await endpoint.send(1, { kind: 'data', data: bytes('01') })).toEqual({ ok: true, value: 1 });
    expect(await endpoint.send(1, { kind: 'ping', data: bytes('aa') })).toEqual({ ok: true, value: 1 });
    expect(await endpoint.send(1, { kind: 'pong', data: bytes('') })).toEqual({ ok: true, value: 0 });
    const frames = [
      await peer.frame(),
      await peer.frame(),
      await peer.frame(),
      await peer.frame(),
      await peer.frame(),
    ];
    expect(frames).toEqual([
      { first: 0x81, masked: true, payload: text('héllo') },
      { first: 0x82, masked: true, payload: bytes('00 ff') },
      { first: 0x82, masked: true, payload: bytes('01') },
      { first: 0x89, masked: true, payload: bytes('aa') },
      { first: 0x8a, masked: true, payload: bytes('') },
    ]);
    const out = host.rows.filter(
      ({ direction, kind }) => direction === 2 && kind !== 'request' && kind !== 'connect',
    );
    expect(out.map(({ kind, flags }) => [kind, flags])).toEqual([
      ['text', 0],
      ['binary', 0],
      ['binary', 0],
      ['ping', 0],
      ['pong', 0],
    ]);
    expect(out[0]?.payload).toEqual(text('héllo'));
  });

  it('refuses text that is not UTF-8 with its offset, and control frames over 125 bytes', async () => {
    const { endpoint, host } = await open();
    expect(await endpoint.send(1, { kind: 'text', data: bytes('61 62 c3 28') })).toMatchObject({
      error: { code: 'send.invalid-utf8', detail: { offset: 2 } },
    });
    expect(await endpoint.send(1, { kind: 'ping', data: Buffer.alloc(126) })).toMatchObject({
      error: { code: 'send.too-large', detail: { limit: 125 } },
    });
    expect(
      host.rows.some(({ direction, kind }) => direction === 2 && (kind === 'text' || kind === 'ping')),
    ).toBe(false);
  });

  it('shows fragments as one message with its flag', async () => {
    const { host, peer } = await open();
    peer.socket.write(bytes('01 03 48 65 6c  89 01 70  80 02 6c 6f'));
    const row = await host.row('text');
    expect(row).toMatchObject({ payload: text('Hello'), flags: RowFlag.fragmented });
    peer.socket.write(bytes('82 01 07'));
    expect(await host.row('binary')).toMatchObject({ payload: bytes('07'), flags: 0 });
  });

  it('answers pings by itself, after showing them, and marks the answer', async () => {
    const { host, peer } = await open();
    peer.socket.write(bytes('89 02 ab cd'));
    expect(await peer.frame()).toEqual({ first: 0x8a, masked: true, payload: bytes('ab cd') });
    const order = host.rows.slice(-2);
    expect(order.map(({ kind, direction, flags }) => [kind, direction, flags])).toEqual([
      ['ping', 1, 0],
      ['pong', 2, RowFlag.automatic],
    ]);
  });

  it('leaves pings unanswered where automatic pong is off', async () => {
    const { endpoint, host, peer } = await open({ autoPong: false });
    peer.socket.write(bytes('89 00'));
    await host.row('ping');
    await endpoint.send(1, { kind: 'text', data: text('x') });
    expect((await peer.frame()).first).toBe(0x81);
    expect(host.all('pong')).toEqual([]);
  });

  it('measures the round trip of a ping', async () => {
    const { endpoint, host, peer } = await open();
    await endpoint.send(1, { kind: 'ping', data: bytes('01 02') });
    const { payload } = await peer.frame();
    peer.socket.write(Buffer.concat([bytes('8a 02'), payload]));
    expect(await host.when('round trip', () => host.known.roundTripMs ?? undefined)).toBeGreaterThan(0);
  });

  it('sends keep-alive pings and counts pongs that never come', async () => {
    const { host, peer } = await open({ pingIntervalMs: 20 });
    const { first } = await peer.frame();
    expect(first).toBe(0x89);
    await host.when('two missed', () => ((host.known.missedPongs ?? 0) >= 2 ? true : undefined));
    expect(host.all('missedPong').length).toBeGreaterThanOrEqual(2);
    expect(host.all('ping').every(({ flags }) => flags === RowFlag.automatic)).toBe(true);
    expect(host.ends).toEqual([]);
  });

  it('misses no pong that comes', async () => {
    const { host, peer } = await open({ pingIntervalMs: 40 });
    for (let index = 0; index < 3; index += 1) {
      const { payload } = await peer.frame();
      peer.socket.write(Buffer.concat([bytes('8a 04'), payload]));
    }
    await host.when('pongs', () => host.all('pong')[2]);
    expect(host.known.missedPongs).toBe(0);
    expect(host.known.roundTripMs).toBeGreaterThan(0);
  });

  it('compresses both ways where agreed, and says which message was', async () => {
    const { endpoint, host, peer } = await open({}, ['Sec-WebSocket-Extensions: permessage-deflate']);
    expect(host.known.extensions).toBe('permessage-deflate');
    // RFC 7692 §7.2.3.1: "Hello" compressed.
    peer.socket.write(bytes('c1 07 f2 48 cd c9 c9 07 00'));
    expect(await host.row('text')).toMatchObject({ payload: text('Hello'), flags: RowFlag.compressed });
    await endpoint.send(1, { kind: 'text', data: text('Hello') });
    const { first, payload } = await peer.frame();
    expect([first, payload]).toEqual([0xc1, bytes('f2 48 cd c9 c9 07 00')]);
    expect(host.all('text')[1]).toMatchObject({ direction: 2, flags: RowFlag.compressed });
  });

  it('stops reading while paused', async () => {
    const { endpoint, host, peer } = await open();
    endpoint.pause();
    peer.socket.write(bytes('81 01 61'));
    await endpoint.send(1, { kind: 'text', data: text('x') });
    await peer.frame();
    expect(host.all('text').map(({ direction }) => direction)).toEqual([2]);
    endpoint.resume();
    expect((await host.row('text', ({ direction }) => direction === 1)).payload).toEqual(text('a'));
  });
});

describe('what breaks the protocol', () => {
  const cases: [string, string, string, number, string][] = [
    ['a reserved bit', '91 00', 'ws.reserved-bits', 1002, '§5.2'],
    ['compression that was not agreed', 'c1 00', 'ws.reserved-bits', 1002, '§5.2'],
    ['a masked frame of a server', '81 81 00 00 00 00 61', 'ws.masked', 1002, '§5.1'],
    ['a reserved opcode', '83 00', 'ws.opcode', 1002, '§5.2'],
    ['a continuation of nothing', '80 00', 'ws.opcode', 1002, '§5.4'],
    ['a fragmented ping', '09 00', 'ws.fragmented-control', 1002, '§5.4'],
    ['a ping over 125 bytes', '89 7e 00 7e', 'ws.control-length', 1002, '§5.5'],
    ['a close code that must not be sent', '88 02 03 ee', 'ws.close-code', 1002, '§7.4'],
    ['a close code of 999', '88 02 03 e7', 'ws.close-code', 1002, '§7.4'],
  ];
  it.each(cases)('%s ends the connection in the words of the RFC', async (_, frame, code, close, section) => {
    const { host, peer } = await open({ deflate: false });
    peer.socket.write(bytes(frame));
    const error = await host.row('error');
    expect(error.detail.error).toMatchObject({ code, detail: { close } });
    expect(error.detail.text).toContain(section);
    const { first, payload } = await peer.frame();
    expect([first, payload.readUInt16BE()]).toEqual([0x88, close]);
    peer.socket.end();
    expect(await host.end()).toMatchObject({ by: 'error', failure: { code, stage: 'open' } });
    expect(host.all('end')[0]?.detail).toMatchObject({ by: 'error', code: close, clean: false });
    expect(host.rows.some(({ kind, flags }) => kind === 'close' && (flags & RowFlag.automatic) !== 0)).toBe(
      true,
    );
  });

  it('shows text that is not UTF-8 before closing with 1007', async () => {
    const { host, peer } = await open();
    peer.socket.write(bytes('81 05 61 62 ff 63 64'));
    const row = await host.row('text');
    expect(row).toMatchObject({ payload: bytes('61 62 ff 63 64'), flags: RowFlag.invalid });
    const { payload } = await peer.frame();
    expect(payload).toEqual(bytes('03 ef'));
    peer.socket.write(bytes('88 02 03 ef'));
    peer.socket.end();
    expect(await host.end()).toMatchObject({
      by: 'error',
      failure: { code: 'ws.invalid-utf8', detail: { offset: 2 } },
    });
    expect(host.all('end')[0]?.detail.code).toBe(1007);
  });

  it('refuses a message over the limit with 1009, naming limit and size', async () => {
    const { host, peer } = await open({ maxMessageBytes: 100 });
    peer.socket.write(bytes('82 7e 03 e8'));
    const { detail } = await host.row('error');
    expect(detail.error).toMatchObject({
      code: 'ws.too-large',
      detail: { limit: 100, size: 1_000, close: 1009 },
    });
    expect(detail.text).toContain('(100 bytes)');
    expect((await peer.frame()).payload).toEqual(bytes('03 f1'));
    peer.socket.end();
    expect((await host.end()).by).toBe('error');
  });

  it('says that compressed bytes cannot be inflated', async () => {
    const { host, peer } = await open({}, ['Sec-WebSocket-Extensions: permessage-deflate']);
    peer.socket.write(bytes('c1 04 ff ff ff ff'));
    expect((await host.row('error')).detail.error).toMatchObject({
      code: 'ws.deflate',
      detail: { close: 1007 },
    });
  });
});

describe('the end', () => {
  it('is clean where both Close frames pass, ours first', async () => {
    const { endpoint, host, peer } = await open();
    const stopped = endpoint.stop({ code: 4_000, reason: 'bye' });
    expect(await peer.frame()).toEqual({ first: 0x88, masked: true, payload: bytes('0f a0 62 79 65') });
    peer.socket.write(bytes('88 05 0f a0 62 79 65'));
    peer.socket.end();
    await stopped;
    expect(host.rows.slice(-3).map(({ kind, direction }) => [kind, direction])).toEqual([
      ['close', 2],
      ['close', 1],
      ['end', 0],
    ]);
    expect(host.all('end')[0]?.detail).toMatchObject({ by: 'us', code: 4_000, reason: 'bye', clean: true });
    expect(host.ends).toEqual([{ by: 'us', failure: null }]);
    expect(host.states.at(-1)).toBe('closing');
  });

  it('is clean where the peer begins, and answered with the same payload', async () => {
    const { host, peer } = await open();
    peer.socket.write(bytes('88 06 03 e9 6c 61 74 65'));
    expect((await peer.frame()).payload).toEqual(bytes('03 e9 6c 61 74 65'));
    peer.socket.end();
    expect(await host.end()).toEqual({ by: 'peer', failure: null });
    const closes = host.all('close');
    expect(closes.map(({ direction, flags }) => [direction, flags])).toEqual([
      [1, 0],
      [2, RowFlag.automatic],
    ]);
    expect(closes[0]?.payload).toEqual(bytes('03 e9 6c 61 74 65'));
    expect(host.all('end')[0]?.detail).toMatchObject({ by: 'peer', code: 1001, reason: 'late', clean: true });
  });

  it('reads 1005 from an empty Close frame and answers with one', async () => {
    const { host, peer } = await open();
    peer.socket.write(bytes('88 00'));
    expect((await peer.frame()).payload).toEqual(bytes(''));
    peer.socket.end();
    await host.end();
    expect(host.all('end')[0]?.detail).toMatchObject({ by: 'peer', code: 1005, clean: true });
  });

  it.each([0, 999, 1004, 1005, 1006, 1015, 2999, 5000, 65_535])(
    'sends close code %i, which must not be, as crafted',
    async (code) => {
      const { endpoint, host, peer } = await open();
      expect(await endpoint.send(1, { kind: 'close', data: bytes(''), code, reason: 'x' })).toEqual({
        ok: true,
        value: 3,
      });
      const { first, masked, payload } = await peer.frame();
      expect([first, masked, payload.readUInt16BE(), payload.subarray(2)]).toEqual([
        0x88,
        true,
        code,
        text('x'),
      ]);
      peer.socket.write(bytes('88 02 03 ea'));
      peer.socket.end();
      expect(await host.end()).toEqual({ by: 'us', failure: null });
      expect(host.all('close')[0]?.flags).toBe(RowFlag.crafted | RowFlag.invalid);
      expect(host.all('end')[0]?.detail).toMatchObject({ by: 'us', code, clean: true });
    },
  );

  it.each([1000, 1014, 3000, 4999])('sends close code %i', async (code) => {
    const { endpoint, host, peer } = await open();
    expect((await endpoint.end(1, 'close', code, '')).ok).toBe(true);
    expect((await peer.frame()).payload.readUInt16BE()).toBe(code);
    expect(host.all('close')[0]?.flags).toBe(0);
  });

  it('sends an empty Close frame where no code is given, and refuses what cannot be', async () => {
    const { endpoint, host, peer } = await open();
    expect(await endpoint.send(1, { kind: 'close', data: bytes(''), reason: 'x' })).toMatchObject({
      error: { code: 'close.reason' },
    });
    expect(
      await endpoint.send(1, { kind: 'close', data: bytes(''), code: 1000, reason: 'x'.repeat(124) }),
    ).toMatchObject({
      error: { code: 'close.reason', detail: { limit: 123 } },
    });
    expect(await endpoint.end(1, 'half-close')).toMatchObject({ error: { code: 'close.half-close' } });
    expect(await endpoint.send(1, { kind: 'close', data: bytes('') })).toEqual({ ok: true, value: 0 });
    expect((await peer.frame()).payload.length).toBe(0);
    expect(await endpoint.send(1, { kind: 'text', data: text('x') })).toMatchObject({
      error: { code: 'send.closed' },
    });
    expect(await endpoint.send(1, { kind: 'close', data: bytes('') })).toMatchObject({
      error: { code: 'close.closed' },
    });
    expect(host.all('close').length).toBe(1);
  });

  it('without a Close frame is told as such', async () => {
    const { host, peer } = await open();
    peer.socket.end();
    expect(await host.end()).toMatchObject({ by: 'peer', failure: { code: 'open.no-close' } });
    expect(host.all('end')[0]?.detail).toMatchObject({ code: 1006, clean: false });
  });

  it('by RST of the peer is a reset', async () => {
    const { host, peer } = await open();
    peer.socket.resetAndDestroy();
    expect(await host.end()).toMatchObject({ by: 'peer', failure: { code: 'open.reset' } });
    expect(host.all('reset')[0]).toMatchObject({ direction: 1, detail: { errno: 'ECONNRESET' } });
  });

  it('can be forced while the peer does not answer our Close frame', async () => {
    const { endpoint, host, peer } = await open();
    const stopped = endpoint.stop({});
    await peer.frame();
    expect(host.ends).toEqual([]);
    await endpoint.stop({ reset: true });
    await stopped;
    expect(host.ends).toEqual([{ by: 'us', failure: null }]);
    expect(host.all('end')[0]?.detail.clean).toBe(false);
  });

  it('by RST of ours reaches the peer as one', async () => {
    const { endpoint, host, peer } = await open();
    const failed = new Promise((settle) =>
      peer.socket.once('error', (error: NodeJS.ErrnoException) => settle(error.code)),
    );
    await endpoint.stop({ reset: true });
    expect(await failed).toBe('ECONNRESET');
    expect(host.all('reset')[0]?.direction).toBe(2);
    expect(host.ends).toEqual([{ by: 'us', failure: null }]);
  });
});

describe('a streamed message', () => {
  it('is one frame where it fits one chunk', async () => {
    const { endpoint, host, peer } = await open();
    const stream = endpoint.openStream(1, { kind: 'binary', size: 3 });
    if (!stream.ok) throw new Error(stream.error.message);
    expect((await stream.value.write(bytes('01 02 03'))).ok).toBe(true);
    expect((await stream.value.end()).ok).toBe(true);
    expect(await peer.frame()).toMatchObject({ first: 0x82, payload: bytes('01 02 03') });
    expect(host.all('binary')[0]?.flags).toBe(0);
  });

  it('is fragmented otherwise, holds other messages back and lets pings through', async () => {
    const { endpoint, host, peer } = await open({ deflate: false });
    const stream = endpoint.openStream(1, { kind: 'text', size: 4 });
    if (!stream.ok) throw new Error(stream.error.message);
    expect(endpoint.openStream(1, { kind: 'text', size: 1 })).toMatchObject({ error: { code: 'send.busy' } });
    const { value } = stream;
    await value.write(bytes('61 c3'));
    await value.write(bytes('a9'));
    const other = endpoint.send(1, { kind: 'text', data: text('other') });
    await endpoint.send(1, { kind: 'ping', data: bytes('') });
    await value.write(bytes('62'));
    expect((await value.end()).ok).toBe(true);
    expect((await other).ok).toBe(true);
    const frames = [
      await peer.frame(),
      await peer.frame(),
      await peer.frame(),
      await peer.frame(),
      await peer.frame(),
    ];
    expect(frames.map(({ first, payload }) => [first, payload.toString('hex')])).toEqual([
      [0x01, '61c3'],
      [0x89, ''],
      [0x00, 'a9'],
      [0x80, '62'],
      [0x81, '6f74686572'],
    ]);
    expect(host.all('text').map(({ flags }) => flags)).toEqual([
      RowFlag.fragmented | RowFlag.partial,
      RowFlag.fragmented | RowFlag.partial,
      RowFlag.fragmented,
      0,
    ]);
  });

  it('stops before text that is not UTF-8 leaves, and closes where a part has left', async () => {
    const { endpoint, peer } = await open();
    const first = endpoint.openStream(1, { kind: 'text', size: 2 });
    if (!first.ok) throw new Error(first.error.message);
    expect(await first.value.write(bytes('61 ff'))).toMatchObject({
      error: { code: 'send.invalid-utf8', detail: { offset: 1 } },
    });
    await endpoint.send(1, { kind: 'text', data: text('still open') });
    expect((await peer.frame()).payload).toEqual(text('still open'));
    const second = endpoint.openStream(1, { kind: 'text', size: 3 });
    if (!second.ok) throw new Error(second.error.message);
    await second.value.write(bytes('61'));
    await second.value.write(bytes('62 c3'));
    expect(await second.value.end()).toMatchObject({
      error: { code: 'send.invalid-utf8', detail: { offset: 2 } },
    });
    expect((await peer.frame()).first).toBe(0x01);
    expect(await peer.frame()).toMatchObject({ first: 0x88 });
  });

  it('that is cancelled half-way closes the connection with 1001', async () => {
    const { endpoint, peer } = await open();
    const stream = endpoint.openStream(1, { kind: 'binary', size: 100 });
    if (!stream.ok) throw new Error(stream.error.message);
    await stream.value.write(bytes('01'));
    await stream.value.write(bytes('02'));
    stream.value.abort();
    expect((await peer.frame()).first).toBe(0x02);
    expect((await peer.frame()).payload.readUInt16BE()).toBe(1001);
    expect((await stream.value.write(bytes('03'))).ok).toBe(false);
  });
});
