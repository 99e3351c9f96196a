import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { WebSocketServer } from 'ws';
import { decode } from './decode.js';
import { exportSession } from './export.js';
import { Exit } from './exit.js';
import { parseCommand } from './options.js';
import { run } from './run.js';
import { syncMsOf } from './sync.js';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const close of closers.splice(0).reverse()) await close();
});

/** Runs a command line as the terminal would, with streams a test can hold. */
function start(line: readonly string[], typed: string | null = null) {
  const input = new PassThrough();
  const output = new PassThrough();
  const errors = new PassThrough();
  const stop = new AbortController();
  let printed = '';
  let complaints = '';
  const waiting: { text: string; found: () => void }[] = [];
  output.on('data', (bytes: Buffer) => {
    printed += bytes.toString();
    for (const one of waiting) if (printed.includes(one.text)) one.found();
  });
  errors.on('data', (bytes: Buffer) => (complaints += bytes.toString()));
  if (typed !== null) input.end(typed);
  const command = parseCommand(line);
  if (!command.ok) throw new Error(command.error.message);
  const terminal = { input, output, errors, interrupted: stop.signal };
  const { value } = command;
  const { name } = value;
  if (name === 'help' || name === 'decode-help' || name === 'version' || name === 'import') {
    throw new Error('nothing runs');
  }
  if (name === 'checksum' || name === 'checksum-help') throw new Error('nothing runs');
  const exit =
    value.name === 'decode'
      ? decode(value, terminal)
      : value.name === 'export'
        ? exportSession(value, terminal, '0.0.0-test')
        : run(value, terminal, '0.0.0-test');
  closers.push(async () => {
    stop.abort();
    await exit;
  });
  return {
    input,
    exit,
    stop: () => stop.abort(),
    printed: () => printed,
    complaints: () => complaints,
    objects: () =>
      printed
        .trim()
        .split('\n')
        .map((one) => JSON.parse(one) as Record<string, unknown>),
    sees: (text: string) =>
      new Promise<void>((found) => (printed.includes(text) ? found() : waiting.push({ text, found }))),
  };
}

async function portOf(listening: ReturnType<typeof start>): Promise<number> {
  await listening.sees('\n');
  return Number(listening.objects()[0]?.['port']);
}

async function server(onSocket: (socket: net.Socket) => void): Promise<number> {
  const sockets = new Set<net.Socket>();
  const listener = net.createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    onSocket(socket);
  });
  await new Promise<void>((done) => listener.listen(0, '127.0.0.1', done));
  closers.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((done) => listener.close(done));
  });
  return (listener.address() as AddressInfo).port;
}

describe('the terminal', () => {
  it('takes the loss window of its log from the command line, else from the workspace', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'wirebench-cli-'));
    closers.push(() => rm(directory, { recursive: true }));
    const of = async (...args: string[]) => {
      const command = parseCommand(['connect', 'tcp://127.0.0.1:1', '--session', 'x', ...args]);
      if (!command.ok || command.value.name !== 'connect') throw new Error('it was not read');
      return syncMsOf(command.value);
    };
    expect(await of()).toBeUndefined();
    expect(await of('--workspace', directory)).toBeUndefined();
    await mkdir(join(directory, '.local'));
    const kept = '{"format":"wirebench-sync","version":1,"ms":40}';
    await writeFile(join(directory, '.local', 'sync.json'), kept);
    expect(await of('--workspace', directory)).toBe(40);
    expect(await of('--workspace', directory, '--sync-ms', '0')).toBe(0);
    expect(parseCommand(['connect', 'tcp://127.0.0.1:1', '--sync-ms', '5'])).toMatchObject({
      error: { message: expect.stringContaining('--session DIR') as string },
    });
  });

  it('prints the bound address first, then one object a row, and echoes', async () => {
    const listening = start(['listen', 'tcp://127.0.0.1:0', '--echo', '--json']);
    const port = await portOf(listening);
    const peer = net.connect(port, '127.0.0.1');
    peer.write('over and out');
    const answer = await new Promise<Buffer>((done) => peer.once('data', done));
    expect(answer.toString()).toBe('over and out');
    peer.end();
    await listening.sees('"dir":"out"');
    listening.stop();
    expect(await listening.exit).toBe(Exit.ok);
    const [first, ...rows] = listening.objects();
    expect(first).toMatchObject({
      event: 'listening',
      address: `127.0.0.1:${port}`,
      host: '127.0.0.1',
      port,
    });
    expect(rows.map((row) => row['seq'])).toEqual(rows.map((_row, i) => i + 1));
    const received = rows.find((row) => row['dir'] === 'in' && row['kind'] === 'chunk');
    expect(received).toMatchObject({
      peer: 1,
      length: 12,
      payload: Buffer.from('over and out').toString('base64'),
    });
  });

  it('sends each line of standard input to a WebSocket, prints the answers and closes', async () => {
    const wss = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await new Promise((done) => wss.once('listening', done));
    closers.push(() => wss.close());
    const heard: string[] = [];
    wss.on('connection', (ws) =>
      ws.on('message', (data: Buffer) => {
        heard.push(data.toString());
        ws.send(data.toString().toUpperCase());
      }),
    );
    const { port } = wss.address() as AddressInfo;
    const talk = start(['connect', `ws://127.0.0.1:${port}`, '--quiet'], 'one\ntwo\n');
    expect(await talk.exit).toBe(Exit.ok);
    expect(heard).toEqual(['one', 'two']);
    expect(talk.printed()).toBe('ONE\nTWO\n');
  });

  it('takes the passphrase of its key from the environment, and writes it nowhere', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'wirebench-cli-'));
    closers.push(() => rm(directory, { recursive: true }));
    const [cert, key, kept] = [join(directory, 'c.pem'), join(directory, 'k.pem'), join(directory, 'kept')];
    const made = ['req', '-x509', '-newkey', 'rsa:2048', '-passout', 'pass:0p3n', '-days', '2'];
    execFileSync('openssl', [...made, '-subj', '/CN=localhost', '-keyout', key, '-out', cert], {
      stdio: 'ignore',
    });
    const line = ['listen', 'tls://127.0.0.1:0', '--cert', cert, '--key', key, '--json'];
    vi.stubEnv('WIREBENCH_KEY_PASSPHRASE', '');
    const without = start(line, '');
    expect(await without.exit).not.toBe(Exit.ok);
    expect(without.complaints()).toContain('passphrase');
    vi.stubEnv('WIREBENCH_KEY_PASSPHRASE', '0p3n');
    const listening = start([...line, '--session', kept]);
    const port = await portOf(listening);
    const talk = start(['connect', `tls://127.0.0.1:${port}`, '--insecure', '--quiet'], 'hello\n');
    await listening.sees(Buffer.from('hello\n').toString('base64'));
    listening.stop();
    await Promise.all([talk.exit, listening.exit]);
    for (const name of await readdir(kept))
      expect((await readFile(join(kept, name))).includes('0p3n')).toBe(false);
  });

  it('sends FIN at the end of standard input and goes on reading', async () => {
    const port = await server((socket) => {
      let text = '';
      socket.on('data', (bytes) => (text += bytes.toString()));
      socket.on('end', () => socket.end(`got ${text}`));
    });
    const talk = start(['connect', `tcp://127.0.0.1:${port}`, '--quiet'], 'all of it\n');
    expect(await talk.exit).toBe(Exit.ok);
    expect(talk.printed()).toBe('got all of it\n');
  });

  it('ends when the peer sends FIN, with standard input still open', async () => {
    const port = await server((socket) => socket.end('bye'));
    const talk = start(['connect', `tcp://127.0.0.1:${port}`, '--quiet']);
    expect(await talk.exit).toBe(Exit.ok);
    expect(talk.printed()).toBe('bye');
  });

  it('ends after the count of messages and prints hex where asked', async () => {
    const port = await server((socket) => socket.on('data', (bytes) => socket.write(bytes)));
    const line = ['connect', `tcp://127.0.0.1:${port}`, '--hex', '--send', 'de ad be ef', '--count', '1'];
    const talk = start(line);
    expect(await talk.exit).toBe(Exit.ok);
    expect(talk.printed()).toContain('de ad be ef');
  });

  it('reads escapes where asked, and names one that means nothing', async () => {
    const port = await server((socket) => socket.on('data', (bytes) => socket.write(bytes)));
    const at = ['connect', `tcp://127.0.0.1:${port}`, '--escapes', '--count', '1', '--json', '--send'];
    const talk = start([...at, 'a\\x00\\\\{{bytes 62}}']);
    expect(await talk.exit).toBe(Exit.ok);
    expect(talk.printed()).toContain('YQBcYg==');
    expect(await start([...at, '\\q']).exit).not.toBe(Exit.ok);
  });

  it('keeps the session and exports it as JSON lines', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'wirebench-cli-'));
    closers.push(() => rm(directory, { recursive: true, force: true }));
    const port = await server((socket) => socket.on('data', (bytes) => socket.write(bytes)));
    const kept = join(directory, 'kept');
    const line = ['connect', `tcp://127.0.0.1:${port}`, '--send', 'kept', '--count', '1', '--session', kept];
    expect(await start(line).exit).toBe(Exit.ok);
    const exported = start(['export', kept, '--format', 'jsonl']);
    expect(await exported.exit).toBe(Exit.ok);
    const payload = Buffer.from('kept').toString('base64');
    const chunks = exported.objects().filter((row) => row['kind'] === 'chunk');
    expect(chunks).toMatchObject([
      { dir: 'out', payload },
      { dir: 'in', payload },
    ]);

    // Its marks go along; what is wrong with their file is said and keeps nothing back.
    const head = '{"format":"wirebench-marks","version":1}';
    await writeFile(join(kept, 'marks.jsonl'), `${head}\n{"seq":1,"comment":"here"}\n{"seq":"two"}\n`);
    const marked = start(['export', kept, '--format', 'jsonl']);
    expect(await marked.exit).toBe(Exit.ok);
    expect(marked.objects()[0]).toMatchObject({ seq: 1, marked: true, comment: 'here' });
    expect(marked.objects()).toHaveLength(exported.objects().length);
    expect(marked.complaints()).toContain('line 3 holds no mark');
  });

  it('tells refused, timed out, TLS, protocol, usage and local failures apart', async () => {
    const closed = await server(() => undefined);
    await closers.pop()?.();
    const refused = start(['connect', `tcp://127.0.0.1:${closed}`]);
    expect(await refused.exit).toBe(Exit.refused);
    expect(refused.complaints()).toContain('refused');

    const silent = await server((socket) => closers.push(() => socket.destroy()));
    expect(await start(['connect', `ws://127.0.0.1:${silent}`, '--timeout', '0.2']).exit).toBe(Exit.timeout);
    const waiting = start(['connect', `tcp://127.0.0.1:${silent}`, '--count', '1', '--for', '0.2']);
    expect(await waiting.exit).toBe(Exit.timeout);
    expect(waiting.complaints()).toContain('0 of 1 message came in time');

    const plain = await server((socket) => socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n'));
    expect(await start(['connect', `ws://127.0.0.1:${plain}`]).exit).toBe(Exit.protocol);
    expect(await start(['connect', `tls://127.0.0.1:${plain}`]).exit).toBe(Exit.tls);

    expect(await start(['connect', 'tcp://127.0.0.1:70000']).exit).toBe(Exit.usage);
    expect(await start(['listen', `tcp://127.0.0.1:${silent}`]).exit).toBe(Exit.local);
    expect(await start(['export', join(tmpdir(), 'no-such-session')]).exit).toBe(Exit.local);
  });

  it('says which line it could not send and goes on', async () => {
    const port = await server((socket) => socket.on('data', (bytes) => socket.end(bytes)));
    const talk = start(['connect', `tcp://127.0.0.1:${port}`, '--hex', '--quiet'], 'abc\n01 02\n');
    expect(await talk.exit).toBe(Exit.ok);
    expect(talk.complaints()).toContain('odd');
    expect(talk.printed()).toBe('01 02\n');
  });
});

describe('the command line', () => {
  it.each([
    [['connect'], 'needs a URL'],
    [['dance'], 'no command "dance"'],
    [['connect', 'tcp://a:1', '--count', '0'], '--count'],
    [['connect', 'tcp://a:1', '--for', 'soon'], '--for'],
    [['connect', 'tcp://a:1', '--header', 'nocolon'], '--header'],
    [['connect', 'tcp://a:1', '--json', '--quiet'], 'exclude each other'],
    [['connect', 'tcp://a:1', 'tcp://b:2'], 'one too many'],
    [['connect', 'tcp://a:1', '--frobnicate'], 'frobnicate'],
    [['export', 'x', '--format', 'pdf'], '--format'],
  ])('refuses %j and says why', (line, words) => {
    const command = parseCommand(line);
    expect(command.ok).toBe(false);
    expect(command.ok ? '' : command.error.message).toContain(words);
  });

  it('writes no control of a server to the terminal, whatever its headers hold', async () => {
    const port = await server((socket) => {
      socket.end('HTTP/1.1 401 No\r\nWWW-Authenticate: \x1b]0;title\x07\r\nContent-Length: 0\r\n\r\n');
    });
    const refused = start(['connect', `ws://127.0.0.1:${port}/`], '');
    expect(await refused.exit).toBe(Exit.protocol);
    expect(refused.complaints()).toContain('upgrade refused: 401');
    // eslint-disable-next-line no-control-regex -- controls are what must not be there
    expect(refused.complaints() + refused.printed()).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
  });
});

describe('variables in the terminal', () => {
  it('takes them from --var and --workspace, in the URL, headers and --send, and leaves piped lines alone', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'wirebench-cli-'));
    closers.push(() => rm(directory, { recursive: true }));
    await mkdir(join(directory, 'environments'));
    const variables = [
      { name: 'path', value: '/feed' },
      { name: 'who', value: 'nobody' },
    ];
    const file = { schema: 1, id: 'lab', name: 'The lab', variables };
    await writeFile(join(directory, 'environments', 'lab.json'), JSON.stringify(file));
    const wss = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await new Promise((done) => wss.once('listening', done));
    closers.push(() => wss.close());
    const heard: string[] = [];
    wss.on('connection', (ws, request) => {
      heard.push(request.url ?? '', String(request.headers['x-who']));
      ws.on('message', (data: Buffer) => heard.push(data.toString()));
    });
    const { port } = wss.address() as AddressInfo;
    const talk = start(
      [
        ...['connect', 'ws://127.0.0.1:{{at}}{{path}}', '--workspace', directory, '--env', 'The lab'],
        ...['--var', `at=${port}`, '--var', 'who=ada', '--header', 'X-Who: {{who}}'],
        ...['--send', '{{counter}} {{who}}', '--send', '{{counter}} \\{{who}}'],
      ],
      'raw {{who}}\n',
    );
    expect(await talk.exit).toBe(Exit.ok);
    expect(talk.complaints()).toBe('');
    expect(heard).toEqual(['/feed', 'ada', '1 ada', '2 {{who}}', 'raw {{who}}']);
    // Nothing is left in a workspace that was only read.
    expect(await readdir(directory)).toEqual(['environments']);
  });

  it('goes through a proxy, says why it cannot, and takes none for what no proxy carries', async () => {
    const asked: string[] = [];
    const proxy = await server((socket) =>
      socket.once('data', (bytes) => {
        asked.push(bytes.toString());
        socket.end('HTTP/1.1 200 OK\r\n\r\nfrom far away');
      }),
    );
    const url = `http://me:w0rd@127.0.0.1:${proxy}`;
    const line = ['connect', 'tcp://far.invalid:7', '--proxy', url, '--count', '1'];
    const through = start([...line, '--json']);
    expect(await through.exit).toBe(Exit.ok);
    expect(asked[0]).toContain('CONNECT far.invalid:7 HTTP/1.1\r\n');
    expect(through.printed()).toContain(Buffer.from('from far away').toString('base64'));
    expect(through.printed() + through.complaints()).not.toContain('w0rd');

    const refusing = await server((socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')),
    );
    const refused = start(['connect', 'tcp://far.invalid:7', '--proxy', `http://127.0.0.1:${refusing}`], '');
    expect(await refused.exit).toBe(Exit.refused);
    expect(refused.complaints()).toContain('answered 403 Forbidden');
    const wrong = start(['connect', 'tcp://far.invalid:7', '--proxy', 'ftp://p:1'], '');
    expect(await wrong.exit).not.toBe(Exit.ok);
    expect(wrong.complaints()).toContain('no proxy is reached by ftp://');
    const datagrams = start(['connect', 'udp://127.0.0.1:7', '--proxy', url], '');
    expect(await datagrams.exit).not.toBe(Exit.ok);
    expect(datagrams.complaints()).toContain('no proxy carries UDP');
    expect(parseCommand(['listen', 'tcp://127.0.0.1:0', '--proxy', url])).toMatchObject({ ok: false });
  });

  it('refuses unknown names and environments before it connects', async () => {
    const port = await server(() => {
      throw new Error('nothing may connect');
    });
    const unknown = start(['connect', `tcp://127.0.0.1:${port}`, '--send', 'a {{b}} {{c}}'], '');
    expect(await unknown.exit).toBe(Exit.local);
    expect(unknown.complaints()).toMatch(/\{\{b\}\}.*\{\{c\}\}/);
    const directory = await mkdtemp(join(tmpdir(), 'wirebench-cli-'));
    closers.push(() => rm(directory, { recursive: true }));
    const missing = start(['connect', 'tcp://127.0.0.1:1', '--workspace', directory, '--env', 'x'], '');
    expect(await missing.exit).not.toBe(Exit.ok);
    expect(missing.complaints()).toMatch(/no such environment: there is none/);
    expect(parseCommand(['connect', 'tcp://a:1', '--env', 'x'])).toMatchObject({ ok: false });
    expect(parseCommand(['connect', 'tcp://a:1', '--var', 'x'])).toMatchObject({ ok: false });
  });
});
