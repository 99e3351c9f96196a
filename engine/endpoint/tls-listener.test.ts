import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { connect } from 'node:tls';
import { afterAll, afterEach, expect, it } from 'vitest';
import { Direction } from '../../contract/index.js';
import { TestAuthority } from './test-certificates.js';
import { data, readAll, run } from './test-endpoint.js';
import { authority, ca, caFile, closeAll, dial, listen, sockets } from './test-tls.js';
import { makeTlsListener } from './tls.js';

afterEach(closeAll);
afterAll(() => authority.remove());

it('listens, secures each peer and shows its name and chain', async () => {
  const own = await authority.client();
  const { endpoint, host, port } = await listen({ clientCertificate: 'request', caFile, alpn: ['chat'] });
  const key = own.key.export({ type: 'pkcs8', format: 'pem' });
  const socket = connect({
    port,
    host: '127.0.0.1',
    ca,
    servername: 'localhost',
    cert: own.cert,
    key,
    ALPNProtocols: ['chat'],
  });
  sockets.push(socket);
  await once(socket, 'secureConnect');
  const { peer, detail } = await host.row('tls');
  expect(peer).toBe(1);
  expect(detail.tls).toMatchObject({ alpn: 'chat', serverName: 'localhost', authorized: true });
  expect(detail.tls?.chain[0]?.subject).toBe('CN=Test Client');
  expect(host.peers.get(1)).toMatchObject({ state: 'open', tls: { version: 'TLSv1.3' } });
  socket.write('in');
  expect((await host.received(1, 2)).toString()).toBe('in');
  await endpoint.send(1, data('out'));
  const [bytes] = (await once(socket, 'data')) as [Buffer];
  expect(bytes.toString()).toBe('out');
});

it('tells a peer that does not speak TLS, and goes on listening', async () => {
  const { host, port } = await listen();
  const plain = connectTcp(port, '127.0.0.1');
  sockets.push(plain);
  plain.on('error', () => {});
  plain.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  const row = await host.row('tls');
  expect(row.peer).toBe(1);
  expect(row.detail.error?.code).toBe('tls.no-tls');
  expect(row.detail.remote?.port).toBe(plain.localPort);
  await host.row('end', ({ peer }) => peer === 1);
  const socket = connect({ port, host: '127.0.0.1', ca });
  sockets.push(socket);
  await once(socket, 'secureConnect');
  expect((await host.row('tls', ({ peer }) => peer === 2)).detail.error).toBeUndefined();
});

it('tells a peer that refused our certificate', async () => {
  const { host, port } = await listen();
  const peer = spawn('openssl', [
    's_client',
    '-connect',
    `127.0.0.1:${port}`,
    '-tls1_2',
    '-verify_return_error',
  ]);
  const row = await host.row('tls');
  expect(row.detail.error).toMatchObject({ code: 'tls.certificate-rejected' });
  expect((await host.row('end', ({ peer: of }) => of === 1)).detail.clean).toBe(false);
  peer.kill();
});

it('refuses peers without a certificate where one is required', async () => {
  const { host, port } = await listen({ clientCertificate: 'require', caFile });
  const bare = connect({ port, host: '127.0.0.1', ca });
  sockets.push(bare);
  bare.on('error', () => {});
  expect((await host.row('tls')).detail.error?.code).toBe('tls.client-certificate-required');
  const others = await TestAuthority.create('Other Authority');
  const stranger = await others.client();
  others.remove();
  const key = stranger.key.export({ type: 'pkcs8', format: 'pem' });
  const wrong = connect({ port, host: '127.0.0.1', ca, cert: stranger.cert, key });
  sockets.push(wrong);
  wrong.on('error', () => {});
  expect((await host.row('tls', ({ peer }) => peer === 2)).detail.error?.code).toBe('tls.unknown-authority');
  const own = await authority.client();
  const run3 = dial(port, { certFile: own.certFile, keyFile: own.keyFile });
  await run3.host.until('open');
  expect((await host.row('tls', ({ peer }) => peer === 3)).detail.tls?.authorized).toBe(true);
});

it('goes on sending to a TLS peer that has ended its side', async () => {
  const { endpoint, host, port } = await listen();
  const raw = connectTcp({ port, host: '127.0.0.1', allowHalfOpen: true });
  const socket = connect({ socket: raw, host: '127.0.0.1', ca });
  sockets.push(socket);
  await once(socket, 'secureConnect');
  socket.end('request');
  expect((await host.row('halfClose')).direction).toBe(Direction.in);
  await endpoint.send(1, data('response'));
  await endpoint.end(1, 'half-close');
  expect((await readAll(socket)).toString()).toBe('response');
  expect((await host.row('end')).detail).toMatchObject({ by: 'peer', clean: true });
});

it('hangs up on peers in handshake when it stops', async () => {
  const { endpoint, host, port } = await listen();
  const plain = connectTcp(port, '127.0.0.1');
  sockets.push(plain);
  const closed = new Promise((done) =>
    plain
      .on('error', () => {})
      .on('close', done)
      .resume(),
  );
  await host.row('accept');
  await endpoint.stop({});
  await closed;
  expect(host.ends).toEqual([{ by: 'us', failure: null }]);
  expect(host.peers.get(1)?.closed).toBe(true);
});

it('needs a certificate to listen', async () => {
  const { host } = run(makeTlsListener, '127.0.0.1:0', { protocol: 'tls', role: 'server' });
  const { failure } = await host.end();
  expect(failure).toMatchObject({ code: 'tls.no-certificate', stage: 'options' });
  expect(failure?.message).toContain('set Certificate and Private key');
  // Known before anything is bound.
  expect(host.rows.map(({ kind }) => kind)).not.toContain('listening');
});
