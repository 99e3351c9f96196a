import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PeerBench, exchange } from './engine-fixture.js';
import { needs } from './program.js';

const python = needs('python3', 'http.server');

describe.skipIf(python.missing)(`An HTTP server${python.note}`, () => {
  let bench: PeerBench;
  let port: number;
  beforeEach(async () => {
    bench = await PeerBench.make();
    await writeFile(join(bench.directory, 'index.html'), '<p>served</p>\n');
    // Port 0 lets it choose; it prints the port it took.
    const server = bench.run(python.path, [
      ...['-m', 'http.server', '0', '--bind', '127.0.0.1', '--directory', bench.directory],
    ]);
    port = await server.port(/port (\d+)/);
  });
  afterEach(() => bench.close());

  it('answers a request typed by hand, and hangs up', async () => {
    const client = await bench.connect('tcp', `localhost:${port}`);
    const request = `GET /index.html HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`;
    await client.send('data', request);
    const answer = await client.stream('in', '<p>served</p>\n');
    expect(answer).toMatch(/^HTTP\/1\.[01] 200 OK\r\n/);
    expect(answer).toContain('Content-Length: 14\r\n');
    expect((await client.row('halfClose')).dir).toBe('in');
    expect(exchange(await client.rows())[0]).toBe(`out chunk ${request}`);
  });

  it('answers a request it does not understand with its reason', async () => {
    const client = await bench.connect('tcp', `127.0.0.1:${port}`);
    await client.send('data', 'BREW /pot HTTP/1.1\r\n\r\n');
    const answer = await client.stream('in', '501');
    expect(answer).toContain("Unsupported method ('BREW')");
  });

  it('refuses the upgrade of a WebSocket: status, headers and body are shown', async () => {
    const session = await bench.start('ws', 'client', `ws://127.0.0.1:${port}/nothing-here`);
    const response = await session.row('response');
    expect(response.bytes.toString()).toMatch(/^HTTP\/1\.[01] 404 [^]*<title>Error response<\/title>/);
    const { failure } = await session.when('the failure', () =>
      session.session.info.state === 'failed' ? session.session.info : undefined,
    );
    expect(failure).toMatchObject({ stage: 'upgrade' });
    expect(failure?.message).toContain('404');
  });
});
