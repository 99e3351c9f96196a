import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as z from 'zod/mini';
import type { RecentWorkspace } from '../contract/index.js';
import { Turns } from '../contract/turns.js';

const Stored = z.object({
  version: z.literal(1),
  workspaces: z.array(z.object({ directory: z.string(), name: z.string(), openedAt: z.number() })),
});
type Entry = z.output<typeof Stored>['workspaces'][number];

const mostRecent = 20;

/**
 * The workspaces this person opened last, in one small file. A file that is missing, damaged or cannot be
 * written costs the list and nothing else. Several hosts may have it: each change begins with what is there.
 */
export class RecentWorkspaces {
  readonly #turns = new Turns();

  constructor(readonly file: string) {}

  /** Newest first. */
  async list(): Promise<RecentWorkspace[]> {
    const entries = await this.#read();
    return Promise.all(
      entries.map(async (entry) => ({ ...entry, missing: !(await isDirectory(entry.directory)) })),
    );
  }

  add(directory: string, name: string): Promise<void> {
    return this.#change((entries) => [
      { directory, name, openedAt: Date.now() },
      ...entries.filter((one) => one.directory !== directory),
    ]);
  }

  forget(directory: string): Promise<void> {
    return this.#change((entries) => entries.filter((one) => one.directory !== directory));
  }

  #change(edit: (entries: Entry[]) => Entry[]): Promise<void> {
    return this.#turns.take(async () => {
      const workspaces = edit(await this.#read()).slice(0, mostRecent);
      try {
        await mkdir(dirname(this.file), { recursive: true });
        const text = `${JSON.stringify({ version: 1, workspaces }, null, 2)}\n`;
        await writeFile(`${this.file}.new`, text, { mode: 0o600 });
        await rename(`${this.file}.new`, this.file);
      } catch {
        return;
      }
    });
  }

  async #read(): Promise<Entry[]> {
    try {
      return Stored.parse(JSON.parse(await readFile(this.file, 'utf8'))).workspaces;
    } catch {
      return [];
    }
  }
}

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
