import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** WIREBENCH_OUT names another build than the repository's. */
const out = process.env['WIREBENCH_OUT'] ?? fileURLToPath(new URL('../../out', import.meta.url));
const bundle = join(out, 'main', 'serve.js');

/** A new directory for one test; `remove` takes it away with all that is in it. */
export async function temporaryDirectory(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'wirebench-e2e-'));
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 3 }) };
}

/** A workspace without connections: nothing is open in it, and nothing uses the ports of the sample. */
export async function writeEmptyWorkspace(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  await writeFile(
    join(directory, 'workspace.json'),
    `${JSON.stringify({ schema: 1, id: 'e2e', name: 'e2e', folders: [] }, null, 2)}\n`,
  );
}

/** Settings of the app, as the host of a workspace finds them at its start. */
/**
 * What the first file of a folder of the workspace holds; null while it is being put in its place. One that is being
 * written beside it has another name and is none of the folder's files.
 */
export async function firstJson(folder: string): Promise<unknown> {
  const name = (await readdir(folder).catch(() => [])).find((one) => /^[^.].*\.json$/.test(one));
  const text = name === undefined ? 'null' : await readFile(join(folder, name), 'utf8').catch(() => 'null');
  return JSON.parse(text) as unknown;
}

export async function writeSettings(
  workspace: string,
  settings: Readonly<Record<string, unknown>>,
): Promise<void> {
  const directory = join(`${workspace}.data`, 'wirebench');
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, 'settings.json'), JSON.stringify(settings));
}

export interface HostSettings {
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
}

/** The real headless host in a process of its own. */
export class Headless {
  #child: ChildProcess | null = null;
  /** Where its page is, token and all. */
  url = '';
  /** What it wrote on standard error, of every run. */
  errors = '';

  private constructor(
    readonly workspace: string,
    private readonly token: string | null,
    /** More of its environment and command line; a restart takes what is set by then. */
    public settings: HostSettings,
  ) {}

  /** With `keepToken` a page that is open may come back to the host after a restart. */
  static async start(
    workspace: string,
    { keepToken = false, ...settings }: { readonly keepToken?: boolean } & HostSettings = {},
  ): Promise<Headless> {
    const host = new Headless(workspace, keepToken ? randomBytes(32).toString('hex') : null, settings);
    if (host.token !== null) await writeFile(`${workspace}.token`, host.token, { mode: 0o600 });
    await host.#run(0);
    return host;
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  /** What it wrote on standard error, once. */
  takeErrors(): string {
    const { errors } = this;
    this.errors = '';
    return errors;
  }

  /** Starts it again on the port it had, so that an open page can find it. */
  async restart(options: { readonly kill?: boolean } = {}): Promise<void> {
    const { port } = this;
    await this.stop(options);
    await this.#run(port);
  }

  /** Ends it as Ctrl+C would, or as a crash would. */
  async stop({ kill = false }: { readonly kill?: boolean } = {}): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    // Closed, not only gone: what it wrote last is read by then.
    const gone = once(child, 'close');
    child.kill(kill ? 'SIGKILL' : 'SIGTERM');
    await gone;
  }

  /** What is stored of tabs and drafts, of the first window unless told otherwise. */
  async state(window = 1): Promise<string> {
    const file = window === 1 ? 'state.json' : `state-${window}.json`;
    return readFile(join(this.workspace, '.local', 'window-1', file), 'utf8').catch(() => '');
  }

  /** What is stored of what was sent, of all connections. */
  async history(): Promise<string> {
    const directory = join(this.workspace, '.local', 'history');
    const names = await readdir(directory).catch(() => []);
    const files = names.map((name) => readFile(join(directory, name), 'utf8').catch(() => ''));
    return (await Promise.all(files)).join('');
  }

  async #run(port: number): Promise<void> {
    const args = [bundle, '--json', '--port', String(port), '--workspace', this.workspace];
    if (this.token !== null) args.push('--token-file', `${this.workspace}.token`);
    args.push(...(this.settings.args ?? []));
    const child = spawn(process.execPath, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      // Recent workspaces are a person's: a test has none of those of whoever runs it.
      env: { ...process.env, XDG_DATA_HOME: `${this.workspace}.data`, ...this.settings.env },
    });
    this.#child = child;
    child.stderr.setEncoding('utf8').on('data', (text: string) => (this.errors += text));
    const lines = createInterface({ input: child.stdout });
    this.url = await new Promise<string>((resolve, reject) => {
      lines.once('line', (line) => resolve((JSON.parse(line) as { url: string }).url));
      child.once('exit', (code) => reject(new Error(`The host ended with ${code}: ${this.errors}`)));
    });
    if (this.token !== null) this.url += `?token=${this.token}`;
  }
}
