import { defineStore } from 'pinia';
import { computed, watch } from 'vue';
import { fail } from '../../../contract/index.js';
import type { Result, SavedMessage, StoredConnection } from '../../../contract/index.js';
import { newId } from './tab.js';
import type { MessageDraft, TabState } from './tab.js';
import { useTabsStore } from './tabs.js';
import { useWorkspaceStore } from './workspace.js';

/** The messages saved with the active tab's connection. */
export const useMessagesStore = defineStore('messages', () => {
  const tabs = useTabsStore();
  const workspace = useWorkspaceStore();

  const stored = computed(() => {
    const id = tabs.active?.connection ?? null;
    return id === null ? null : (workspace.byId.get(id) ?? null);
  });
  const list = computed<readonly SavedMessage[]>(() => stored.value?.connection.messages ?? []);

  /** Writes the list back. The connection's own draft stays a draft: only the messages of its file change. */
  async function write(
    of: StoredConnection,
    messages: readonly SavedMessage[],
  ): Promise<Result<StoredConnection>> {
    const answer = await workspace.save({ ...of.connection, messages: [...messages] }, of.revision);
    if (answer.ok) {
      // The draft of an open tab was made from the file before; it is made from this one now.
      for (const tab of tabs.tabs) {
        if (tab.connection === of.connection.id && tab.base === of.revision) tab.base = answer.value.revision;
      }
    }
    return answer;
  }

  async function change(
    edit: (messages: readonly SavedMessage[]) => readonly SavedMessage[],
  ): Promise<Result<StoredConnection>> {
    const of = stored.value;
    if (of === null)
      return fail('messages.unsaved', 'Save the connection first: its messages are kept with it.');
    return write(of, edit(of.connection.messages));
  }

  /** Adds a message after the others. */
  const add = (message: SavedMessage): Promise<Result<StoredConnection>> =>
    change((all) => [...all, message]);
  const rename = (id: string, name: string): Promise<Result<StoredConnection>> =>
    change((all) => all.map((one) => (one.id === id ? { ...one, name } : one)));
  /** Puts a message in place of the one with its id. */
  const replace = (message: SavedMessage): Promise<Result<StoredConnection>> =>
    change((all) => all.map((one) => (one.id === message.id ? message : one)));
  const remove = (id: string): Promise<Result<StoredConnection>> =>
    change((all) => all.filter((one) => one.id !== id));
  /** Takes a removed message back to where it was. */
  const restore = (message: SavedMessage, index: number): Promise<Result<StoredConnection>> =>
    change((all) => [...all.slice(0, index), message, ...all.slice(index)]);

  /** Adds a message as soon as the tab's connection has been saved. */
  function addWhenSaved(tab: TabState, message: SavedMessage, then: () => void): void {
    const stop = watch(
      () => (tab.connection === null ? null : (workspace.byId.get(tab.connection) ?? null)),
      (of) => {
        if (of === null) return;
        stop();
        void write(of, [...of.connection.messages, message]).then((answer) => answer.ok && then());
      },
    );
  }

  /** What a draft would be saved as. */
  function fromDraft(draft: MessageDraft, name: string): SavedMessage {
    const { mode, kind, ending, code, reason, to } = draft;
    return {
      id: newId(),
      name,
      mode,
      body: draft.bodies[mode] ?? '',
      kind,
      ...(draft.crafting ? { frame: { ...draft.frame } } : {}),
      ...(ending === 'none' ? {} : { ending }),
      ...(kind === 'close' && code !== null ? { code, ...(reason === '' ? {} : { reason }) } : {}),
      ...(to.trim() === '' ? {} : { to: to.trim() }),
    };
  }

  /** Puts a saved message into the composer of the active tab. */
  function load(message: SavedMessage): void {
    const draft = tabs.active?.message;
    if (draft === undefined) return;
    draft.mode = message.mode;
    draft.bodies[message.mode] = message.body;
    draft.kind = message.kind;
    draft.saved = message.id;
    draft.ending = message.ending ?? 'none';
    draft.code = message.code ?? null;
    draft.reason = message.reason ?? '';
    draft.to = message.to ?? '';
    draft.crafting = message.frame !== undefined;
    if (message.frame !== undefined) draft.frame = { ...message.frame };
  }

  return { stored, list, add, rename, replace, remove, restore, addWhenSaved, fromDraft, load };
});
