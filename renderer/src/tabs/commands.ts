import { onScopeDispose } from 'vue';
import { useCommandsStore } from '../stores/commands.js';
import type { Command } from '../stores/commands.js';
import { useConnectionStore } from '../stores/connection.js';
import { useDifferenceStore } from '../stores/difference.js';
import { useLayersStore } from '../stores/layers.js';
import { useTabsStore } from '../stores/tabs.js';
import { useWindowsStore } from '../stores/windows.js';
import { useToasts } from '../ui/index.js';
import { phrase, t, told } from '../language/index.js';

export interface TabActions {
  readonly close: (id: string) => void;
  readonly closeOthers: (id: string) => void;
  /** Moves a tab to another window, a new one for null. */
  readonly moveTo: (id: string, window: number | null) => void;
}

/** Opening, closing, moving and going to tabs, by key and by palette. */
export function useTabCommands(): TabActions {
  const tabs = useTabsStore();
  const layers = useLayersStore();
  const connection = useConnectionStore();
  const commands = useCommandsStore();
  const difference = useDifferenceStore();
  const windows = useWindowsStore();
  const toasts = useToasts();

  /** Drafts come back with the reopened tab; only what runs on the wire needs a word first. */
  function close(id: string): void {
    if (id === 'difference') return void difference.close();
    const tab = tabs.tabs.find((one) => one.id === id);
    if (tab === undefined) return;
    if (connection.isRunning(tab)) layers.closing = id;
    else tabs.close(id);
  }

  /** Running ones stay: each deserves its own answer. */
  function closeOthers(id: string): void {
    const others = tabs.tabs.filter((tab) => tab.id !== id && !connection.isRunning(tab));
    for (const tab of others) tabs.close(tab.id);
    tabs.activate(id);
  }

  async function moveTo(id: string, window: number | null): Promise<void> {
    const moved = window === null ? await windows.part(id) : await windows.give(id, window);
    if (!moved.ok)
      toasts.show({
        tone: 'err',
        title: () => t('The tab stays here'),
        text: () => told(moved.error.message),
      });
  }

  async function openWindow(window: number | null): Promise<void> {
    const opened = await windows.open(window);
    if (!opened.ok)
      toasts.show({
        tone: 'err',
        title: () => t('No window was opened'),
        text: () => told(opened.error.message),
      });
  }

  const hasTab = (): boolean => tabs.active !== null;
  const numbered: Command[] = Array.from({ length: 9 }, (_, i) => ({
    id: `tabs.go-${i + 1}`,
    title: i === 8 ? phrase('Go to the last tab') : phrase('Go to tab {number}'),
    values: { number: i + 1 },
    group: 'Tabs',
    shortcut: `Mod+${i + 1}`,
    browserShortcut: `Alt+${i + 1}`,
    listed: false,
    run: () => {
      const tab = i === 8 ? tabs.tabs.at(-1) : tabs.tabs[i];
      if (tab !== undefined) tabs.activate(tab.id);
    },
  }));

  onScopeDispose(
    commands.registerAll([
      {
        id: 'tabs.new',
        title: phrase('New tab'),
        group: 'Tabs',
        shortcut: 'Mod+T',
        browserShortcut: 'Alt+T',
        run: () => {
          tabs.openQuick();
          layers.addressFocus++;
        },
      },
      {
        id: 'tabs.close',
        title: phrase('Close the tab'),
        group: 'Tabs',
        shortcut: 'Mod+W',
        browserShortcut: 'Alt+W',
        enabled: () => hasTab() || tabs.differenceInFront,
        run: () => {
          if (tabs.differenceInFront) close('difference');
          else if (tabs.activeId !== null) close(tabs.activeId);
        },
      },
      {
        id: 'tabs.reopen',
        title: phrase('Reopen the closed tab'),
        group: 'Tabs',
        shortcut: 'Mod+Shift+T',
        browserShortcut: 'Alt+Shift+T',
        enabled: () => tabs.closed.length > 0,
        run: tabs.reopen,
      },
      {
        id: 'tabs.duplicate',
        title: phrase('Duplicate the tab'),
        group: 'Tabs',
        shortcut: 'Mod+D',
        enabled: hasTab,
        run: () => tabs.active !== null && tabs.duplicate(tabs.active),
      },
      {
        id: 'tabs.next',
        title: phrase('Next tab'),
        group: 'Tabs',
        shortcut: 'Ctrl+Tab',
        browserShortcut: 'Alt+PageDown',
        enabled: hasTab,
        run: () => tabs.step(1),
      },
      {
        id: 'tabs.previous',
        title: phrase('Previous tab'),
        group: 'Tabs',
        shortcut: 'Ctrl+Shift+Tab',
        browserShortcut: 'Alt+PageUp',
        enabled: hasTab,
        run: () => tabs.step(-1),
      },
      {
        id: 'tabs.to-window',
        title: phrase('Move the tab to a new window'),
        group: 'Tabs',
        enabled: hasTab,
        run: () => tabs.activeId !== null && void moveTo(tabs.activeId, null),
      },
      {
        id: 'window.new',
        title: phrase('New window'),
        group: 'Tabs',
        shortcut: 'Mod+Shift+N',
        browserShortcut: 'Alt+Shift+N',
        run: () => void openWindow(null),
      },
      {
        id: 'window.reopen',
        title: phrase('Reopen the closed window'),
        group: 'Tabs',
        enabled: () => windows.closed.length > 0,
        run: () => void openWindow(windows.closed.at(-1)?.window ?? null),
      },
      ...numbered,
    ]),
  );
  return { close, closeOthers, moveTo: (id, window) => void moveTo(id, window) };
}
