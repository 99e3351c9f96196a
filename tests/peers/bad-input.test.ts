import { createHash } from 'node:crypto';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Protocol, SessionInfo } from '../../contract/index.js';
import { PeerBench, freePort, joined, valueOf } from './engine-fixture.js';
import type { LoggedSession } from './engine-fixture.js';
import { needs } from './program.js';

const python = needs('python3');
const ncat = needs('ncat');
const script = (name: string) => fileURLToPath(new URL(`programs/${name}.py`, import.meta.url));

let bench: PeerBench;
beforeEach(async () => {
  bench = await PeerBench.make();
});
afterEach(() => bench.close());

/** Why a session failed, once it has; the row that says so is the same sentence. */
async function failureOf(session: LoggedSession): Promise<NonNullable<SessionInfo['failure']>> {
  await session.when('the end', () => (session.session.info.state === 'failed' ? true : undefined));
  const { failure } = session.session.info;
  if (failure === null) throw new Error('it failed without a failure');
  const told = (await session.rows()).some(({ detail }) => detail?.text.includes(failure.message));
  expect(told).toBe(true);
  return failure;
}

describe('an address that cannot be', () => {
  const addresses: readonly [Protocol, string, string, RegExp][] = [
    ['tcp', 'localhost:70000', 'address.port', /70000 is out of range/],
    ['tcp', 'localhost:0', 'address.port', /port 0/],
    ['ws', 'ws://localhost:99999/', 'address.port', /99999 is out of range/],
    ['ws', 'ws:/localhost:8080', 'address.', /\/\//],
    ['ws', 'ws://[::1:8080/', 'address.host', /not closed/],
    ['ws', 'ftp://localhost:8080', 'address.', /ftp/],
    ['udp', 'localhost', 'address.port', /no port/],
    ['tcp', '', 'address.empty', /no address/],
  ];
  for (const [protocol, address, code, words] of addresses) {
    it(`is refused before anything is made: ${protocol} ${JSON.stringify(address)}`, async () => {
      const config = { protocol, role: 'client', address, options: {} } as const;
      const started = await bench.engine.start({ session: null, name: 'bad', connection: null, config });
      if (started.ok) throw new Error('it started');
      expect(started.error.code).toContain(code);
      expect(started.error.message).toMatch(words);
      expect(await bench.engine.list()).toEqual([]);
    });
  }
});

describe('a connection that cannot be', () => {
  it('names a host nobody knows', async () => {
    const failure = await failureOf(await bench.start('tcp', 'client', 'no-such-host.invalid:80'));
    expect(failure.stage).toBe('resolve');
    expect(failure.message).toContain('no-such-host.invalid');
  });

  it('says that nothing listens, over TCP and WebSocket', async () => {
    const port = await freePort();
    for (const [protocol, address] of [
      ['tcp', `127.0.0.1:${port}`],
      ['ws', `ws://127.0.0.1:${port}/`],
    ] as const) {
      const failure = await failureOf(await bench.start(protocol, 'client', address));
      expect(failure).toMatchObject({ code: 'connect.refused', stage: 'connect' });
      expect(failure.message).toContain(`127.0.0.1:${port}`);
    }
  });

  it('gives up on a host that does not answer, after the time it was given', async () => {
    // A listener with a full queue of one lets further handshakes wait: nobody ever accepts.
    const hold = bench.run(python.path, [script('full_backlog')]);
    const port = await hold.port(/full on (\d+)/);
    const session = await bench.start('tcp', 'client', `127.0.0.1:${port}`, {
      tcp: { connectTimeoutMs: 400 },
    });
    const failure = await failureOf(session);
    expect(failure).toMatchObject({ code: 'connect.timeout' });
    expect(failure.message).toMatch(/400 ms/);
  });

  it('waits for a server that accepts and says nothing, but not for its handshake', async () => {
    const port = await freePort();
    const mute = bench.run(ncat.path, ['-v', '-k', '-l', '127.0.0.1', String(port)]);
    await mute.sees('Listening on');
    const patient = await bench.connect('tcp', `127.0.0.1:${port}`);
    const session = await bench.start('ws', 'client', `ws://127.0.0.1:${port}/`, {
      ws: { handshakeTimeoutMs: 1_300 },
    });
    const failure = await failureOf(session);
    expect(failure.stage).toBe('upgrade');
    expect(failure.message).toMatch(/1300 ms/);
    expect((await session.rows()).map(({ kind }) => kind)).toContain('request');
    expect(patient.session.info.state).toBe('open');
  });

  it('says that a port is in use, and leaves the one that has it alone', async () => {
    for (const protocol of ['tcp', 'udp', 'ws'] as const) {
      const scheme = protocol === 'ws' ? 'ws://' : '';
      const first = await bench.listen(protocol, `${scheme}127.0.0.1:0`);
      const second = await bench.start(protocol, 'server', `${scheme}127.0.0.1:${first.port}`);
      const failure = await failureOf(second);
      expect(failure).toMatchObject({ code: 'listen.in-use', stage: 'listen' });
      expect(failure.message).toContain(String(first.port));
      expect(first.session.info.state).toMatch(/listening|open/);
    }
  });
});

describe('bytes that break the rules', () => {
  /** Connects a raw socket to a WebSocket listener of ours and sends these bytes after the handshake. */
  async function speak(frames: string, closedWith: string) {
    const listener = await bench.listen('ws', 'ws://127.0.0.1:0/', { ws: { maxMessageBytes: 1_000 } });
    const raw = await bench.connect('tcp', `127.0.0.1:${listener.port}`);
    await raw.send(
      'data',
      'GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
    );
    await raw.stream('in', '\r\n\r\n');
    await raw.send('data', Buffer.from(frames, 'hex'));
    await raw.stream('in', closedWith);
    await raw.session.stop();
    await listener.row('end', ({ peer }) => peer === 1);
    expect(listener.session.info.state).toBe('listening');
    return listener.rows();
  }

  it('of a text that is not UTF-8 are shown as they came, and closed with 1007', async () => {
    // FIN text, masked with zeros: a good message, then 48 69 ff.
    // It is answered with a Close frame of 1007, which is 0x03ef.
    const rows = await speak('818200000000' + '4f4b' + '818300000000' + '4869ff', '\x88\x02\x03\xef');
    const texts = rows.filter(({ kind }) => kind === 'text').map(({ bytes }) => bytes.toString('hex'));
    expect(texts).toEqual(['4f4b', '4869ff']);
    expect(rows.find(({ kind }) => kind === 'error')?.detail?.text).toMatch(/UTF-8/);
  });

  it('of a message over the limit are refused with 1009, and what came before stays', async () => {
    // "OK", then a frame that announces 64 KiB.
    const rows = await speak('818200000000' + '4f4b' + '82ff000000000001000000000000', '\x88\x02\x03\xf1');
    expect(rows.filter(({ kind }) => kind === 'text').map(({ bytes }) => bytes.toString())).toEqual(['OK']);
    expect(rows.find(({ kind }) => kind === 'error')?.detail?.text).toMatch(/65.?536/);
  });
});

describe('a file of 100 MB', () => {
  it('arrives whole, in pieces, while the log keeps every byte', async () => {
    const server = bench.run(python.path, [script('hash_server')]);
    const client = await bench.connect('tcp', `127.0.0.1:${await server.port(/listening on (\d+)/)}`);
    const size = 100 << 20;
    const piece = new Uint8Array(1 << 20);
    const hash = createHash('sha256');
    const request = { to: 'all', kind: 'data', name: 'big.bin', size } as const;
    const transfer = valueOf(client.session.beginTransfer(request));
    for (let sent = 0; sent < size; sent += piece.length) {
      piece.fill(sent >> 20);
      hash.update(piece);
      // Each piece is our own until it was taken, and the log keeps what it keeps: a copy for each.
      valueOf(await transfer.write(piece.slice()));
      expect(client.session.log.count).toBeGreaterThan(0);
    }
    expect(valueOf(await transfer.end(false))).toMatchObject({ peers: 1, bytes: size, failures: [] });
    await client.session.end('all', 'half-close');
    await server.sees(`took ${size} ${hash.digest('hex')}`);
    expect(client.session.info.bytesOut).toBe(size);
    const digest = createHash('sha256');
    for (const { dir, bytes } of await client.rows()) if (dir === 'out') digest.update(bytes);
    const { output } = server;
    expect(output).toContain(digest.digest('hex'));
  }, 240_000);

  it('stops where the peer resets in its middle: the row says how far it came', async () => {
    const server = createServer((socket) => {
      socket.once('data', () => socket.resetAndDestroy());
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const client = await bench.connect('tcp', `127.0.0.1:${(server.address() as AddressInfo).port}`);
    const size = 100 << 20;
    const transfer = valueOf(
      client.session.beginTransfer({ to: 'all', kind: 'data', name: 'big.bin', size }),
    );
    let failed: string | null = null;
    for (let sent = 0; sent < size && failed === null; sent += 1 << 20) {
      const wrote = await transfer.write(new Uint8Array(1 << 20));
      if (!wrote.ok) failed = wrote.error.code;
    }
    expect(failed).not.toBeNull();
    const note = await client.row('note');
    expect(note.detail?.text).toMatch(/big\.bin .* after \d+ of 104857600 bytes/);
    await client.row('reset');
    expect(joined(await client.rows(), 'out').length).toBeLessThan(size);
    server.close();
  });
});
