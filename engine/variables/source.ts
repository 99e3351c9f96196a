import { createHash } from 'node:crypto';
import type { TemplateSource } from '../../codec/index.js';
import { fail } from '../../contract/index.js';
import type { Result, SocketAddress } from '../../contract/index.js';
import type { Counters } from './counters.js';

export interface SourceInput {
  /** Names the random values; the same key draws the same ones. Asked for with the first of them. */
  readonly key: () => Uint8Array;
  /** Microseconds since 1970. */
  readonly time: number;
  readonly counters: Counters;
  readonly local: SocketAddress | null;
  /** Files read so far; one that is missing is wanted. */
  readonly files: ReadonlyMap<string, Result<Uint8Array>>;
}

/** What generated values are made of on this machine, for one expansion: it changes nothing until `commit`. */
export class HostSource implements TemplateSource {
  /** Files that were asked for and not read yet. */
  readonly wanted = new Set<string>();
  readonly local: TemplateSource['local'];
  readonly #input: SourceInput;
  readonly #counters = new Map<string, { readonly value: number; readonly step: number }>();
  #block = 0;
  #drawn = new Uint8Array();

  constructor(input: SourceInput) {
    this.#input = input;
    const { local } = input;
    this.local =
      local === null || local.family === 'local' ? null : { address: local.host, port: local.port };
  }

  now(): number {
    return this.#input.time;
  }

  /** A stream of SHA-256 blocks over a key nobody else knows: unpredictable, and the same each time. */
  random(count: number): Uint8Array {
    const bytes = new Uint8Array(count);
    let filled = 0;
    while (filled < count) {
      if (this.#drawn.length === 0) {
        const block = createHash('sha256').update(this.#input.key()).update(String(this.#block++)).digest();
        this.#drawn = new Uint8Array(block);
      }
      const piece = this.#drawn.subarray(0, count - filled);
      bytes.set(piece, filled);
      filled += piece.length;
      this.#drawn = this.#drawn.subarray(piece.length);
    }
    return bytes;
  }

  counter(name: string, start: number, step: number): number {
    const known = this.#counters.get(name);
    if (known !== undefined) return known.value;
    const value = this.#input.counters.peek(name, start);
    this.#counters.set(name, { value, step });
    return value;
  }

  env(name: string): string | undefined {
    // What opens all other secrets is for the host alone. Windows tells no case from another.
    return name.toUpperCase() === 'WIREBENCH_SECRETS_KEY' ? undefined : process.env[name];
  }

  file(path: string): Result<Uint8Array> {
    const read = this.#input.files.get(path);
    if (read !== undefined) return read;
    this.wanted.add(path);
    return fail('template.file', `${path} has not been read yet`);
  }

  hash(algorithm: 'md5' | 'sha-1' | 'sha-256', bytes: Uint8Array): Uint8Array {
    return new Uint8Array(createHash(algorithm.replace('-', '')).update(bytes).digest());
  }

  /** It is sent: counters go on. */
  commit(): void {
    for (const [name, { value, step }] of this.#counters) this.#input.counters.advance(name, value + step);
  }
}
