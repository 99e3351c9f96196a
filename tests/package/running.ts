import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A program of the package on its own, with a home of its own; `environment` is all it gets beside the path. */
export class Running {
  errors = '';
  readonly #child;
  readonly #lines;

  constructor(program: string, args: readonly string[], environment: Readonly<Record<string, string>>) {
    const { PATH = '', SYSTEMROOT } = process.env;
    this.#child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH, ...(SYSTEMROOT === undefined ? {} : { SYSTEMROOT }), ...environment },
    });
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => (this.errors += text));
    this.#lines = createInterface(this.#child.stdout)[Symbol.asyncIterator]();
  }

  async line(): Promise<string> {
    const { value, done } = (await this.#lines.next()) as IteratorResult<string, undefined>;
    if (done === true) throw new Error(`It ended: ${this.errors}`);
    return value;
  }

  /** Ends it as Ctrl+C would; the exit code. */
  async stop(): Promise<number | null> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return this.#child.exitCode;
    const gone = once(this.#child, 'close') as Promise<[number | null]>;
    this.#child.kill('SIGTERM');
    return (await gone)[0];
  }
}

/** Opens the page at a host's one-time address, as a browser does: the cookie, then the clean address. */
export async function openPage(url: string): Promise<{ status: number; text: string }> {
  const first = await fetch(url, { redirect: 'manual' });
  const cookie = first.headers.get('set-cookie')?.split(';')[0];
  if (cookie === undefined) return { status: first.status, text: await first.text() };
  const page = await fetch(new URL(first.headers.get('location') ?? '/', url), { headers: { cookie } });
  return { status: page.status, text: await page.text() };
}
