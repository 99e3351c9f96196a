import { networkInterfaces } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import type { ConnectionOptions } from '../../contract/index.js';
import { bytes, client, closeAll, data, listener, make } from './test-udp.js';

afterEach(closeAll);

describe('multicast', () => {
  it('reaches every member of an IPv4 group on the loopback interface', async () => {
    const group = '239.255.77.1';
    const options: ConnectionOptions = {
      udp: { reuseAddress: true, memberships: [{ group, interface: '127.0.0.1' }] },
    };
    const first = await listener('0.0.0.0:0', options);
    const second = await listener(`0.0.0.0:${first.port}`, options);
    const sender = await client(`${group}:${first.port}`, {
      udp: { multicastInterface: '127.0.0.1', multicastTtl: 2, multicastLoopback: true },
    });
    expect(await sender.endpoint.send(1, data('c0 de'))).toEqual({ ok: true, value: 2 });
    for (const { host } of [first, second]) {
      expect((await host.row('datagram')).payload).toEqual(bytes('c0 de'));
      expect(host.all('membership')[0]?.detail.text).toBe(`joined ${group} on 127.0.0.1`);
    }
    expect(first.endpoint.membership?.('leave', group, '127.0.0.1')).toEqual({ ok: true });
    expect(
      (await first.host.row('membership', ({ detail }) => detail.text.startsWith('left'))).detail.text,
    ).toContain(group);
    // The one that left hears nothing more: what the other hears next comes alone.
    await sender.endpoint.send(1, data('02'));
    await second.host.when('second datagram', () => second.host.all('datagram')[1]);
    expect(first.host.all('datagram').length).toBe(1);
  });

  it('joins by the name of an interface, and several groups', async () => {
    const loopback = Object.entries(networkInterfaces()).find(([, all]) =>
      all?.some(({ address }) => address === '127.0.0.1'),
    );
    const name = loopback?.[0] ?? '';
    const { endpoint, host } = await listener('0.0.0.0:0', {
      udp: {
        memberships: [
          { group: '239.255.77.2', interface: name },
          { group: '239.255.77.3', interface: name },
        ],
      },
    });
    expect(host.all('membership').map(({ detail }) => detail.text)).toEqual([
      `joined 239.255.77.2 on ${name}`,
      `joined 239.255.77.3 on ${name}`,
    ]);
    expect(endpoint.membership?.('join', '239.255.77.2', name)).toMatchObject({
      error: { code: 'udp.membership', message: expect.stringContaining('already') as string },
    });
    expect(endpoint.membership?.('leave', '239.255.77.9', name)).toMatchObject({
      error: { code: 'udp.membership' },
    });
    expect(endpoint.membership?.('join', 'ff02::77', '')).toMatchObject({ error: { code: 'udp.family' } });
    expect(endpoint.membership?.('join', '10.0.0.1', '')).toMatchObject({ error: { code: 'udp.group' } });
    expect(endpoint.membership?.('join', '239.255.77.4', 'no-such0')).toMatchObject({
      error: { code: 'udp.interface' },
    });
  });

  it('reaches an IPv6 group on the loopback interface, or says why it cannot', async () => {
    const loopback = Object.entries(networkInterfaces()).find(([, all]) =>
      all?.some(({ address }) => address === '::1'),
    );
    const name = loopback?.[0] ?? 'lo';
    const { endpoint, host, port } = await listener('[::]:0');
    const joined = endpoint.membership?.('join', 'ff01::77', name);
    if (joined?.ok !== true) {
      expect(joined?.error.code).toMatch(/^udp\./);
      return;
    }
    const sender = await client(`[ff01::77%${name}]:${port}`, { udp: { multicastInterface: name } });
    const sent = await sender.endpoint.send(1, data('66'));
    if (sent.ok) expect((await host.row('datagram')).payload).toEqual(bytes('66'));
    else expect(sender.host.all('error').length).toBe(1);
  });

  it('says that a socket bound to one address hears no group', async () => {
    const { host } = await listener('127.0.0.1:0', {
      udp: { memberships: [{ group: '239.255.77.5', interface: '127.0.0.1' }] },
    });
    expect(host.all('membership')[0]?.detail.text).toContain('listen on 0.0.0.0');
  });

  it('ends where a membership asked for cannot be had', async () => {
    const { host } = make('server', '0.0.0.0:0', {
      udp: { memberships: [{ group: '127.0.0.1', interface: '' }] },
    });
    expect((await host.end()).failure).toMatchObject({ code: 'udp.group', stage: 'listen' });
  });
});
