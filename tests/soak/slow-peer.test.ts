import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PeerBench } from '../peers/engine-fixture.js';
import { amount } from './amount.js';

const seconds = amount(2, 120);
/** RFC 6455 §1.3. */
const magic = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** Writes a byte at a time, so many milliseconds apart; kept once the last has gone. */
async function trickle(socket: Socket, bytes: Uint8Array, everyMs: number): Promise<void> {
  for (const byte of bytes) {
    await new Promise((resolve) => setTimeout(resolve, everyMs));
    socket.write(Uint8Array.of(byte));
  }
}

describe('a peer that sends a byte at a time', () => {
  let bench: PeerBench;
  let server: Server;
  let port: number;
  let far: Promise<[Socket]>;
  beforeEach(async () => {
    bench = await PeerBench.make();
    server = createServer((socket) => socket.setNoDelay().on('error', () => undefined));
    far = once(server, 'connection') as Promise<[Socket]>;
    await once(server.listen(0, '127.0.0.1'), 'listening');
    ({ port } = server.address() as AddressInfo);
  });
  afterEach(async () => {
    (await far)[0].destroy();
    server.close();
    await bench.close();
  });

  it(
    `one a second for ${seconds} s: each is a row with its time, and the connection stays open`,
    async () => {
      const session = await bench.connect('tcp', `127.0.0.1:${port}`);
      const [socket] = await far;
      const text = 'x'.repeat(seconds);
      for (let sent = 1; sent <= seconds; sent++) {
        await trickle(socket, Buffer.from('x'), 1_000);
        // A machine that stands still would make one chunk of two.
        await session.stream('in', 'x'.repeat(sent));
      }
      const chunks = (await session.rows()).filter(({ dir }) => dir === 'in');
      expect(chunks.map(({ bytes }) => bytes.toString())).toEqual([...text]);
      expect(session.session.info.state).toBe('open');
    },
    amount(120_000, 300_000),
  );

  it('reads a handshake and fragments that come so, and says what they say', async () => {
    const session = await bench.start('ws', 'client', `ws://127.0.0.1:${port}/`);
    const [socket] = await far;
    let head = '';
    while (!head.includes('\r\n\r\n'))
      head += ((await once(socket, 'data')) as [Buffer])[0].toString('latin1');
    const key = /sec-websocket-key: *(\S+)/i.exec(head)?.[1] ?? '';
    const accept = createHash('sha1').update(`${key}${magic}`).digest('base64');
    const answer = `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`;
    // Text "Hel" + a ping between + "lo" (RFC 6455 §5.4, §5.7).
    const frames = Buffer.from('010348656c' + '890161' + '80026c6f', 'hex');
    await trickle(socket, Buffer.concat([Buffer.from(answer, 'latin1'), frames]), 1);
    await session.received('Hello');
    const rows = await session.rows();
    expect(rows.filter(({ kind }) => kind === 'ping').map(({ dir }) => dir)).toContain('in');
    expect(rows.filter(({ kind }) => kind === 'error')).toEqual([]);
  });
});
