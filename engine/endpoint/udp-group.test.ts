import { networkInterfaces, platform } from 'node:os';
import { describe, expect, it } from 'vitest';
import { interfaceFor, isMulticast, parseGroup } from './udp-group.js';

const entries = Object.entries(networkInterfaces()).flatMap(([name, all]) =>
  (all ?? []).map((entry) => ({ name, ...entry })),
);
const loopback = entries.find(({ address }) => address === '127.0.0.1');

describe('parseGroup', () => {
  it.each(['223.255.255.255', '240.0.0.1', '127.0.0.1', 'fe80::1', '::1', 'name', ''])(
    'refuses %s, which is no group',
    (group) => {
      expect(parseGroup(group, '')).toMatchObject({ ok: false, error: { code: 'udp.group' } });
    },
  );

  it('reads both families and leaves the interface to the system where none is named', () => {
    expect(parseGroup(' 224.0.0.1 ', '')).toEqual({
      ok: true,
      value: { address: '224.0.0.1', family: 'IPv4', interface: undefined },
    });
    expect(parseGroup('FF02::FB', '')).toEqual({
      ok: true,
      value: { address: 'FF02::FB', family: 'IPv6', interface: undefined },
    });
  });
});

describe('interfaceFor', () => {
  it('gives IPv4 an address, from a name or as typed', () => {
    expect(interfaceFor('IPv4', loopback?.name ?? '')).toEqual({ ok: true, value: '127.0.0.1' });
    expect(interfaceFor('IPv4', '127.0.0.1')).toEqual({ ok: true, value: '127.0.0.1' });
  });

  it('gives IPv6 a zone, from a zone, or from an address or the name of an interface that has IPv6', () => {
    expect(interfaceFor('IPv6', 'fe80::1%eth7')).toEqual({ ok: true, value: '::%eth7' });
    const six = entries.find(({ family }) => family === 'IPv6');
    if (six === undefined) {
      expect(interfaceFor('IPv6', loopback?.name ?? '')).toMatchObject({ error: { code: 'udp.interface' } });
      return;
    }
    const zone = platform() === 'win32' && six.family === 'IPv6' ? six.scopeid : six.name;
    expect(interfaceFor('IPv6', six.name)).toEqual({ ok: true, value: `::%${zone}` });
    expect(interfaceFor('IPv6', six.address.toUpperCase())).toEqual({ ok: true, value: `::%${zone}` });
  });

  it('names the interfaces there are where one is not', () => {
    const answer = interfaceFor('IPv4', 'no-such0');
    expect(answer).toMatchObject({ ok: false, error: { code: 'udp.interface' } });
    expect(answer.ok ? '' : answer.error.message).toContain(loopback?.name ?? 'none');
  });
});

describe('isMulticast', () => {
  it.each([
    ['239.1.2.3', true],
    ['ff02::1%eth0', true],
    ['10.0.0.1', false],
    ['fe80::1', false],
  ])('says of %s: %s', (address, expected) => {
    expect(isMulticast(address)).toBe(expected);
  });
});
