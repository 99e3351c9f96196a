import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, expect } from '@playwright/test';
import type { Browser, Page } from '@playwright/test';
import { build } from 'vite';
import { writeEmptyWorkspace } from '../e2e/headless.js';
import { findChromium } from '../../scripts/chromium.mjs';

const repository = fileURLToPath(new URL('../../', import.meta.url));
const register = new URL('./fake/register.mjs', import.meta.url).href;

/** The desktop host's bundle, run by Node with the stand-in for Electron. */
export class Desktop {
  #child: ChildProcess;
  #browser: Browser | undefined;
  #waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  #nextId = 1;
  /** What the host wrote on standard error. */
  errors = '';

  private constructor(
    readonly directory: string,
    private readonly env: Record<string, string>,
    child: ChildProcess,
  ) {
    this.#child = child;
    this.#hear(child);
  }

  /**
   * Starts it with our page, or with the probe in its place, and waits for its window. `empty` gives it a
   * workspace without the sample, `args` more of a command line.
   */
  static async launch(
    page: 'probe' | 'renderer',
    env: Record<string, string> = {},
    { empty = false, args = [] }: { readonly empty?: boolean; readonly args?: readonly string[] } = {},
  ): Promise<Desktop> {
    const directory = await mkdtemp(join(tmpdir(), 'wirebench-desktop-'));
    const out = join(directory, 'out');
    await mkdir(out);
    for (const part of ['main', 'preload', ...(page === 'renderer' ? ['renderer'] : [])]) {
      if (!existsSync(join(repository, 'out', part)))
        throw new Error(`out/${part} is missing: npm run build`);
      await cp(join(repository, 'out', part), join(out, part), { recursive: true });
    }
    await cp(join(repository, 'package.json'), join(directory, 'package.json'));
    if (page === 'probe') await buildProbe(join(out, 'renderer'));
    if (empty) await writeEmptyWorkspace(join(directory, 'workspace'));

    const port = await freePort();
    const desktop = new Desktop(directory, env, begin(directory, port, env, args));
    try {
      await desktop.#window(port);
    } catch (error) {
      await rm(directory, { recursive: true, force: true });
      throw error;
    }
    return desktop;
  }

  /** Quits and starts again, on the same workspace. */
  async restart(): Promise<void> {
    await this.quit();
    await this.#again();
  }

  /** Ends it as a crash does and starts it again. */
  async crash(): Promise<void> {
    await this.#kill();
    await this.#again();
  }

  async #kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exit = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exit;
  }

  async #again(): Promise<void> {
    await this.#browser?.close().catch(() => undefined);
    const port = await freePort();
    this.#child = begin(this.directory, port, this.env);
    this.#hear(this.#child);
    await this.#window(port);
  }

  #hear(child: ChildProcess): void {
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.errors += text));
    child.on('message', ({ id, value, error }: { id?: number; value?: unknown; error?: string }) => {
      const waiting = id === undefined ? undefined : this.#waiting.get(id);
      if (error === undefined) waiting?.resolve(value as never);
      else waiting?.reject(new Error(error));
    });
  }

  async #window(port: number): Promise<void> {
    const child = this.#child;
    await new Promise<void>((resolve, reject) => {
      child.on('message', (message: { ready?: boolean; error?: string }) => {
        if (message.ready === true) resolve();
      });
      child.once('exit', (code) => reject(new Error(`It ended with ${code}: ${this.errors}`)));
    });
    this.#browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
  }

  get page(): Page {
    const page = this.#browser?.contexts()[0]?.pages()[0];
    if (page === undefined) throw new Error('There is no window');
    return page;
  }

  /** The page of each window, in the order they came. */
  get pages(): readonly Page[] {
    return this.#browser?.contexts()[0]?.pages() ?? [];
  }

  /**
   * Chooses a command of the menu bar as soon as it is there and can be done: until the page has told its
   * commands, a click on one finds nothing.
   */
  choose(id: string): Promise<void> {
    return expect.poll(() => this.ask('clickMenu', { id })).toBe(true);
  }

  /** Asks the stand-in; its commands are in fake/electron.mjs. */
  async ask<Value = unknown>(name: string, input?: unknown): Promise<Value> {
    const id = this.#nextId++;
    const answer = new Promise<Value>((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve, reject });
    });
    this.#child.send({ id, name, input });
    return answer;
  }

  /** Quits as a person does; the exit code. */
  async quit(how: 'quit' | 'quitByTray' = 'quit'): Promise<number | null> {
    const exit = once(this.#child, 'exit') as Promise<[number | null]>;
    this.#child.send({ id: 0, name: how });
    return (await exit)[0];
  }

  async dispose(): Promise<void> {
    await this.#browser?.close().catch(() => undefined);
    await this.#kill();
    await rm(this.directory, { recursive: true, force: true, maxRetries: 3 });
  }
}

function begin(
  directory: string,
  port: number,
  env: Record<string, string>,
  args: readonly string[] = [],
): ChildProcess {
  const own = ['--workspace', join(directory, 'workspace'), ...args];
  return fork(join(directory, 'out', 'main', 'index.js'), own, {
    execArgv: ['--import', register],
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    env: {
      ...process.env,
      FAKE_CDP_PORT: String(port),
      FAKE_CHROMIUM: findChromium() ?? '',
      FAKE_USER_DATA: join(directory, 'user-data'),
      // Settings are a person's: a test has none of those of whoever runs it.
      XDG_DATA_HOME: join(directory, 'data'),
      ...env,
    },
  });
}

async function buildProbe(outDir: string): Promise<void> {
  await build({
    configFile: false,
    root: fileURLToPath(new URL('./probe/', import.meta.url)),
    logLevel: 'error',
    build: { outDir, emptyOutDir: true },
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
