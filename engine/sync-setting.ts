import { join } from 'node:path';
import { SyncPolicy, defaultSyncMs, fail } from '../contract/index.js';
import type { Failure, Result, SyncInfo } from '../contract/index.js';
import { KeptDocument } from './kept-document.js';
import { Listeners } from './log/listeners.js';
import type { Off } from './session.js';
import { stateDirectoriesOf } from './state-directory.js';

/** How long rows may wait for stable storage: kept beside the recordings, unless the host was told at its start. */
export class SyncSetting {
  #ms: number;
  readonly #kept: KeptDocument<SyncPolicy>;
  readonly #changes = new Listeners<number>();

  constructor(
    stateDirectory: string,
    readonly given?: number,
  ) {
    this.#ms = given ?? defaultSyncMs;
    this.#kept = keptIn(stateDirectory);
  }

  get info(): SyncInfo {
    return { ms: this.#ms, given: this.given !== undefined };
  }

  /** Reads what was written. What is damaged is set aside and told. */
  async read(): Promise<Failure | null> {
    if (this.given !== undefined) return null;
    const { value, problem } = await this.#kept.read();
    this.#ms = value?.ms ?? defaultSyncMs;
    return problem;
  }

  /** Holds at once, for sessions under way too. `sync.given`; `sync.write` where the disk refuses: it stays as it was. */
  async write({ ms }: SyncPolicy): Promise<Result<void>> {
    if (this.given !== undefined) {
      const message = `This Wirebench was started with --sync-ms ${this.given}, which holds until it ends: start it without to choose here`;
      return fail('sync.given', message, { ms: this.given });
    }
    const written = await this.#kept.write({ ms });
    if (!written.ok) return written;
    this.#ms = ms;
    this.#changes.tell(ms);
    return written;
  }

  onChange(listener: (ms: number) => void): Off {
    return this.#changes.add(listener);
  }
}

/** What is kept for a workspace without opening it; null where nothing is. */
export async function keptSyncMs(directory: string): Promise<number | null> {
  for (const place of stateDirectoriesOf(directory)) {
    const { value } = await keptIn(place).read();
    if (value !== null) return value.ms;
  }
  return null;
}

function keptIn(stateDirectory: string): KeptDocument<SyncPolicy> {
  return new KeptDocument(join(stateDirectory, 'sync.json'), {
    format: 'wirebench-sync',
    fields: SyncPolicy,
    codes: { read: 'sync.read', write: 'sync.write' },
    what: 'How often rows are synced',
    instead: `a power cut may take ${defaultSyncMs} ms of rows`,
  });
}
