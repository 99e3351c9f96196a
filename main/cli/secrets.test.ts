import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { WebSocketServer } from 'ws';
import { SecretStore } from '../../engine/workspace/secrets.js';
import { exportSession } from './export.js';
import { Exit } from './exit.js';
import { parseCommand } from './options.js';
import { run } from './run.js';

const secret = 'sesame-and-lilies';
let root: string;
let port: number;
let heard: string[];
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'wirebench-cli-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  await mkdir(join(root, '.local', 'sessions'), { recursive: true });
  await writeFile(join(root, 'words'), 'words\n', { mode: 0o600 });
  const variables = [{ name: 'token', secret: true }];
  await writeFile(join(root, 'variables.json'), JSON.stringify({ schema: 1, variables }));
  const store = await SecretStore.open(join(root, '.local', 'secrets.json'), { passphrase: 'words' });
  expect(await store.setVariable('workspace', 'token', secret)).toMatchObject({ ok: true });
  heard = [];
  const far = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  far.on('connection', (socket, request) => {
    heard.push(request.url ?? '');
    socket.on('message', (data: Buffer) => {
      heard.push(data.toString());
      socket.send(`you said ${data.toString()}`);
    });
  });
  await new Promise((done) => far.once('listening', done));
  onTestFinished(() => void far.close());
  ({ port } = far.address() as AddressInfo);
});

/** Runs a command line to its end. */
async function terminal(...words: string[]): Promise<{ exit: Exit; printed: string; complaints: string }> {
  const command = parseCommand(words);
  if (!command.ok) throw new Error(command.error.message);
  const output = new PassThrough();
  const errors = new PassThrough();
  let printed = '';
  let complaints = '';
  output.on('data', (bytes: Buffer) => (printed += bytes.toString()));
  errors.on('data', (bytes: Buffer) => (complaints += bytes.toString()));
  const streams = { input: new PassThrough(), output, errors, interrupted: new AbortController().signal };
  const { value } = command;
  if (value.name !== 'connect' && value.name !== 'export') throw new Error('neither is run here');
  const exit =
    value.name === 'export'
      ? await exportSession(value, streams, '0.0.0-test')
      : await run(value, streams, '0.0.0-test');
  await new Promise<void>((done) => output.end(done));
  return { exit, printed, complaints };
}

const open = (): string[] => ['--passphrase-file', join(root, 'words')];
const talk = (...more: string[]) =>
  terminal(
    ...['connect', `ws://127.0.0.1:${port}/{{token}}?key={{token}}`, '--workspace', root, ...open()],
    ...['--send', 'login {{token}}', '--count', '1', ...more],
  );

describe('secrets in the terminal', () => {
  it('leave for where they are sent, and are covered in every row, for eyes and for programs', async () => {
    for (const print of [[], ['--json']]) {
      heard = [];
      const { exit, printed, complaints } = await talk(...print);
      expect(exit).toBe(Exit.ok);
      expect(heard).toEqual([`/${secret}?key=${secret}`, `login ${secret}`]);
      expect(printed.length).toBeGreaterThan(100);
      expect(printed + complaints).not.toContain(secret);
      for (const text of [`login ${secret}`, `you said login ${secret}`])
        expect(printed).not.toContain(Buffer.from(text).toString('base64'));
    }
  });

  it('are covered where a far end says them back in refusing', async () => {
    const far = createServer((socket) => {
      socket.once('data', () => socket.end(`HTTP/1.1 403 not ${secret}\r\nContent-Length: 0\r\n\r\n`));
    });
    await new Promise<void>((done) => far.listen(0, '127.0.0.1', done));
    onTestFinished(() => void far.close());
    ({ port } = far.address() as AddressInfo);
    // Of one that this connection was not made with the engine knows nothing.
    for (const path of ['{{token}}', 'open']) {
      const line = ['connect', `ws://127.0.0.1:${port}/${path}`, '--workspace', root, ...open()];
      const { exit, printed, complaints } = await terminal(...line);
      expect(exit).toBe(Exit.protocol);
      expect(complaints).toContain('upgrade refused: 403');
      expect(printed).toContain('403 not ****');
      expect(printed + complaints).not.toContain(secret);
    }
  });

  it('are covered in an export beside them, unless asked for; without the passphrase nothing is written', async () => {
    const kept = join(root, '.local', 'sessions', 'one');
    expect(await talk('--session', kept)).toMatchObject({ exit: Exit.ok });
    const line = ['export', kept, '--format', 'text'];
    const covered = await terminal(...line, ...open());
    expect(covered.exit).toBe(Exit.ok);
    expect(covered.printed).toContain(`you said login ${'*'.repeat(secret.length)}`);
    expect(covered.printed).not.toContain(secret);
    const locked = await terminal(...line, '--output', join(root, 'exported'));
    expect(locked).toMatchObject({ exit: Exit.local, printed: '' });
    expect(locked.complaints).toContain('secrets that are not known cannot be covered');
    expect(await readdir(root)).not.toContain('exported');
    expect((await terminal(...line, '--with-secrets')).printed).toContain(`login ${secret}`);
  });
});

describe('what the terminal is told of files', () => {
  const acting = '\u001b]0;x\u0007';
  // eslint-disable-next-line no-control-regex -- controls are what must not be there
  const controls = /[\x00-\x09\x0b-\x1f\x7f-\x9f]/;

  it.skipIf(process.platform === 'win32')('has no control that their names hold', async () => {
    const absent = await terminal('export', join(root, acting));
    expect(absent.exit).toBe(Exit.local);
    expect(absent.complaints).toContain('␛]0;x␇');
    expect(absent.complaints).not.toMatch(controls);

    await mkdir(join(root, 'environments'));
    await writeFile(join(root, 'environments', `${acting}.json`), 'none');
    const broken = await talk();
    expect(broken.exit).toBe(Exit.ok);
    expect(broken.complaints).toContain('␛]0;x␇');
    expect(broken.complaints).not.toMatch(controls);

    await writeFile(join(root, acting), '');
    const taken = await talk('--session', join(root, acting));
    expect(taken.exit).not.toBe(Exit.ok);
    expect(taken.complaints).toContain(`${root}/␛]0;x␇`);
    expect(taken.complaints).not.toMatch(controls);
  });
});
