import { defineStore } from 'pinia';
import { shallowReactive, watch } from 'vue';
import { maxHistoryBody, maxHistoryEntries } from '../../../contract/index.js';
import type {
  Failure,
  Result,
  SavedMessage,
  SendReport,
  SentEntry,
  SentNote,
} from '../../../contract/index.js';
import { useHostStore } from './host.js';
import { newId } from './tab.js';
import type { MessageDraft, TabState } from './tab.js';
import { useTabsStore } from './tabs.js';

/** What was sent from each connection, newest first; the host keeps it on this person's side. */
export const useSentStore = defineStore('sent', () => {
  const host = useHostStore();
  const tabs = useTabsStore();
  const lists = shallowReactive(new Map<string, readonly SentEntry[]>());
  const reading = new Set<string>();

  /** Of its connection, or of the tab itself until it has one. */
  const keyOf = (tab: TabState): string => tab.connection ?? tab.id;
  const of = (tab: TabState | null): readonly SentEntry[] =>
    tab === null ? [] : (lists.get(keyOf(tab)) ?? []);

  async function read(key: string): Promise<void> {
    const begun = Date.now();
    const answer = await host.call('history.read', { key });
    if (!answer.ok) return;
    // What was sent meanwhile may not be in the answer yet.
    const known = new Set(answer.value.map(({ id }) => id));
    const since = (lists.get(key) ?? []).filter(({ at, id }) => at > begun && !(id && known.has(id)));
    lists.set(key, [...since, ...answer.value]);
  }

  /** Puts an entry at the head, or in place of the one with its id. */
  function put(key: string, entry: SentEntry): void {
    const list = lists.get(key) ?? [];
    const at = entry.id === undefined ? -1 : list.findIndex(({ id }) => id === entry.id);
    lists.set(key, at < 0 ? [entry, ...list].slice(0, maxHistoryEntries) : list.with(at, entry));
  }

  async function load(key: string): Promise<void> {
    if (lists.has(key) || reading.has(key)) return;
    reading.add(key);
    await read(key);
    reading.delete(key);
  }

  /** Reads the history of the tab in front, and takes it along where the tab is saved as a connection. */
  function follow(): () => void {
    const offActive = watch(
      () => (tabs.active === null ? null : keyOf(tabs.active)),
      (key) => key !== null && void load(key),
      { immediate: true },
    );
    // What the host sends by itself, and what other pages send.
    const offAdded = host.on('history.added', ({ key, entry }) => {
      if (lists.has(key)) put(key, entry);
    });
    const offSaved = watch(
      () => tabs.tabs.map((tab) => [tab.id, tab.connection] as const),
      (now, before) => {
        for (const [id, connection] of now) {
          const was = before.find(([one]) => one === id);
          if (connection !== null && was?.[1] === null) void adopt(id, connection);
        }
      },
    );
    return () => {
      offActive();
      offAdded();
      offSaved();
    };
  }

  async function adopt(from: string, to: string): Promise<void> {
    await host.call('history.adopt', { from, to });
    lists.delete(from);
    await read(to);
  }

  /** Notes what became of a message. */
  function note(
    tab: TabState,
    draft: MessageDraft,
    { name, answer }: { readonly name: string; readonly answer: Result<SendReport> },
  ): void {
    const key = keyOf(tab);
    const entry = entryOf(tab, draft, name, answer);
    put(key, entry);
    // Reactive drafts do not cross the bridge; an entry is plain JSON.
    void host.call('history.add', { key, entry: JSON.parse(JSON.stringify(entry)) as SentEntry });
  }

  /** What goes along with a message that the host sends by itself, so that it is noted there. */
  function noteOf(tab: TabState, draft: MessageDraft, name: string): SentNote {
    const { saved, kind, ending } = draft;
    const note: SentNote = {
      key: keyOf(tab),
      message: saved,
      name: name.slice(0, 200),
      kind,
      ...(draft.crafting ? { frame: { ...draft.frame } } : {}),
      ...(ending === 'none' ? {} : { ending }),
    };
    return JSON.parse(JSON.stringify(note)) as SentNote;
  }

  async function clear(tab: TabState, message: string | null): Promise<Failure | null> {
    const key = keyOf(tab);
    const answer = await host.call('history.clear', { key, message });
    if (!answer.ok) return answer.error;
    const kept = (lists.get(key) ?? []).filter((one) => message !== null && one.message !== message);
    lists.set(key, kept);
    return null;
  }

  /** Puts back what was forgotten, by its time among what was sent since: the host keeps the order it is told in. */
  async function restore(key: string, forgotten: readonly SentEntry[]): Promise<Failure | null> {
    const now = lists.get(key) ?? [];
    const since = now.filter((one) => !forgotten.some(({ id, at }) => id === one.id && at === one.at));
    const all = [...since, ...forgotten].sort((a, b) => b.at - a.at).slice(0, maxHistoryEntries);
    const cleared = await host.call('history.clear', { key, message: null });
    if (!cleared.ok) return cleared.error;
    lists.set(key, all);
    for (const entry of all.toReversed()) {
      const answer = await host.call('history.add', {
        key,
        entry: JSON.parse(JSON.stringify(entry)) as SentEntry,
      });
      if (!answer.ok) return answer.error;
    }
    return null;
  }

  return { lists, keyOf, of, follow, note, noteOf, clear, restore };
});

function entryOf(tab: TabState, draft: MessageDraft, name: string, answer: Result<SendReport>): SentEntry {
  const { mode, kind, saved, ending, code, reason, to } = draft;
  const body = draft.bodies[mode] ?? '';
  const failure = answer.ok ? answer.value.failures[0]?.error : answer.error;
  const { peers, bytes, seq } = answer.ok ? answer.value : { peers: 0, bytes: 0, seq: undefined };
  return {
    id: newId(),
    at: Date.now(),
    message: saved,
    name: name.slice(0, 200),
    mode,
    body: body.length > maxHistoryBody ? null : body,
    kind,
    ...(draft.crafting ? { frame: { ...draft.frame } } : {}),
    ...(ending === 'none' ? {} : { ending }),
    ...(kind === 'close' && code !== null ? { code, reason } : {}),
    ...(to.trim() === '' ? {} : { to: to.trim() }),
    session: tab.session,
    seq: seq ?? null,
    bytes,
    peers,
    failure: failure?.message.slice(0, 2_000) ?? null,
  };
}

/** An entry as a message that can be sent, loaded and saved; null where its text was not kept. */
export function messageOf(entry: SentEntry, id: string): SavedMessage | null {
  const { name, mode, body, kind, frame, ending, code, reason, to } = entry;
  if (body === null) return null;
  return {
    id,
    name: name === '' ? 'message' : name,
    mode,
    body,
    kind,
    ...(frame && { frame }),
    ...(ending && { ending }),
    ...(code !== undefined && { code }),
    ...(reason && { reason }),
    ...(to && { to }),
  };
}
