import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import type {
  ConnectionConfig,
  Result,
  SavedConnection,
  SessionInfo,
  StoredConnection,
} from '../../../contract/index.js';
import { isActive, tabTitle } from '../../../contract/index.js';
import { useSessionsStore } from './sessions.js';
import { useSettingsStore } from './settings.js';
import { sameJson } from './same.js';
import { newId, plainConfig, quickTab, tabFor } from './tab.js';
import type { TabState } from './tab.js';
import { useWorkspaceStore } from './workspace.js';
import { t } from '../language/index.js';

/** Most closed tabs that Ctrl+Shift+T can bring back. */
const closedLimit = 20;

/** The open tabs: drafts of connections and messages, and which session each shows. */
export const useTabsStore = defineStore('tabs', () => {
  const workspace = useWorkspaceStore();
  const sessions = useSessionsStore();
  const settings = useSettingsStore();
  const tabs = ref<TabState[]>([]);
  const activeId = ref<string | null>(null);
  /** Two sessions side by side lie over the active tab, as a tab of their own. */
  const differenceInFront = ref(false);
  const closed = ref<{ tab: TabState; index: number }[]>([]);
  /** Rows seen in each tab, for the unread count of those in the background. */
  const seen = ref<Record<string, number>>({});

  const active = computed(() => tabs.value.find((tab) => tab.id === activeId.value) ?? null);

  function sessionOf(tab: TabState): SessionInfo | null {
    return tab.session === null ? null : (sessions.byId.get(tab.session) ?? null);
  }

  /** What a tab is called: its name, else its address, else what it could become. */
  function titleOf(tab: TabState): string {
    const title = tabTitle(tab.name, tab.config.address);
    return title !== '' ? title : t('New connection');
  }

  /** True where the draft differs from the saved file. */
  function isDirty(tab: TabState): boolean {
    if (tab.connection === null) return tab.config.address !== '' && sessionOf(tab)?.state !== 'recorded';
    const stored = workspace.byId.get(tab.connection);
    if (stored === undefined) return true;
    return differs(tab, stored);
  }

  function differs(tab: TabState, stored: StoredConnection): boolean {
    return !sameJson(stored.connection.config, tab.config) || stored.connection.name !== tab.name;
  }

  // A file that changed: a tab without edits of its own follows it. One with edits keeps them, and where
  // somebody else wrote the file it keeps the old base, so that saving says so.
  workspace.onChange((before, after, ours) => {
    for (const tab of tabs.value) {
      if (tab.connection !== after.connection.id) continue;
      if (!differs(tab, before)) {
        const { name, config, base } = tabFor(after.connection, after.revision);
        Object.assign(tab, { name, config, base });
      } else if (ours && tab.base === before.revision) tab.base = after.revision;
    }
  });

  function unread(tab: TabState): number {
    const info = sessionOf(tab);
    if (info === null || tab.id === activeId.value || info.state === 'recorded') return 0;
    return Math.max(0, info.rows - (seen.value[tab.id] ?? info.rows));
  }

  function markSeen(id: string): void {
    const tab = tabs.value.find((one) => one.id === id);
    const info = tab === undefined ? null : sessionOf(tab);
    if (info !== null) seen.value[id] = info.rows;
  }

  function activate(id: string): void {
    if (activeId.value !== null) markSeen(activeId.value);
    differenceInFront.value = false;
    activeId.value = id;
    markSeen(id);
  }

  function add(tab: TabState, index = tabs.value.length): TabState {
    tabs.value.splice(index, 0, tab);
    activate(tab.id);
    return tab;
  }

  /** What the message of a new tab ends with. */
  const ending = () => settings.values['editor.lineEnding'];
  const openQuick = (config?: Partial<ConnectionConfig>): TabState => add(quickTab(config, ending()));

  /** Opens a saved connection, or goes to the tab that has it already. */
  function openConnection(stored: StoredConnection): TabState {
    const open = tabs.value.find((tab) => tab.connection === stored.connection.id);
    if (open !== undefined) {
      activate(open.id);
      return open;
    }
    const tab = tabFor(stored.connection, stored.revision, ending());
    // A session still running for it, after a reload of the page or in another one, is taken up again.
    const running = [...sessions.byId.values()].find(
      (one) => one.connection === stored.connection.id && isActive(one.state),
    );
    return add(running === undefined ? tab : { ...tab, session: running.id });
  }

  /** Opens a session by itself: a recorded one to read, a running one to go on with. */
  function openSession(info: SessionInfo): TabState {
    const open = tabs.value.find((tab) => tab.session === info.id);
    if (open !== undefined) {
      activate(open.id);
      return open;
    }
    return add({ ...quickTab(info.config, ending()), name: info.name, session: info.id });
  }

  /** Lets go of a tab that another window has now. */
  function release(id: string): { tab: TabState; index: number } | null {
    const index = tabs.value.findIndex((tab) => tab.id === id);
    const tab = tabs.value[index];
    if (tab === undefined) return null;
    tabs.value.splice(index, 1);
    if (activeId.value === id) {
      const next = tabs.value[Math.min(index, tabs.value.length - 1)];
      activeId.value = null;
      if (next !== undefined) activate(next.id);
    }
    return { tab, index };
  }

  function close(id: string): void {
    const gone = release(id);
    if (gone !== null) closed.value = [...closed.value, gone].slice(-closedLimit);
  }

  function reopen(): void {
    const last = closed.value.pop();
    if (last !== undefined) add(last.tab, Math.min(last.index, tabs.value.length));
  }

  function move(id: string, index: number): void {
    const from = tabs.value.findIndex((tab) => tab.id === id);
    const [tab] = from < 0 ? [] : tabs.value.splice(from, 1);
    if (tab !== undefined) tabs.value.splice(index, 0, tab);
  }

  function duplicate(tab: TabState): TabState {
    // A tab's state is plain JSON, so a round trip is a deep copy.
    const copy = JSON.parse(JSON.stringify(tab)) as TabState;
    return add({
      ...copy,
      id: newId(),
      connection: null,
      base: null,
      session: null,
      name: tab.name === '' ? '' : `${tab.name} copy`,
    });
  }

  function setAddress(id: string, address: string): void {
    const tab = tabs.value.find((one) => one.id === id);
    if (tab !== undefined) tab.config.address = address;
  }

  /** Goes `by` tabs further, around the end. */
  function step(by: number): void {
    const index = tabs.value.findIndex((tab) => tab.id === activeId.value);
    const next = tabs.value[(index + by + tabs.value.length) % tabs.value.length];
    if (next !== undefined) activate(next.id);
  }

  /** The connection a tab would be saved as. */
  function asConnection(tab: TabState, name: string, folder?: string): SavedConnection {
    const stored = tab.connection === null ? undefined : workspace.byId.get(tab.connection)?.connection;
    const into = folder ?? stored?.folder ?? '';
    const known = stored ?? { id: newId(), order: workspace.lastOrder(into), messages: [] };
    return { ...known, name, folder: into, config: plainConfig(tab.config) };
  }

  /** Saves a tab's connection; `overwrite` settles a conflict with an outside edit for the draft. */
  async function save(
    tab: TabState,
    name: string,
    options: { readonly folder?: string; readonly overwrite?: boolean } = {},
  ): Promise<Result<StoredConnection>> {
    const answer = await workspace.save(() => {
      // A tab whose file has been removed makes a new one.
      const known = tab.connection !== null && workspace.byId.has(tab.connection);
      const base = !known ? undefined : options.overwrite === true ? '*' : (tab.base ?? undefined);
      return { connection: asConnection(tab, name, options.folder), base };
    });
    if (answer.ok) {
      tab.connection = answer.value.connection.id;
      tab.base = answer.value.revision;
      tab.name = answer.value.connection.name;
    }
    return answer;
  }

  return {
    tabs,
    activeId,
    differenceInFront,
    active,
    closed,
    seen,
    sessionOf,
    titleOf,
    isDirty,
    unread,
    markSeen,
    activate,
    add,
    release,
    openQuick,
    openConnection,
    openSession,
    close,
    reopen,
    move,
    duplicate,
    setAddress,
    step,
    asConnection,
    save,
  };
});
