import type { AppUpdater, UpdateInfo } from 'electron-updater';
import { fail, ok } from '../../contract/index.js';
import type { Result, UpdateFacts, UpdateState } from '../../contract/index.js';
import type { Log } from '../log.js';
import { notesText } from './release-notes.js';

/** As much of electron-updater's as is used. */
export type Updater = Pick<
  AppUpdater,
  | 'autoDownload'
  | 'autoInstallOnAppQuit'
  | 'allowPrerelease'
  | 'allowDowngrade'
  | 'disableWebInstaller'
  | 'requestHeaders'
  | 'logger'
  | 'checkForUpdates'
  | 'downloadUpdate'
  | 'quitAndInstall'
> & {
  on(event: 'download-progress', listener: (info: { transferred: number; total: number }) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
};

export interface UpdatesOptions {
  /** Why this installation is updated by something else; null where it updates itself. */
  readonly elsewhere: string | null;
  /** Brings the updater, which nobody needs before it is asked for. */
  readonly load: () => Promise<Updater>;
  /** Whether what was downloaded can be installed when the app quits; on a Mac it is installed by quitting now. */
  readonly onQuit: boolean;
  /** What a download is cancelled by. */
  readonly cancellation: () => Promise<Cancellation>;
  readonly tell: (state: UpdateState) => void;
  readonly log: Log;
}
type Cancellation = NonNullable<Parameters<AppUpdater['downloadUpdate']>[0]>;

/**
 * Newer versions: looked for, downloaded and installed when a person asks for each of it, and not otherwise. What is
 * downloaded is verified by electron-updater (its hash, and the signature where the system has one), of which
 * nothing is switched off.
 */
export class Updates {
  #state: UpdateState;
  #updater: Promise<Updater> | null = null;
  #cancellation: Cancellation | null = null;

  constructor(private readonly options: UpdatesOptions) {
    const { elsewhere } = options;
    this.#state = elsewhere === null ? { kind: 'idle' } : { kind: 'elsewhere', why: elsewhere };
  }

  get state(): UpdateState {
    return this.#state;
  }

  /** Asks for the newest version; what comes of it is told. */
  check(): Result<void> {
    const { kind } = this.#state;
    if (kind === 'elsewhere') return fail('update.elsewhere', this.#state.why);
    if (kind === 'checking' || kind === 'downloading' || kind === 'ready') return ok();
    this.#enter({ kind: 'checking' });
    void this.#try(async (updater) => {
      const found = await updater.checkForUpdates();
      if (found?.isUpdateAvailable !== true) return this.#enter({ kind: 'none', checkedAt: Date.now() });
      this.#enter({ kind: 'available', update: factsOf(found.updateInfo) });
    });
    return ok();
  }

  download(): Result<void> {
    if (this.#state.kind !== 'available')
      return fail('update.none', 'There is no update to download: check first.');
    const { update } = this.#state;
    this.#enter({ kind: 'downloading', update, done: 0, total: update.size });
    void this.#try(async (updater) => {
      this.#cancellation = await this.options.cancellation();
      // It readies itself for the end of the app when the download ends, or never; whether it then acts is set below.
      updater.autoInstallOnAppQuit = this.options.onQuit;
      await updater.downloadUpdate(this.#cancellation);
      updater.autoInstallOnAppQuit = false;
      this.#enter({ kind: 'ready', update, canWait: this.options.onQuit, installs: false });
    });
    return ok();
  }

  /** Gives a download up. */
  cancel(): Result<void> {
    const state = this.#state;
    if (state.kind !== 'downloading') return ok();
    this.#cancellation?.cancel();
    this.#enter({ kind: 'available', update: state.update });
    return ok();
  }

  /** Installs what was downloaded, at the end of the app or now. */
  async install(when: 'quit' | 'now' | 'never'): Promise<Result<void>> {
    const state = this.#state;
    if (state.kind !== 'ready')
      return fail('update.none', 'Nothing has been downloaded that could be installed.');
    const updater = await this.#load();
    if (when === 'now') {
      updater.quitAndInstall();
      return ok();
    }
    if (when === 'quit' && !state.canWait) {
      return fail('update.now', 'On this system an update is installed by quitting now.');
    }
    updater.autoInstallOnAppQuit = when === 'quit';
    this.#enter({ ...state, installs: when === 'quit' });
    return ok();
  }

  #enter(state: UpdateState): void {
    this.#state = state;
    this.options.tell(state);
  }

  async #try(act: (updater: Updater) => Promise<void>): Promise<void> {
    const began = this.#state;
    try {
      await act(await this.#load());
    } catch (error) {
      // One that was cancelled has entered its state already.
      if (began.kind === 'downloading' && this.#state.kind !== 'downloading') return;
      this.options.log('An update failed', error);
      this.#enter({ kind: 'failed', message: wordsOf(error) });
    }
  }

  #load(): Promise<Updater> {
    this.#updater ??= this.options.load().then((updater) => {
      updater.autoDownload = false;
      updater.autoInstallOnAppQuit = false;
      updater.allowPrerelease = false;
      updater.allowDowngrade = false;
      updater.disableWebInstaller = true;
      // Whether a staged update is for this machine is drawn here; the publisher need not know one from another.
      updater.requestHeaders = { 'x-user-staging-id': 'none' };
      updater.logger = null;
      updater.on('error', () => undefined);
      updater.on('download-progress', ({ transferred, total }) => {
        if (this.#state.kind === 'downloading') this.#enter({ ...this.#state, done: transferred, total });
      });
      return updater;
    });
    return this.#updater;
  }
}

function factsOf({ version, releaseNotes, releaseDate, files }: UpdateInfo): UpdateFacts {
  const notes = Array.isArray(releaseNotes)
    ? releaseNotes.map((one) => `## ${one.version}\n\n${notesText(one.note ?? '')}`).join('\n\n')
    : notesText(releaseNotes ?? '');
  const size = files[0]?.size;
  return {
    version,
    notes,
    publishedAt: typeof releaseDate === 'string' && releaseDate !== '' ? releaseDate : null,
    size: typeof size === 'number' ? size : null,
  };
}

/** One line: errors of the updater bring the body of the answer along. */
function wordsOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n')[0]?.slice(0, 300) ?? '';
}
