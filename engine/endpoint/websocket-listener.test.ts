import { once } from 'node:events';
import { connect as tlsConnect } from 'node:tls';
import { WebSocket } from 'ws';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { RowFlag } from '../../contract/index.js';
import { TestAuthority } from './test-certificates.js';
import { run } from './test-endpoint.js';
import { RawPeer, bytes, maskedFrame, text, upgradeRequest } from './test-websocket.js';
import { closeAll, listen, opened, raw, sockets } from './test-websocket-listener.js';
import { makeWebSocketClient } from './websocket-client.js';
import { makeWebSocketListener } from './websocket-listener.js';

afterEach(closeAll);

describe('a WebSocket listener', () => {
  it('gives up after 5 s where a crafted Close frame waits behind what the peer does not read', async () => {
    const { host, port, endpoint } = await listen();
    const { peer } = await opened(port);
    peer.socket.pause();
    // More than the system's buffers take, and never copied: a server masks nothing.
    const data = new Uint8Array(60 << 20);
    const sent = [1, 2, 3].map(() => endpoint.send(1, { kind: 'binary', data }));
    await endpoint.stop({ code: 1005 });
    expect((await sent[2])?.ok).toBe(false);
    expect(host.all('end')[0]?.detail).toMatchObject({ by: 'us', clean: false });
    expect(host.all('close')).toEqual([]);
  }, 120_000);

  it('holds many handshakes at once without a warning of Node', async () => {
    const warnings: Error[] = [];
    const warned = (warning: Error) => warnings.push(warning);
    process.on('warning', warned);
    const { host, port, endpoint } = await listen();
    for (let i = 0; i < 12; i++) await raw(port);
    await host.row('accept', ({ peer }) => peer === 12);
    await endpoint.stop({});
    process.off('warning', warned);
    expect(host.all('end')).toHaveLength(13);
    expect(warnings).toEqual([]);
  });

  it('binds loopback where no host is given', async () => {
    const { host, port } = await listen({}, {}, ':0');
    expect(host.known.local).toEqual({ host: '127.0.0.1', port, family: 'IPv4' });
    expect(host.states).toEqual(['listening']);
  });

  it('answers as RFC 6455 §1.3 prints it and shows both heads as they crossed the wire', async () => {
    const { host, port } = await listen({ deflate: false });
    const { response } = await opened(port, '/chat?room=1', ['X-b: 1', 'x-A: two', 'X-B: 3']);
    expect(response).toContain('Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n');
    await host.row('open');
    expect(host.rows.map(({ kind, peer, direction }) => [kind, peer, direction])).toEqual([
      ['listen', 0, 0],
      ['accept', 1, 1],
      ['request', 1, 1],
      ['response', 1, 2],
      ['open', 1, 0],
    ]);
    expect(Buffer.from(host.all('response')[0]?.payload ?? []).toString()).toBe(response);
    expect(Buffer.from(host.all('request')[0]?.payload ?? []).toString()).toBe(
      upgradeRequest('/chat?room=1', ['X-b: 1', 'x-A: two', 'X-B: 3']),
    );
    const facts = host.peers.get(1);
    expect(facts).toMatchObject({
      state: 'open',
      path: '/chat?room=1',
      subprotocol: null,
      extensions: null,
    });
    expect(facts?.headers.slice(-3)).toEqual([
      ['X-b', '1'],
      ['x-A', 'two'],
      ['X-B', '3'],
    ]);
  });

  it('tells of each peer what was negotiated with it', async () => {
    const { host, port } = await listen({ deflate: true });
    await opened(port, '/a', ['Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover']);
    await opened(port, '/b');
    await host.row('open', ({ peer }) => peer === 2);
    expect([host.peers.get(1)?.extensions, host.peers.get(2)?.extensions]).toEqual([
      'permessage-deflate; server_no_context_takeover',
      null,
    ]);
  });

  it('takes a request that comes byte by byte, and frames that come with it', async () => {
    const { host, port } = await listen();
    const peer = await raw(port);
    peer.socket.setNoDelay(true);
    for (const byte of Buffer.from(upgradeRequest())) peer.socket.write(Buffer.of(byte));
    peer.socket.write(maskedFrame(0x81, text('early')));
    expect((await host.row('text')).payload).toEqual(text('early'));
  });

  it('talks to many peers, each by its number', async () => {
    const { endpoint, host, port } = await listen();
    const peers = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const ws = new WebSocket(`ws://127.0.0.1:${port}/`);
        sockets.push(ws);
        await once(ws, 'open');
        return ws;
      }),
    );
    await host.when('20 open', () => host.all('open')[19]);
    for (const [index, ws] of peers.entries()) ws.send(`from ${index}`);
    await host.when('20 texts', () => host.all('text')[19]);
    expect(new Set(host.all('text').map(({ peer }) => peer)).size).toBe(20);
    const [first] = peers;
    if (first === undefined) throw new Error('no peer');
    const row = host.all('text').find(({ payload }) => Buffer.from(payload).toString() === 'from 0');
    const heard = once(first, 'message') as Promise<[Buffer]>;
    expect((await endpoint.send(row?.peer ?? 0, { kind: 'text', data: text('to you') })).ok).toBe(true);
    expect((await heard)[0].toString()).toBe('to you');
    expect(await endpoint.send(99, { kind: 'text', data: text('x') })).toMatchObject({
      error: { code: 'send.no-peer' },
    });
    const gone = once(first, 'close') as Promise<[number, Buffer]>;
    expect((await endpoint.end(row?.peer ?? 0, 'close', 4_001, 'you')).ok).toBe(true);
    const [code, reason] = await gone;
    expect([code, reason.toString()]).toEqual([4_001, 'you']);
    await host.row('end', ({ peer }) => peer === row?.peer);
    expect(host.ends).toEqual([]);
  });

  it('sends unmasked and refuses frames that are not masked', async () => {
    const { endpoint, host, port } = await listen();
    const { peer } = await opened(port);
    await host.row('open');
    await endpoint.send(1, { kind: 'binary', data: bytes('01 02') });
    expect(await peer.frame()).toEqual({ first: 0x82, masked: false, payload: bytes('01 02') });
    peer.socket.write(bytes('81 01 61'));
    expect((await peer.frame()).payload).toEqual(bytes('03 ea'));
    expect((await host.row('error')).detail.error?.code).toBe('ws.not-masked');
    peer.socket.end();
    expect((await host.row('end')).detail).toMatchObject({ by: 'error', code: 1002 });
    expect(host.peers.get(1)?.closed).toBe(true);
    expect(host.ends).toEqual([]);
  });

  it('shows text that is not UTF-8 and closes with 1007', async () => {
    const { host, port } = await listen();
    const { peer } = await opened(port);
    peer.socket.write(maskedFrame(0x81, bytes('ff')));
    expect(await host.row('text')).toMatchObject({ payload: bytes('ff'), flags: RowFlag.invalid });
    expect((await peer.frame()).payload).toEqual(bytes('03 ef'));
  });

  it('chooses the first of its subprotocols that the client offers, or none', async () => {
    const { host, port } = await listen({ subprotocols: ['v2', 'v1'] });
    const { response } = await opened(port, '/', ['Sec-WebSocket-Protocol: v1, v2']);
    expect(response).toContain('Sec-WebSocket-Protocol: v2\r\n');
    const other = await opened(port, '/', ['Sec-WebSocket-Protocol: v9']);
    expect(other.response).not.toContain('Sec-WebSocket-Protocol');
    await host.when('both', () => host.all('open')[1]);
    expect(host.peers.get(1)?.subprotocol).toBe('v2');
    expect(host.peers.get(2)?.subprotocol).toBeNull();
  });

  it('accepts compression where it is on and only there', async () => {
    const offer = ['Sec-WebSocket-Extensions: permessage-deflate'];
    const on = await listen();
    const { peer, response } = await opened(on.port, '/', offer);
    expect(response).toContain('Sec-WebSocket-Extensions: permessage-deflate\r\n');
    peer.socket.write(maskedFrame(0xc1, bytes('f2 48 cd c9 c9 07 00')));
    expect(await on.host.row('text')).toMatchObject({ payload: text('Hello'), flags: RowFlag.compressed });
    expect(on.host.all('open')[0]?.detail.extensions).toBe('permessage-deflate');
    const off = await listen({ deflate: false });
    expect((await opened(off.port, '/', offer)).response).not.toContain('Extensions');
  });

  it('refuses a message over its limit with 1009', async () => {
    const { host, port } = await listen({ maxMessageBytes: 10 });
    const { peer } = await opened(port);
    peer.socket.write(maskedFrame(0x82, Buffer.alloc(11)));
    expect((await peer.frame()).payload).toEqual(bytes('03 f1'));
    expect((await host.row('error')).detail.error).toMatchObject({
      code: 'ws.too-large',
      detail: { limit: 10, size: 11 },
    });
  });

  it('resets one peer and leaves the others', async () => {
    const { endpoint, host, port } = await listen();
    const { peer } = await opened(port);
    await opened(port);
    await host.when('both', () => host.all('open')[1]);
    const failed = once(peer.socket, 'error') as Promise<[NodeJS.ErrnoException]>;
    expect((await endpoint.end(1, 'reset')).ok).toBe(true);
    expect((await failed)[0].code).toBe('ECONNRESET');
    await host.row('end');
    expect(host.peers.get(2)?.closed).toBe(false);
    expect(await endpoint.end(2, 'half-close')).toMatchObject({ error: { code: 'close.half-close' } });
  });

  it('sends keep-alive pings to each peer and counts what is missed', async () => {
    const { host, port } = await listen({ pingIntervalMs: 20 });
    const { peer } = await opened(port);
    expect((await peer.frame()).first).toBe(0x89);
    await host.row('missedPong');
    expect(host.known.missedPongs).toBeGreaterThan(0);
  });

  it('closes every peer when it stops, and then listens no more', async () => {
    const { endpoint, host, port } = await listen();
    const ws = new WebSocket(`ws://127.0.0.1:${port}/`);
    await once(ws, 'open');
    const gone = once(ws, 'close') as Promise<[number]>;
    await host.row('open');
    await endpoint.stop({});
    expect((await gone)[0]).toBe(1000);
    expect(host.all('end').map(({ peer, detail }) => [peer, detail.by, detail.clean])).toEqual([
      [1, 'us', true],
      [0, 'us', true],
    ]);
    expect(host.ends).toEqual([{ by: 'us', failure: null }]);
    const late = new WebSocket(`ws://127.0.0.1:${port}/`);
    const [error] = (await once(late, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNREFUSED');
  });

  it('says that its port is taken', async () => {
    const { port } = await listen();
    const second = run(makeWebSocketListener, `ws://127.0.0.1:${port}/`, { protocol: 'ws', role: 'server' });
    expect((await second.host.end()).failure).toMatchObject({ code: 'listen.in-use', stage: 'listen' });
  });

  it('converses with our own client', async () => {
    const { endpoint, host, port } = await listen({ subprotocols: ['x'] });
    const client = run(makeWebSocketClient, `ws://127.0.0.1:${port}/`, {
      protocol: 'ws',
      options: { ws: { subprotocols: ['other'] } },
    });
    await client.host.until('open');
    await host.row('open');
    const large = Buffer.alloc(300_000, 'é');
    expect((await client.endpoint.send(1, { kind: 'text', data: large })).ok).toBe(true);
    expect(Buffer.from((await host.row('text')).payload).equals(large)).toBe(true);
    expect((await endpoint.send(1, { kind: 'binary', data: large })).ok).toBe(true);
    expect(await client.host.row('binary')).toMatchObject({ flags: RowFlag.compressed });
    await client.endpoint.stop({});
    expect((await host.row('end')).detail).toMatchObject({ by: 'peer', code: 1000, clean: true });
  });
});

describe('wss', async () => {
  const authority = await TestAuthority.create();
  const { certFile, keyFile } = await authority.server();
  afterAll(() => authority.remove());

  it('secures its peers and shows how', async () => {
    const { host, port } = await listen(
      {},
      { tls: { certFile, keyFile } },
      'wss://127.0.0.1:0/',
      authority.directory,
    );
    const client = run(makeWebSocketClient, `wss://localhost:${port}/`, {
      protocol: 'wss',
      options: { tls: { caFile: authority.caFile } },
      directory: authority.directory,
    });
    await client.host.until('open');
    await host.row('open');
    expect(host.peers.get(1)?.tls?.version).toBe('TLSv1.3');
    await client.endpoint.send(1, { kind: 'text', data: text('secret') });
    expect((await host.row('text')).payload).toEqual(text('secret'));
    await client.endpoint.stop({ reset: true });
    await host.row('end');
  });

  it('says that it needs a certificate and how to get one', async () => {
    const { host } = run(makeWebSocketListener, 'wss://127.0.0.1:0/', { protocol: 'wss', role: 'server' });
    const { failure } = await host.end();
    expect(failure).toMatchObject({ code: 'tls.no-certificate', stage: 'options' });
    expect(failure?.message).toContain('set Certificate and Private key');
    // Known before anything is bound.
    expect(host.rows.map(({ kind }) => kind)).not.toContain('listening');
  });

  it('tells which peer a failed TLS handshake was with', async () => {
    const { host, port } = await listen(
      {},
      { tls: { certFile, keyFile } },
      'wss://127.0.0.1:0/',
      authority.directory,
    );
    const peer = await raw(port, upgradeRequest());
    await peer.end();
    expect((await host.row('tls')).detail.error?.code).toMatch(/^tls\./);
    expect((await host.row('end')).peer).toBe(1);
    const socket = tlsConnect({ port, host: '127.0.0.1', rejectUnauthorized: false });
    sockets.push(socket);
    await once(socket, 'secureConnect');
    const second = new RawPeer(socket);
    socket.write(upgradeRequest());
    expect(await second.head()).toMatch(/^HTTP\/1\.1 101 /);
  });
});
