import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeTargets, encodeUtf8, parseAddress, parseHex } from '../../../codec/index.js';
import type { CodeInput, Protocol, Role } from '../../../codec/index.js';
import { fullOptions } from '../../../contract/index.js';
import type { ImportedConnection } from './model.js';
import { notesOf, readTexts } from './test-import.js';

/** A connection and its message as they matter to a peer. */
interface Facts {
  protocol: Protocol;
  role: Role;
  host: string | undefined;
  port: number | undefined;
  /** Path and query of a URL. */
  target: string | undefined;
  path: string | undefined;
  headers: readonly (readonly [string, string])[];
  subprotocols: readonly string[];
  origin: string;
  verify: boolean;
  caFile: string;
  certFile: string;
  keyFile: string;
  serverName: string;
  localAddress: string;
  localPort: number;
  message: { kind: string; bytes: string } | null;
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

function factsOf(input: CodeInput): Facts {
  const { protocol, role, address, message, remarks: _, ...rest } = input;
  const web = protocol === 'ws' || protocol === 'wss';
  return {
    ...rest,
    protocol,
    role,
    // A listener that names no host listens on this machine alone.
    host: protocol === 'unix' ? undefined : (address.host ?? '127.0.0.1'),
    port: address.port,
    target: web ? address.target : undefined,
    path: address.path,
    message: message === null ? null : { kind: web ? message.kind : 'binary', bytes: hex(message.bytes) },
  };
}

const endings = { none: '', lf: '\n', cr: '\r', crlf: '\r\n', nul: '\0' };

/** The same of what an import made. */
function importedFacts(connection: ImportedConnection): Facts {
  const { protocol, role, options, headers, messages } = connection;
  const address = parseAddress(connection.address, { protocol, role });
  if (!address.ok) throw new Error(`${connection.address}: ${address.error.message}`);
  const { ws, tls, tcp, udp } = fullOptions(options);
  const local = protocol === 'udp' ? udp : tcp;
  expect(messages.length).toBeLessThan(2);
  const [message] = messages;
  let sent: Facts['message'] = null;
  if (message !== undefined) {
    const bytes = message.mode === 'hex' ? parseHex(message.body) : null;
    if (bytes?.ok === false) throw new Error(bytes.error.message);
    const text = encodeUtf8(message.body + endings[message.ending ?? 'none']);
    sent = { kind: message.kind, bytes: hex(bytes === null ? text : bytes.value) };
  }
  return {
    protocol,
    role,
    host: protocol === 'unix' ? undefined : (address.value.host ?? '127.0.0.1'),
    port: address.value.port,
    target: protocol === 'ws' || protocol === 'wss' ? address.value.target : undefined,
    path: address.value.path,
    // What opens doors became a secret.
    headers: headers.map(({ name, value, variables }) => [
      name,
      variables.reduce((so, one) => so.replace(`{{${one.name}}}`, () => one.value), value),
    ]),
    subprotocols: ws.subprotocols,
    origin: ws.origin,
    verify: tls.verify,
    caFile: tls.caFile,
    certFile: tls.certFile,
    keyFile: tls.keyFile,
    serverName: tls.serverName,
    localAddress: local.localAddress,
    localPort: local.localPort,
    message: sent,
  };
}

const noTls = { verify: true, caFile: '', certFile: '', keyFile: '', serverName: '' };

/** Every note an export can have, and what it says of the connection. A note that is not here fails the test. */
const told: readonly (readonly [RegExp, (facts: Facts, note: RegExpExecArray) => Partial<Facts>])[] = [
  [/^wscat listens on every address\.$/, () => ({ host: 'localhost' })],
  [/^wscat cannot listen with TLS: this is ws:\/\/\.$/, () => ({ protocol: 'ws', ...noTls })],
  [/^TLS needs a PKCS #12 file: .* wss-l: for ws-l:\.$/, () => ({ protocol: 'ws', ...noTls })],
  [/^Type the message once a client is there\.$/, () => ({ message: null })],
  [/^It answers at every path, not at \S+ alone\.$/, () => ({ target: '/' })],
  [/^The subprotocols .* are left out\.$/, () => ({ subprotocols: [] })],
  [/^The local address \S+ cannot be chosen\.$/, () => ({ localAddress: '', localPort: 0 })],
  [/^The server name .* cannot be set\.$/, () => ({ serverName: '' })],
  [
    /^wscat sends the header (\S+) once, with its last value\.$/,
    ({ headers }, [, name]) => ({
      headers: headers.filter(
        ([one], at) => one !== name || headers.findLastIndex(([n]) => n === name) === at,
      ),
    }),
  ],
  [/^wscat sends text: this .* message of \d+ bytes cannot be given to it\.$/, () => ({ message: null })],
  [/^(wscat|websocat|ncat|socat) sends no empty (message|datagram)\.$/, () => ({ message: null })],
  [/^websocat cannot send a (ping|pong|close) of your own\.$/, () => ({ message: null })],
  [/^websocat ends a text message at NUL: this one has some\.$/, () => ({ message: null })],
  [/^A client certificate needs a PKCS #12 file: /, () => ({ certFile: '', keyFile: '' })],
  [/^ncat would verify with .*: the file is left out\.$/s, () => ({ caFile: '' })],
  [/^It takes one peer; -k goes on with the next\.$/, () => ({})],
  [/^curl speaks Telnet here: a byte ff is not sent as it is\. /, () => ({})],
  [/^curl makes the handshake and prints frames as they come, /, () => ({})],
  [/^It sends no message: use websocat, Node or Python for that\.$/, () => ({ message: null })],
];

/** What an export says of itself is all that may be missing. */
function minusNotes(facts: Facts, notes: readonly string[]): Facts {
  return notes.reduce((so, note) => {
    for (const [pattern, effect] of told) {
      const found = pattern.exec(note);
      if (found !== null) return { ...so, ...effect(so, found) };
    }
    throw new Error(`a note that nobody knows: ${note}`);
  }, facts);
}

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
      message: one.message,
      remarks: [],
    };
  });

const shells = codeTargets.filter(({ language }) => language === 'shell');

async function readBack(code: string): Promise<{ readonly facts: Facts; readonly notes: readonly string[] }> {
  const imported = await readTexts({ 'pasted text': code });
  const [only, ...others] = imported.connections;
  if (only === undefined || others.length > 0) {
    throw new Error(`${imported.connections.length} connections of ${code}: ${notesOf(imported).join('\n')}`);
  }
  return { facts: importedFacts(only), notes: notesOf(imported) };
}

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

/** As their manuals have them, or people who ask about them. */
const manual: readonly (readonly [tool: string, line: string, facts: Partial<Facts>])[] = [
  ['wscat', 'wscat -c wss://echo.websocket.org', { protocol: 'wss', host: 'echo.websocket.org', port: 443 }],
  ['wscat', 'wscat --connect ws://h/ws -s a -s b -H "X-A: 1" -o https://o -n', { subprotocols: ['a', 'b'] }],
  [
    'wscat',
    `wscat -c ws://h -x '{"a": "it is"}' -w 5`,
    { message: { kind: 'text', bytes: hexOf('{"a": "it is"}') } },
  ],
  ['wscat', 'wscat -c wss://h --ca ca.pem --cert c.pem --key k.pem', { caFile: 'ca.pem', keyFile: 'k.pem' }],
  ['websocat', 'websocat ws://echo.websocket.org/', { protocol: 'ws', host: 'echo.websocket.org' }],
  ['websocat', 'websocat -s 1234', { role: 'server', port: 1234 }],
  ['websocat', 'websocat -E -b ws-l:[::1]:8080 -', { role: 'server', host: '::1' }],
  [
    'websocat',
    `printf '\\x00\\xff' | websocat -b wss://h/x --protocol v1`,
    { message: { kind: 'binary', bytes: '00ff' } },
  ],
  ['websocat', 'echo hi | websocat -t ws://h', { message: { kind: 'text', bytes: hexOf('hi') } }],
  ['websocat', 'echo hi | websocat -b ws://h', { message: { kind: 'binary', bytes: hexOf('hi\n') } }],
  ['websocat', "SSL_CERT_FILE='/a b/ca.pem' websocat wss://h", { caFile: '/a b/ca.pem' }],
  ['ncat', 'ncat -C mail.example.com 25', { host: 'mail.example.com', port: 25 }],
  ['ncat', 'echo EHLO x | ncat -C h 25', { message: { kind: 'binary', bytes: hexOf('EHLO x\r\n') } }],
  ['ncat', 'ncat -u --listen 127.0.0.1 5000', { protocol: 'udp', role: 'server', port: 5000 }],
  ['ncat', 'echo hi | ncat -u ::1 5000', { host: '::1', message: { kind: 'binary', bytes: hexOf('hi\n') } }],
  ['ncat', 'ncat --ssl --ssl-verify h 443', { protocol: 'tls', verify: true }],
  ['ncat', 'ncat --ssl h 443', { protocol: 'tls', verify: false }],
  ['ncat', 'ncat -s 10.0.0.1 -p 4000 h 80', { localAddress: '10.0.0.1', localPort: 4000 }],
  ['ncat', 'nc -lU /var/tmp/dsocket', { protocol: 'unix', role: 'server', path: '/var/tmp/dsocket' }],
  [
    'ncat',
    String.raw`printf "GET / HTTP/1.0\r\n\r\n" | nc host.example.com 80`,
    { message: { kind: 'binary', bytes: hexOf('GET / HTTP/1.0\r\n\r\n') } },
  ],
  ['socat', 'socat - TCP4:www.domain.org:80', { protocol: 'tcp', host: 'www.domain.org', port: 80 }],
  ['socat', 'socat - UDP6-LISTEN:5000,bind=[::1]', { protocol: 'udp', role: 'server', host: '::1' }],
  [
    'socat',
    'socat - SSL:server:4443,cafile=server.crt,cert=client.pem',
    { protocol: 'tls', caFile: 'server.crt' },
  ],
  ['socat', String.raw`socat - 'UNIX-CONNECT:/tmp/a\,b\:c'`, { path: '/tmp/a,b:c' }],
  ['socat', 'socat - "UNIX-LISTEN:\'/tmp/a,b\'"', { role: 'server', path: '/tmp/a,b' }],
  [
    'socat',
    'echo a | socat - TCP:h:1,crnl,sourceport=7',
    { localPort: 7, message: { kind: 'binary', bytes: hexOf('a\r\n') } },
  ],
  ['curl', 'echo hi | curl telnet://localhost:7 --interface 127.0.0.1', { localAddress: '127.0.0.1' }],
  [
    'curl',
    'curl -N -E client.pem:secret --key k.pem wss://h/x?a[]=1',
    { certFile: 'client.pem', target: '/x?a[]=1' },
  ],
  [
    'curl',
    String.raw`curl -k -E 'c\:d.pem' -H 'X-Empty;' wss://h`,
    { certFile: 'c:d.pem', headers: [['X-Empty', '']] },
  ],
  [
    'curl',
    String.raw`curl 'wss://h/x' -H $'X-Note: it\'s' -H 'Origin: https://o'`,
    { headers: [['X-Note', "it's"]] },
  ],
];

describe('command lines of manuals', () => {
  it.each(manual)('come in, go out as %s and come in again: %s', async (tool, line, wanted) => {
    const first = await readBack(line);
    expect(first.facts).toMatchObject(wanted);
    const target = shells.find(({ id }) => id === tool);
    if (target === undefined) throw new Error(tool);
    const input = inputOfFacts(first.facts);
    const { text: code, notes } = target.write(input);
    expect((await readBack(code)).facts, code).toEqual(minusNotes(first.facts, notes));
  });
});

function hexOf(said: string): string {
  return hex(encodeUtf8(said));
}

function inputOfFacts({ host, port, target, path, message, ...rest }: Facts): CodeInput {
  const place = `${host?.includes(':') === true ? `[${host}]` : (host ?? '')}:${port ?? ''}`;
  const url = path === undefined ? `${rest.protocol}://${place}${target ?? ''}` : `unix:${path}`;
  const address = parseAddress(url, rest);
  if (!address.ok) throw new Error(address.error.message);
  return {
    ...rest,
    address: address.value,
    message:
      message === null
        ? null
        : { kind: message.kind === 'text' ? 'text' : 'binary', bytes: Buffer.from(message.bytes, 'hex') },
    remarks: [],
  };
}
