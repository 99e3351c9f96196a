import { afterEach, describe, expect, it } from 'vitest';
import { RowFlag } from '../../contract/index.js';
import { plainServer } from './test-endpoint.js';
import { bytes, switching, text } from './test-websocket.js';
import type { RawPeer } from './test-websocket.js';
import { closeAll, dial, serve } from './test-websocket-client.js';
import type { Ws } from './test-websocket-client.js';

afterEach(closeAll);

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
