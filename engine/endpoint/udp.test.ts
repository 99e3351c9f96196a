import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { networkInterfaces } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import { parseProxy } from '../../codec/index.js';
import { bytes, client, closeAll, data, datagram, listener, make, raw } from './test-udp.js';

afterEach(closeAll);

async function freePort(): Promise<number> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  await new Promise<void>((done) => socket.close(done));
  return port;
}

describe('a UDP client', () => {
  it('sends to its target and shows the answer as a datagram of peer 1', async () => {
    const peer = await raw();
    const { endpoint, host } = await client(`127.0.0.1:${peer.port}`);
    const arrived = datagram(peer.socket);
    expect(await endpoint.send(1, data('01 02 ff'))).toEqual({ ok: true, value: 3 });
    const { data: got, from } = await arrived;
    expect(got).toEqual(bytes('01 02 ff'));
    peer.socket.send(bytes('00 80'), from.port, '127.0.0.1');
    const row = await host.row('datagram', ({ direction }) => direction === 1);
    expect(row).toMatchObject({ peer: 1, payload: bytes('00 80') });
    expect(
      host.all('datagram').map(({ direction, payload }) => [direction, Buffer.from(payload).toString('hex')]),
    ).toEqual([
      [2, '0102ff'],
      [1, '0080'],
    ]);
    expect(host.peers.get(1)?.remote).toEqual({ host: '127.0.0.1', port: peer.port, family: 'IPv4' });
  });

  it('says that it goes past a proxy, of its own or of the settings', async () => {
    const peer = await raw();
    const proxyFor = () => Promise.resolve(parseProxy('http://127.0.0.1:9', ''));
    const none = () => Promise.resolve({ ok: true, value: null } as const);
    const own = { proxy: { use: 'own', url: 'socks5h://me@127.0.0.1:7', password: 'w0rd' } } as const;
    for (const [options, network, past] of [
      [{}, { proxyFor }, 'http://127.0.0.1:9'],
      [own, { proxyFor: none }, 'socks5h://'],
    ] as const) {
      const { endpoint, host } = make('client', `127.0.0.1:${peer.port}`, options, network);
      const { detail } = await host.row('note');
      expect(detail.text).toContain(
        `no proxy carries UDP: datagrams go straight to 127.0.0.1:${peer.port}, past ${past}`,
      );
      expect(detail.text).not.toContain('w0rd');
      const arrived = datagram(peer.socket);
      expect((await endpoint.send(1, data('01'))).ok).toBe(true);
      expect((await arrived).data).toEqual(bytes('01'));
    }
    const { endpoint, host } = make(
      'client',
      `127.0.0.1:${peer.port}`,
      { proxy: { use: 'none' } },
      { proxyFor },
    );
    await host.until('open');
    expect((await endpoint.send(1, data('01'))).ok).toBe(true);
    await host.row('datagram');
    expect(host.all('note')).toEqual([]);
  });

  it('sends and receives datagrams of no length', async () => {
    const peer = await raw();
    const { endpoint, host } = await client(`127.0.0.1:${peer.port}`);
    const arrived = datagram(peer.socket);
    expect(await endpoint.send(1, data(''))).toEqual({ ok: true, value: 0 });
    const { data: got, from } = await arrived;
    expect(got.length).toBe(0);
    peer.socket.send(Buffer.alloc(0), from.port, '127.0.0.1');
    const row = await host.row('datagram', ({ direction }) => direction === 1);
    expect(row.payload.length).toBe(0);
  });

  it('sends to any address named and gives it a number', async () => {
    const peer = await raw();
    const other = await raw();
    const { endpoint, host } = await client(`127.0.0.1:${peer.port}`);
    const arrived = datagram(other.socket);
    expect((await endpoint.send(0, data('aa', `localhost:${other.port}`))).ok).toBe(true);
    expect((await arrived).data).toEqual(bytes('aa'));
    expect(host.peers.get(2)?.remote?.port).toBe(other.port);
    expect(host.all('datagram')[0]?.peer).toBe(2);
  });

  it('names what is wrong with a destination', async () => {
    const { endpoint } = await client('127.0.0.1:9');
    expect(await endpoint.send(0, data('aa', 'no port'))).toMatchObject({ ok: false });
    expect(await endpoint.send(0, data('aa', '[::1]:9'))).toMatchObject({
      ok: false,
      error: {
        code: 'resolve.no-address',
        message: expect.stringContaining('this socket is IPv4') as string,
      },
    });
    expect(await endpoint.send(0, data('aa', '127.0.0.1:70000'))).toMatchObject({
      error: { code: 'address.port' },
    });
    expect(await endpoint.send(7, data('aa'))).toMatchObject({ error: { code: 'send.no-peer' } });
    expect(await endpoint.send(1, { kind: 'ping', data: bytes('') })).toMatchObject({
      error: { code: 'send.kind' },
    });
  });

  it('refuses a datagram that is too large and sends nothing of it', async () => {
    const peer = await raw();
    const { endpoint, host } = await client(`127.0.0.1:${peer.port}`);
    expect(await endpoint.send(1, { kind: 'data', data: Buffer.alloc(65_508) })).toMatchObject({
      ok: false,
      error: { code: 'send.too-large', detail: { limit: 65_507, size: 65_508 } },
    });
    const arrived = datagram(peer.socket);
    expect(await endpoint.send(1, { kind: 'data', data: Buffer.alloc(65_507, 7) })).toEqual({
      ok: true,
      value: 65_507,
    });
    expect((await arrived).data.length).toBe(65_507);
    expect(host.all('datagram').length).toBe(1);
  });

  it('reports a refusal that a connected socket hears, and goes on', async () => {
    const port = await freePort();
    const { endpoint, host } = await client(`127.0.0.1:${port}`, { udp: { mode: 'connected' } });
    await endpoint.send(1, data('01'));
    const row = await host.row('error');
    expect(row).toMatchObject({
      peer: 1,
      detail: { errno: 'ECONNREFUSED', error: { code: 'connect.refused' } },
    });
    expect(host.ends).toEqual([]);
  });

  it('hears only its target when connected', async () => {
    const peer = await raw();
    const stranger = await raw();
    const { endpoint, host } = await client(`127.0.0.1:${peer.port}`, { udp: { mode: 'connected' } });
    const local = host.known.local?.port ?? 0;
    stranger.socket.send(bytes('bad0'), local, '127.0.0.1');
    await new Promise((sent) => {
      peer.socket.send(bytes('600d'), local, '127.0.0.1', sent);
    });
    await host.row('datagram');
    expect(host.all('datagram').map(({ payload }) => payload)).toEqual([bytes('600d')]);
    expect(await endpoint.send(0, data('aa', `127.0.0.1:${stranger.port}`))).toMatchObject({
      error: { code: 'send.connected' },
    });
  });

  it('binds the local address and port asked for', async () => {
    const peer = await raw();
    const port = await freePort();
    const { host } = await client(`127.0.0.1:${peer.port}`, {
      udp: { localAddress: '127.0.0.1', localPort: port },
    });
    expect(host.known.local).toEqual({ host: '127.0.0.1', port, family: 'IPv4' });
  });

  it('says that a local port is taken and takes no other', async () => {
    const taken = await raw();
    const { host } = make('client', '127.0.0.1:9', {
      udp: { localAddress: '127.0.0.1', localPort: taken.port },
    });
    const { by, failure } = await host.end();
    expect(by).toBe('error');
    expect(failure).toMatchObject({ code: 'connect.local-in-use', stage: 'connect' });
    expect(host.states).not.toContain('open');
  });

  it('says that a name is unknown', async () => {
    const { host } = make('client', 'name.invalid:9');
    expect((await host.end()).failure?.stage).toBe('resolve');
    expect(host.all('resolve')[0]?.detail.host).toBe('name.invalid');
  });

  it('shows every address of a name and takes one', async () => {
    const { host } = await client('localhost:9');
    const { detail } = await host.row('resolve');
    expect(detail.addresses).toContain('127.0.0.1');
    expect(host.known.remote?.host).toBe('127.0.0.1');
  });

  it('works over IPv6, zone included', async () => {
    const peer = await raw('udp6');
    const { endpoint, host } = await client(`[::1]:${peer.port}`);
    const arrived = datagram(peer.socket);
    expect((await endpoint.send(1, data('06'))).ok).toBe(true);
    expect((await arrived).data).toEqual(bytes('06'));
    expect(host.known.remote?.family).toBe('IPv6');
    const local = Object.entries(networkInterfaces())
      .flatMap(([name, entries]) => (entries ?? []).map((entry) => ({ name, entry })))
      .find(({ entry }) => entry.address.startsWith('fe80'));
    if (local !== undefined) {
      const zoned = await raw('udp6', '::');
      const made = await client(`[${local.entry.address}%${local.name}]:${zoned.port}`);
      const heard = datagram(zoned.socket);
      expect(await made.endpoint.send(1, data('fe'))).toEqual({ ok: true, value: 1 });
      expect((await heard).data).toEqual(bytes('fe'));
    }
  });

  it('sends broadcasts only where they are switched on', async () => {
    const off = await client('255.255.255.255:9');
    expect(await off.endpoint.send(1, data('aa'))).toMatchObject({
      ok: false,
      error: { detail: { errno: 'EACCES' } },
    });
    expect(off.host.all('error')[0]?.detail.syscall).toBe('send');
    const on = await client('127.255.255.255:9', { udp: { broadcast: true } });
    expect(await on.endpoint.send(1, data('aa'))).toEqual({ ok: true, value: 1 });
  });

  it('sends a file as one datagram, or says that it does not fit', async () => {
    const peer = await raw();
    const { endpoint } = await client(`127.0.0.1:${peer.port}`);
    expect(endpoint.openStream(1, { kind: 'data', size: 70_000 })).toMatchObject({
      error: { code: 'send.too-large', detail: { limit: 65_507 } },
    });
    const stream = endpoint.openStream(1, { kind: 'data', size: 4 });
    if (!stream.ok) throw new Error(stream.error.message);
    const arrived = datagram(peer.socket);
    expect((await stream.value.write(bytes('0102'))).ok).toBe(true);
    expect((await stream.value.write(bytes('0304'))).ok).toBe(true);
    expect((await stream.value.end()).ok).toBe(true);
    expect((await arrived).data).toEqual(bytes('01020304'));
  });

  it('ends once, cleanly, and then sends nothing', async () => {
    const { endpoint, host } = await client('127.0.0.1:9');
    await endpoint.stop({});
    await endpoint.stop({});
    expect(host.ends).toEqual([{ by: 'us', failure: null }]);
    expect(host.all('end')[0]?.detail).toMatchObject({ by: 'us', clean: true });
    expect(host.peers.get(1)?.closed).toBe(true);
    expect(await endpoint.send(1, data('aa'))).toMatchObject({ ok: false });
    expect(endpoint.queuedBytes(1)).toBe(0);
  });

  it('can be stopped before it is open', async () => {
    const { endpoint, host } = make('client', 'localhost:9');
    await endpoint.stop({});
    expect(host.ends).toEqual([{ by: 'us', failure: null }]);
  });
});

describe('a UDP listener', () => {
  it('binds loopback unless a host is given and tells its port', async () => {
    const { host, port } = await listener(':0');
    expect(host.known.local).toEqual({ host: '127.0.0.1', port, family: 'IPv4' });
    expect(port).toBeGreaterThan(0);
    expect(host.all('listen')[0]?.detail.local?.port).toBe(port);
  });

  it('numbers its senders, answers each, and forgets one that is closed', async () => {
    const { endpoint, host, port } = await listener(':0');
    const one = await raw();
    const two = await raw();
    one.socket.send(bytes('01'), port, '127.0.0.1');
    await host.row('datagram', ({ peer }) => peer === 1);
    two.socket.send(bytes('02'), port, '127.0.0.1');
    await host.row('datagram', ({ peer }) => peer === 2);
    const arrived = datagram(one.socket);
    expect((await endpoint.send(1, data('aa'))).ok).toBe(true);
    expect((await arrived).data).toEqual(bytes('aa'));
    expect(await endpoint.end(1, 'half-close')).toMatchObject({ error: { code: 'close.datagram' } });
    expect(await endpoint.end(1, 'close')).toEqual({ ok: true });
    expect(host.peers.get(1)?.closed).toBe(true);
    one.socket.send(bytes('03'), port, '127.0.0.1');
    expect((await host.row('datagram', ({ peer }) => peer === 3)).payload).toEqual(bytes('03'));
  });

  it('says whose a number is in a row before the first datagram, once', async () => {
    const { endpoint, host, port } = await listener(':0');
    const [one, two] = [await raw(), await raw()];
    for (const text of ['01', '02']) {
      one.socket.send(bytes(text), port, '127.0.0.1');
      await host.row('datagram', ({ payload }) => Buffer.from(payload).equals(bytes(text)));
    }
    expect((await endpoint.send(0, data('aa', `127.0.0.1:${two.port}`))).ok).toBe(true);
    const told = host.rows.filter(({ peer }) => peer > 0).map(({ kind, peer }) => `${kind} ${peer}`);
    expect(told).toEqual(['accept 1', 'datagram 1', 'datagram 1', 'open 2', 'datagram 2']);
    expect(host.all('accept')[0]?.detail).toEqual({
      text: `first datagram from 127.0.0.1:${one.port}`,
      remote: { host: '127.0.0.1', port: one.port, family: 'IPv4' },
      local: { host: '127.0.0.1', port, family: 'IPv4' },
    });
    expect(host.all('open')[0]?.detail.remote?.port).toBe(two.port);
  });

  it('shows datagrams past its limit of peers without a number, and says so once', async () => {
    const { host, port } = await listener(':0', { listen: { maxPeers: 1 } });
    const senders = [await raw(), await raw(), await raw()];
    for (const [index, { socket }] of senders.entries()) {
      socket.send(Buffer.of(index), port, '127.0.0.1');
      await host.when('datagram', () => host.all('datagram')[index]);
    }
    expect(host.all('datagram').map(({ peer }) => peer)).toEqual([1, 0, 0]);
    expect(host.all('note').length).toBe(1);
  });

  it('says that its port is taken', async () => {
    const { port } = await listener(':0');
    const second = make('server', `127.0.0.1:${port}`);
    expect((await second.host.end()).failure).toMatchObject({ code: 'listen.in-use', stage: 'listen' });
  });

  it('says that an address is not of this machine', async () => {
    const { host } = make('server', '198.51.100.7:0');
    expect((await host.end()).failure).toMatchObject({ code: 'listen.address-unavailable' });
  });

  it('holds what comes while paused and shows it with its own time', async () => {
    const { endpoint, host, port } = await listener(':0');
    const peer = await raw();
    endpoint.pause();
    await new Promise((sent) => {
      peer.socket.send(bytes('01'), port, '127.0.0.1', sent);
    });
    // A second socket proves that the loop has read by now: loopback delivers before the call returns.
    const witness = await raw();
    const seen = datagram(witness.socket);
    peer.socket.send(bytes('02'), witness.port, '127.0.0.1');
    await seen;
    expect(host.all('datagram')).toEqual([]);
    const before = host.now();
    endpoint.resume();
    const row = await host.row('datagram');
    expect(row.payload).toEqual(bytes('01'));
    expect(row.time).toBeLessThan(before);
  });

  it('shares its port where reuseAddress says so', async () => {
    const first = await listener('127.0.0.1:0', { udp: { reuseAddress: true } });
    const second = await listener(`127.0.0.1:${first.port}`, { udp: { reuseAddress: true } });
    expect(second.port).toBe(first.port);
  });
});
