import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fail, ok } from '../../contract/index.js';
import type { Result } from '../../contract/index.js';
import { Turns } from '../../contract/turns.js';
import { readSecretFile, writeSecretFile } from '../../engine/index.js';
import type { SecretKeys } from '../../engine/index.js';

/**
 * Passwords that belong to the settings of the app and are in no file with them: of its proxy, and of keys of its client
 * certificates. One file of mode 0600 beside the settings, encrypted where the system has a keychain.
 */
export class AppSecrets {
  #secrets: Readonly<Record<string, string>>;
  readonly #lock: Result<never> | null;
  readonly #turns = new Turns();

  private constructor(
    private readonly file: string,
    private readonly keys: SecretKeys,
    read: Awaited<ReturnType<typeof readSecretFile>>,
  ) {
    const entries = read.ok ? Object.entries(read.value) : [];
    this.#secrets = Object.fromEntries(entries.map(([name, { passphrase = '' }]) => [name, passphrase]));
    this.#lock = read.ok ? null : read;
  }

  static async open(file: string, keys: SecretKeys = {}): Promise<AppSecrets> {
    return new AppSecrets(file, keys, await readSecretFile(file, keys));
  }

  /** '' where there is none. */
  value(name: string): string {
    return Object.hasOwn(this.#secrets, name) ? (this.#secrets[name] ?? '') : '';
  }

  /** Which there are: nobody is told what they are. */
  get names(): readonly string[] {
    return Object.keys(this.#secrets);
  }

  /** Keeps or, with '', forgets one. Fails with `secret.locked` where the file does not open, and as a write does. */
  set(name: string, value: string): Promise<Result<void>> {
    return this.#turns.take(() => this.#set(name, value));
  }

  async #set(name: string, value: string): Promise<Result<void>> {
    if (this.#lock !== null) {
      const why = this.#lock.ok ? '' : this.#lock.error.message;
      return fail('secret.locked', `${why}. Move ${this.file} away to begin anew`);
    }
    const others = Object.entries(this.#secrets).filter(([one]) => one !== name);
    const next = value === '' ? others : [...others, [name, value] as const];
    await mkdir(dirname(this.file), { recursive: true, mode: 0o700 });
    const entries = next.map(([one, passphrase]) => [one, { passphrase }] as const);
    const written = await writeSecretFile(this.file, Object.fromEntries(entries), this.keys);
    if (written.ok) this.#secrets = Object.fromEntries(next);
    return written.ok ? ok() : written;
  }
}
