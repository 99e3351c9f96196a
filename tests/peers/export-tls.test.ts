import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TestAuthority } from '../../engine/endpoint/test-certificates.js';
import type { ConnectionOptions, Protocol } from '../../contract/index.js';
import { openRecordedSession } from '../../engine/index.js';
import type { ExportOptions, Session } from '../../engine/index.js';
import { PeerBench, valueOf } from './engine-fixture.js';
import { needs } from './program.js';

const tshark = needs('tshark');

describe.skipIf(tshark.missing)(`TLS with its secrets in tshark${tshark.note}`, async () => {
  const authority = await TestAuthority.create();
  const leaf = await authority.server();
  const file = (name: string): string => join(authority.directory, name);
  const identity = { certFile: file(leaf.certFile), keyFile: file(leaf.keyFile) };
  let bench: PeerBench;
  beforeEach(async () => {
    bench = await PeerBench.make();
  });
  afterEach(() => bench.close());
  afterAll(() => authority.remove());

  async function written(session: Session, options: ExportOptions): Promise<Buffer> {
    const pieces: Uint8Array[] = [];
    for await (const piece of session.export(null, options.tls === true ? 'pcapng' : 'jsonl', options)) {
      pieces.push(valueOf(piece).data);
    }
    return Buffer.concat(pieces);
  }

  /** The fields of every packet a display filter leaves. Nothing else decrypts: no preference names a key log. */
  function read(capture: Buffer, filter: string, fields: readonly string[]): string[] {
    const path = join(bench.directory, `tls-${Math.random().toString(36).slice(2)}.pcapng`);
    writeFileSync(path, capture);
    const wanted = fields.flatMap((field) => ['-e', field]);
    const args = ['-r', path, '-Y', filter, '-T', 'fields', '-E', 'separator=|', ...wanted];
    const { status, stdout, stderr } = spawnSync(tshark.path, args, { encoding: 'utf8', maxBuffer: 1 << 26 });
    if (status !== 0) throw new Error(`tshark: ${stderr}`);
    return stdout.split('\n').filter((line) => line !== '');
  }

  /** Both ends are ours: a client and a listener that echoes, of one protocol. */
  async function talk(protocol: Protocol, tls: ConnectionOptions['tls'] = {}) {
    const secrets = { recordSecrets: true, ...tls };
    const scheme = protocol === 'wss' ? 'wss://' : '';
    const listener = await bench.listen(protocol, `${scheme}127.0.0.1:0`, {
      tls: { ...identity, ...secrets },
      listen: { echo: true },
    });
    const client = await bench.connect(protocol, `${scheme}localhost:${listener.port}`, {
      tls: { caFile: file(authority.caFile), ...secrets },
      tcp: { family: 'ipv4' },
      ws: { deflate: false },
    });
    return { listener, client };
  }

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'decrypts the WebSocket of a client and of a listener, over %s',
    async (version) => {
      const { listener, client } = await talk('wss', { minVersion: version, maxVersion: version });
      await client.send('text', 'behind the curtain');
      await client.received('behind the curtain');
      await client.send('binary', Buffer.alloc(100_000, 7));
      await client.when('the large echo', (rows) =>
        rows.find((row) => row.dir === 'in' && row.bytes.length === 100_000),
      );
      valueOf(await client.session.stop());
      await listener.row('end', (row) => row.peer === 1);
      for (const { session } of [client, listener]) {
        const capture = await written(session, { tls: true, version: '1.2.3' });
        // The bytes are encrypted: without the block of secrets nobody reads them.
        expect(capture.includes('behind the curtain')).toBe(false);
        const texts = read(capture, 'websocket.opcode == 1', ['websocket.payload.text']);
        expect(texts).toEqual(['behind the curtain', 'behind the curtain']);
        expect(read(capture, 'websocket.opcode == 2', ['websocket.payload_length_ext_64'])).toEqual([
          '100000',
          '100000',
        ]);
        expect(read(capture, 'http', ['http.request.uri', 'http.response.code'])).toEqual(['/|', '|101']);
        expect(read(capture, 'tls.handshake.type == 1', ['tcp.dstport'])).toEqual([String(listener.port)]);
        expect(read(capture, 'tcp.analysis.flags || _ws.malformed', ['frame.number'])).toEqual([]);
        expect(read(capture, 'tcp.flags.syn == 1', ['frame.number'])).toEqual(['1', '2']);
        expect(read(capture, 'tcp.flags.fin == 1', ['frame.number']).length).toBeGreaterThan(0);
      }
    },
  );

  it('decrypts a stream of TLS, of each peer by itself, opened again from the disk too', async () => {
    const { listener, client } = await talk('tls');
    const second = await bench.connect('tls', `localhost:${listener.port}`, { tls: { verify: false } });
    await client.send('data', 'of the first');
    await client.received('of the first');
    await second.send('data', 'of the second');
    await second.received('of the second');
    const capture = await written(listener.session, { tls: true });
    expect(read(capture, 'data.data', ['tcp.stream', 'data.data'])).toEqual(
      [
        ['0', 'of the first'],
        ['0', 'of the first'],
        ['1', 'of the second'],
        ['1', 'of the second'],
      ].map(([stream, text]) => `${stream}|${Buffer.from(text ?? '').toString('hex')}`),
    );
    valueOf(await client.session.stop());
    await client.row('end');
    const again = valueOf(await openRecordedSession(client.session.info.directory));
    const reopened = await written(again, { tls: true });
    expect(read(reopened, 'data.data', ['data.data'])).toEqual(
      Array(2).fill(Buffer.from('of the first').toString('hex')),
    );
    await again.close();
    // It asked for none.
    for await (const piece of second.session.export(null, 'pcapng', { tls: true })) {
      expect(piece).toMatchObject({ error: { code: 'export.no-secrets' } });
    }
  });

  it('keeps the secrets in a file of its owner’s alone, in no row, in no other export, and deletes it with the session', async () => {
    const { listener, client } = await talk('tls');
    await client.send('data', 'hello');
    await client.received('hello');
    valueOf(await client.session.stop());
    await client.row('end');
    await written(client.session, { tls: true });
    const { directory, id } = client.session.info;
    const secrets = join(directory, 'tls.secrets');
    expect(statSync(secrets).mode & 0o777).toBe(0o600);
    const text = readFileSync(secrets, 'latin1');
    const [, secret = 'none'] =
      /CLIENT_TRAFFIC_SECRET_0 [0-9a-f]{64} ([0-9a-f]{96}|[0-9a-f]{64})/.exec(text) ?? [];
    expect(secret).not.toBe('none');
    for (const layer of ['messages', 'wire'] as const) {
      const lines = await written(client.session, { layer });
      expect(lines.includes(secret)).toBe(false);
      expect(lines.includes('CLIENT_TRAFFIC_SECRET')).toBe(false);
    }
    for (const name of readdirSync(directory)) {
      if (name === 'tls.secrets') continue;
      expect(readFileSync(join(directory, name), 'latin1'), name).not.toContain('TRAFFIC_SECRET');
    }
    valueOf(await listener.session.stop());
    expect(await bench.engine.shelf.remove([id])).toMatchObject({ failed: [] });
    expect(await bench.engine.shelf.empty([id])).toMatchObject({ failed: [] });
    expect(() => statSync(secrets)).toThrow('ENOENT');
  });

  it('records nothing unless it was asked to, and refuses what cannot be covered or picked from', async () => {
    const { client } = await talk('tls', { recordSecrets: false });
    await client.send('data', 'hello');
    await client.received('hello');
    expect(readdirSync(client.session.info.directory)).not.toContain('tls.secrets');
    for (const [choice, code] of [
      [{ tls: true }, 'export.no-secrets'],
      [{ tls: true, redact: true }, 'export.unsuitable'],
      [{ tls: true, direction: 'in' }, 'export.unsuitable'],
      [{ tls: true, range: { from: 0, to: 1 } }, 'export.unsuitable'],
    ] as const) {
      for await (const piece of client.session.export(null, 'pcapng', choice)) {
        expect(piece).toMatchObject({ error: { code } });
      }
    }
  });
});
