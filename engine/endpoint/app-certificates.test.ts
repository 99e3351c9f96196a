import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import type { Server, TlsOptions, TLSSocket } from 'node:tls';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { ConnectionOptions } from '../../contract/index.js';
import type { AppCertificates, Network, NetworkTarget } from './network.js';
import { inputOf } from './test-endpoint.js';
import { TestHost } from './test-host.js';
import { authority, ca, leaf } from './test-tls.js';
import { makeTlsClient } from './tls.js';
import { makeWebSocketClient } from './websocket-client.js';

const servers: Server[] = [];
const endpoints: { stop(how: { reset: boolean }): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(endpoints.splice(0).map((one) => one.stop({ reset: true })));
  for (const one of servers.splice(0)) one.close();
});
afterAll(() => authority.remove());

const ours = await authority.client();
const theirs = await authority.client('other', 'Another Client');
const at = (file: string) => join(authority.directory, file);
const client = {
  pattern: '*host',
  files: { certFile: at(ours.certFile), keyFile: at(ours.keyFile), pfxFile: '', passphrase: '' },
};

/** A server that asks for a certificate, and the subjects it was shown. */
async function serve(options: TlsOptions = {}): Promise<{ port: number; shown: (string | undefined)[] }> {
  const key = leaf.key.export({ type: 'pkcs8', format: 'pem' }).toString();
  const shown: (string | undefined)[] = [];
  const settings = { cert: leaf.cert, key, ca, requestCert: true, rejectUnauthorized: false };
  const server = createServer({ ...settings, ...options }, (socket: TLSSocket) => {
    socket.on('error', () => {});
    // Empty where none was shown.
    const { subject } = socket.getPeerCertificate() as { subject?: { CN?: string } };
    shown.push(subject?.CN);
    socket.write('ready');
  });
  server.on('tlsClientError', () => {});
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { port: (server.address() as AddressInfo).port, shown };
}

function dial(port: number, app: Partial<AppCertificates>, tls: ConnectionOptions['tls'] = {}) {
  const asked: NetworkTarget[] = [];
  const network: Network = {
    proxyFor: () => Promise.resolve({ ok: true, value: null }),
    certificatesFor: (target) => {
      asked.push(target);
      return { authorities: [], client: null, ...app };
    },
  };
  const host = new TestHost();
  const options = { tls, tcp: { family: 'ipv4' as const } };
  const input = inputOf(`localhost:${port}`, { protocol: 'tls', directory: authority.directory, options });
  const endpoint = makeTlsClient({ ...input, network }, host);
  endpoints.push(endpoint);
  endpoint.start();
  return { host, asked };
}

describe('certificates of the app', () => {
  it('trust authorities beside the system, for connections that name none', async () => {
    const { port } = await serve();
    const { host, asked } = dial(port, { authorities: [at(authority.caFile)] });
    await host.until('open');
    expect(host.known.tls?.authorized).toBe(true);
    expect(asked).toEqual([expect.objectContaining({ protocol: 'tls', host: 'localhost', port })]);
    const { host: without } = dial(port, {});
    expect((await without.end()).failure?.code).toMatch(/^tls\./);
  });

  it('give way to the authorities of the connection', async () => {
    const { port } = await serve();
    const tls = { caFile: at(leaf.certFile) };
    const { host } = dial(port, { authorities: [at(authority.caFile)] }, tls);
    const { host: alone } = dial(port, {}, tls);
    expect((await host.end()).failure?.code).toBe((await alone.end()).failure?.code);
  });

  it('name an authority that cannot be read, and do without it', async () => {
    const { port } = await serve();
    const { host } = dial(port, { authorities: [at('gone.pem'), at(authority.caFile)] });
    await host.until('open');
    expect(host.all('note')[0]?.detail.text).toMatch(
      /^Settings, Certificates: CA file .*gone\.pem does not exist; left out$/,
    );
  });

  it('show ours to hosts it is for, and say so', async () => {
    const { port, shown } = await serve();
    const { host } = dial(port, { authorities: [at(authority.caFile)], client });
    await host.received(1, 5);
    expect(shown).toEqual(['Test Client']);
    const own = { subject: 'CN=Test Client', pattern: '*host' };
    expect(host.known.tls?.own).toMatchObject(own);
    expect((await host.row('tls')).detail.tls?.own).toMatchObject(own);
  });

  it('show what is in a PKCS #12 file', async () => {
    const { port, shown } = await serve();
    const pfxFile = authority.pfx(ours, 'w0rd');
    const { host } = dial(port, {}, { caFile: authority.caFile, pfxFile, passphrase: 'w0rd' });
    await host.received(1, 5);
    expect(shown).toEqual(['Test Client']);
    const own = host.known.tls?.own;
    expect(own?.subject).toBe('CN=Test Client');
    expect(Date.parse(own?.validTo ?? '')).toBeGreaterThan(Date.now());
  });

  it('give way to the certificate of the connection', async () => {
    const { port, shown } = await serve();
    const tls = { caFile: authority.caFile, certFile: theirs.certFile, keyFile: theirs.keyFile };
    const { host } = dial(port, { client }, tls);
    await host.received(1, 5);
    expect(shown).toEqual(['Another Client']);
    expect(host.known.tls?.own).toMatchObject({ subject: 'CN=Another Client' });
    expect(host.known.tls?.own).not.toHaveProperty('pattern');
  });

  it('fail by name where ours cannot be read', async () => {
    const { port } = await serve();
    const files = { ...client.files, keyFile: at('gone.pem') };
    const { host } = dial(port, { client: { pattern: 'localhost', files } });
    expect((await host.end()).failure).toMatchObject({
      code: 'tls.file',
      message: expect.stringMatching(
        /^Settings, Certificates, for localhost: key file .*gone\.pem/,
      ) as string,
    });
  });

  it('are asked for WebSockets over TLS by their own name, and not without TLS', async () => {
    const { port, shown } = await serve();
    const asked: NetworkTarget[] = [];
    const network: Network = {
      proxyFor: () => Promise.resolve({ ok: true, value: null }),
      certificatesFor: (target) => {
        asked.push(target);
        return { authorities: [at(authority.caFile)], client };
      },
    };
    for (const protocol of ['wss', 'ws'] as const) {
      const host = new TestHost();
      const options = { tcp: { family: 'ipv4' as const } };
      const input = inputOf(`${protocol}://localhost:${port}/`, { protocol, options });
      const endpoint = makeWebSocketClient({ ...input, network }, host);
      endpoint.start();
      // It speaks no HTTP: how the upgrade ends is not the point.
      await host.end();
    }
    expect(shown).toEqual(['Test Client']);
    expect(asked).toEqual([expect.objectContaining({ protocol: 'wss', host: 'localhost' })]);
  });
});
