import { defineStore } from 'pinia';
import { computed, watch } from 'vue';
import { fail, maxRepeatMs, minRepeatMs, ok } from '../../../contract/index.js';
import type { Result, SavedConnection, SavedMessage, StoredConnection } from '../../../contract/index.js';
import { broughtBack, carried, foldersOf, freeName, inReadingOrder, withoutFolder } from './message-shelf.js';
import type { MessageShelf } from './message-shelf.js';
import { sameJson } from './same.js';
import { firstRepeat, newId } from './tab.js';
import type { MessageDraft, RepeatDraft, TabState } from './tab.js';
import { useTabsStore } from './tabs.js';
import { useWorkspaceStore } from './workspace.js';
import { t } from '../language/index.js';

/** The messages saved with the active tab's connection. */
export const useMessagesStore = defineStore('messages', () => {
  const tabs = useTabsStore();
  const workspace = useWorkspaceStore();

  const stored = computed(() => {
    const id = tabs.active?.connection ?? null;
    return id === null ? null : (workspace.byId.get(id) ?? null);
  });
  /** What there is to show and to change; empty for a tab whose connection was never saved. */
  const shelf = computed<MessageShelf>(() => shelfOf(stored.value?.connection));
  /** As they are read on screen, which is how the first nine have their keys. */
  const list = computed<readonly SavedMessage[]>(() => inReadingOrder(shelf.value));

  /**
   * Changes the messages of a connection, of the active tab's unless another one is named. The connection's own draft
   * stays a draft: only the messages of its file change.
   */
  async function change(
    edit: (shelf: MessageShelf) => MessageShelf,
    id = stored.value?.connection.id,
  ): Promise<Result<StoredConnection>> {
    if (id === undefined) return unsaved();
    return workspace.change(id, (of) => {
      const { messageFolders: _before, ...connection } = of;
      const next = edit(shelfOf(of));
      const folders = next.folders.length === 0 ? {} : { messageFolders: [...next.folders] };
      return { ...connection, messages: [...next.messages], ...folders };
    });
  }

  const edit = (
    by: (messages: readonly SavedMessage[]) => readonly SavedMessage[],
  ): Promise<Result<StoredConnection>> => change((of) => ({ ...of, messages: by(of.messages) }));

  /** Adds a message after the others. */
  const add = (message: SavedMessage): Promise<Result<StoredConnection>> => edit((all) => [...all, message]);
  const rename = (id: string, name: string): Promise<Result<StoredConnection>> =>
    edit((all) => all.map((one) => (one.id === id ? { ...one, name: name.slice(0, 200) } : one)));
  /** Puts a message in place of the one with its id. */
  const replace = (message: SavedMessage): Promise<Result<StoredConnection>> =>
    edit((all) => all.map((one) => (one.id === message.id ? message : one)));
  const remove = (id: string): Promise<Result<StoredConnection>> =>
    edit((all) => all.filter((one) => one.id !== id));

  /** Takes what was removed since back to where it was. */
  const bringBack = (before: MessageShelf, id: string): Promise<Result<StoredConnection>> =>
    change((of) => broughtBack(of, before), id);

  /** A copy right after it; answers the copy. */
  async function duplicate(message: SavedMessage): Promise<Result<SavedMessage>> {
    // A stored message is plain JSON.
    const copy = JSON.parse(JSON.stringify(message)) as SavedMessage;
    const taken = list.value.map((one) => one.name);
    const made = { ...copy, id: newId(), name: freeName(`${message.name} copy`.slice(0, 190), taken) };
    const answer = await edit((all) => all.flatMap((one) => (one.id === message.id ? [one, made] : [one])));
    return answer.ok ? ok(made) : answer;
  }

  /**
   * Moves a message or a folder into another connection, or copies it there. It is there before it is gone here,
   * so that nothing is lost where the second step fails.
   */
  async function carryTo(
    what: { readonly message: string } | { readonly folder: string },
    target: string,
    keep: boolean,
  ): Promise<Result<{ readonly undo: () => Promise<Result<unknown>> }>> {
    const from = stored.value?.connection.id;
    if (from === undefined) return unsaved();
    const before = shelf.value;
    const there = shelfOf(workspace.byId.get(target)?.connection);
    const known = new Set(there.messages.map(({ id }) => id));
    const made = carried(before, what, there, (id) => (keep || known.has(id) ? newId() : id));
    const added = await change(
      (of) => ({
        messages: [...of.messages, ...made.messages],
        folders: made.folders.length === 0 ? of.folders : [...foldersOf(of), ...made.folders],
      }),
      target,
    );
    if (!added.ok) return added;
    if (!keep) {
      const removed = await change((of) => without(of, what), from);
      if (!removed.ok) return removed;
    }
    const undo = async (): Promise<Result<unknown>> => {
      const back = keep ? ok() : await bringBack(before, from);
      if (!back.ok) return back;
      const gone = new Set(made.messages.map(({ id }) => id));
      return change(
        (of) => ({
          messages: of.messages.filter(({ id }) => !gone.has(id)),
          folders: of.folders.filter((one) => !made.folders.includes(one)),
        }),
        target,
      );
    };
    return ok({ undo });
  }

  /** Adds a message as soon as the tab's connection has been saved. */
  function addWhenSaved(tab: TabState, message: SavedMessage, then: () => void): void {
    const stop = watch(
      () => (tab.connection === null ? null : (workspace.byId.get(tab.connection) ?? null)),
      (of) => {
        if (of === null) return;
        stop();
        const added = change(
          (shelf) => ({ ...shelf, messages: [...shelf.messages, message] }),
          of.connection.id,
        );
        void added.then((answer) => answer.ok && then());
      },
    );
  }

  /** What a draft would be saved as, with the repeat that somebody has set for it. */
  function fromDraft(draft: MessageDraft, name: string, repeat?: RepeatDraft): SavedMessage {
    const { mode, kind, ending, code, reason, to, saved } = draft;
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
      // One that was set for another message is that one's.
      ...(repeat?.of !== saved || isFirst(repeat) ? {} : { repeat: savedRepeat(repeat) }),
    };
  }

  /** A message as a draft would change it: what is no part of a draft stays. */
  function updated(message: SavedMessage, draft: MessageDraft): SavedMessage {
    const { id, name, folder, description } = message;
    const set = tabs.active?.repeat ?? null;
    const repeat = set !== null && set.of === id ? savedRepeat(set) : message.repeat;
    return {
      ...fromDraft(draft, name),
      ...(folder && { folder }),
      ...(description && { description }),
      ...(repeat && { repeat }),
      id,
    };
  }

  /** True where a draft would be saved as something else than the message it was made from. */
  function differs(draft: MessageDraft, message: SavedMessage): boolean {
    return !sameJson(updated(message, draft), message);
  }

  /** Puts a saved message into the composer of the active tab. */
  function load(message: SavedMessage): void {
    const tab = tabs.active;
    if (tab === null) return;
    const { frame, ...rest } = draftOf(message, tab.message.bodies);
    Object.assign(tab.message, rest, message.frame === undefined ? {} : { frame });
    if (message.repeat !== undefined) tab.repeat = repeatOf(message.repeat, message.id);
  }

  return {
    stored,
    shelf,
    list,
    change,
    add,
    rename,
    replace,
    remove,
    bringBack,
    duplicate,
    carryTo,
    addWhenSaved,
    fromDraft,
    updated,
    differs,
    load,
  };
});

function unsaved(): ReturnType<typeof fail> {
  return fail('messages.unsaved', t('Save the connection first: its messages are kept with it.'));
}

/** How a message says it is repeated, as the composer has it: whole seconds as seconds. */
function repeatOf(saved: NonNullable<SavedMessage['repeat']>, of: string): RepeatDraft {
  const { everyMs, times, lines = false } = saved;
  const seconds = everyMs % 1_000 === 0;
  return { every: seconds ? everyMs / 1_000 : everyMs, unit: seconds ? 's' : 'ms', times, lines, of };
}

function savedRepeat({ every, unit, times, lines }: RepeatDraft): NonNullable<SavedMessage['repeat']> {
  const everyMs = unit === 's' ? every * 1_000 : every;
  const within = Math.min(maxRepeatMs, Math.max(minRepeatMs, everyMs));
  return { everyMs: within, times, ...(lines ? { lines } : {}) };
}

/** Nobody has said how it is repeated. */
function isFirst({ every, unit, times, lines }: RepeatDraft): boolean {
  return sameJson({ every, unit, times, lines, of: null }, firstRepeat);
}

/** The messages of a connection. */
function shelfOf(connection: SavedConnection | undefined): MessageShelf {
  return { messages: connection?.messages ?? [], folders: connection?.messageFolders ?? [] };
}

/** A saved message as the composer has it; texts of other modes are taken from `bodies`. */
export function draftOf(message: SavedMessage, bodies: Readonly<Record<string, string>> = {}): MessageDraft {
  const { mode, body, kind, id, frame, ending, code, reason, to } = message;
  return {
    mode,
    bodies: { ...bodies, [mode]: body },
    kind,
    saved: id,
    ending: ending ?? 'none',
    code: code ?? null,
    reason: reason ?? '',
    to: to ?? '',
    crafting: frame !== undefined,
    frame: { ...frame },
  };
}

function without(
  shelf: MessageShelf,
  what: { readonly message: string } | { readonly folder: string },
): MessageShelf {
  if ('folder' in what) return withoutFolder(shelf, what.folder);
  return { ...shelf, messages: shelf.messages.filter(({ id }) => id !== what.message) };
}
