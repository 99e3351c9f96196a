import { appendFile, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { SentEntry, fail, maxHistoryEntries, maxHistorySize, ok } from '../contract/index.js';
import type { Failure, Result, SentNews, StoredConnection } from '../contract/index.js';
import { readBounded } from './files/bounded-file.js';
import { appendOwn } from './files/own-file.js';
import type { TakeEntry } from './sent-notes.js';
import { diskFailure, errnoOf } from './files/disk-failure.js';
import { Listeners } from './log/listeners.js';
import type { Off } from './session.js';
import { Turns } from '../contract/turns.js';
import { writeWhole } from './files/whole-file.js';

/** A file is written anew once it has this many entries more than are kept. */
const slackEntries = 250;
/** Characters take up to three bytes, and a file holds slack besides. */
const mostFileBytes = 8 * maxHistorySize;
/** What was sent from tabs that were never saved goes after so many days. */
const looseDays = 90;
const dayMs = 86_400_000;

/**
 * What one person sent, a file of JSON lines for each connection: a send appends one line, a torn or strange line is
 * passed over, and a file that has grown is written anew with what is kept.
 */
export class SentHistory {
  readonly #directory: string;
  /** Newest last. */
  readonly #known = new Map<string, SentEntry[]>();
  /** Lines in each file, those that are not kept any more included. */
  readonly #lines = new Map<string, number>();
  /** What was sent from a tab belongs to this connection since it was saved. */
  readonly #adopted = new Map<string, string>();
  readonly #news = new Listeners<SentNews>();
  readonly #onFailure: (failure: Failure) => void;
  /** What is written waits for what was begun before it. */
  readonly #turns = new Turns();
  #told = false;

  constructor(directory: string, onFailure: (failure: Failure) => void = () => undefined) {
    this.#directory = directory;
    this.#onFailure = onFailure;
  }

  /** That of a workspace; what nobody can come back to is swept away meanwhile. */
  static of(
    stateDirectory: string,
    connections: readonly StoredConnection[],
    onFailure?: (failure: Failure) => void,
  ): SentHistory {
    const history = new SentHistory(join(stateDirectory, 'history'), onFailure);
    void history.sweep(new Set(connections.map(({ connection }) => connection.id)));
    return history;
  }

  /** Newest first. A file that cannot be read is an empty one: nothing else depends on it. */
  read(key: string): Promise<Result<readonly SentEntry[]>> {
    return this.#turns.take(async () => ok([...(await this.#load(key))].reverse()));
  }

  onAdded(listener: (news: SentNews) => void): Off {
    return this.#news.add(listener);
  }

  /** As `add`, of what the host sends by itself: nobody waits for it, a disk that refuses is told of once. */
  readonly take: TakeEntry = (key, entry) => {
    void this.add(key, entry).then((answer) => {
      if (!answer.ok && !this.#told) this.#onFailure(answer.error);
      this.#told = !answer.ok;
    });
  };

  /** `history.write`: it is known as long as this host runs. An entry of an id that is there takes its place. */
  add(from: string, entry: SentEntry): Promise<Result<void>> {
    return this.#turns.take(async () => {
      const key = this.#adopted.get(from) ?? from;
      const entries = await this.#load(key);
      put(entries, entry);
      trim(entries);
      this.#news.tell({ key, entry });
      const lines = (this.#lines.get(key) ?? 0) + 1;
      if (lines > entries.length + slackEntries) return this.#rewrite(key, entries);
      this.#lines.set(key, lines);
      const path = this.#path(key);
      try {
        await mkdir(this.#directory, { recursive: true, mode: 0o700 });
        await appendFile(path, `${JSON.stringify(entry)}\n`, { mode: 0o600, flag: appendOwn });
        return ok();
      } catch (error) {
        return writeFailure(path, error);
      }
    });
  }

  /** Forgets everything, or what was sent of one saved message. */
  clear(key: string, message: string | null): Promise<Result<void>> {
    return this.#turns.take(async () => {
      const entries = await this.#load(key);
      const kept = message === null ? [] : entries.filter((one) => one.message !== message);
      return this.#rewrite(key, kept);
    });
  }

  /** What was sent from a tab becomes the history of the connection it was saved as, before what is there. */
  adopt(from: string, to: string): Promise<Result<void>> {
    return this.#turns.take(async () => {
      if (from === to) return ok();
      this.#adopted.set(from, to);
      const entries = await this.#load(from);
      if (entries.length === 0) return ok();
      const all = [...entries, ...(await this.#load(to))].sort((a, b) => a.at - b.at);
      const written = await this.#rewrite(to, all);
      return written.ok ? this.#rewrite(from, []) : written;
    });
  }

  /** Removes what tabs left behind that were never saved and that nobody has used for long. */
  sweep(connections: ReadonlySet<string>, now = Date.now()): Promise<Result<void>> {
    return this.#turns.take(async () => {
      const names = await readdir(this.#directory).catch(() => []);
      for (const name of names.filter((one) => one.endsWith('.jsonl'))) {
        if (connections.has(name.slice(0, -'.jsonl'.length))) continue;
        const path = join(this.#directory, name);
        const used = await stat(path).catch(() => null);
        if (used !== null && now - used.mtimeMs > looseDays * dayMs) await rm(path, { force: true });
      }
      return ok();
    });
  }

  close(): Promise<void> {
    return this.#turns.idle();
  }

  #path(key: string): string {
    return join(this.#directory, `${key}.jsonl`);
  }

  async #load(key: string): Promise<SentEntry[]> {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const bytes = await readBounded(this.#path(key), mostFileBytes).catch(() => null);
    const lines = bytes === null ? [] : bytes.toString('utf8').split('\n').filter(Boolean);
    const entries: SentEntry[] = [];
    for (const entry of lines.flatMap(entryOf)) {
      put(entries, entry);
      // Each is looked for among those before: of a file of somebody else's these may be hundreds of thousands.
      if (entries.length > 2 * maxHistoryEntries) trim(entries);
    }
    trim(entries);
    this.#known.set(key, entries);
    this.#lines.set(key, lines.length);
    return entries;
  }

  async #rewrite(key: string, entries: SentEntry[]): Promise<Result<void>> {
    trim(entries);
    const path = this.#path(key);
    this.#known.set(key, entries);
    this.#lines.set(key, entries.length);
    try {
      if (entries.length === 0) {
        await rm(path, { force: true });
        return ok();
      }
      await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    } catch (error) {
      return writeFailure(path, error);
    }
    const text = entries.map((one) => `${JSON.stringify(one)}\n`).join('');
    const written = await writeWhole(path, text, 0o600);
    return written.ok ? written : fail('history.write', written.error.message, written.error.detail);
  }
}

/** At the end, or in place of the one with its id. */
function put(entries: SentEntry[], entry: SentEntry): void {
  const at = entry.id === undefined ? -1 : entries.findLastIndex(({ id }) => id === entry.id);
  if (at < 0) entries.push(entry);
  else entries[at] = entry;
}

/** Keeps the newest that are within both bounds. */
function trim(entries: SentEntry[]): void {
  let size = 0;
  let kept = 0;
  for (let at = entries.length - 1; at >= 0 && kept < maxHistoryEntries; at--, kept++) {
    size += entries[at]?.body?.length ?? 0;
    if (size > maxHistorySize) break;
  }
  entries.splice(0, entries.length - kept);
}

/** One line, or nothing where it is torn or of another version. */
function entryOf(line: string): SentEntry[] {
  try {
    const read = SentEntry.safeParse(JSON.parse(line));
    return read.success ? [read.data] : [];
  } catch {
    return [];
  }
}

function writeFailure(path: string, error: unknown): ReturnType<typeof fail> {
  const { message, detail } = diskFailure('write', path, error);
  return fail('history.write', message, { ...detail, errno: errnoOf(error) });
}
