import type { ImportedFolder } from './model.js';
import { joined } from './reading.js';

/** What an importer says of a folder. */
export interface FolderDraft {
  /** Markdown. */
  readonly description?: string;
  /** It is there on purpose although nothing is in it. */
  readonly kept?: boolean;
  readonly place: string;
}

/** Folders as importers meet them: in the order of the source, none before the one it is in. */
export class FolderList {
  readonly #folders = new Map<string, ImportedFolder>();

  add(path: string, { description = '', kept = false, place }: FolderDraft): void {
    const steps = path.split('/');
    for (let length = 1; length < steps.length; length++) {
      const above = steps.slice(0, length).join('/');
      if (!this.#folders.has(above)) this.#folders.set(above, { ...blank, path: above, place });
    }
    const before = this.#folders.get(path);
    this.#folders.set(path, {
      path,
      // Folders of two collections with one name become one: what is written about either stays.
      description: joined(before?.description ?? '', description),
      kept: kept || before?.kept === true,
      place: before === undefined || before.description === '' ? place : before.place,
    });
  }

  /** Those that come because of what is in them or by themselves, and descriptions of those that do not. */
  settle(used: Iterable<string>): {
    readonly folders: readonly ImportedFolder[];
    readonly left: readonly ImportedFolder[];
  } {
    const held = new Set<string>();
    const kept = [...this.#folders.values()].filter((one) => one.kept).map(({ path }) => path);
    for (const path of [...used, ...kept]) for (const one of withAbove(path)) held.add(one);
    const all = [...this.#folders.values()];
    return {
      folders: all.filter(({ path }) => held.has(path)),
      left: all.filter(({ path, description }) => !held.has(path) && description !== ''),
    };
  }
}

const blank = { description: '', kept: false } as const;

/** A folder and those it is in, from the outermost. */
export function withAbove(path: string): readonly string[] {
  const steps = path.split('/');
  return steps.map((_, index) => steps.slice(0, index + 1).join('/'));
}
