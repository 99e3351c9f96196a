import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';

/** A deadline, not a wait: what a program says is awaited by its output. */
const patienceMs = 60_000;

/** A running program of somebody else: what it prints on either stream, and how it ends. */
export class PeerProcess {
  output = '';
  readonly exit: Promise<number | null>;
  readonly #name: string;
  readonly #child: ChildProcessWithoutNullStreams;
  #over = false;
  #waiting: (() => void)[] = [];

  constructor(path: string, args: readonly string[], cwd: string) {
    this.#name = [path, ...args].join(' ');
    this.#child = spawn(path, args, { cwd, stdio: 'pipe', env: { ...process.env, PYTHONUNBUFFERED: '1' } });
    const hear = (text: string) => {
      this.output += text;
      this.#wake();
    };
    this.#child.stdout.setEncoding('utf8').on('data', hear);
    this.#child.stderr.setEncoding('utf8').on('data', hear);
    // A program that has gone does not read what is typed: its exit tells.
    this.#child.stdin.on('error', () => undefined);
    this.exit = new Promise((resolve) => {
      this.#child.once('error', (error) => hear(error.message));
      this.#child.once('close', (code) => {
        this.#over = true;
        this.#wake();
        resolve(code);
      });
    });
  }

  /** The first match of what it prints; fails where it ends without. */
  sees(pattern: RegExp | string, within = patienceMs): Promise<RegExpMatchArray> {
    return new Promise((resolve, reject) => {
      const found = () => {
        if (typeof pattern !== 'string') return this.output.match(pattern);
        return this.output.includes(pattern) ? ([pattern] as RegExpMatchArray) : null;
      };
      const complain = (why: string) =>
        reject(new Error(`${this.#name} ${why} ${String(pattern)}; it said:\n${this.output.slice(-4_000)}`));
      const timer = setTimeout(() => complain('does not print'), within);
      const look = () => {
        const match = found();
        if (match === null && !this.#over) {
          this.#waiting.push(look);
          return;
        }
        clearTimeout(timer);
        if (match === null) complain('ended without printing');
        else resolve(match);
      };
      look();
    });
  }

  /** The port in the first group of what it prints. */
  async port(pattern: RegExp): Promise<number> {
    const [, port] = await this.sees(pattern);
    return Number(port);
  }

  /** Types into its standard input. */
  type(text: string | Uint8Array): void {
    this.#child.stdin.write(text);
  }

  /** Ends its standard input. */
  endInput(): void {
    this.#child.stdin.end();
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async kill(): Promise<void> {
    if (!this.#over) this.#child.kill('SIGKILL');
    await this.exit;
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const look of waiting) look();
  }
}
