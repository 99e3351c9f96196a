import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PeerBench, exchange, freePort } from './engine-fixture.js';
import { needs } from './program.js';

const ncat = needs('ncat');

describe.skipIf(ncat.missing)(`ncat${ncat.note}`, () => {
  let bench: PeerBench;
  beforeEach(async () => {
    bench = await PeerBench.make();
  });
  afterEach(() => bench.close());

  it('talks over TCP as a server and ends when we close', async () => {
    const port = await freePort();
    const server = bench.run(ncat.path, ['-v', '-l', '127.0.0.1', String(port)]);
    await server.sees(`Listening on 127.0.0.1:${port}`);
    const client = await bench.connect('tcp', `127.0.0.1:${port}`);
    await client.send('data', 'from the workbench\n');
    await server.sees('from the workbench');
    server.type('from ncat\n');
    await client.stream('in', 'from ncat\n');
    await client.session.stop();
    expect(await server.exit).toBe(0);
    expect((await client.row('end')).detail).toMatchObject({ by: 'us', clean: true });
    expect(exchange(await client.rows())).toEqual(['out chunk from the workbench\n', 'in chunk from ncat\n']);
  });

  it('talks over TCP as a client, and hears our FIN', async () => {
    const listener = await bench.listen('tcp', '127.0.0.1:0');
    const client = bench.run(ncat.path, ['127.0.0.1', String(listener.port)]);
    client.type('good day\r\n');
    await listener.stream('in', 'good day\r\n');
    await listener.send('data', 'and to you\r\n');
    await client.sees('and to you');
    await listener.session.end([1], 'half-close');
    await listener.row('halfClose', ({ dir }) => dir === 'out');
    // ncat goes once neither side has more to say.
    client.endInput();
    expect(await client.exit).toBe(0);
    expect((await listener.row('end', ({ peer }) => peer === 1)).detail).toMatchObject({ clean: true });
    expect(exchange(await listener.rows())).toEqual(['in chunk good day\r\n', 'out chunk and to you\r\n']);
  });

  it('relays between two of our sessions as a broker', async () => {
    const port = await freePort();
    const broker = bench.run(ncat.path, ['-v', '-l', '--broker', '127.0.0.1', String(port)]);
    await broker.sees(`Listening on 127.0.0.1:${port}`);
    const one = await bench.connect('tcp', `127.0.0.1:${port}`);
    const two = await bench.connect('tcp', `127.0.0.1:${port}`);
    // It relays to those it has accepted, and says so.
    await broker.sees(/Connection from[^]*Connection from/);
    await two.send('data', 'two is here\n');
    await one.stream('in', 'two is here\n');
    await one.send('data', 'hello two\n');
    await two.stream('in', 'hello two\n');
    expect(exchange(await two.rows())).toEqual(['out chunk two is here\n', 'in chunk hello two\n']);
  });

  it('exchanges datagrams as a server', async () => {
    const port = await freePort();
    const server = bench.run(ncat.path, ['-v', '-u', '-l', '127.0.0.1', String(port)]);
    await server.sees(`Listening on 127.0.0.1:${port}`);
    const client = await bench.connect('udp', `127.0.0.1:${port}`);
    await client.send('data', 'datagram one\n');
    await server.sees('datagram one');
    server.type('datagram two\n');
    await client.received('datagram two\n');
    expect(exchange(await client.rows())).toEqual([
      'out datagram datagram one\n',
      'in datagram datagram two\n',
    ]);
  });

  it('exchanges datagrams as a client', async () => {
    const listener = await bench.listen('udp', '127.0.0.1:0');
    const client = bench.run(ncat.path, ['-u', '127.0.0.1', String(listener.port)]);
    client.type('question\n');
    const { peer } = await listener.received('question\n');
    await listener.session.send([peer], { kind: 'data', data: Buffer.from('answer\n') });
    await client.sees('answer');
    expect(exchange(await listener.rows())).toEqual(['in datagram question\n', 'out datagram answer\n']);
  });

  it('talks over a Unix domain socket, as server and as client', async () => {
    const path = join(bench.directory, 'ncat.sock');
    const server = bench.run(ncat.path, ['-v', '-l', '-U', path]);
    await server.sees('Listening on');
    const client = await bench.connect('unix', path);
    await client.send('data', 'hello file\n');
    await server.sees('hello file');
    const ours = join(bench.directory, 'ours.sock');
    const listener = await bench.listen('unix', ours);
    const other = bench.run(ncat.path, ['-U', ours]);
    other.type('hello socket\n');
    await listener.stream('in', 'hello socket\n');
    await listener.send('data', 'hello ncat\n');
    await other.sees('hello ncat');
    expect(exchange(await listener.rows())).toEqual(['in chunk hello socket\n', 'out chunk hello ncat\n']);
  });
});
