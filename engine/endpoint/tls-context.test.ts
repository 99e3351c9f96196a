import { X509Certificate } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { defaultOptions } from '../../contract/index.js';
import type { FullOptions, Role } from '../../contract/index.js';
import { TestAuthority } from './test-certificates.js';
import { tlsOptions } from './tls-context.js';

const authority = await TestAuthority.create();
const { directory, caFile } = authority;
const leaf = await authority.server();
const other = await authority.server('other');

afterAll(() => authority.remove());

const read = (tls: Partial<FullOptions['tls']>, role: Role = 'client') =>
  tlsOptions({ ...defaultOptions.tls, ...tls }, directory, role);
const file = (name: string, bytes: string | Uint8Array) => writeFileSync(join(directory, name), bytes);

it('reads CA, certificate and key relative to the directory, or absolute', async () => {
  const { certFile, keyFile } = leaf;
  const read1 = await read({ caFile, certFile, keyFile, alpn: ['h2'] });
  expect(read1).toMatchObject({ ok: true, value: { ALPNProtocols: ['h2'], rejectUnauthorized: false } });
  expect((await read({ caFile: join(directory, caFile) })).ok).toBe(true);
});

it('takes one PEM file for certificate and key', async () => {
  file('both.pem', leaf.cert + leaf.key.export({ type: 'pkcs8', format: 'pem' }).toString());
  expect((await read({ certFile: 'both.pem' }, 'server')).ok).toBe(true);
});

it('takes DER as well as PEM', async () => {
  file('leaf.der', new X509Certificate(leaf.cert).raw);
  file('leaf-key.der', leaf.key.export({ type: 'pkcs8', format: 'der' }));
  expect((await read({ certFile: 'leaf.der', keyFile: 'leaf-key.der' }, 'server')).ok).toBe(true);
});

it('lowers the security level only where an old version is asked for', async () => {
  expect(await read({ minVersion: 'TLSv1' })).toMatchObject({ value: { ciphers: 'DEFAULT@SECLEVEL=0' } });
  expect(Object.keys(((await read({})) as { value: object }).value)).not.toContain('ciphers');
});

it.each<[string, Partial<FullOptions['tls']>, string, string]>([
  ['a missing CA', { caFile: 'nowhere.pem' }, 'tls.file', 'CA file nowhere.pem does not exist'],
  ['a directory', { caFile: 'folder' }, 'tls.file', 'CA file folder is a directory'],
  ['a CA file without a certificate', { caFile: 'text.pem' }, 'tls.file', 'text.pem holds no certificate'],
  ['a key without a certificate', { keyFile: leaf.keyFile }, 'tls.no-certificate', 'without a certificate'],
  [
    'a key file without a key',
    { certFile: leaf.certFile, keyFile: 'text.pem' },
    'tls.file',
    'holds no private key',
  ],
  [
    'a key of another certificate',
    { certFile: leaf.certFile, keyFile: other.keyFile },
    'tls.key-mismatch',
    `key ${other.keyFile} does not belong to certificate ${leaf.certFile}`,
  ],
  [
    'an encrypted key without its passphrase',
    { certFile: leaf.certFile, keyFile: 'locked.pem' },
    'tls.passphrase',
    'locked.pem is encrypted: set its passphrase',
  ],
  [
    'a wrong passphrase',
    { certFile: leaf.certFile, keyFile: 'locked.pem', passphrase: 'wrong' },
    'tls.passphrase',
    'wrong passphrase for key file locked.pem',
  ],
  [
    'a wrong passphrase of a PFX',
    { pfxFile: 'leaf.pfx', passphrase: 'no' },
    'tls.passphrase',
    'PFX file leaf.pfx',
  ],
  ['a PFX that is none', { pfxFile: 'text.pem' }, 'tls.file', 'cannot read PFX file text.pem'],
  [
    'versions the wrong way round',
    { minVersion: 'TLSv1.3', maxVersion: 'TLSv1.2' },
    'tls.versions',
    'TLSv1.3 is above maximum version TLSv1.2',
  ],
])('names %s', async (_, tls, code, words) => {
  file('text.pem', 'nothing to see here');
  mkdirSync(join(directory, 'folder'), { recursive: true });
  authority.encryptedKey(leaf, 'right', 'locked.pem');
  authority.pfx(leaf, 'right');
  const answer = await read(tls);
  expect(answer).toMatchObject({ ok: false, error: { code } });
  if (!answer.ok) expect(answer.error.message).toContain(words);
});

it('reads an encrypted key and a PFX with the right passphrase', async () => {
  const locked = authority.encryptedKey(leaf, 'right');
  const pfxFile = authority.pfx(leaf, 'right', 'again.pfx');
  expect((await read({ certFile: leaf.certFile, keyFile: locked, passphrase: 'right' })).ok).toBe(true);
  expect((await read({ pfxFile, passphrase: 'right' }, 'server')).ok).toBe(true);
});

it('wants a certificate of a listener', async () => {
  expect(await read({}, 'server')).toMatchObject({ ok: false, error: { code: 'tls.no-certificate' } });
});

it.each<[string, string, string]>([
  ['an empty name', '', 'a protocol name is empty'],
  ['a name of 256 bytes in 128 characters', 'é'.repeat(128), 'has 256 bytes in UTF-8; 255 is the most'],
])('refuses %s for ALPN, which OpenSSL would answer with the end of the process', async (_, name, words) => {
  const refused = await read({ alpn: ['h2', name] });
  expect(refused).toMatchObject({ ok: false, error: { code: 'tls.alpn' } });
  expect(JSON.stringify(refused)).toContain(words);
  expect((await read({ alpn: ['é'.repeat(127)] })).ok).toBe(true);
});
