import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import { ok } from '../../../contract/index.js';
import type { Failure, Result, TransferReport, WorkspacesInfo } from '../../../contract/index.js';
import { useHostStore } from './host.js';
import { usePersistenceStore } from './persistence.js';

/** What stands between a person and another workspace: sessions that would end. */
export interface LeaveQuestion {
  readonly sessions: number;
  readonly transfers: number;
  readonly goOn: () => void;
}

/** Which workspace the host has open, which others there are, and the way from one to another. */
export const useWorkspacesStore = defineStore('workspaces', () => {
  const host = useHostStore();
  const persistence = usePersistenceStore();
  const info = shallowRef<WorkspacesInfo | null>(null);
  const question = shallowRef<LeaveQuestion | null>(null);

  async function load(): Promise<void> {
    const answer = await host.call('workspaces.list', {});
    if (answer.ok) info.value = answer.value;
  }

  /** This page is of one workspace: what was typed is kept there, then the page begins anew in the other. */
  function follow(begin: () => void = () => location.reload()): () => void {
    return host.on('workspace.switched', () => void persistence.write().then(begin));
  }

  /** Asks where sessions would end; the answer of a question comes later, through `report`. */
  async function leave(
    go: (endSessions: boolean) => Promise<Result<void>>,
    report: (failure: Failure) => void,
  ): Promise<void> {
    // Tabs and drafts are kept before their host lets go of them.
    await persistence.write();
    const answer = await go(false);
    if (answer.ok) return;
    const { code, detail } = answer.error;
    if (code !== 'workspaces.busy') return report(answer.error);
    const count = (name: string): number => (typeof detail?.[name] === 'number' ? detail[name] : 0);
    question.value = {
      sessions: count('sessions'),
      transfers: count('transfers'),
      goOn: () =>
        void go(true).then((again) => {
          if (!again.ok) report(again.error);
        }),
    };
  }

  const open = (directory: string, report: (failure: Failure) => void): Promise<void> =>
    leave((endSessions) => host.call('workspaces.open', { directory, endSessions }), report);
  const close = (report: (failure: Failure) => void): Promise<void> =>
    leave((endSessions) => host.call('workspaces.close', { endSessions }), report);

  const create = (directory: string, name: string): Promise<Result<{ readonly directory: string }>> =>
    host.call('workspaces.create', { directory, name });
  const duplicate = (directory: string, name: string): Promise<Result<{ readonly directory: string }>> =>
    host.call('workspaces.duplicate', { directory, name });

  async function forget(directory: string): Promise<void> {
    await host.call('workspaces.forget', { directory });
    await load();
  }

  /** Null where the person chose none. */
  async function choose(purpose: 'open' | 'create'): Promise<Result<string | null>> {
    const answer = await host.call('workspaces.choose', { purpose });
    return answer.ok ? ok(answer.value.directory) : answer;
  }

  /** Copies or moves connections to another workspace; `undo` takes it back. */
  async function transfer(
    connections: readonly string[],
    to: string,
    move: boolean,
  ): Promise<Result<{ readonly report: TransferReport; readonly undo: () => Promise<Result<void>> }>> {
    const answer = await host.call('workspaces.transfer', { connections: [...connections], to, move });
    if (!answer.ok) return answer;
    const { added, taken } = answer.value;
    return ok({
      report: answer.value,
      undo: () => host.call('workspaces.take-back', { to, added, taken }),
    });
  }

  return {
    info,
    question,
    load,
    follow,
    open,
    close,
    create,
    duplicate,
    forget,
    choose,
    transfer,
  };
});
