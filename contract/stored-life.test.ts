import { describe, expect, it } from 'vitest';
import { storedLife } from './stored-life.js';

const certificate = {
  ...{ subject: 'CN=a', issuer: 'CN=b', names: ['a'], validFrom: '2026-01-01', validTo: '2027-01-01' },
  ...{ serialNumber: '01', fingerprint: 'AA', selfSigned: false },
};
const tls = {
  ...{ version: 'TLSv1.3', cipher: 'TLS_AES_128_GCM_SHA256', alpn: null, serverName: 'a' },
  ...{ authorized: true, verifyError: null, chain: [certificate] },
};

describe('the facts of a life row as they were stored', () => {
  it('are all there where they are of their shape', () => {
    const detail = {
      text: 'connected',
      addresses: ['127.0.0.1'],
      ms: 1.5,
      remote: { host: '127.0.0.1', port: 1, family: 'IPv4' },
      tls,
      error: { code: 'connect.refused', message: 'no', detail: { errno: 'ECONNREFUSED' } },
    };
    expect(storedLife(JSON.parse(JSON.stringify(detail)))).toEqual(detail);
  });

  it.each([
    ['tls', { chain: [null] }],
    ['tls', { ...tls, chain: [{ ...certificate, names: 'a' }] }],
    ['tls', 'TLSv1.3'],
    ['remote', { host: {}, port: 1, family: 'IPv4' }],
    ['addresses', 'everywhere'],
    ['addresses', [1]],
    ['ms', '1'],
    ['error', { code: 1, message: [] }],
    ['proxy', { proxy: 'http://a', sent: 1 }],
    ['by', 'nobody'],
    ['droppedBytes', null],
  ])('leave out %s of another shape, and keep the others', (name, forged) => {
    expect(storedLife({ text: 'said', attempt: 2, [name]: forged })).toEqual({ text: 'said', attempt: 2 });
  });

  it('are none without a sentence', () => {
    for (const forged of [null, 1, 'text', [], {}, { text: 1 }]) expect(storedLife(forged)).toBeNull();
  });
});
