import { afterEach, describe, expect, it } from 'vitest';
import { RowFlag } from '../../contract/index.js';
import { bytes, upgradeRequest } from './test-websocket.js';
import { closeAll, listen, opened, raw } from './test-websocket-listener.js';

afterEach(closeAll);

async function refusal(port: number, request: string) {
  const peer = await raw(port, request);
  await peer.end();
  return peer.heard.toString('latin1');
}

describe('what a listener refuses', () => {
  it('is told with status and body, and every upgrade where it is set so', async () => {
    const { host, port } = await listen({ refuseStatus: 403, refuseBody: 'not today' });
    const answer = await refusal(port, upgradeRequest());
    expect(answer).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n[^]*Content-Length: 9\r\n\r\nnot today$/);
    const [response] = host.all('response');
    expect(Buffer.from(response?.payload ?? []).toString()).toBe(answer);
    expect((await host.row('end')).detail.text).toContain('as set');
    expect(host.peers.get(1)?.closed).toBe(true);
  });

  it('is another path, with 404; the query does not count', async () => {
    const { port } = await listen({ path: '/chat' });
    expect(await refusal(port, upgradeRequest('/Chat'))).toMatch(/^HTTP\/1\.1 404 /);
    await opened(port, '/chat?x=1');
    const typed = await listen({}, {}, 'ws://127.0.0.1:0/only');
    expect(await refusal(typed.port, upgradeRequest('/'))).toMatch(/^HTTP\/1\.1 404 /);
    await opened(typed.port, '/only');
  });

  it.each([
    ['a plain request', 'GET / HTTP/1.1\r\nHost: x\r\n\r\n', /^HTTP\/1\.1 426 [^]*Upgrade: websocket\r\n/],
    ['a POST', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi', /^HTTP\/1\.1 426 /],
    ['a POST that upgrades', upgradeRequest().replace('GET', 'POST'), /^HTTP\/1\.1 405 /],
    ['an upgrade without a key', upgradeRequest().replace(/Sec-WebSocket-Key.*\r\n/, ''), /^HTTP\/1\.1 400 /],
    [
      'version 7',
      upgradeRequest().replace('Version: 13', 'Version: 7'),
      /^HTTP\/1\.1 426 [^]*Sec-WebSocket-Version: 13, 8/,
    ],
    ['plain garbage', 'hello\r\n\r\n', /^HTTP\/1\.1 400 /],
    ['a response', 'HTTP/1.1 200 OK\r\n\r\n', /^HTTP\/1\.1 400 /],
    ['a head without end', `GET / HTTP/1.1\r\nX: ${'x'.repeat(70_000)}`, /^HTTP\/1\.1 431 /],
  ])('is %s', async (_, request, expected) => {
    const { host, port } = await listen();
    expect(await refusal(port, request)).toMatch(expected);
    expect(host.all('request').length).toBe(1);
    expect(host.all('response').length).toBe(1);
    expect((await host.row('end')).detail.clean).toBe(false);
  });

  it('is a TLS hello on ws, at once', async () => {
    const { host, port } = await listen();
    const peer = await raw(port);
    peer.socket.write(bytes('16 03 01 02 00'));
    await peer.end();
    expect(peer.heard.toString()).toMatch(/^HTTP\/1\.1 400 /);
    expect(host.all('request')[0]).toMatchObject({
      payload: bytes('16 03 01 02 00'),
      flags: RowFlag.invalid,
    });
  });

  it('is a client that says nothing, after the handshake timeout', async () => {
    const { host, port } = await listen({ handshakeTimeoutMs: 50 });
    const peer = await raw(port);
    await peer.end();
    expect(peer.heard.toString()).toMatch(/^HTTP\/1\.1 408 /);
    expect((await host.row('end')).detail.text).toContain('50 ms');
  });

  it('is one peer more than its limit, with 503', async () => {
    const { host, port } = await listen({}, { listen: { maxPeers: 1 } });
    await opened(port);
    const answer = await refusal(port, upgradeRequest());
    expect(answer).toMatch(/^HTTP\/1\.1 503 /);
    const refused = await host.row('accept', ({ peer }) => peer === 0);
    expect(refused.detail.error?.code).toBe('listen.full');
    expect(host.peers.size).toBe(1);
  });

  it('leaves a note of a client that leaves without a request', async () => {
    const { host, port } = await listen();
    const peer = await raw(port);
    await host.row('accept');
    peer.socket.destroy();
    expect((await host.row('end')).detail).toMatchObject({ by: 'peer', clean: false });
    expect(host.peers.get(1)?.closed).toBe(true);
  });
});
