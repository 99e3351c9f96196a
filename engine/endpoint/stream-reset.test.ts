import { once } from 'node:events';
import type { Socket } from 'node:net';
import { createServer } from 'node:tls';
import { afterAll, afterEach, expect, it } from 'vitest';
import { Direction } from '../../contract/index.js';
import { makeTcpClient } from './tcp.js';
import { TestAuthority } from './test-certificates.js';
import { plainServer, run, stopAll } from './test-endpoint.js';
import type { Running } from './test-endpoint.js';
import { makeTlsClient } from './tls.js';

const authority = await TestAuthority.create();
const leaf = await authority.server();
const closers: (() => unknown)[] = [];

afterEach(async () => {
  await stopAll();
  for (const close of closers.splice(0)) close();
});
afterAll(() => authority.remove());

/** A client and the far end of its connection, which never ends its own side. */
async function tcp(): Promise<Running & { far: Socket }> {
  const server = await plainServer((socket) => socket.resume());
  closers.push(() => server.close());
  const running = run(makeTcpClient, `127.0.0.1:${server.port}`);
  await running.host.until('open');
  return { ...running, far: await server.accepted() };
}

async function tls(): Promise<Running & { far: Socket }> {
  const key = leaf.key.export({ type: 'pkcs8', format: 'pem' });
  const server = createServer({ key, cert: leaf.cert, allowHalfOpen: true });
  closers.push(() => server.close());
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const accepted = once(server, 'secureConnection');
  const { port } = server.address() as { port: number };
  const running = run(makeTlsClient, `localhost:${port}`, {
    protocol: 'tls',
    options: { tls: { caFile: authority.caFile }, tcp: { family: 'ipv4' } },
    directory: authority.directory,
  });
  await running.host.until('open');
  const [far] = (await accepted) as [Socket];
  closers.push(() => far.destroy());
  far.on('error', () => undefined);
  return { ...running, far: far.resume() };
}

for (const [kind, open] of [
  ['TCP', tcp],
  ['TLS', tls],
] as const) {
  it(`closes ${kind} at once, and says why without RST, while a FIN of ours is on its way`, async () => {
    const { endpoint, host } = await open();
    // Answered in the turn in which FIN was asked for: the system has not sent it yet.
    expect((await endpoint.end(1, 'half-close')).ok).toBe(true);
    expect((await endpoint.end(1, 'reset')).ok).toBe(true);
    expect(await host.end()).toEqual({ by: 'us', failure: null });
    expect(host.all('end')[0]?.detail).toMatchObject({ by: 'us', clean: false });
    expect(host.all('note').length + host.all('reset').length).toBe(1);
  });

  it(`resets ${kind} after its FIN has left`, async () => {
    const { endpoint, host, far } = await open();
    const ended = once(far, 'end');
    await endpoint.end(1, 'half-close');
    await host.row('halfClose');
    await ended;
    await endpoint.end(1, 'reset');
    expect(await host.end()).toEqual({ by: 'us', failure: null });
    expect((await host.row('reset')).direction).toBe(Direction.out);
    expect(host.all('note')).toHaveLength(0);
  });
}

it('names the FIN on its way as the reason', async () => {
  const { endpoint, host } = await tcp();
  await endpoint.end(1, 'half-close');
  await endpoint.end(1, 'reset');
  expect((await host.row('note')).detail.text).toContain('our FIN was on its way');
});

it.runIf(process.platform === 'linux')('reaches the peer as RST even after a FIN', async () => {
  const { endpoint, host, far } = await tcp();
  const ended = once(far, 'end');
  await endpoint.end(1, 'half-close');
  await ended;
  await endpoint.end(1, 'reset');
  await host.end();
  // A connection that was only closed takes one more write before it knows.
  const error = await new Promise<NodeJS.ErrnoException | null | undefined>((taken) => far.write('x', taken));
  expect(error?.code).toBe('EPIPE');
});
