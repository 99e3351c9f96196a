import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PeerBench, exchange, freePort, joined } from './engine-fixture.js';
import { needs } from './program.js';

const python = needs('python3');
const script = (name: string) => fileURLToPath(new URL(`programs/${name}.py`, import.meta.url));

describe.skipIf(python.missing)(`Python's socket module${python.note}`, () => {
  let bench: PeerBench;
  beforeEach(async () => {
    bench = await PeerBench.make();
  });
  afterEach(() => bench.close());

  /** Starts a script on its own port where that is free, and answers the port it took. */
  async function serve(name: string, wanted: number) {
    const free = await freePort(wanted);
    const server = bench.run(python.path, free === wanted ? [script(name)] : [script(name), String(free)]);
    const port = await server.port(/listening on (\d+)/i);
    return { server, port };
  }

  it('is answered as the server on localhost:12345 that thanks and hangs up', async () => {
    const { server, port } = await serve('thank_you_server', 12345);
    const client = await bench.connect('tcp', `localhost:${port}`);
    await client.stream('in', 'Thank you for connecting');
    await client.send('data', 'Hello from the workbench');
    await server.sees('It says Hello from the workbench');
    const end = await client.row('halfClose');
    expect(end.dir).toBe('in');
    expect(exchange(await client.rows())).toEqual([
      'in chunk Thank you for connecting',
      'out chunk Hello from the workbench',
    ]);
    const resolved = await client.row('resolve');
    expect(resolved.detail?.addresses).toContain('127.0.0.1');
    expect(await server.exit).toBe(0);
  });

  it('is answered as the echo server on localhost:65432, and ends when we end our side', async () => {
    const { server, port } = await serve('echo_server', 65432);
    const client = await bench.connect('tcp', `localhost:${port}`);
    await client.send('data', 'Hello, world');
    await client.stream('in', 'Hello, world');
    await client.send('data', Uint8Array.of(0x00, 0xff, 0x0d, 0x0a));
    await client.stream('in', 'Hello, world\x00\xff\r\n');
    await client.session.end('all', 'half-close');
    await server.sees('Done');
    const end = await client.row('end');
    expect(end.detail).toMatchObject({ clean: true });
    const rows = await client.rows();
    expect(joined(rows, 'in').toString('hex')).toBe(joined(rows, 'out').toString('hex'));
    expect(rows.filter(({ kind }) => kind === 'halfClose').map(({ dir }) => dir)).toEqual(['out']);
  });

  it('connects as the client of localhost:12345', async () => {
    const wanted = await freePort(12345);
    const listener = await bench.listen('tcp', `localhost:${wanted}`);
    const args = listener.port === 12345 ? [] : [String(listener.port)];
    const client = bench.run(python.path, [script('thank_you_client'), ...args]);
    await listener.stream('in', 'Hi, I am the client');
    await listener.send('data', 'welcome');
    await client.sees('Server: welcome');
    expect(await client.exit).toBe(0);
    // Its FIN ends its side alone: ours still works until we end it too.
    await listener.row('halfClose', ({ dir }) => dir === 'in');
    await listener.session.end([1], 'close');
    expect((await listener.row('end', ({ peer }) => peer === 1)).detail).toMatchObject({ clean: true });
    expect(exchange(await listener.rows())).toEqual(['in chunk Hi, I am the client', 'out chunk welcome']);
    expect((await listener.row('accept')).detail?.remote?.host).toBe('127.0.0.1');
  });

  it('connects as the client of 127.0.0.1:65432 and hears the echo', async () => {
    const wanted = await freePort(65432);
    const listener = await bench.listen('tcp', `127.0.0.1:${wanted}`, { listen: { echo: true } });
    const args = listener.port === 65432 ? [] : [String(listener.port)];
    const client = bench.run(python.path, [script('echo_client'), ...args]);
    await client.sees("Received b'Hello, world'");
    // An echo has nothing more to say once its peer has not.
    await listener.row('end', ({ peer }) => peer === 1);
    expect(exchange(await listener.rows())).toEqual(['in chunk Hello, world', 'out chunk Hello, world']);
  });

  it('exchanges datagrams as a server', async () => {
    const server = bench.run(python.path, [script('udp_server')]);
    const port = await server.port(/listening on (\d+)/i);
    const client = await bench.connect('udp', `localhost:${port}`);
    await client.send('data', 'first');
    await client.received('FIRST');
    await client.send('data', 'second');
    await client.received('SECOND');
    expect(exchange(await client.rows())).toEqual([
      'out datagram first',
      'in datagram FIRST',
      'out datagram second',
      'in datagram SECOND',
    ]);
  });

  it('exchanges datagrams as a client, answered at the address it sent from', async () => {
    const listener = await bench.listen('udp', '127.0.0.1:0');
    const client = bench.run(python.path, [script('udp_client'), String(listener.port)]);
    const question = await listener.received('are you there');
    await listener.session.send([question.peer], { kind: 'data', data: Buffer.from('yes') });
    await client.sees('From server: yes');
    expect(await client.exit).toBe(0);
    expect(exchange(await listener.rows())).toEqual(['in datagram are you there', 'out datagram yes']);
  });

  it('resets a connection: the row says so and what it said before stays', async () => {
    const listener = await bench.listen('tcp', '127.0.0.1:0');
    const client = bench.run(python.path, [script('reset_client'), String(listener.port)]);
    await listener.stream('in', 'last words');
    await listener.send('data', 'go on');
    const reset = await listener.row('reset');
    expect(reset.dir).toBe('in');
    expect(reset.detail).toMatchObject({ errno: 'ECONNRESET' });
    await listener.row('end', ({ peer }) => peer === 1);
    expect(exchange(await listener.rows())).toEqual(['in chunk last words', 'out chunk go on']);
    expect(await client.exit).toBe(0);
    expect(listener.session.info.state).toBe('listening');
  });
});
