import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { TlsTap } from './tls-tap.js';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** Both ends of a connection, ours tapped. */
async function pair(): Promise<{ tap: TlsTap; far: Socket; heard: string[] }> {
  const server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const raw = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  const [far] = (await once(server, 'connection')) as [Socket];
  await once(raw, 'connect');
  closers.push(
    () => raw.destroy(),
    () => far.destroy(),
    () => server.close(),
  );
  const heard: string[] = [];
  const tap = new TlsTap(raw, {
    bytes: (inbound, bytes) => heard.push(`${inbound ? 'in' : 'out'} ${Buffer.from(bytes).toString()}`),
    secret: () => undefined,
    end: (inbound) => heard.push(inbound ? 'end in' : 'end out'),
  });
  return { tap, far, heard };
}

describe('a tap below TLS', () => {
  it('passes and tells both directions, and the end of each', async () => {
    const { tap, far, heard } = await pair();
    tap.write('to them');
    expect(String((await once(far, 'data'))[0])).toBe('to them');
    far.end('to us');
    expect(String((await once(tap, 'data'))[0])).toBe('to us');
    await once(tap, 'end');
    tap.end();
    await once(far, 'end');
    expect(heard).toEqual(['out to them', 'in to us', 'end in', 'end out']);
  });

  it('reads no faster than what is above it', async () => {
    const { tap, far, heard } = await pair();
    far.write(Buffer.alloc(8 << 20));
    await once(tap, 'readable');
    // The far end is told to wait: not everything has been taken out of the kernel.
    const taken = heard.join('').length;
    expect(taken).toBeLessThan(8 << 20);
    let read = 0;
    tap.on('data', (bytes: Buffer) => (read += bytes.length));
    await expect.poll(() => read).toBe(8 << 20);
  });

  it('goes with its socket, and its socket with it', async () => {
    const one = await pair();
    one.tap.destroy();
    await once(one.far.resume(), 'end');
    expect(one.heard).toEqual(['end out']);
    const other = await pair();
    const failed = once(other.tap, 'error') as Promise<[Error]>;
    other.far.resetAndDestroy();
    expect((await failed)[0].message).toContain('ECONNRESET');
    // A reset is no end of ours.
    expect(other.heard).toEqual([]);
  });
});
