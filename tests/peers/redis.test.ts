import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PeerBench, exchange, freePort } from './engine-fixture.js';
import { needs } from './program.js';

const redis = needs('redis-server');

describe.skipIf(redis.missing)(`redis-server${redis.note}`, () => {
  let bench: PeerBench;
  let port: number;
  beforeEach(async () => {
    bench = await PeerBench.make();
    port = await freePort();
    const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    await bench.run(redis.path, args).sees('Ready to accept connections');
  });
  afterEach(() => bench.close());

  it('answers PING typed as a line', async () => {
    const client = await bench.connect('tcp', `localhost:${port}`);
    await client.send('data', 'PING\r\n');
    await client.stream('in', '+PONG\r\n');
    await client.send('data', 'PING "hello there"\r\n');
    await client.stream('in', '$11\r\nhello there\r\n');
    expect(exchange(await client.rows())).toEqual([
      'out chunk PING\r\n',
      'in chunk +PONG\r\n',
      'out chunk PING "hello there"\r\n',
      'in chunk $11\r\nhello there\r\n',
    ]);
  });

  it('answers RESP, and cuts into lines as a view of the same bytes', async () => {
    const client = await bench.connect('tcp', `127.0.0.1:${port}`);
    await client.send('data', '*1\r\n$4\r\nPING\r\n*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\nv\r\n');
    await client.stream('in', '+PONG\r\n+OK\r\n');
    const view = client.session.view({ directions: ['in'], kinds: ['chunk'] }, { kind: 'line' });
    if (!view.ok) throw new Error(view.error.message);
    await view.value.settled();
    const lines = [];
    for (let at = 0; at < view.value.count; at++) {
      const payload = await view.value.payload(at);
      if (payload.ok) lines.push(Buffer.from(payload.value.bytes).toString());
    }
    view.value.close();
    expect(lines.map((line) => line.trimEnd())).toEqual(['+PONG', '+OK']);
  });

  it('ends the connection on QUIT, by its own will', async () => {
    const client = await bench.connect('tcp', `127.0.0.1:${port}`);
    await client.send('data', 'QUIT\r\n');
    await client.stream('in', '+OK\r\n');
    expect((await client.row('halfClose')).dir).toBe('in');
    await client.session.stop();
    expect((await client.row('end')).detail).toMatchObject({ clean: true });
  });
});
