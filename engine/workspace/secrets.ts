import { rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Failure, KnownSecret, Result, SavedConnection, VaultInfo } from '../../contract/index.js';
import { fail, leastCoveredBytes, ok } from '../../contract/index.js';
import { splitSecrets, withSecrets } from '../config-secrets.js';
import { diskFailure, errnoOf } from '../files/disk-failure.js';
import { readSecretFile, writeSecretFile } from './secret-file.js';
import type { SecretEntry, SecretKeys, Secrets } from './secret-file.js';

/**
 * Passphrases and the values of secret variables, kept in one file of mode 0600 beside this person's
 * state and never in the workspace's files, which are made to be shared.
 */
export class SecretStore {
  #lock: Failure | null;
  /** Why there are none of last time though there is a file, and where what is in it was kept. */
  problem: string | null = null;

  private constructor(
    private readonly path: string,
    private keys: SecretKeys,
    private secrets: Secrets,
    lock: Failure | null,
  ) {
    this.#lock = lock;
  }

  /** `keys` encrypt the file from its next writing on, and open one that is encrypted. */
  static async open(path: string, keys: SecretKeys = {}): Promise<SecretStore> {
    const kept: string[] = [];
    const read = await readSecretFile(path, keys, (aside) => kept.push(aside));
    const store = read.ok
      ? new SecretStore(path, keys, read.value, null)
      : new SecretStore(path, keys, {}, read.error);
    for (const aside of kept)
      store.problem = `The secrets could not be read and have to be typed anew; their file was kept as ${aside}.`;
    return store;
  }

  /** Why nothing can be read or kept: the file is encrypted, and not with what was given. */
  get locked(): string | null {
    return this.#lock?.message ?? null;
  }

  /** How the file is kept from others, and what would open it where it is locked. */
  get vault(): VaultInfo {
    const { passphrase, keychain } = this.keys;
    const kind = passphrase !== undefined ? 'passphrase' : keychain === undefined ? 'file' : 'keychain';
    const wants = this.#lock?.detail?.['wants'];
    return { kind, locked: wants === 'passphrase' || wants === 'keychain' ? wants : null };
  }

  /** Opens a file that is locked, and encrypts with this passphrase from then on. `secret.passphrase` where it is another. */
  async unlock(passphrase: string): Promise<Result<void>> {
    if (this.#lock === null) return ok();
    const keys = { ...this.keys, passphrase };
    const read = await readSecretFile(this.path, keys);
    if (!read.ok) {
      return read.error.detail?.['wants'] === 'keychain'
        ? read
        : fail('secret.passphrase', 'The secrets do not open with this passphrase.');
    }
    this.keys = keys;
    this.secrets = read.value;
    this.#lock = null;
    return ok();
  }

  /**
   * Encrypts the file anew: by this passphrase, or where it is null by the keychain, or by its mode alone where
   * there is none. The file says which, so it is written though nothing is kept yet.
   */
  async protect(passphrase: string | null): Promise<Result<void>> {
    const next = { ...this.keys, passphrase: passphrase ?? undefined };
    const written = await this.#write((before) => before, next);
    if (written.ok) this.keys = next;
    return written;
  }

  /** Begins anew beside a file that does not open, which is kept under the name that is answered; null where none is locked. */
  async setAside(): Promise<Result<string | null>> {
    if (this.#lock === null) return ok(null);
    const stamp = new Date().toISOString().replace(/[-:]|\.\d+/gu, '');
    const aside = join(dirname(this.path), `${basename(this.path, '.json')}.locked-${stamp}.json`);
    try {
      await rename(this.path, aside);
    } catch (error) {
      // Somebody else has put it elsewhere: nothing is in the way any more.
      if (errnoOf(error) !== 'ENOENT') return { ok: false, error: diskFailure('write', aside, error) };
    }
    this.#lock = null;
    this.secrets = {};
    return ok(aside);
  }

  /** Every value that is kept, the longest first: what must not be told to anybody. */
  get values(): string[] {
    const all = Object.values(this.secrets).flatMap(({ passphrase, proxyPassword, variables = {} }) => [
      ...[passphrase, proxyPassword].filter((one) => one !== undefined),
      ...Object.values(variables),
    ]);
    return [...new Set(all)].filter((value) => value !== '').sort((a, b) => b.length - a.length);
  }

  /** The connection as its owner sees it, its passphrase and the password of its proxy put back. */
  reveal(connection: SavedConnection): SavedConnection {
    const { passphrase, proxyPassword } = this.#entry(connection.id) ?? {};
    const kept = {
      ...(passphrase !== undefined && { passphrase }),
      ...(proxyPassword !== undefined && { proxyPassword }),
    };
    return withOptions(connection, withSecrets(connection.config.options, kept));
  }

  /** The connection as its file holds it, and its secrets kept here. */
  async conceal(connection: SavedConnection): Promise<Result<SavedConnection>> {
    const { options, secrets } = splitSecrets(connection.config.options);
    const { passphrase, proxyPassword } = this.#entry(connection.id) ?? {};
    if (passphrase !== secrets.passphrase || proxyPassword !== secrets.proxyPassword) {
      const written = await this.#change(connection.id, ({ variables }) => ({
        ...secrets,
        ...(variables !== undefined && { variables }),
      }));
      if (!written.ok) return written;
    }
    return ok(withOptions(connection, options));
  }

  /** As `conceal` and `setVariable`, of many at once: the file is written once. Nothing is kept of a failure. */
  async keepAll(
    connections: readonly SavedConnection[],
    values: readonly { readonly scope: string; readonly name: string; readonly value: string }[],
  ): Promise<Result<SavedConnection[]>> {
    const edits = new Map<string, SecretEntry>();
    const entry = (place: string): SecretEntry => edits.get(place) ?? this.#entry(place) ?? {};
    const shared = connections.map((connection) => {
      const { options, secrets } = splitSecrets(connection.config.options);
      if (Object.keys(secrets).length > 0) edits.set(connection.id, { ...entry(connection.id), ...secrets });
      return withOptions(connection, options);
    });
    for (const { scope, name, value } of values) {
      const place = placeOf(scope);
      const { variables = {}, ...others } = entry(place);
      edits.set(place, { ...others, variables: { ...variables, [name]: value } });
    }
    if (edits.size === 0) return ok(shared);
    const written = await this.#write((before) => ({ ...before, ...Object.fromEntries(edits) }));
    return written.ok ? ok(shared) : written;
  }

  /** Which secret variables have a value here. */
  get known(): KnownSecret[] {
    return Object.entries(this.secrets).flatMap(([scope, { variables = {} }]) =>
      Object.entries(variables).map(([name, value]) => ({
        // Passphrases are kept under the bare id, from before variables were.
        scope: scope === workspacePlace ? 'workspace' : scope.includes(':') ? scope : `connection:${scope}`,
        name,
        ...(Buffer.byteLength(value) < leastCoveredBytes && { short: true as const }),
      })),
    );
  }

  /** The value of a secret variable; null where this machine has none. */
  variable(scope: string, name: string): string | null {
    const variables = this.#entry(placeOf(scope))?.variables ?? {};
    return Object.hasOwn(variables, name) ? (variables[name] ?? null) : null;
  }

  /** Keeps or forgets the value of a secret variable. Fails with `secret.locked` or as a write does. */
  setVariable(scope: string, name: string, value: string | null): Promise<Result<void>> {
    return this.setVariables([{ scope, name, value }]);
  }

  /** The same of many: the file is written once. */
  setVariables(values: readonly SecretChange[]): Promise<Result<void>> {
    return this.#write((before) => {
      const next = new Map(Object.entries(before));
      for (const { scope, name, value } of values) {
        const place = placeOf(scope);
        const { variables = {}, ...others } = next.get(place) ?? {};
        const rest = Object.fromEntries(Object.entries(variables).filter(([known]) => known !== name));
        const kept = value === null ? rest : { ...rest, [name]: value };
        const entry = Object.keys(kept).length === 0 ? others : { ...others, variables: kept };
        if (Object.keys(entry).length === 0) next.delete(place);
        else next.set(place, entry);
      }
      return Object.fromEntries(next);
    });
  }

  /** Forgets all variables of a scope: what comes after it under the same name is another one. */
  forget(scope: string): Promise<Result<void>> {
    const place = placeOf(scope);
    if (this.#entry(place)?.variables === undefined) return Promise.resolve(ok());
    return this.#change(place, ({ variables: _gone, ...others }) => others);
  }

  #entry(place: string): SecretEntry | undefined {
    return Object.hasOwn(this.secrets, place) ? this.secrets[place] : undefined;
  }

  #change(place: string, edit: (entry: SecretEntry) => SecretEntry): Promise<Result<void>> {
    return this.#write(({ [place]: before, ...others }) => {
      const after = edit(before ?? {});
      return Object.keys(after).length === 0 ? others : { ...others, [place]: after };
    });
  }

  async #write(edit: (before: Secrets) => Secrets, keys: SecretKeys = this.keys): Promise<Result<void>> {
    if (this.#lock !== null) return { ok: false, error: this.#lock };
    // Another host of this workspace may have kept secrets since, or chosen another passphrase for them.
    const read = await readSecretFile(this.path, this.keys);
    if (!read.ok) {
      this.#lock = read.error;
      return read;
    }
    const next = edit(read.value);
    const written = await writeSecretFile(this.path, next, keys);
    if (!written.ok) return written;
    this.secrets = next;
    return ok();
  }
}

/** What pages hear of the file of secrets: that it is locked, or that it could not be written. */
export function secretAnswer<T>(answer: Result<T>): Result<T> {
  return answer.ok || answer.error.code === 'secret.locked'
    ? answer
    : fail('secret.write', answer.error.message, answer.error.detail);
}

/** No connection can have an id like it. */
const workspacePlace = 'workspace:';

function placeOf(scope: string): string {
  if (scope === 'workspace') return workspacePlace;
  return scope.startsWith('connection:') ? scope.slice('connection:'.length) : scope;
}

/** The value of a secret variable; null forgets it. */
export interface SecretChange {
  readonly scope: string;
  readonly name: string;
  readonly value: string | null;
}

function withOptions(
  connection: SavedConnection,
  options: SavedConnection['config']['options'],
): SavedConnection {
  return { ...connection, config: { ...connection.config, options } };
}
