import * as fc from 'fast-check';
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { parseAddress } from '../address.js';
import { parseCommandLine } from '../command/line.js';
import { encodeUtf8 } from '../utf8.js';
import type { CodeInput, CodeMessage } from './input.js';
import { goString, jsBytes, jsString, pythonBytes, pythonString, shellPrint, shellWord } from './quote.js';
import { codeTargets } from './table.js';

function inputOf(url: string, more: Partial<CodeInput> = {}): CodeInput {
  const address = parseAddress(url, { protocol: 'tcp', role: more.role ?? 'client' });
  if (!address.ok) throw new Error(address.error.message);
  return {
    protocol: address.value.protocol,
    role: 'client',
    address: address.value,
    headers: [],
    subprotocols: [],
    origin: '',
    verify: true,
    caFile: '',
    certFile: '',
    keyFile: '',
    serverName: '',
    localAddress: '',
    localPort: 0,
    message: null,
    remarks: [],
    ...more,
  };
}

const say = (text: string): CodeMessage => ({ kind: 'text', bytes: encodeUtf8(text) });
const bytes = (...list: number[]): CodeMessage => ({ kind: 'binary', bytes: Uint8Array.from(list) });

function written(target: string, input: CodeInput): string {
  const found = codeTargets.find(({ id }) => id === target);
  if (found === undefined) throw new Error(`there is no target ${target}`);
  expect(found.refuses(input)).toBeNull();
  return found.write(input).text;
}

function refused(target: string, input: CodeInput): string | null {
  return codeTargets.find(({ id }) => id === target)?.refuses(input) ?? null;
}

/** The command line without comments and what is piped into it. */
const lineOf = (code: string): string => code.replace(/^#.*\n/gm, '').replace(/^printf [^]*?\|\n/, '');

const nasty = `it's "quoted" $HOME \`id\` $(id) \\n %s !! ; & | > <\n second line\t–ß`;

describe('quoting', () => {
  it('makes words and bytes that every shell reads back', () => {
    for (const shell of ['sh', 'bash']) {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 300 }), (payload) => {
          const { stdout, status } = spawnSync(shell, ['-c', shellPrint(payload)]);
          expect(status).toBe(0);
          expect(stdout.equals(payload)).toBe(true);
        }),
        {
          numRuns: 25,
          examples: [[encodeUtf8(nasty)], [encodeUtf8('-n')], [encodeUtf8('%d')], [Uint8Array.of(0x2d, 0)]],
        },
      );
      const { stdout } = spawnSync(shell, [
        '-c',
        `printf '%s|' ${shellWord(nasty)} ${shellWord('plain')} ${shellWord('')}`,
      ]);
      expect(stdout.toString()).toBe(`${nasty}|plain||`);
    }
  });

  it('makes literals that JavaScript and Python read back', () => {
    const payload = Uint8Array.from({ length: 256 }, (_, i) => i);
    const text = `${nasty}\u0000\u2028\u202e👋\u0085`;
    const script = `process.stdout.write(Buffer.concat([Buffer.from(${jsString(text)}), ${jsBytes(payload)}, ${jsBytes(encodeUtf8('é'))}]))`;
    const wanted = Buffer.concat([Buffer.from(text), payload, Buffer.from('é')]);
    expect(spawnSync(process.execPath, ['-e', script]).stdout.equals(wanted)).toBe(true);
    const python = spawnSync('python3', [
      '-c',
      `import sys; sys.stdout.buffer.write(${pythonString(text)}.encode() + ${pythonBytes(payload)} + ${pythonBytes(encodeUtf8('é'))})`,
    ]);
    if (python.error === undefined) expect(python.stdout.equals(wanted)).toBe(true);
  });

  it('makes strings of Go that hold every byte and nothing that ends them', () => {
    expect(goString(Uint8Array.of(0x22, 0x5c, 0x0a, 0x00, 0x41, 0xff))).toBe('"\\"\\\\\\n\\x00A\\xff"');
  });
});

describe('command lines', () => {
  const web = inputOf('wss://example.test:8443/chat?a=1&b=it%27s', {
    headers: [
      ['X-Note', "it's"],
      ['Authorization', 'Bearer a b'],
    ],
    subprotocols: ['v2', 'v1'],
    origin: 'https://app.test',
    verify: false,
  });

  it.each(['wscat', 'websocat', 'curl'])('of %s are read back by our own parser', (tool) => {
    const parsed = parseCommandLine(lineOf(written(tool, web)));
    if (parsed?.ok !== true) throw new Error('it is not read back');
    expect(parsed.value).toMatchObject({
      protocol: 'wss',
      role: 'client',
      origin: 'https://app.test',
      insecure: true,
      headers: [
        ['X-Note', "it's"],
        ['Authorization', 'Bearer a b'],
      ],
    });
    expect(parsed.value.address).toContain('example.test:8443/chat?a=1&b=it%27s');
    expect(parsed.value.subprotocols).toEqual(['v2', 'v1']);
  });

  it.each([
    ['ncat', 'tcp://127.0.0.1:7000', { localPort: 4000, localAddress: '127.0.0.2' }],
    ['ncat', 'udp://127.0.0.1:7000', {}],
    ['ncat', 'tls://example.test:7000', { verify: false }],
    ['ncat', 'unix:/tmp/a b.sock', {}],
    ['ncat', 'tcp://127.0.0.1:7000', { role: 'server' }],
    ['ncat', 'tcp://-creboot:7000', {}],
  ] as const)('of %s for %s are read back', (tool, url, more) => {
    const input = inputOf(url, more);
    const parsed = parseCommandLine(lineOf(written(tool, input)));
    if (parsed?.ok !== true) throw new Error('it is not read back');
    const address = parseAddress(parsed.value.address, { protocol: parsed.value.protocol, role: input.role });
    if (!address.ok) throw new Error(address.error.message);
    expect(parsed.value.role).toBe(input.role);
    expect(address.value).toMatchObject({ protocol: input.protocol });
    expect(address.value.port).toBe(input.address.port);
    expect(address.value.path).toBe(input.address.path);
    if ('localPort' in more) expect(parsed.value).toMatchObject({ localPort: 4000, localHost: '127.0.0.2' });
  });

  it('writes a host that would be an option as a host', () => {
    for (const role of ['client', 'server'] as const) {
      expect(lineOf(written('ncat', inputOf('tcp://-creboot:1', { role })))).toMatch(/ -- -creboot 1\n$/);
    }
  });

  it('name in comments what cannot be said', () => {
    expect(written('wscat', { ...web, message: bytes(1, 2) })).toContain(
      '# Note: wscat sends text: this binary message of 2 bytes',
    );
    expect(written('curl', { ...web, message: say('x') })).toContain('# Note: It sends no message');
    expect(written('websocat', { ...web, message: { kind: 'ping', bytes: new Uint8Array() } })).toContain(
      '# Note: websocat cannot send a ping',
    );
    expect(written('curl', inputOf('tcp://h:1', { message: bytes(255) }))).toContain(
      '# Note: curl speaks Telnet here',
    );
    expect(written('ncat', inputOf('tcp://h:1', { remarks: ['a\nb; rm -rf /'] }))).toMatch(
      /^# Note: a b; rm -rf \/\nncat h 1\n$/,
    );
  });

  it('give websocat room for a large message, which it would split', () => {
    const line = lineOf(written('websocat', inputOf('ws://h/', { message: say('x'.repeat(70_000)) })));
    expect(line).toContain('-t -0 -B 70001 -n');
    expect(written('websocat', inputOf('ws://h/', { message: say('x') }))).not.toContain('-B');
  });

  it('say that wscat keeps one header of a name', () => {
    const headers = [
      ['X-Twice', '1'],
      ['X-Once', '1'],
      ['X-Twice', '2'],
    ] as const;
    const notes = written('wscat', inputOf('ws://h/', { headers }))
      .split('\n')
      .filter((line) => line.startsWith('#'));
    expect(notes).toEqual(['# Note: wscat sends the header X-Twice once, with its last value.']);
  });

  it('refuse what their programs cannot do', () => {
    expect(refused('ncat', web)).toMatch(/WebSocket/);
    expect(refused('wscat', inputOf('tcp://h:1'))).toMatch(/WebSocket/);
    expect(refused('curl', inputOf('udp://h:1'))).toMatch(/UDP/);
  });
});

describe('programs', () => {
  const inputs = [
    inputOf('tcp://127.0.0.1:7000', { message: say(nasty), localPort: 4000, localAddress: '127.0.0.2' }),
    inputOf('tcp://[::1]:7000', { role: 'server', message: bytes(0, 255) }),
    inputOf('tls://h:7000', {
      verify: false,
      caFile: "it's.pem",
      certFile: 'c.pem',
      keyFile: 'k.pem',
      serverName: 'sni',
      message: say('x'),
    }),
    inputOf('tls://127.0.0.1:7000', { role: 'server', certFile: 'c.pem', keyFile: 'k.pem' }),
    inputOf('udp://127.0.0.1:7000', { message: bytes(1), localPort: 5 }),
    inputOf('udp://127.0.0.1:7000', { role: 'server' }),
    inputOf("unix:/tmp/it's.sock", { message: say('x') }),
    inputOf("unix:/tmp/it's.sock", { role: 'server' }),
    inputOf('wss://h/p?q=1', {
      headers: [
        ['A', '1'],
        ['a', '2'],
        ['B', "it's"],
      ],
      subprotocols: ['x'],
      origin: 'o',
      verify: false,
      message: say(nasty),
    }),
    inputOf('ws://h/p', { message: bytes(0, 255) }),
    inputOf('ws://127.0.0.1:1/p', { role: 'server', subprotocols: ['x'], message: say('hi') }),
    inputOf('wss://127.0.0.1:1/p', { role: 'server', certFile: 'c', keyFile: 'k' }),
    inputOf('ws://h/', { message: { kind: 'close', bytes: Uint8Array.of(0x0f, 0xa1, 0x62) } }),
    inputOf('ws://h/', { message: { kind: 'ping', bytes: encodeUtf8('b') } }),
  ];

  it('are JavaScript and Python to their own compilers', () => {
    for (const input of inputs) {
      const js = spawnSync(process.execPath, ['--input-type=module', '--check'], {
        input: written('node', input),
      });
      expect(js.stderr.toString()).toBe('');
      expect(js.status).toBe(0);
    }
    const all = JSON.stringify(inputs.map((input) => written('python', input)));
    const check = 'import ast, json, sys\nfor text in json.load(sys.stdin): ast.parse(text)';
    const python = spawnSync('python3', ['-c', check], { input: all });
    if (python.error === undefined) expect(python.stderr.toString()).toBe('');
  });

  it('are Go as far as braces, quotes and imports tell', () => {
    for (const input of inputs) {
      const code = written('go', input);
      const bare = code.replace(/"(?:[^"\\\n]|\\.)*"/g, '""');
      for (const [open, close] of ['()', '{}', '[]']) {
        expect(bare.split(open ?? '').length).toBe(bare.split(close ?? '').length);
      }
      // Go refuses an import that is not used, and a name that is not imported.
      const imports = [...code.matchAll(/^\t"([^"]+)"$/gm)].map(([, path]) => path?.split('/').at(-1) ?? '');
      const body = bare.slice(bare.indexOf('func main'));
      for (const name of imports) expect(body, `${name} in ${code}`).toContain(`${name}.`);
      for (const [, name] of body.matchAll(/(?<![\w.])(net|tls|io|log|os|fmt|http|websocket|x509)\./g)) {
        expect(imports, code).toContain(name);
      }
    }
  });
});
