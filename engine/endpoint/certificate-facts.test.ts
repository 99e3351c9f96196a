import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { authoritiesIn, identityIn } from './certificate-facts.js';
import { TestAuthority } from './test-certificates.js';

const authority = await TestAuthority.create();
const ours = await authority.client();
const expired = await authority.expired();
afterAll(() => authority.remove());

const at = (file: string) => join(authority.directory, file);
const none = { certFile: '', keyFile: '', pfxFile: '', passphrase: '' };
const failing = (words: RegExp) => ({
  error: { message: expect.stringMatching(words) as string },
});

describe('files of certificates, before they are used', () => {
  it('hold authorities, all of them', async () => {
    const bundle = at('bundle.pem');
    writeFileSync(bundle, `# two\n${readFileSync(at(authority.caFile), 'utf8')}\n${expired.cert}`);
    expect(await authoritiesIn(bundle)).toMatchObject({
      value: [{ subject: 'CN=Test Authority', selfSigned: true }, { subject: 'CN=localhost' }],
    });
  });

  it('are refused where they hold none, by their whole path', async () => {
    writeFileSync(at('text.pem'), 'hello');
    expect(await authoritiesIn(at('text.pem'))).toMatchObject(failing(/holds no certificate/));
    expect(await authoritiesIn(at('gone.pem'))).toMatchObject(failing(/gone\.pem does not exist/));
    expect(await authoritiesIn('ca.pem')).toMatchObject(failing(/write the whole path of ca\.pem/));
  });

  it('hold a certificate of ours and its key', async () => {
    const files = { ...none, certFile: at(ours.certFile), keyFile: at(ours.keyFile) };
    expect(await identityIn(files)).toMatchObject({ value: { subject: 'CN=Test Client' } });
    expect(await identityIn({ ...files, keyFile: at(expired.keyFile) })).toMatchObject({
      error: { code: 'tls.key-mismatch' },
    });
    expect(await identityIn(none)).toMatchObject({ error: { code: 'tls.no-certificate' } });
    expect(await identityIn({ ...files, keyFile: 'key.pem' })).toMatchObject(failing(/whole path/));
  });

  it('need their passphrase', async () => {
    const keyFile = at(authority.encryptedKey(ours, 'w0rd'));
    const files = { ...none, certFile: at(ours.certFile), keyFile };
    expect(await identityIn(files)).toMatchObject({ error: { code: 'tls.passphrase' } });
    expect(await identityIn({ ...files, passphrase: 'w0rd' })).toMatchObject({ ok: true });
    const pfxFile = at(authority.pfx(ours, 'w0rd'));
    const [apart, together] = [
      await identityIn({ ...files, passphrase: 'w0rd' }),
      await identityIn({ ...none, pfxFile, passphrase: 'w0rd' }),
    ];
    expect(together).toMatchObject({ value: { subject: 'CN=Test Client' } });
    expect(together).toEqual(apart);
    expect(await identityIn({ ...none, pfxFile })).toMatchObject({ error: { code: 'tls.passphrase' } });
  });

  it('hold a certificate: a key alone is refused, as a connection would', async () => {
    const key = join(authority.directory, ours.keyFile);
    const pfxFile = join(authority.directory, 'key-alone.p12');
    const made = ['pkcs12', '-export', '-nocerts', '-inkey', key, '-passout', 'pass:w0rd', '-out', pfxFile];
    execFileSync('openssl', made, { stdio: 'ignore' });
    expect(await identityIn({ ...none, pfxFile, passphrase: 'w0rd' })).toMatchObject(
      failing(/key-alone\.p12/),
    );
  });
});
