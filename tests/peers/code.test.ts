import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { codeTargets, parseAddress } from '../../codec/index.js';
import type { CodeInput, CodeMessage } from '../../codec/index.js';
import type { ConnectionOptions, Protocol } from '../../contract/index.js';
import { TestAuthority } from '../../engine/endpoint/test-certificates.js';
import { PeerBench } from './engine-fixture.js';
import type { PeerProcess } from './process.js';
import { needs } from './program.js';

/** What a shell, JavaScript or Python could take for something else than text. */
const nasty = `it's "quoted" $HOME \`id\` $(id) %s \\n {x} \${y} ; & | > < #no –ß👋`;
const octets = Uint8Array.from({ length: 256 }, (_, i) => i);
const everyByte: CodeMessage = { kind: 'binary', bytes: octets };
const text: CodeMessage = { kind: 'text', bytes: new TextEncoder().encode(nasty) };

const programs = {
  Node: { id: 'node', path: process.execPath, missing: false, note: '' },
  Python: { id: 'python', ...needs('python3') },
  ncat: { id: 'ncat', ...needs('ncat') },
  socat: { id: 'socat', ...needs('socat') },
  curl: { id: 'curl', ...needs('curl') },
} as const;
type Name = keyof typeof programs;

describe('code for other programs, run', async () => {
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

  function inputOf(url: string, more: Partial<CodeInput>): CodeInput {
    const address = parseAddress(url, { protocol: 'tcp', role: 'client' });
    if (!address.ok) throw new Error(address.error.message);
    const files = { caFile: '', certFile: '', keyFile: '', serverName: '', localAddress: '', localPort: 0 };
    const base = { headers: [], subprotocols: [], origin: '', verify: true, message: null, remarks: [] };
    const { protocol } = address.value;
    return { protocol, role: 'client', address: address.value, ...base, ...files, ...more };
  }

  /** Runs what is written for a program, as somebody who pastes it would. */
  function run(name: Name, input: CodeInput): PeerProcess {
    const { id, path } = programs[name];
    const target = codeTargets.find((one) => one.id === id);
    if (target === undefined) throw new Error(`there is no target ${id}`);
    expect(target.refuses(input)).toBeNull();
    const { text: code } = target.write(input);
    if (target.language === 'shell') return bench.run('bash', ['-c', code]);
    const script = join(bench.directory, `code.${target.extension}`);
    writeFileSync(script, code);
    if (name !== 'Node') return bench.run(path, [script]);
    // A module looks for packages beside itself: `ws` is the repository's.
    return bench.run('bash', [
      '-c',
      `cd "$0" && exec "$1" --input-type=module < "$2"`,
      repository,
      path,
      script,
    ]);
  }

  async function listen(protocol: Protocol, options: ConnectionOptions = {}) {
    const address = protocol === 'ws' || protocol === 'wss' ? `${protocol}://127.0.0.1:0/` : '127.0.0.1:0';
    const secure = protocol === 'tls' || protocol === 'wss' ? { tls: identity } : {};
    return bench.listen(protocol, address, { ...secure, ...options });
  }

  const streams = (['Node', 'Python', 'ncat', 'socat'] as const).flatMap((name) =>
    (['tcp', 'tls', 'udp', 'unix'] as const).map((protocol) => [name, protocol] as const),
  );

  it.each(streams)('%s sends every byte over %s', async (name, protocol) => {
    const path = join(bench.directory, "it's a.sock");
    const session = protocol === 'unix' ? await bench.listen('unix', `unix:${path}`) : await listen(protocol);
    const host = protocol === 'tls' ? 'localhost' : '127.0.0.1';
    const url =
      protocol === 'unix' ? `unix:${path}` : `${protocol}://${host}:${'port' in session ? session.port : 0}`;
    for (const message of [everyByte, text]) {
      const caFile = protocol === 'tls' ? file(authority.caFile) : '';
      run(name, inputOf(url, { message, caFile }));
      const wanted = Buffer.from(message.bytes);
      await session.when(`the bytes of ${message.kind}`, (rows) => {
        const last = Math.max(...rows.map(({ peer }) => peer));
        const got = rows.filter((row) => row.dir === 'in' && row.peer === last).map(({ bytes }) => bytes);
        return Buffer.concat(got).equals(wanted) ? true : undefined;
      });
    }
  });

  it('curl sends every byte but 255 over tcp', async () => {
    const session = await listen('tcp');
    const message: CodeMessage = { kind: 'binary', bytes: octets.subarray(0, 255) };
    run('curl', inputOf(`tcp://127.0.0.1:${session.port}`, { message }));
    await session.when('the bytes', (rows) =>
      Buffer.concat(rows.filter(({ dir }) => dir === 'in').map(({ bytes }) => bytes)).equals(
        Buffer.from(octets.subarray(0, 255)),
      )
        ? true
        : undefined,
    );
  });

  const web: Partial<CodeInput> = {
    headers: [
      ['X-Note', `it's "q" $HOME \`id\` \\n`],
      ['X-Twice', '1'],
      ['X-Twice', '2'],
      ['Authorization', 'Bearer a.b-c'],
    ],
    subprotocols: ['v2.chat', 'v1.chat'],
    origin: 'https://app.test',
  };
  // Python needs websockets 13 for these, which Debian does not have yet.
  const sockets = (['Node', 'curl'] as const).flatMap((name) =>
    (['ws', 'wss'] as const).map((protocol) => [name, protocol] as const),
  );

  it.each(sockets)(
    '%s makes the handshake of %s: path, headers, origin, subprotocols',
    async (name, protocol) => {
      const session = await listen(protocol, { ws: { subprotocols: ['v1.chat'] } });
      const caFile = protocol === 'wss' ? file(authority.caFile) : '';
      run(name, inputOf(`${protocol}://localhost:${session.port}/a%20b?c=it%27s&d=%22`, { ...web, caFile }));
      const { bytes } = await session.row('request');
      const head = bytes.toString();
      expect(head).toMatch(/^GET \/a%20b\?c=it%27s&d=%22 HTTP\/1\.1\r\n/);
      const values = (header: string): string[] =>
        [...head.matchAll(new RegExp(`^${header}: (.*)\r$`, 'gim'))].map(([, value]) => value ?? '');
      expect(values('x-note')).toEqual([`it's "q" $HOME \`id\` \\n`]);
      expect(values('x-twice').join(', ')).toBe('1, 2');
      expect(values('authorization')).toEqual(['Bearer a.b-c']);
      expect(values('origin')).toEqual(['https://app.test']);
      expect(values('sec-websocket-protocol').join().replaceAll(' ', '')).toBe('v2.chat,v1.chat');
      expect((await session.row('open', (row) => row.peer === 1)).detail?.protocol).toBe('v1.chat');
    },
  );

  it.each(['Node'] as const)('%s sends text, binary, pings and a close as they are', async (name) => {
    const session = await listen('ws', { ws: { deflate: false } });
    const messages: readonly [CodeMessage, string][] = [
      [text, 'text'],
      [everyByte, 'binary'],
      [{ kind: 'ping', bytes: Uint8Array.of(0, 255, 0x27) }, 'ping'],
      [{ kind: 'close', bytes: Uint8Array.of(0x0f, 0xa1, 0x27, 0x22) }, 'close'],
    ];
    for (const [message, kind] of messages) {
      run(name, inputOf(`ws://127.0.0.1:${session.port}/`, { message }));
      const wanted = Buffer.from(message.bytes);
      await session.when(`the ${kind}`, (rows) =>
        rows.find((row) => row.dir === 'in' && row.kind === kind && row.bytes.equals(wanted)),
      );
    }
  });

  it.each(['Node', 'Python', 'ncat', 'socat'] as const)(
    '%s refuses a certificate it cannot verify, unless told not to',
    async (name) => {
      const session = await listen('tls');
      const url = `tls://localhost:${session.port}`;
      run(name, inputOf(url, { message: text }));
      await session.row('tls', (row) => row.detail?.error !== undefined || row.peer === 1);
      await session.row('end', (row) => row.peer === 1);
      expect((await session.rows()).some((row) => row.kind === 'chunk')).toBe(false);
      run(name, inputOf(url, { message: text, verify: false }));
      await session.when('the text', (rows) =>
        rows.find(({ kind, bytes }) => kind === 'chunk' && bytes.toString() === nasty),
      );
    },
  );
});

const repository = fileURLToPath(new URL('../../', import.meta.url));
