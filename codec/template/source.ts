import type { Result } from '../result.js';

/** What an expansion needs of the world: the codec itself looks at no clock, file or environment. */
export interface TemplateSource {
  /** Microseconds since 1970-01-01 UTC. */
  now(): number;
  /** That many bytes, evenly distributed. */
  random(count: number): Uint8Array;
  /** The number a counter stands at for this sending; the same however often it is asked. */
  counter(name: string, start: number, step: number): number;
  /** A variable of the host's process; undefined where there is none. */
  env(name: string): string | undefined;
  /** A file's bytes. Fails with `template.file`. */
  file(path: string): Result<Uint8Array>;
  hash(algorithm: HashName, bytes: Uint8Array): Uint8Array;
  /** Our end of the connection; null before there is one. */
  readonly local: { readonly address: string; readonly port: number } | null;
}

export const hashNames = ['md5', 'sha-1', 'sha-256'] as const;
export type HashName = (typeof hashNames)[number];
