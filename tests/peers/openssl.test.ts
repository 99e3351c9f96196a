import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TestAuthority } from '../../engine/endpoint/test-certificates.js';
import type { TestLeaf } from '../../engine/endpoint/test-certificates.js';
import { PeerBench, exchange } from './engine-fixture.js';
import { needs } from './program.js';

const openssl = needs('openssl');

describe.skipIf(openssl.missing)(`openssl${openssl.note}`, async () => {
  const authority = await TestAuthority.create();
  const file = (name: string) => join(authority.directory, name);
  const ca = file(authority.caFile);
  const leaf = await authority.server();
  const client = await authority.client();
  const of = (one: TestLeaf) => ({ certFile: file(one.certFile), keyFile: file(one.keyFile) });
  const args = (one: TestLeaf) => ['-cert', file(one.certFile), '-key', file(one.keyFile)];

  let bench: PeerBench;
  beforeEach(async () => {
    bench = await PeerBench.make();
  });
  afterEach(() => bench.close());
  afterAll(() => authority.remove());

  /** s_server that sends each line back reversed. */
  async function serve(one: TestLeaf, ...more: string[]) {
    const all = ['s_server', '-accept', '127.0.0.1:0', '-rev', ...args(one), ...more];
    const server = bench.run(openssl.path, all);
    return { server, port: await server.port(/ACCEPT 127\.0\.0\.1:(\d+)/) };
  }

  it('is answered as s_server, verified by our own authority', async () => {
    const { port } = await serve(leaf);
    const session = await bench.connect('tls', `localhost:${port}`, { tls: { caFile: ca } });
    await session.send('data', 'desserts\n');
    await session.stream('in', 'stressed\n');
    const { tls } = (await session.row('tls')).detail ?? {};
    expect(tls).toMatchObject({
      version: 'TLSv1.3',
      authorized: true,
      verifyError: null,
      serverName: 'localhost',
    });
    expect(tls?.chain[0]?.names).toContain('localhost');
    expect(session.session.info.tls?.version).toBe('TLSv1.3');
    expect(exchange(await session.rows())).toEqual(['out chunk desserts\n', 'in chunk stressed\n']);
  });

  it('negotiates TLS 1.2 and ALPN where s_server asks for them', async () => {
    const { port } = await serve(leaf, '-tls1_2', '-alpn', 'mqtt,h2');
    const session = await bench.connect('tls', `localhost:${port}`, {
      tls: { caFile: ca, alpn: ['h2', 'mqtt'] },
    });
    expect((await session.row('tls')).detail?.tls).toMatchObject({ version: 'TLSv1.2', alpn: 'mqtt' });
  });

  it('gets our certificate where s_server demands one', async () => {
    const { server, port } = await serve(leaf, '-Verify', '1', '-verify_return_error', '-CAfile', ca);
    const session = await bench.connect('tls', `localhost:${port}`, { tls: { caFile: ca, ...of(client) } });
    await session.send('data', 'pupils\n');
    await session.stream('in', 'slipup\n');
    await server.sees('Test Client');
  });

  it('refuses us without a certificate: the failure says what is missing', async () => {
    const { port } = await serve(leaf, '-Verify', '1', '-verify_return_error', '-CAfile', ca);
    const session = await bench.start('tls', 'client', `localhost:${port}`, { tls: { caFile: ca } });
    const error = await session.row('error');
    expect(error.detail?.error?.code).toBe('tls.client-certificate-required');
  });

  const wrongs: readonly [string, () => Promise<TestLeaf>, string, RegExp][] = [
    ['an expired certificate', () => authority.expired(), 'tls.expired', /expired on \d{4}-\d\d-\d\d/],
    [
      'a certificate for another host',
      () => authority.server('elsewhere', ['elsewhere.example']),
      'tls.wrong-host',
      /issued for elsewhere\.example, not for localhost/,
    ],
    ['a self-signed certificate', () => authority.selfSigned(), 'tls.self-signed', /self-signed/],
    ['a certificate that is not valid yet', () => authority.early(), 'tls.not-yet-valid', /valid/],
  ];
  for (const [what, make, code, words] of wrongs) {
    it(`is refused as s_server with ${what}, in words, and taken where verification is off`, async () => {
      const { port } = await serve(await make());
      const refused = await bench.start('tls', 'client', `localhost:${port}`, { tls: { caFile: ca } });
      const { detail } = await refused.row('error');
      expect(detail?.error?.code).toBe(code);
      expect(detail?.text).toMatch(words);
      await refused.when('the failed state', () =>
        refused.session.info.failure?.stage === 'tls' ? true : undefined,
      );
      expect(exchange(await refused.rows())).toEqual([]);

      const taken = await bench.connect('tls', `localhost:${port}`, { tls: { caFile: ca, verify: false } });
      await taken.send('data', 'stop\n');
      await taken.stream('in', 'pots\n');
      const { tls } = (await taken.row('tls')).detail ?? {};
      expect(tls).toMatchObject({ authorized: false, verifyError: { code } });
    });
  }

  it('connects as s_client and verifies us', async () => {
    const listener = await bench.listen('tls', 'localhost:0', { tls: of(leaf), listen: { echo: true } });
    const peer = bench.run(openssl.path, [
      ...['s_client', '-connect', `localhost:${listener.port}`, '-servername', 'localhost'],
      ...['-CAfile', ca, '-verify_return_error', '-verify_hostname', 'localhost'],
    ]);
    await peer.sees('Verify return code: 0 (ok)');
    peer.type('secret greeting\n');
    await listener.stream('in', 'secret greeting\n');
    await peer.sees(/---[^]*\nsecret greeting/);
    const rows = await listener.rows();
    expect(exchange(rows)).toEqual(['in chunk secret greeting\n', 'out chunk secret greeting\n']);
    expect(rows.find(({ kind }) => kind === 'tls')?.detail?.tls).toMatchObject({ version: 'TLSv1.3' });
  });

  it('connects as s_client with a certificate where we require one, and is named', async () => {
    const listener = await bench.listen('tls', '127.0.0.1:0', {
      tls: { ...of(leaf), caFile: ca, clientCertificate: 'require' },
    });
    const connect = ['s_client', '-connect', `127.0.0.1:${listener.port}`, '-CAfile', ca, '-quiet'];
    const known = bench.run(openssl.path, [...connect, ...args(client)]);
    known.type('it is me\n');
    await listener.stream('in', 'it is me\n');
    const { tls } = (await listener.row('tls')).detail ?? {};
    expect(tls?.authorized).toBe(true);
    expect(tls?.chain[0]?.subject).toContain('Test Client');

    const unknown = bench.run(openssl.path, connect);
    unknown.type('let me in\n');
    expect(await unknown.exit).not.toBe(0);
    const refused = await listener.row('tls', ({ peer }) => peer === 2);
    expect(refused.detail?.error?.code).toBe('tls.client-certificate-required');
    expect(exchange(await listener.rows())).toEqual(['in chunk it is me\n']);
    expect(listener.session.info.state).toBe('listening');
  });

  it('is told apart from our own plain client, which speaks no TLS', async () => {
    const listener = await bench.listen('tls', '127.0.0.1:0', { tls: of(leaf) });
    const plain = await bench.connect('tcp', `127.0.0.1:${listener.port}`);
    await plain.send('data', 'GET / HTTP/1.1\r\n\r\n');
    expect((await listener.row('tls')).detail?.error?.code).toBe('tls.no-tls');
  });
});
