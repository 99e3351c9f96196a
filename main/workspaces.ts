import { dirname } from 'node:path';
import { fail, isActive, ok } from '../contract/index.js';
import type { Input, Result, TransferReport, WorkspacesInfo } from '../contract/index.js';
import { Turns } from '../contract/turns.js';
import {
  createWorkspace,
  duplicateWorkspace,
  kindOfDirectory,
  nameOfWorkspace,
  takeBack,
  transfer,
} from '../engine/index.js';
import type { Engine } from '../engine/index.js';
import type { Bounds } from './bounds.js';
import type { Log } from './log.js';
import type { RecentWorkspaces } from './recent.js';

export interface WorkspacesOptions {
  readonly open: (directory: string) => Promise<Result<Engine>>;
  /** This person's own, which closing leads to where no other was open before. */
  readonly own: string;
  readonly recent: RecentWorkspaces;
  readonly bounds: Bounds;
  readonly log: Log;
}

/** How long pages of the workspace before may still say what they keep, milliseconds. */
const graceMs = 1_000;

/** The workspace of this host, and the others it may have instead. One is open at a time. */
export class Workspaces {
  #engine: Engine;
  readonly #listeners = new Set<(engine: Engine) => void>();
  /** Engines of workspaces that were left, by directory, until they have closed. */
  readonly #leaving = new Map<string, Promise<void>>();
  readonly #turns = new Turns();

  private constructor(
    engine: Engine,
    private readonly options: WorkspacesOptions,
  ) {
    this.#engine = engine;
  }

  /** Begins with one workspace. */
  static async begin(directory: string, options: WorkspacesOptions): Promise<Result<Workspaces>> {
    const engine = await options.open(directory);
    if (!engine.ok) return engine;
    const workspaces = Workspaces.around(engine.value, options);
    await options.recent.add(engine.value.info.directory, engine.value.workspace.info.name);
    return ok(workspaces);
  }

  /** With one that is open already. */
  static around(engine: Engine, options: WorkspacesOptions): Workspaces {
    return new Workspaces(engine, options);
  }

  get engine(): Engine {
    return this.#engine;
  }

  get transfers(): number {
    return this.#engine.transfers;
  }

  /** Told of the engine that pages belong to from now on. */
  onSwitch(listener: (engine: Engine) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async list(): Promise<WorkspacesInfo> {
    const { directory } = this.#engine.info;
    const recent = await this.options.recent.list();
    const name = this.#engine.workspace.info.name;
    return {
      directory,
      // The name of the one that is open is known best here: it may have been changed since.
      recent: recent.map((one) => (one.directory === directory ? { ...one, name } : one)),
      roots: this.options.bounds.roots,
      home: dirname(directory),
    };
  }

  open({ directory, endSessions }: Input<'workspaces.open'>): Promise<Result<void>> {
    return this.#turns.take(async () => {
      const resolved = await this.options.bounds.resolve(directory);
      if (!resolved.ok) return resolved;
      const kind = await kindOfDirectory(resolved.value);
      if (!kind.ok) return kind;
      if (kind.value !== 'workspace') {
        const what = kind.value === 'missing' ? 'is not there' : 'is no workspace: it has no workspace.json';
        return fail(
          'workspaces.missing',
          `${resolved.value} ${what}. Create one, or choose another directory.`,
          {
            directory: resolved.value,
            kind: kind.value,
          },
        );
      }
      return this.#switch(resolved.value, endSessions);
    });
  }

  async create({ directory, name }: Input<'workspaces.create'>): Promise<Result<{ directory: string }>> {
    const resolved = await this.options.bounds.resolve(directory);
    if (!resolved.ok) return resolved;
    const made = await createWorkspace(resolved.value, name);
    if (!made.ok) return made;
    await this.options.recent.add(resolved.value, name);
    return ok({ directory: resolved.value });
  }

  async duplicate({
    directory,
    name,
  }: Input<'workspaces.duplicate'>): Promise<Result<{ directory: string }>> {
    const resolved = await this.options.bounds.resolve(directory);
    if (!resolved.ok) return resolved;
    const made = await duplicateWorkspace(this.#engine.info.directory, resolved.value, name);
    if (!made.ok) return made;
    await this.options.recent.add(resolved.value, name);
    return ok({ directory: resolved.value });
  }

  /** Leaves this one for the one that was open before it, or for this person's own. */
  close({ endSessions }: Input<'workspaces.close'>): Promise<Result<void>> {
    return this.#turns.take(async () => {
      const { directory } = this.#engine.info;
      for (const { directory: other, missing } of await this.options.recent.list()) {
        if (other === directory || missing) continue;
        const kind = await kindOfDirectory(other);
        if (kind.ok && kind.value === 'workspace') return this.#switch(other, endSessions);
      }
      if (directory === this.options.own) {
        return fail(
          'workspaces.last',
          'This is your own workspace and no other was open: there is none to go to.',
        );
      }
      return this.#switch(this.options.own, endSessions);
    });
  }

  async forget({ directory }: Input<'workspaces.forget'>): Promise<Result<void>> {
    await this.options.recent.forget(directory);
    return ok();
  }

  async transfer({ connections, to, move }: Input<'workspaces.transfer'>): Promise<Result<TransferReport>> {
    const target = await this.#another(to);
    return target.ok ? transfer(this.#engine.workspace, connections, target.value, move) : target;
  }

  async takeBack({ to, added, taken }: Input<'workspaces.take-back'>): Promise<Result<void>> {
    const target = await this.#another(to);
    return target.ok ? takeBack(this.#engine.workspace, target.value, added, taken) : target;
  }

  async dispose(): Promise<void> {
    await this.#turns.idle();
    await Promise.all([this.#engine.close(), ...this.#leaving.values()]);
  }

  async #another(directory: string): Promise<Result<string>> {
    const resolved = await this.options.bounds.resolve(directory);
    if (!resolved.ok) return resolved;
    const kind = await kindOfDirectory(resolved.value);
    if (!kind.ok) return kind;
    if (kind.value === 'workspace' && resolved.value !== this.#engine.info.directory) return resolved;
    return fail('workspaces.missing', `${resolved.value} is no other workspace: choose one that is.`, {
      directory: resolved.value,
    });
  }

  async #switch(directory: string, endSessions: boolean): Promise<Result<void>> {
    const before = this.#engine;
    if (directory === before.info.directory) return ok();
    const sessions = (await before.list()).filter(({ state }) => isActive(state)).length;
    if (sessions > 0 && !endSessions) {
      const message = `${sessions === 1 ? 'A session is' : `${sessions} sessions are`} active and would end.`;
      return fail('workspaces.busy', message, { sessions, transfers: before.transfers });
    }
    await this.#leaving.get(directory);
    const opened = await this.options.open(directory);
    if (!opened.ok) return opened;
    this.#engine = opened.value;
    const name = (await nameOfWorkspace(directory)) ?? opened.value.workspace.info.name;
    await this.options.recent.add(directory, name);
    for (const listener of this.#listeners) listener(opened.value);
    const left = new Promise((resolve) => setTimeout(resolve, graceMs))
      .then(() => before.close())
      .catch((error: unknown) => this.options.log('Closing a workspace failed', error))
      .finally(() => this.#leaving.delete(before.info.directory));
    this.#leaving.set(before.info.directory, left);
    return ok();
  }
}
