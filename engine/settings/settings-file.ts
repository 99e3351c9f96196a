import { mkdir, rename, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fail, ok } from '../../contract/index.js';
import type { Result, Settings, SettingsInfo, SettingsPatch } from '../../contract/index.js';
import { isLink } from '../files/link.js';
import { diskFailure, errnoOf } from '../files/disk-failure.js';
import { Listeners } from '../log/listeners.js';
import type { Off } from '../session.js';
import { Turns } from '../../contract/turns.js';
import { readWhole, writeWhole } from '../files/whole-file.js';
import { watchDirectories } from '../workspace/watch.js';
import { patchSettings, readSettings } from './document.js';
import type { SettingsDocument } from './document.js';
import { withLock } from './lock.js';

/** A few dozen settings take some kilobytes; more is no file of ours. */
const mostBytes = 1 << 20;

/**
 * The settings of the app: one file in the person's data directory, which every window and every host share
 * and which a person may edit. What cannot be read costs the defaults and is told; it is never written over.
 */
export class SettingsFile {
  /** Changes run one after the other, each on what the one before it left. */
  readonly #turns = new Turns();
  #text = '';
  #info: SettingsInfo;
  readonly #changes = new Listeners<SettingsInfo>();
  #unwatch: Off = () => undefined;

  private constructor(readonly path: string) {
    this.#info = infoOf(path, readSettings(''));
  }

  /** Reads the file, which need not be there, and watches for whoever else writes it. */
  static async open(directory: string): Promise<SettingsFile> {
    const file = new SettingsFile(join(directory, 'settings.json'));
    // Where it cannot be made, a change says why.
    await mkdir(directory, { recursive: true, mode: 0o700 }).catch(() => undefined);
    file.#unwatch = watchDirectories([directory], () => void file.look());
    await file.look();
    return file;
  }

  get info(): SettingsInfo {
    return this.#info;
  }

  get values(): Settings {
    return this.#info.values;
  }

  /** Told after each change, whoever made it. */
  onChange(listener: (info: SettingsInfo) => void): Off {
    return this.#changes.add(listener);
  }

  /** Changes what the patch names. `settings.unreadable` and `settings.write`: the file stays what it was. */
  set(patch: SettingsPatch): Promise<Result<SettingsInfo>> {
    return this.#change(async () => {
      const before = await this.#read();
      this.#adopt(before);
      if (this.#info.problem !== null) return { ok: false, error: this.#info.problem };
      if (await isReadOnly(this.path)) {
        return fail('settings.write', `${this.path} is read-only: nothing was changed.`, { path: this.path });
      }
      const text = patchSettings(before.document, patch);
      if (text !== before.text) {
        const written = await writeWhole(this.path, text, 0o600);
        if (!written.ok) return fail('settings.write', written.error.message, written.error.detail);
        this.#adopt({ text, document: readSettings(text) });
      }
      return ok(this.#info);
    });
  }

  /** Gives a file that cannot be read another name, so that settings can be chosen anew. */
  setAside(): Promise<Result<string>> {
    return this.#change(async () => {
      this.#adopt(await this.#read());
      if (this.#info.problem === null) {
        return fail('settings.readable', `${this.path} can be read: there is nothing to set aside.`);
      }
      const aside = `${this.path}.damaged-${Date.now()}`;
      await rename(this.path, aside);
      this.#adopt(await this.#read());
      return ok(aside);
    });
  }

  /** Kept once what was asked for until now holds, or was refused. */
  settled(): Promise<void> {
    return this.#turns.idle();
  }

  /** Reads the file anew; whoever listens is told where it has changed. */
  look(): Promise<void> {
    return this.#turns.take(async () => this.#adopt(await this.#read()));
  }

  close(): void {
    this.#unwatch();
  }

  /** Within the process in turn, between processes under a lock. */
  #change<T>(act: () => Promise<Result<T>>): Promise<Result<T>> {
    return this.#turns.take(async () => {
      try {
        await mkdir(dirname(this.path), { recursive: true, mode: 0o700 });
        return await withLock(join(dirname(this.path), '.settings.json.lock'), act);
      } catch (error) {
        if (errnoOf(error) === undefined) throw error;
        const { message, detail } = diskFailure('write', this.path, error);
        return fail('settings.write', message, detail);
      }
    });
  }

  async #read(): Promise<{ readonly text: string; readonly document: SettingsDocument }> {
    const refused = (problem: string) => ({ text: problem, document: { ...readSettings(''), problem } });
    try {
      // Renaming over a link would part it from what it leads to.
      if (await isLink(this.path)) {
        return refused('is a link and was not read: put the file itself there');
      }
      const bytes = await readWhole(this.path, mostBytes);
      if (typeof bytes === 'string') return refused(bytes);
      const text = bytes.toString('utf8');
      return { text, document: readSettings(text) };
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return { text: '', document: readSettings('') };
      return refused(`cannot be read (${errnoOf(error) ?? String(error)})`);
    }
  }

  #adopt({ text, document }: { readonly text: string; readonly document: SettingsDocument }): void {
    const info = infoOf(this.path, document);
    const same = text === this.#text && info.problem?.message === this.#info.problem?.message;
    this.#text = text;
    if (same) return;
    this.#info = info;
    this.#changes.tell(info);
  }
}

function infoOf(file: string, { values, stored, faults, unknown, problem }: SettingsDocument): SettingsInfo {
  return {
    values,
    file,
    stored,
    faults,
    unknown,
    problem:
      problem === null
        ? null
        : { code: 'settings.unreadable', message: `${file} ${problem}.`, detail: { path: file } },
  };
}

/** Whoever took the right to write away meant it, also where the directory would let us replace the file. */
async function isReadOnly(path: string): Promise<boolean> {
  return stat(path).then(
    ({ mode }) => (mode & 0o222) === 0,
    () => false,
  );
}
