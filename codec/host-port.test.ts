import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isIpv4, isIpv6, parseHost, parsePort } from './host-port.js';
import { ok } from './result.js';

describe('parsePort', () => {
  it('reads ports', () => {
    expect(parsePort('1', 'client')).toEqual(ok(1));
    expect(parsePort('65535', undefined)).toEqual(ok(65535));
    expect(parsePort('0', 'server')).toEqual(ok(0));
  });

  it.each([
    ['', 'client', 'no port after the colon: ports go from 1 to 65535'],
    ['http', 'client', "port 'http' is not a number: ports go from 1 to 65535"],
    ['-1', 'client', "port '-1' is not a number: ports go from 1 to 65535"],
    ['70000', 'server', 'port 70000 is out of range: ports go from 1 to 65535'],
    ['0', 'client', 'port 0 is only for listeners, where it picks a free one: ports go from 1 to 65535'],
    ['0', undefined, 'port 0 is only for listeners, where it picks a free one: ports go from 1 to 65535'],
  ] as const)('refuses %j for a %s', (digits, role, message) => {
    expect(parsePort(digits, role)).toEqual({ ok: false, error: { code: 'address.port', message } });
  });
});

describe('parseHost', () => {
  it.each([
    ['localhost', 'localhost'],
    ['EXAMPLE.com.', 'EXAMPLE.com.'],
    ['my_host-1', 'my_host-1'],
    ['münchen.de', 'münchen.de'],
    ['127.0.0.1', '127.0.0.1'],
    ['[::1]', '::1'],
    ['[fe80::1%eth0]', 'fe80::1%eth0'],
  ])('reads %s', (text, host) => {
    expect(parseHost(text)).toEqual(ok(host));
  });

  it.each([
    ['[::g]', "'::g' is not an IPv6 address", 6],
    ['::1', 'an IPv6 address stands in brackets: [::1]:8080 instead of ::1', 5],
    ['256.1.1.1', "'256.1.1.1' is not an IPv4 address", 5],
    ['a b', 'U+0020 at offset 6 does not belong in a host name', 6],
    ['{{host}}', "'{' at offset 5 does not belong in a host name", 5],
    ['a..b', "'a..b' is not a host name: between dots belong 1 to 63 characters, 253 in all", 5],
  ])('refuses %s', (text, message, offset) => {
    expect(parseHost(text, 5)).toEqual({
      ok: false,
      error: { code: 'address.host', message, detail: { offset } },
    });
  });

  it('refuses names that DNS cannot hold', () => {
    expect(parseHost('a'.repeat(64)).ok).toBe(false);
    expect(parseHost('a'.repeat(63)).ok).toBe(true);
    expect(parseHost('ab.'.repeat(90)).ok).toBe(false);
  });
});

describe('isIpv4 and isIpv6', () => {
  it('judges IPv4', () => {
    expect(['0.0.0.0', '255.255.255.255', '10.0.0.1'].every(isIpv4)).toBe(true);
    expect(['1.2.3', '1.2.3.4.5', '01.2.3.4', '256.0.0.1', '1.2.3.', 'a.b.c.d'].some(isIpv4)).toBe(false);
  });

  it.each([
    '::',
    '::1',
    '1::',
    '1:2:3:4:5:6:7:8',
    '::ffff:127.0.0.1',
    '1:2:3:4:5:6:1.2.3.4',
    'fe80::1%eth0',
    'FE80::ABCD',
  ])('takes %s as IPv6', (text) => {
    expect(isIpv6(text)).toBe(true);
  });

  it.each([
    '',
    ':',
    '1',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1::2::3',
    '12345::',
    '::1%',
    '::1%a%b',
    '::1.2.3',
    '1:2:3:4:5:6:7::8',
    '1.2.3.4',
    ':1:2:3:4:5:6:7',
  ])('refuses %j as IPv6', (text) => {
    expect(isIpv6(text)).toBe(false);
  });

  it('takes whatever addresses there are', () => {
    fc.assert(
      fc.property(fc.ipV6(), (text) => {
        expect(isIpv6(text)).toBe(true);
      }),
      { seed: 10, numRuns: 1000 },
    );
    fc.assert(
      fc.property(fc.ipV4(), (text) => {
        expect(isIpv4(text)).toBe(true);
      }),
      { seed: 11 },
    );
  });
});
