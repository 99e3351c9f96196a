import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PeerBench, exchange, freePort, joined } from './engine-fixture.js';
import { needs } from './program.js';

const socat = needs('socat');
const group = '239.255.42.99';

describe.skipIf(socat.missing)(`socat${socat.note}`, () => {
  let bench: PeerBench;
  beforeEach(async () => {
    bench = await PeerBench.make();
  });
  afterEach(() => bench.close());

  const listening = /listening on AF=\d+ .*:(\d+)/;

  it('echoes over TCP as a server', async () => {
    const server = bench.run(socat.path, ['-d', '-d', 'TCP-LISTEN:0,bind=127.0.0.1', 'EXEC:cat']);
    const client = await bench.connect('tcp', `127.0.0.1:${await server.port(listening)}`);
    await client.send('data', 'over TCP');
    await client.stream('in', 'over TCP');
    await client.session.end('all', 'half-close');
    expect((await client.row('end')).detail).toMatchObject({ clean: true });
    expect(exchange(await client.rows())).toEqual(['out chunk over TCP', 'in chunk over TCP']);
  });

  it('connects over TCP, hears every byte value, and is heard', async () => {
    const listener = await bench.listen('tcp', '127.0.0.1:0');
    const client = bench.run(socat.path, ['-', `TCP:127.0.0.1:${listener.port}`]);
    const every = Uint8Array.from({ length: 256 }, (_, i) => i);
    client.type(every);
    client.type('\nend of all bytes');
    await listener.stream('in', 'end of all bytes');
    await listener.send('data', 'heard you');
    await client.sees('heard you');
    client.endInput();
    await listener.row('halfClose', ({ dir }) => dir === 'in');
    expect(
      joined(await listener.rows(), 'in')
        .subarray(0, 256)
        .equals(every),
    ).toBe(true);
  });

  it('keeps two peers of a listener apart', async () => {
    const listener = await bench.listen('tcp', '127.0.0.1:0');
    const one = bench.run(socat.path, ['-', `TCP:127.0.0.1:${listener.port}`]);
    await listener.row('accept', ({ peer }) => peer === 1);
    const two = bench.run(socat.path, ['-', `TCP:127.0.0.1:${listener.port}`]);
    await listener.row('accept', ({ peer }) => peer === 2);
    two.type('I am two');
    await listener.stream('in', 'I am two', 2);
    one.type('I am one');
    await listener.stream('in', 'I am one', 1);
    await listener.session.send([2], { kind: 'data', data: Buffer.from('to two') });
    await two.sees('to two');
    expect((await listener.send('data', 'to both')).peers).toBe(2);
    await one.sees('to both');
    await two.sees('to both');
    expect(one.output).not.toContain('to two');
    const rows = await listener.rows();
    expect(
      rows.filter(({ dir }) => dir === 'out').map(({ peer, bytes }) => `${peer} ${bytes.toString()}`),
    ).toEqual(['2 to two', '1 to both', '2 to both']);
  });

  it('echoes datagrams as a server', async () => {
    const port = await freePort();
    const server = bench.run(socat.path, ['-d', '-d', `UDP-LISTEN:${port},bind=127.0.0.1`, 'EXEC:cat']);
    await server.sees('listening on');
    const client = await bench.connect('udp', `127.0.0.1:${port}`);
    await client.send('data', 'one datagram');
    await client.received('one datagram');
    expect(exchange(await client.rows())).toEqual(['out datagram one datagram', 'in datagram one datagram']);
  });

  it('sends datagrams and is answered', async () => {
    const listener = await bench.listen('udp', '127.0.0.1:0', { listen: { echo: true } });
    const client = bench.run(socat.path, ['-', `UDP:127.0.0.1:${listener.port}`]);
    client.type('ping over UDP');
    await client.sees('ping over UDP');
    const rows = await listener.when('the echo', (all) =>
      all.some(({ dir }) => dir === 'out') ? all : undefined,
    );
    expect(exchange(rows)).toEqual(['in datagram ping over UDP', 'out datagram ping over UDP']);
    expect(rows.find(({ dir }) => dir === 'out')?.flags).toBe(1);
  });

  it('is heard in a multicast group on the loopback interface', async () => {
    const listener = await bench.listen('udp', '0.0.0.0:0', {
      udp: { memberships: [{ group, interface: '127.0.0.1' }] },
    });
    expect((await listener.row('membership')).detail?.text).toContain(group);
    const sender = bench.run(socat.path, [
      '-u',
      '-',
      `UDP-DATAGRAM:${group}:${listener.port},ip-multicast-if=127.0.0.1`,
    ]);
    sender.type('to everyone');
    const heard = await listener.received('to everyone');
    expect(heard.kind).toBe('datagram');
    expect(heard.peer).toBeGreaterThan(0);
  });

  it('hears what is sent to a multicast group', async () => {
    const port = await freePort();
    const receiver = bench.run(socat.path, [
      ...['-d', '-d', '-u'],
      `UDP4-RECVFROM:${port},ip-add-membership=${group}:127.0.0.1`,
      '-',
    ]);
    await receiver.sees('receiving on');
    const sender = await bench.connect('udp', `${group}:${port}`, {
      udp: { multicastInterface: '127.0.0.1', multicastTtl: 1 },
    });
    await sender.send('data', 'dear group');
    await receiver.sees('dear group');
    expect(exchange(await sender.rows())).toEqual(['out datagram dear group']);
  });

  it('echoes over a Unix domain socket as a server', async () => {
    const path = join(bench.directory, 'there.sock');
    const server = bench.run(socat.path, ['-d', '-d', `UNIX-LISTEN:${path}`, 'EXEC:cat']);
    await server.sees('listening on');
    const client = await bench.connect('unix', path);
    await client.send('data', 'across a file');
    await client.stream('in', 'across a file');
    await client.session.end('all', 'half-close');
    await client.row('end');
    expect(exchange(await client.rows())).toEqual(['out chunk across a file', 'in chunk across a file']);
  });

  it('connects to a Unix domain socket of ours', async () => {
    const path = join(bench.directory, 'here.sock');
    const listener = await bench.listen('unix', path);
    const client = bench.run(socat.path, ['-', `UNIX-CONNECT:${path}`]);
    client.type('knock');
    await listener.stream('in', 'knock');
    await listener.send('data', 'come in');
    await client.sees('come in');
    expect(exchange(await listener.rows())).toEqual(['in chunk knock', 'out chunk come in']);
  });
});
