import { afterAll, expect, it } from 'vitest';
import { TestAuthority } from './test-certificates.js';
import { certificateInfo } from './tls-facts.js';

const authority = await TestAuthority.create();
afterAll(() => authority.remove());

it('reads the facts of a certificate', async () => {
  const names = ['a.example', '*.b.example', '192.0.2.7', '2001:db8::1'];
  const info = certificateInfo((await authority.server('s', names)).cert);
  expect(info).toMatchObject({
    subject: 'CN=a.example',
    issuer: 'CN=Test Authority',
    names: ['a.example', '*.b.example', '192.0.2.7', '2001:DB8:0:0:0:0:0:1'],
    selfSigned: false,
  });
  expect(info.fingerprint).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  expect(info.validFrom).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
  expect(info.serialNumber).toMatch(/^[0-9A-F]{32}$/);
});

it('knows a self-signed certificate that is no authority', async () => {
  expect(certificateInfo((await authority.selfSigned()).cert)).toMatchObject({
    selfSigned: true,
    issuer: 'CN=localhost',
  });
});

it('does not trip over a name made to confuse it', async () => {
  const names = ['a.example, DNS:forged.example', 'b.example'];
  const { cert } = await authority.server('odd', names);
  expect(certificateInfo(cert).names).toEqual(names);
});

it('throws for what is no certificate', () => {
  expect(() => certificateInfo('nothing')).toThrow();
});
