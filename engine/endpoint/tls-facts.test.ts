import { afterAll, expect, it } from 'vitest';
import { TestAuthority } from './test-certificates.js';
import { certificateInfo } from './tls-facts.js';

const authority = new TestAuthority();
afterAll(() => authority.remove());

it('reads the facts of a certificate', () => {
  const info = certificateInfo(
    authority.server('s', ['a.example', '*.b.example', '192.0.2.7', '2001:db8::1']).cert,
  );
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

it('knows a self-signed certificate that is no authority', () => {
  expect(certificateInfo(authority.selfSigned().cert)).toMatchObject({
    selfSigned: true,
    issuer: 'CN=localhost',
  });
});

it('does not trip over a name made to confuse it', () => {
  const { names } = certificateInfo(
    authority.server('odd', ['a.example, DNS:forged.example', 'b.example']).cert,
  );
  expect(names).toEqual(['a.example, DNS:forged.example', 'b.example']);
});

it('throws for what is no certificate', () => {
  expect(() => certificateInfo('nothing')).toThrow();
});
