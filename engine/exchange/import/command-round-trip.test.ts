import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeUtf8, parseAddress } from '../../../codec/index.js';
import type { CodeInput, Protocol, Role } from '../../../codec/index.js';
import { factsOf, minusNotes, readBack, shells, usual } from './test-command-facts.js';

const hostile = fc.constantFrom(
  `it's`,
  '"',
  '$HOME',
  '`id`',
  '$(id)',
  '!!',
  '\\',
  '\\\\',
  '\\n',
  '%s',
  ' ',
  '|',
  '&',
  ';',
  '#',
  '*',
  '~',
  ',',
  ':',
  '=',
  '[',
  ']',
  '(',
  '{',
  '}',
  '–ß',
  '👋',
  '-x',
  '<',
  '>',
  '@',
);
// Two braces would begin a placeholder of ours, which a line may have.
const noTemplate = (text: string): boolean => !text.includes('{{') && !text.includes('{%');
const joined = (part: fc.Arbitrary<string>, maxLength = 8): fc.Arbitrary<string> =>
  fc
    .array(part, { maxLength })
    .map((parts) => parts.join(''))
    .filter(noTemplate);
const breaks = fc.constantFrom(
  '\n',
  '\r\n',
  '\r',
  '\t',
  '\0',
  '\u0001',
  '\u001b',
  '\ufeff',
  '\u2028',
  '\u0085',
  '|\n',
  '\\\n',
);
const word = fc.stringMatching(/^[A-Za-z0-9]{1,6}$/);
const text = joined(fc.oneof(hostile, breaks, word, fc.string({ maxLength: 5, unit: 'binary' })), 12);
const bytes = fc.oneof(text.map(encodeUtf8), fc.uint8Array({ maxLength: 40 }), fc.constant(new Uint8Array()));
const token = fc.stringMatching(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,10}$/);
const headerName = token.filter(
  (name) => !/^(origin|host|connection|upgrade|content-length|sec-websocket-.*)$/i.test(name),
);
const headerValue = joined(fc.oneof(hostile, word)).map((value) => value.trim());
const file = joined(fc.oneof(hostile, word), 5).map((name) => (name.trim() === '' ? '' : name.trim()));
const port = fc.integer({ min: 1, max: 65_535 });
const host = fc.constantFrom('example.test', '127.0.0.1', '0.0.0.0', '::1', 'fe80::1', 'localhost');
const target = fc.constantFrom('', '/', "/a?b=1&c='x'", '/?q=$HOME;a[]=1&b=!', '/%20(a)*~', '/a,b:c@d');
const plainOr = <T>(empty: T, other: fc.Arbitrary<T>): fc.Arbitrary<T> => fc.oneof(fc.constant(empty), other);

const connection = fc
  .record({
    protocol: fc.constantFrom<Protocol[]>('tcp', 'tls', 'udp', 'ws', 'wss', 'unix'),
    role: fc.constantFrom<Role[]>('client', 'client', 'server'),
    host,
    port,
    target,
    path: fc.tuple(fc.constantFrom('/run/', './', '/'), file).map(([folder, name]) => `${folder}x${name}`),
    headers: fc.array(fc.tuple(headerName, headerValue), { maxLength: 4 }),
    subprotocols: fc.uniqueArray(token, { maxLength: 3 }),
    origin: plainOr('', fc.constantFrom('https://o.test', 'null', "https://it's.test")),
    verify: fc.boolean(),
    caFile: plainOr('', file),
    certFile: plainOr('', file),
    keyFile: plainOr('', file),
    serverName: plainOr('', fc.constantFrom('sni.test', 'other')),
    localAddress: plainOr('', fc.constantFrom('127.0.0.2', '::2')),
    localPort: plainOr(0, port),
    connectTimeoutMs: plainOr(usual.connectTimeoutMs, fc.integer({ min: 0, max: 86_400_000 })),
    noDelay: fc.boolean(),
    keepAliveMs: fc.option(
      fc.integer({ min: 1, max: 86_400 }).map((seconds) => seconds * 1_000 - (seconds % 3)),
    ),
    message: fc.option(
      fc.oneof(
        fc.record({ kind: fc.constant('text' as const), bytes: text.map(encodeUtf8) }),
        fc.record({ kind: fc.constantFrom('binary', 'ping', 'pong', 'close'), bytes }),
      ),
    ),
  })
  .map((one): CodeInput => {
    const { protocol, role } = one;
    const web = protocol === 'ws' || protocol === 'wss';
    const secure = protocol === 'tls' || protocol === 'wss';
    const client = role === 'client';
    const bracketed = one.host.includes(':') ? `[${one.host}]` : one.host;
    const url =
      protocol === 'unix'
        ? `unix:${one.path}`
        : `${protocol}://${bracketed}:${one.port}${web ? one.target : ''}`;
    const address = parseAddress(url, { protocol, role });
    if (!address.ok) throw new Error(`${url}: ${address.error.message}`);
    const local = client && protocol !== 'unix';
    return {
      protocol,
      role,
      address: address.value,
      headers: web && client ? one.headers : [],
      subprotocols: web ? one.subprotocols : [],
      origin: web && client ? one.origin : '',
      // Whether a listener verifies is another question than whom a client believes.
      verify: secure && client ? one.verify : true,
      caFile: secure ? one.caFile : '',
      certFile: secure ? one.certFile : '',
      keyFile: secure ? one.keyFile : '',
      serverName: secure && client ? one.serverName : '',
      localAddress: local ? one.localAddress : '',
      localPort: local ? one.localPort : 0,
      ...(protocol !== 'udp' &&
        protocol !== 'unix' && {
          socket: {
            ...(client &&
              one.connectTimeoutMs !== usual.connectTimeoutMs && { connectTimeoutMs: one.connectTimeoutMs }),
            ...(!one.noDelay && { noDelay: false as const }),
            ...(one.keepAliveMs !== null && { keepAliveMs: one.keepAliveMs }),
          },
        }),
      message: one.message,
      remarks: [],
    };
  });

/** As a shell splits it, or why it cannot. */
function shellSays(codes: readonly string[]): string {
  const { stderr } = spawnSync('sh', ['-n'], { input: codes.map((code) => `{\n${code}}\n`).join('') });
  return stderr.toString();
}

describe('command lines that are exported', () => {
  it.each(shells.map(({ id }) => id))('come back from %s less what its notes name', async (id) => {
    const target = shells.find((one) => one.id === id);
    if (target === undefined) throw new Error(id);
    const written: string[] = [];
    await fc.assert(
      fc.asyncProperty(
        connection.filter((one) => target.refuses(one) === null),
        async (input) => {
          const { text: code, notes } = target.write(input);
          written.push(code);
          const back = await readBack(code);
          expect(back.facts, code).toEqual(minusNotes(factsOf(input), notes));
          expect(
            back.notes.filter((note) => !/every address/.test(note)),
            code,
          ).toEqual([]);
        },
      ),
      { numRuns: Number(process.env['ROUND_TRIPS'] ?? 100) },
    );
    expect(shellSays(written)).toBe('');
  });
});
