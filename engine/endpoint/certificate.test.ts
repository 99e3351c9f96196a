import { execFileSync } from 'node:child_process';
import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createSelfSigned } from './certificate.js';
import { run, stopAll } from './test-endpoint.js';
import { certificateInfo } from './tls-facts.js';
import { makeTlsClient, makeTlsListener } from './tls.js';
import { makeCertificate } from './x509.js';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'wirebench-cert-'));
});
afterEach(async () => {
  await stopAll();
  rmSync(directory, { recursive: true, force: true });
});

async function make(into = directory) {
  const made = await createSelfSigned(into);
  if (!made.ok) throw new Error(made.error.message);
  return made.value;
}

it('makes a certificate for this machine, valid now and for a year, with its key', async () => {
  const { certFile, keyFile, fingerprint, validTo } = await make(join(directory, 'new'));
  const certificate = new X509Certificate(readFileSync(certFile));
  expect(certificate.checkPrivateKey(createPrivateKey(readFileSync(keyFile)))).toBe(true);
  expect(certificate.verify(certificate.publicKey)).toBe(true);
  expect(certificate.checkHost('localhost')).toBe('localhost');
  expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1');
  expect(certificate.checkIP('::1')).toBe('::1');
  expect(certificate.ca).toBe(false);
  expect(certificate.fingerprint256).toBe(fingerprint);
  expect(Date.parse(certificate.validFrom)).toBeLessThan(Date.now());
  expect(Date.parse(validTo) - Date.now()).toBeGreaterThan(360 * 86_400_000);
  expect(readdirSync(join(directory, 'new')).sort()).toEqual(['localhost-cert.pem', 'localhost-key.pem']);
});

it.runIf(process.platform !== 'win32')('keeps the key to its owner', async () => {
  const { keyFile } = await make();
  expect(statSync(keyFile).mode & 0o777).toBe(0o600);
});

it('overwrites nothing', async () => {
  const files = [await make(), await make(), await make()].flatMap(({ certFile, keyFile }) => [
    certFile,
    keyFile,
  ]);
  expect(new Set(files).size).toBe(6);
  expect(readdirSync(directory)).toHaveLength(6);
});

it('says where it cannot write', async () => {
  const file = join(directory, 'file');
  writeFileSync(file, '');
  const made = await createSelfSigned(file);
  expect(made).toMatchObject({ ok: false, error: { code: 'certificate.write' } });
});

it('serves a listener, and a client that names it as CA', async () => {
  const { certFile, keyFile } = await make();
  const server = run(makeTlsListener, '127.0.0.1:0', {
    protocol: 'tls',
    role: 'server',
    options: { tls: { certFile, keyFile } },
  });
  const { local } = (await server.host.row('listen')).detail;
  const client = run(makeTlsClient, `localhost:${local?.port}`, {
    protocol: 'tls',
    options: { tls: { caFile: certFile }, tcp: { family: 'ipv4' } },
  });
  await client.host.until('open');
  expect(client.host.known.tls?.authorized).toBe(true);
});

it('is understood by OpenSSL', async () => {
  const { certFile } = await make();
  const text = execFileSync('openssl', ['x509', '-in', certFile, '-noout', '-text']).toString();
  expect(text).toContain('DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1');
  expect(text).toContain('TLS Web Server Authentication');
  expect(
    execFileSync('openssl', ['verify', '-CAfile', certFile, '-purpose', 'sslserver', certFile]).toString(),
  ).toContain('OK');
});

it('writes dates beyond 2049 the long way', async () => {
  const { privateKey: key } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const validFrom = new Date('2049-12-31T23:59:58Z');
  const validTo = new Date('2051-02-03T04:05:06Z');
  const info = certificateInfo(
    await makeCertificate({
      subject: 'ä, "x"',
      key,
      names: ['::', '1::2'],
      usage: 'server',
      validFrom,
      validTo,
    }),
  );
  expect(info.validFrom).toBe('2049-12-31T23:59:58.000Z');
  expect(info.validTo).toBe('2051-02-03T04:05:06.000Z');
  expect(info.names).toEqual(['0:0:0:0:0:0:0:0', '1:0:0:0:0:0:0:2']);
  expect(info.selfSigned).toBe(true);
});
