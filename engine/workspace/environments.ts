import { mkdir, readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Result, fail, ok } from '../../contract/result.js';
import type {
  Environment,
  Failure,
  StoredEnvironment,
  StoredVariables,
  Variable,
  WorkspaceProblem,
} from '../../contract/index.js';
import { diskFailure, errnoOf } from '../files/disk-failure.js';
import { environmentsFolder, folderLeadsOut } from './directory.js';
import { copyWhole, readWhole, revisionOf, writeWhole } from '../files/whole-file.js';
import { writeFailure } from './write-failure.js';
import { parseEnvironment, parseVariables, printEnvironment, printVariables } from './parse-variables.js';
import type { Parsed } from './json-file.js';
import { leadsOut } from '../files/link.js';
import type { Turns } from '../../contract/turns.js';
import type { SecretStore } from './secrets.js';

export { environmentsFolder };
export const variablesFile = 'variables.json';
/** Values are typed. */
const maxFileBytes = 8 * 1024 * 1024;

export interface EnvironmentContents {
  readonly environments: readonly StoredEnvironment[];
  readonly variables: StoredVariables;
  readonly problems: readonly WorkspaceProblem[];
}

/** What environments need of the workspace they are in. */
export interface EnvironmentPlace {
  readonly directory: string;
  readonly trash: string;
  readonly secrets: SecretStore;
  refusal(): Failure | null;
  readonly turns: Turns;
  tell(outside: boolean): void;
}

/** Reads environments and the workspace's own variables; what cannot be read becomes a problem, the rest loads. */
export async function readEnvironments(directory: string): Promise<EnvironmentContents> {
  const problems: WorkspaceProblem[] = [];
  const own = await readOne(directory, variablesFile, parseVariables, problems);
  const environments: StoredEnvironment[] = [];
  for (const file of await environmentFiles(directory, problems)) {
    const read = await readEnvironment(directory, file, problems);
    if (read !== null) environments.push(read);
  }
  environments.sort((a, b) => a.environment.name.localeCompare(b.environment.name));
  return {
    environments,
    variables: { variables: own?.value ?? [], revision: own?.revision ?? null },
    problems,
  };
}

/** The environments of an open workspace, one file each, and the variables every one of them builds on. */
export class Environments {
  #contents: EnvironmentContents = {
    environments: [],
    variables: { variables: [], revision: null },
    problems: [],
  };

  constructor(readonly place: EnvironmentPlace) {}

  get contents(): EnvironmentContents {
    return this.#contents;
  }

  /** Reads the files again; true where they are not what was known. */
  async reload(): Promise<boolean> {
    return this.adopt(await readEnvironments(this.place.directory));
  }

  /** Takes what was read of the files; true where it is not what was known. */
  adopt(read: EnvironmentContents): boolean {
    const before = JSON.stringify(this.#contents);
    this.#contents = read;
    return JSON.stringify(read) !== before;
  }

  save(environment: Environment, base: string | null): Promise<Result<StoredEnvironment>> {
    const file = `${environmentsFolder}/${environment.id}.json`;
    return this.place.turns.take(async () => {
      const isNew = base === null;
      const written = await this.#write(file, printEnvironment(environment), base, environment.name);
      if (!written.ok) return written;
      if (isNew) await this.place.secrets.forget(`environment:${environment.id}`);
      return this.#after(environment.id);
    });
  }

  saveVariables(variables: readonly Variable[], base: string | null): Promise<Result<StoredVariables>> {
    return this.place.turns.take(async () => {
      const written = await this.#write(variablesFile, printVariables(variables), base, 'The workspace');
      if (!written.ok) return written;
      await this.reload();
      this.place.tell(false);
      return ok(this.#contents.variables);
    });
  }

  remove(id: string): Promise<Result<void>> {
    return this.place.turns.take(async () => {
      const refused = this.place.refusal();
      if (refused !== null) return { ok: false, error: refused };
      if (!this.#contents.environments.some(({ environment }) => environment.id === id)) return unknown(id);
      const path = join(this.place.directory, environmentsFolder, `${id}.json`);
      try {
        await mkdir(this.place.trash, { recursive: true, mode: 0o700 });
        await copyWhole(path, this.#trashed(id));
        await rm(path);
      } catch (error) {
        return writeFailure(diskFailure('write', path, error));
      }
      await this.reload();
      this.place.tell(false);
      return ok();
    });
  }

  restore(id: string): Promise<Result<StoredEnvironment>> {
    return this.place.turns.take(async () => {
      let text: string;
      try {
        text = await readFile(this.#trashed(id), 'utf8');
      } catch (error) {
        return errnoOf(error) === 'ENOENT'
          ? unknown(id)
          : writeFailure(diskFailure('read', this.#trashed(id), error));
      }
      const written = await this.#write(`${environmentsFolder}/${id}.json`, text, null, id);
      if (!written.ok) return written;
      await rm(this.#trashed(id), { force: true }).catch(() => undefined);
      return this.#after(id);
    });
  }

  #trashed(id: string): string {
    return join(this.place.trash, `environment-${id}.json`);
  }

  async #after(id: string): Promise<Result<StoredEnvironment>> {
    await this.reload();
    this.place.tell(false);
    const stored = this.#contents.environments.find(({ environment }) => environment.id === id);
    return stored === undefined ? unknown(id) : ok(stored);
  }

  /** Writes a file unless it is another one than `base` by now; `*` overwrites. */
  async #write(file: string, text: string, base: string | null, name: string): Promise<Result<void>> {
    const refused = this.place.refusal();
    if (refused !== null) return { ok: false, error: refused };
    const path = join(this.place.directory, file);
    const current = await revisionAt(path);
    // A file that was removed by somebody else is written anew: nothing of theirs is lost.
    if (base !== '*' && current !== null && current !== base) {
      const message = `“${name}” was changed in ${file} since you opened it. Overwrite it, or take that version.`;
      return fail('workspace.conflict', message, { file, revision: current });
    }
    try {
      await mkdir(join(this.place.directory, environmentsFolder), { recursive: true });
    } catch (error) {
      return writeFailure(diskFailure('create', join(this.place.directory, environmentsFolder), error));
    }
    const written = await writeWhole(path, text);
    return written.ok ? ok() : writeFailure(written.error);
  }
}

async function readEnvironment(
  directory: string,
  file: string,
  problems: WorkspaceProblem[],
): Promise<StoredEnvironment | null> {
  const shown = `${environmentsFolder}/${file}`;
  const read = await readOne(directory, shown, parseEnvironment, problems);
  if (read === null) return null;
  if (`${read.value.id}.json` !== file) {
    const message = `has the id "${read.value.id}": make the id and the name of the file the same`;
    problems.push({ file: shown, line: null, column: null, message });
    return null;
  }
  return { environment: read.value, revision: read.revision };
}

/** Null where a file is missing, or broken: then a problem says so. */
async function readOne<T>(
  directory: string,
  shown: string,
  parse: (file: string, text: string) => Parsed<T>,
  problems: WorkspaceProblem[],
): Promise<{ readonly value: T; readonly revision: string } | null> {
  const path = join(directory, shown);
  try {
    const bytes = await readWhole(path, maxFileBytes, directory);
    const parsed =
      typeof bytes === 'string'
        ? { problem: { file: shown, line: null, column: null, message: bytes } }
        : parse(shown, bytes.toString('utf8'));
    if ('value' in parsed && typeof bytes !== 'string') {
      return { value: parsed.value, revision: revisionOf(bytes) };
    }
    if ('problem' in parsed) problems.push(parsed.problem);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') {
      const { message } = diskFailure('read', path, error);
      problems.push({ file: shown, line: null, column: null, message });
    }
  }
  return null;
}

async function environmentFiles(directory: string, problems: WorkspaceProblem[]): Promise<string[]> {
  const path = join(directory, environmentsFolder);
  if (await leadsOut(directory, path)) {
    problems.push({ file: environmentsFolder, line: null, column: null, message: folderLeadsOut });
    return [];
  }
  try {
    const files = await readdir(path);
    return files.filter((file) => file.endsWith('.json') && !file.startsWith('.')).sort();
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') {
      const { message } = diskFailure('read', path, error);
      problems.push({ file: environmentsFolder, line: null, column: null, message });
    }
    return [];
  }
}

/** Null where there is no file. One that cannot be read has a revision that nobody holds. */
async function revisionAt(path: string): Promise<string | null> {
  try {
    const bytes = await readWhole(path, maxFileBytes);
    return typeof bytes === 'string' ? 'unreadable' : revisionOf(bytes);
  } catch (error) {
    return errnoOf(error) === 'ENOENT' ? null : 'unreadable';
  }
}

function unknown(id: string): { readonly ok: false; readonly error: Failure } {
  const message = `There is no environment "${id}" here: it was removed or restored already.`;
  return fail('environment.unknown', message);
}
