import { describe, expect, it } from 'vitest';
import type { CertificateInfo } from '../../../contract/index.js';
import { lifeTables, parseLife, tlsTables } from './life-facts.js';

const certificate: CertificateInfo = {
  subject: 'CN=localhost',
  issuer: 'CN=localhost',
  names: ['localhost', '127.0.0.1'],
  validFrom: '2025-01-01T00:00:00.000Z',
  validTo: '2026-01-01T00:00:00.000Z',
  serialNumber: '01',
  fingerprint: 'AA:BB',
  selfSigned: true,
};

describe('life facts', () => {
  it('lists every address of a resolve under one name', () => {
    const [table] = lifeTables({ text: 'x', host: 'localhost', addresses: ['127.0.0.1', '::1'], ms: 0.6 });
    expect(table?.facts.map((fact) => [fact.name, fact.value])).toEqual([
      ['Host', 'localhost'],
      ['Addresses', '127.0.0.1'],
      ['', '::1'],
      ['Took', '0.6 ms'],
    ]);
  });

  it('says once what failed: the sentence stands above, the errno below', () => {
    const error = {
      code: 'connect.refused',
      message: 'refused',
      detail: { errno: 'ECONNREFUSED', path: '/x' },
    };
    const [table] = lifeTables({ text: 'refused', error, errno: 'ECONNREFUSED', syscall: 'connect' });
    expect(table?.facts.map((fact) => fact.name)).toEqual(['Code', 'Errno', 'System call', 'path']);
  });

  it('tells the code of a TLS error once, which OpenSSL gives as the errno too', () => {
    const error = { code: 'tls.no-tls', message: 'no TLS', detail: { code: 'ERR_SSL_X', host: 'h' } };
    const [table] = lifeTables({ text: 'no TLS', error, errno: 'ERR_SSL_X' });
    expect(table?.facts.map((fact) => fact.name)).toEqual(['Code', 'Errno', 'host']);
  });

  it('shows a certificate that has expired, and one whose verification failed', () => {
    const tls = {
      version: 'TLSv1.3',
      cipher: 'TLS_AES_128_GCM_SHA256',
      alpn: null,
      serverName: 'localhost',
      authorized: false,
      verifyError: { code: 'tls.self-signed', message: 'self-signed certificate' },
      chain: [certificate],
    };
    const [summary, leaf] = tlsTables(tls, Date.parse('2026-06-01'));
    expect(summary?.facts.at(-1)).toEqual({
      name: 'Verified',
      value: 'self-signed certificate',
      tone: 'err',
    });
    expect(leaf?.facts.find((fact) => fact.name === 'Valid')?.value).toContain('expired');
    expect(leaf?.facts.find((fact) => fact.name === 'Issuer')?.value).toBe('itself (self-signed)');
    const [, early] = tlsTables(tls, Date.parse('2024-06-01'));
    expect(early?.facts.find((fact) => fact.name === 'Valid')?.value).toContain('not yet');
  });

  it('reads what the host wrote and nothing else', () => {
    expect(parseLife('{"text":"open"}')?.text).toBe('open');
    for (const bad of ['', 'null', '[]', '{"text":1}', '{']) expect(parseLife(bad)).toBeNull();
  });
});
