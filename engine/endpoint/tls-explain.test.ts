import { expect, it } from 'vitest';
import type { CertificateInfo } from '../../contract/index.js';
import { explainTls, isTlsError } from './tls-explain.js';

const certificate = (changes: Partial<CertificateInfo> = {}): CertificateInfo => ({
  subject: 'CN=leaf',
  issuer: 'CN=Some Authority',
  names: ['a.example'],
  validFrom: '2020-01-02T00:00:00.000Z',
  validTo: '2099-01-02T00:00:00.000Z',
  serialNumber: '01',
  fingerprint: 'AA',
  selfSigned: false,
  ...changes,
});
const coded = (code: string, message = code) => Object.assign(new Error(message), { code });

it('names the certificate of the chain that has expired', () => {
  const chain = [
    certificate(),
    certificate({ subject: 'CN=Old Authority', validTo: '2021-05-06T00:00:00.000Z' }),
  ];
  expect(explainTls('CERT_HAS_EXPIRED', { host: 'h', chain })).toMatchObject({
    code: 'tls.expired',
    message: 'certificate of CN=Old Authority expired on 2021-05-06 (CERT_HAS_EXPIRED)',
    detail: { code: 'CERT_HAS_EXPIRED' },
  });
});

it('says from when a certificate will be valid', () => {
  const chain = [certificate({ validFrom: '2098-05-06T00:00:00.000Z' })];
  expect(explainTls('CERT_NOT_YET_VALID', { chain }).message).toContain('not valid before 2098-05-06');
});

it('says whom a certificate is for, and cuts a long list', () => {
  const names = Array.from({ length: 9 }, (_, index) => `n${index}.example`);
  const { message } = explainTls('ERR_TLS_CERT_ALTNAME_INVALID', {
    host: 'h',
    chain: [certificate({ names })],
  });
  expect(message).toContain(
    'issued for n0.example, n1.example, n2.example, n3.example, n4.example, n5.example, 3 more, not for h',
  );
});

it.each([
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls.no-tls'],
  ['ERR_SSL_HTTP_REQUEST', 'tls.no-tls'],
  ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'tls.no-shared-version'],
  ['ERR_SSL_UNSUPPORTED_PROTOCOL', 'tls.no-shared-version'],
  ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'tls.no-shared-cipher'],
  ['ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE', 'tls.no-shared-cipher'],
  ['ERR_SSL_NO_SHARED_CIPHER', 'tls.no-shared-cipher'],
  ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'tls.client-certificate-required'],
  ['ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE', 'tls.client-certificate-required'],
  ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', 'tls.certificate-rejected'],
  ['ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE', 'tls.certificate-rejected'],
  ['ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN', 'tls.certificate-rejected'],
  ['ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL', 'tls.no-shared-alpn'],
  ['ERR_SSL_TLSV1_UNRECOGNIZED_NAME', 'tls.unknown-name'],
  ['ERR_TLS_HANDSHAKE_TIMEOUT', 'tls.timeout'],
  ['ERR_SSL_UNEXPECTED_EOF_WHILE_READING', 'tls.cut-short'],
  ['ERR_SSL_SOMETHING_NEW', 'tls.failed'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'tls.unknown-authority'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'tls.unknown-authority'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls.self-signed'],
  ['CERT_REVOKED', 'tls.revoked'],
  ['INVALID_PURPOSE', 'tls.wrong-purpose'],
])('knows %s as %s, and keeps its name', (code, expected) => {
  const failure = explainTls(coded(code), { host: 'h', port: 443, chain: [certificate()] });
  expect(failure.code).toBe(expected);
  expect(failure.message).toContain(code);
  expect(failure.detail).toMatchObject({ code });
});

it('finds the reason in the words of OpenSSL where the code says nothing', () => {
  const error = coded(
    'EPROTO',
    'write EPROTO 40:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:x.c:1:',
  );
  expect(explainTls(error, { host: '::1', port: 443 })).toMatchObject({ code: 'tls.no-tls' });
  expect(explainTls(error, { host: '::1', port: 443 }).message).toContain('[::1]:443');
});

it('tells errors of TLS from those of the socket below', () => {
  expect(isTlsError(coded('ERR_SSL_WRONG_VERSION_NUMBER'))).toBe(true);
  expect(isTlsError(coded('CERT_HAS_EXPIRED'))).toBe(true);
  const hungUp = 'Client network socket disconnected before secure TLS connection was established';
  expect(isTlsError(coded('ECONNRESET', hungUp))).toBe(true);
  expect(explainTls(coded('ECONNRESET', hungUp)).code).toBe('tls.cut-short');
  expect(isTlsError(coded('ECONNRESET'))).toBe(false);
  expect(isTlsError('CERT_HAS_EXPIRED')).toBe(false);
});
