import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { type Result, fail, ok } from '../../contract/result.js';
import { diskFailure } from '../log/disk.js';
import { dropLock, isHeld, takeLock } from '../log/lock.js';
import { readWhole, writeWhole } from './file.js';

/** Tabs and drafts of a person at work are far below this; more is a mistake. */
const maxStateBytes = 16 * 1024 * 1024;
/** Hosts that may have one workspace open at a time. */
const places = 9;

/**
 * Tabs, drafts and layout of one host. Each host that has the workspace open at the same time takes
 * a place of its own, so that none overwrites what another keeps; the first gets what was there last.
 */
export class WindowState {
  /** Writes run one after the other: a state must never be replaced by one from before it. */
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly directory: string,
    /** From 1; more than 1 means that another host has the workspace open too. */
    readonly place: number,
    /** Why the state of last time could not be read; its file was kept under the name given. */
    public problem: string | null,
  ) {}

  static async open(stateDirectory: string): Promise<Result<WindowState>> {
    for (let place = 1; place <= places; place++) {
      const directory = join(stateDirectory, `window-${place}`);
      try {
        await mkdir(directory, { recursive: true, mode: 0o700 });
      } catch (error) {
        return { ok: false, error: diskFailure('create', directory, error) };
      }
      if (await isHeld(directory)) continue;
      await dropLock(directory);
      if ((await takeLock(directory)).ok) return ok(new WindowState(directory, place, null));
    }
    return fail(
      'state.busy',
      `This workspace is open in ${places} other hosts already: close one of them to go on here.`,
    );
  }

  /** What was written last; null where nothing was, or where it is damaged (see `problem`). */
  async read(): Promise<unknown> {
    // A page that is reloaded asks while what it kept last is still on its way to the disk.
    await this.#turn;
    const path = join(this.directory, 'state.json');
    let bytes: Buffer | string;
    try {
      // The bound of a write counts characters, each of which takes up to three bytes.
      bytes = await readWhole(path, 3 * maxStateBytes);
    } catch {
      return null;
    }
    try {
      if (typeof bytes === 'string') throw new Error(bytes);
      return JSON.parse(bytes.toString('utf8')) as unknown;
    } catch {
      const aside = `${path}.damaged-${Date.now()}`;
      await rename(path, aside).catch(() => undefined);
      this.problem = `The open tabs of last time could not be read; their file was kept as ${aside}.`;
      return null;
    }
  }

  /** Fails with `state.too-large` or `state.write`; what was there before stays then. */
  async write(state: unknown): Promise<Result<void>> {
    const text = JSON.stringify(state);
    if (text.length > maxStateBytes) {
      return fail(
        'state.too-large',
        `Open tabs and drafts hold ${text.length} characters, more than ${maxStateBytes}: they were not kept. Shorten or close the largest draft.`,
      );
    }
    const write = this.#turn.then(() => this.#replace(text));
    this.#turn = write;
    const written = await write;
    return written.ok ? written : fail('state.write', written.error.message, written.error.detail);
  }

  async #replace(text: string): Promise<Result<void>> {
    const path = join(this.directory, 'state.json');
    const written = await writeWhole(path, text, 0o600);
    if (written.ok || written.error.code !== 'log.not-found') return written;
    // Somebody removed the directory: what a person has in front of them is worth a new one.
    await mkdir(this.directory, { recursive: true, mode: 0o700 }).catch(() => undefined);
    return writeWhole(path, text, 0o600);
  }

  /** Gives the place up to the next host. */
  async close(): Promise<void> {
    await dropLock(this.directory);
  }
}
