import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { importsOf } from '../../scripts/check-bundles.mjs';
import { WebSocket } from 'ws';
import { connect } from '../../contract/connect.js';
import { webSocketTransport } from '../../contract/web-socket.js';

const out = fileURLToPath(new URL('../../out/', import.meta.url));
const bundle = join(out, 'main', 'serve.js');

let directory: string;
/** Of the host that has the workspace open. */
let lock: string;
let running: ChildProcess[] = [];
beforeEach(async () => {
  if (!existsSync(bundle)) throw new Error('out/main/serve.js is missing: npm run build');
  directory = await mkdtemp(join(tmpdir(), 'wirebench-headless-'));
  lock = join(directory, 'workspace', '.local', 'window-1', 'session.lock');
});
afterEach(async () => {
  for (const child of running) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  }
  running = [];
  await rm(directory, { recursive: true });
});

function run(...args: string[]) {
  const child = spawn(process.execPath, [bundle, '--workspace', join(directory, 'workspace'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  // Closed, not only gone: what it wrote last is read by then.
  const exit = once(child, 'close') as Promise<[number | null, string | null]>;
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const line = async () => {
    const { value, done } = (await lines.next()) as IteratorResult<string, undefined>;
    if (done === true) throw new Error(`It ended: ${errors}`);
    return value;
  };
  return { child, exit, line, errors: () => errors };
}

/** The address of `--json`, which has to be the first line. */
async function address(host: ReturnType<typeof run>): Promise<URL> {
  const { url } = JSON.parse(await host.line()) as { url: string };
  return new URL(url);
}

describe('the headless host', () => {
  it('prints its address with a token of 256 bits, and serves the contract there', async () => {
    const host = run('--json');
    const url = await address(host);
    expect(url.hostname).toBe('127.0.0.1');
    expect(Buffer.from(url.searchParams.get('token') ?? '', 'base64url')).toHaveLength(32);
    const socket = new WebSocket(`ws://${url.host}/bridge${url.search}`);
    const client = connect(webSocketTransport(socket));
    expect(await client.call('workspace.read', {})).toMatchObject({
      ok: true,
      value: { directory: join(directory, 'workspace') },
    });
    const info = await client.call('host.info', {});
    expect(info.ok && info.value.capabilities).toEqual({
      ownWindow: false,
      namedPipes: process.platform === 'win32',
      nativeDialogs: false,
      openLinks: false,
      nativeMenu: false,
      pac: false,
      droppedFolders: false,
    });
    expect(await client.call('update.read', {})).toMatchObject({ error: { code: 'host.unsupported' } });
    host.child.kill('SIGTERM');
    expect(await host.exit).toEqual([0, null]);
    expect(await client.call('workspace.read', {})).toMatchObject({ error: { code: 'transport.closed' } });
    expect(host.errors()).toBe('');
  });

  it('ends with the reason where a file it was told to open is missing or of no kind that is opened', async () => {
    const table = join(directory, 'table.csv');
    await writeFile(table, 'a,b');
    for (const [file, why] of [
      [join(directory, 'gone.har'), 'is not opened. It is not there.'],
      [table, 'is not opened. Files that are opened end in .wirebench, .har, .pcapng, .pcap.'],
    ] as const) {
      const host = run(file);
      expect(await host.exit).toEqual([1, null]);
      expect(host.errors()).toContain(`${file} ${why}`);
      expect(existsSync(join(directory, 'workspace'))).toBe(false);
    }
  });

  it('prints an address a person can open, and ends cleanly on Ctrl+C', async () => {
    const host = run();
    expect(await host.line()).toMatch(/^Wirebench \d+\.\d+\.\d+, workspace /);
    expect(await host.line()).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}$/);
    host.child.kill('SIGINT');
    expect(await host.exit).toEqual([0, null]);
    expect(existsSync(lock)).toBe(false);
  });

  it.skipIf(process.platform === 'win32')('ends cleanly where its terminal is closed', async () => {
    const host = run('--json');
    await address(host);
    expect(existsSync(lock)).toBe(true);
    host.child.stdout.destroy();
    host.child.stderr.destroy();
    host.child.kill('SIGHUP');
    expect(await host.exit).toEqual([0, null]);
    expect(existsSync(lock)).toBe(false);
  });

  it('opens the address it printed once, and prints the next when somebody needs one', async () => {
    const host = run('--json');
    const first = await address(host);
    const go = (url: URL) => fetch(url, { redirect: 'manual' });
    expect((await go(first)).status).toBe(303);
    const late = await go(first);
    expect([late.status, await late.text()]).toEqual([401, expect.stringContaining('was opened already')]);
    const next = await address(host);
    expect(next.host).toBe(first.host);
    // However often somebody knocks: the next line is of the next token.
    for (let i = 0; i < 3; i++) expect((await go(new URL('/', next))).status).toBe(401);
    expect((await go(next)).status).toBe(303);
    expect((await go(new URL('/', next))).status).toBe(401);
    const third = await address(host);
    expect(new Set([first.search, next.search, third.search]).size).toBe(3);
  });

  it('prints another token with each start', async () => {
    const tokens = new Set<string | null>();
    for (let i = 0; i < 2; i++) {
      const host = run('--json');
      tokens.add((await address(host)).searchParams.get('token'));
      host.child.kill('SIGTERM');
      await host.exit;
    }
    expect(tokens.size).toBe(2);
  });

  it('takes the token from a file, and never prints it', async () => {
    const token = 'correct-horse-battery-staple';
    const file = join(directory, 'token');
    await writeFile(file, `${token}\n`, { mode: 0o600 });
    const host = run('--json', '--token-file', file);
    const url = await address(host);
    expect(url.search).toBe('');
    expect((await fetch(url)).status).toBe(401);
    const opened = await fetch(new URL(`/?token=${token}`, url), { redirect: 'manual' });
    expect(opened.status).toBe(303);
    expect(host.errors()).not.toContain(token);
  });

  it.skipIf(process.platform === 'win32')(
    'says names of files so that a terminal does not act on them',
    async () => {
      const connections = join(directory, 'workspace', 'connections');
      await mkdir(connections, { recursive: true });
      await writeFile(join(connections, '\u001b[2J\u202eevil.json'), '{');
      const host = run('--json');
      await address(host);
      await expect.poll(host.errors).toContain('\\u{1b}[2J\\u{202e}evil.json, line 1: ');
      for (const acting of ['\u001b', '\u202e']) expect(host.errors()).not.toContain(acting);
    },
  );

  it.each(['serve', 'cli'])(
    'says what it refuses so that a terminal does not act on it (%s)',
    async (name) => {
      const args = name === 'cli' ? ['connect', '--\u001b[2J\u202e'] : ['--\u001b[2J\u202e'];
      const child = spawn(process.execPath, [join(out, 'main', `${name}.js`), ...args]);
      running.push(child);
      let errors = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
      expect(await once(child, 'close')).toEqual([2, null]);
      expect(errors).toContain('[2J');
      for (const acting of ['\u001b', '\u202e']) expect(errors).not.toContain(acting);
    },
  );

  it('says which port is in use and ends', async () => {
    const first = run('--json');
    const { port } = await address(first);
    const workspace = join(directory, 'never');
    const second = run('--port', port, '--workspace', workspace);
    expect(await second.exit).toEqual([1, null]);
    expect(existsSync(workspace)).toBe(false);
    expect(second.errors()).toContain(`Port ${port} on 127.0.0.1 is in use.`);
  });

  it('warns where others can reach it, which has to be asked for', async () => {
    const refused = run('--host', '0.0.0.0');
    expect(await refused.exit).toEqual([2, null]);
    expect(refused.errors()).toContain('--allow-remote');
    const host = run('--host', '0.0.0.0', '--allow-remote', '--json');
    const url = await address(host);
    expect(url.hostname).toBe('127.0.0.1');
    // Another pipe than the address: it may come later.
    await expect.poll(host.errors).toContain('Warning: others on the network can reach this host');
  });

  it('explains a command line it cannot read', async () => {
    const host = run('--prot', '1');
    expect(await host.exit).toEqual([2, null]);
    expect(host.errors()).toContain('See --help.');
    expect(host.errors()).not.toContain('    at ');
    const help = run('--help');
    expect(await help.line()).toContain('Usage: wirebench serve');
    expect(await help.exit).toEqual([0, null]);
  });
});

describe('the bundles', () => {
  /** Every file a bundle loads, and every module it names. */
  function graph(entry: string): { files: string[]; names: Set<string> } {
    const files: string[] = [];
    const names = new Set<string>();
    const visit = (file: string) => {
      if (files.includes(file)) return;
      files.push(file);
      // Programs that the page writes for people have imports of their own, in quotes.
      for (const name of importsOf(readFileSync(file, 'utf8'))) {
        if (name.startsWith('.')) {
          const next = join(dirname(file), name);
          if (existsSync(next)) visit(next);
        } else names.add(name);
      }
    };
    visit(entry);
    return { files, names };
  }

  it.each(['serve', 'cli'])('of %s load nothing but Node', (name) => {
    const { names } = graph(join(out, 'main', `${name}.js`));
    expect(names).toContain('node:net');
    expect([...names].filter((module) => module === 'electron' || module.startsWith('electron/'))).toEqual(
      [],
    );
  });

  it('of the desktop name electron, so the search for it can find it', () => {
    expect(graph(join(out, 'main', 'index.js')).names).toContain('electron');
    expect(graph(join(out, 'preload', 'index.cjs')).names).toEqual(new Set(['electron']));
  });

  it('of the page name no module at all that a browser would have to find', () => {
    const page = join(out, 'renderer');
    const html = readFileSync(join(page, 'index.html'), 'utf8');
    const [, script] = /<script[^>]+src="\.?\/([^"]+)"/.exec(html)!;
    const { files, names } = graph(join(page, script!));
    expect(files.length).toBeGreaterThan(0);
    expect([...names].filter((module) => /^(electron|node:|ws$|\w+$)/.test(module))).toEqual([]);
  });
});
