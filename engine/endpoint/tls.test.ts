import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:tls';
import type { Server, TlsOptions as NodeTlsOptions } from 'node:tls';
import { afterAll, afterEach, expect, it } from 'vitest';
import { Direction } from '../../contract/index.js';
import type { TestLeaf } from './test-certificates.js';
import { data, failed, plainServer, readAll } from './test-endpoint.js';
import { authority, ca, closeAll, dial, leaf, sockets } from './test-tls.js';

const servers: { close(): unknown }[] = [];

afterEach(async () => {
  await closeAll();
  for (const server of servers.splice(0)) server.close();
});
afterAll(() => authority.remove());

async function serve(of: TestLeaf = leaf, options: NodeTlsOptions = {}): Promise<Server & { port: number }> {
  const key = of.key.export({ type: 'pkcs8', format: 'pem' }).toString();
  const server = createServer({ cert: of.cert, key, allowHalfOpen: true, ...options }, (socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    socket.on('data', (bytes: Buffer) => socket.write(bytes));
    socket.on('end', () => socket.end());
  });
  server.on('tlsClientError', () => {});
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return Object.assign(server, { port: (server.address() as AddressInfo).port });
}

it('secures, shows what was negotiated, and carries bytes both ways', async () => {
  const { port } = await serve();
  const { endpoint, host } = dial(port);
  await host.until('open');
  expect(host.states).toEqual(['resolving', 'connecting', 'securing', 'open']);
  const { tls, ms } = (await host.row('tls')).detail;
  expect(tls).toMatchObject({
    version: 'TLSv1.3',
    serverName: 'localhost',
    authorized: true,
    verifyError: null,
  });
  expect(tls?.cipher).toMatch(/^TLS_/);
  expect(tls?.chain.map(({ subject }) => subject)).toEqual(['CN=localhost', 'CN=Test Authority']);
  expect(tls?.chain[0]).toMatchObject({
    issuer: 'CN=Test Authority',
    names: ['localhost', '127.0.0.1', '0:0:0:0:0:0:0:1'],
    selfSigned: false,
  });
  expect(tls?.chain[1]?.selfSigned).toBe(true);
  expect(Date.parse(tls?.chain[0]?.validTo ?? '')).toBeGreaterThan(Date.now());
  expect(ms).toBeGreaterThan(0);
  expect(host.known.tls).toEqual(tls);
  await endpoint.send(1, data('through'));
  expect((await host.received(1, 7)).toString()).toBe('through');
  await endpoint.stop({});
  expect(host.all('end')[0]?.detail).toMatchObject({ by: 'us', clean: true });
});

it('sends no server name for an address, and verifies the address', async () => {
  const { port } = await serve();
  const { host } = dial(port, {}, '127.0.0.1');
  await host.until('open');
  expect(host.known.tls).toMatchObject({ serverName: null, authorized: true });
});

it.each([
  ['expired', () => authority.expired(), 'tls.expired', 'CERT_HAS_EXPIRED', 'expired on 20'],
  [
    'not valid yet',
    () => authority.early(),
    'tls.not-yet-valid',
    'CERT_NOT_YET_VALID',
    'not valid before 20',
  ],
  [
    'for another host',
    () => authority.server('other', ['other.example', 'www.other.example']),
    'tls.wrong-host',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'issued for other.example, www.other.example, not for localhost',
  ],
  [
    'self-signed',
    () => authority.selfSigned(),
    'tls.self-signed',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'CN=localhost is self-signed',
  ],
])('refuses a certificate that is %s before a byte is sent', async (_, make, code, nodeCode, words) => {
  const { port } = await serve(await make());
  const { host } = dial(port);
  const { by, failure } = await host.end();
  expect(by).toBe('error');
  expect(failure).toMatchObject({ code, stage: 'tls', detail: { code: nodeCode } });
  expect(failure?.message).toContain(words);
  expect(failure?.message).toContain(nodeCode);
  const row = await host.row('tls');
  expect(row.detail.error?.code).toBe(code);
  expect(row.detail.tls?.chain.length).toBeGreaterThan(0);
  expect(host.all('open')).toHaveLength(0);
});

it('refuses an unknown authority and names it', async () => {
  const { port } = await serve();
  const { host } = dial(port, { caFile: '' });
  const { failure } = await host.end();
  expect(failure?.code).toBe('tls.unknown-authority');
  expect(failure?.message).toContain('CN=Test Authority');
});

it('opens with verification off and keeps showing what is wrong', async () => {
  const { port } = await serve(await authority.selfSigned());
  const { host } = dial(port, { verify: false });
  await host.until('open');
  expect(host.known.tls).toMatchObject({ authorized: false, verifyError: { code: 'tls.self-signed' } });
  expect((await host.row('tls')).detail.text).toContain('not verified');
});

it('verifies the server name it was given rather than the host', async () => {
  const { port } = await serve(await authority.server('named', ['named.example']));
  const { host } = dial(port, { serverName: 'named.example' });
  await host.until('open');
  expect(host.known.tls).toMatchObject({ serverName: 'named.example', authorized: true });
});

it('says that a plain server speaks no TLS', async () => {
  const plain = await plainServer((socket) => socket.write('220 mail.example ESMTP\r\n'));
  const { host } = dial(plain.port);
  const { failure } = await host.end();
  await plain.close();
  expect(failure).toMatchObject({ code: 'tls.no-tls', stage: 'tls' });
  expect(failure?.message).toContain(`localhost:${plain.port} does not speak TLS`);
});

it('says that the peer hung up in mid-handshake', async () => {
  const plain = await plainServer((socket) => socket.end());
  const { host } = dial(plain.port);
  const { failure } = await host.end();
  await plain.close();
  expect(failure?.code).toBe('tls.cut-short');
});

it('says that no TLS version is shared', async () => {
  const { port } = await serve(leaf, { maxVersion: 'TLSv1.2' });
  const { host } = dial(port, { minVersion: 'TLSv1.3' });
  expect((await host.end()).failure).toMatchObject({ code: 'tls.no-shared-version', stage: 'tls' });
});

it('negotiates the version and protocol it was told to', async () => {
  const { port } = await serve(leaf, { ALPNProtocols: ['second', 'third'] });
  const { host } = dial(port, { maxVersion: 'TLSv1.2', alpn: ['first', 'second'] });
  await host.until('open');
  expect(host.known.tls).toMatchObject({ version: 'TLSv1.2', alpn: 'second' });
});

it('says that no ALPN protocol is shared', async () => {
  const { port } = await serve(leaf, { ALPNProtocols: ['h2'] });
  const { host } = dial(port, { alpn: ['mqtt'] });
  expect((await host.end()).failure?.code).toBe('tls.no-shared-alpn');
});

it('speaks TLS 1.0 where it is asked to', async () => {
  const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
  const { port } = await serve(leaf, old);
  const { host } = dial(port, { minVersion: 'TLSv1', maxVersion: 'TLSv1' });
  await host.until('open');
  expect(host.known.tls?.version).toBe('TLSv1');
});

it.each(['TLSv1.2', 'TLSv1.3'] as const)(
  'says that a client certificate is wanted (%s)',
  async (maxVersion) => {
    const { port } = await serve(leaf, { ca, requestCert: true, rejectUnauthorized: true, maxVersion });
    const { host } = dial(port);
    const { failure } = await host.end();
    expect(failure?.code).toMatch(/^tls\.(client-certificate-required|no-shared-cipher)$/);
    expect(failure?.message).toContain('client certificate');
  },
);

it('shows its client certificate, from PEM files or PFX', async () => {
  const { port } = await serve(leaf, { ca, requestCert: true, rejectUnauthorized: true });
  const own = await authority.client();
  const pfxFile = authority.pfx(own, 'secret');
  const encrypted = authority.encryptedKey(own, 'other');
  for (const tls of [
    { certFile: own.certFile, keyFile: own.keyFile },
    { certFile: own.certFile, keyFile: encrypted, passphrase: 'other' },
    { pfxFile, passphrase: 'secret' },
  ]) {
    const { endpoint, host } = dial(port, tls);
    await host.until('open');
    await endpoint.send(1, data('me'));
    expect((await host.received(1, 2)).toString()).toBe('me');
  }
});

it('half-closes TLS and goes on reading', async () => {
  const server = await serve();
  server.removeAllListeners('secureConnection');
  server.on('secureConnection', (socket) => {
    sockets.push(socket);
    void readAll(socket).then((all) => socket.end(`got ${all.length}`));
  });
  const { endpoint, host } = dial(server.port);
  await host.until('open');
  await endpoint.send(1, data('12345'));
  await endpoint.end(1, 'half-close');
  expect((await host.received(1, 5)).toString()).toBe('got 5');
  expect(await host.end()).toEqual({ by: 'us', failure: null });
});

it('sends RST through TLS', async () => {
  const server = await serve();
  const accepted = once(server, 'secureConnection') as Promise<[Socket]>;
  const { endpoint, host } = dial(server.port);
  await host.until('open');
  const [socket] = await accepted;
  const errno = failed(socket);
  await endpoint.end(1, 'reset');
  expect(await errno).toBe('ECONNRESET');
  expect((await host.row('reset')).direction).toBe(Direction.out);
  await host.end();
});

it('tells a reset by a TLS peer', async () => {
  const plain: Socket[] = [];
  const server = await serve();
  server.prependListener('connection', (socket: Socket) => plain.push(socket));
  const { endpoint, host } = dial(server.port);
  await host.until('open');
  await endpoint.send(1, data('x'));
  await host.received(1, 1);
  setImmediate(() => plain[0]!.resetAndDestroy());
  expect((await host.end()).failure?.code).toBe('open.reset');
  expect((await host.row('reset')).direction).toBe(Direction.in);
});

it('refuses to start with a broken identity, before any socket', async () => {
  const { host } = dial(9, { certFile: 'nowhere.pem' });
  expect((await host.end()).failure).toMatchObject({ code: 'tls.file', stage: 'options' });
  expect(host.states).toEqual([]);
});

it('stops during the handshake', async () => {
  const plain = await plainServer();
  const { endpoint, host } = dial(plain.port);
  await host.until('securing');
  await endpoint.stop({});
  await plain.close();
  expect(host.ends).toEqual([{ by: 'us', failure: null }]);
});
