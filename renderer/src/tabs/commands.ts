import { onScopeDispose } from 'vue';
import { useCommandsStore } from '../stores/commands.js';
import type { Command } from '../stores/commands.js';
import { useConnectionStore } from '../stores/connection.js';
import { useDifferenceStore } from '../stores/difference.js';
import { useLayersStore } from '../stores/layers.js';
import { useTabsStore } from '../stores/tabs.js';

/** Opening, closing and going to tabs, by key and by palette. */
export function useTabCommands(): { close: (id: string) => void; closeOthers: (id: string) => void } {
  const tabs = useTabsStore();
  const layers = useLayersStore();
  const connection = useConnectionStore();
  const commands = useCommandsStore();
  const difference = useDifferenceStore();

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

  const hasTab = (): boolean => tabs.active !== null;
  const numbered: Command[] = Array.from({ length: 9 }, (_, i) => ({
    id: `tabs.go-${i + 1}`,
    title: i === 8 ? 'Go to the last tab' : `Go to tab ${i + 1}`,
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
        title: 'New tab',
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
        title: 'Close the tab',
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
        title: 'Reopen the closed tab',
        group: 'Tabs',
        shortcut: 'Mod+Shift+T',
        browserShortcut: 'Alt+Shift+T',
        enabled: () => tabs.closed.length > 0,
        run: tabs.reopen,
      },
      {
        id: 'tabs.duplicate',
        title: 'Duplicate the tab',
        group: 'Tabs',
        shortcut: 'Mod+D',
        enabled: hasTab,
        run: () => tabs.active !== null && tabs.duplicate(tabs.active),
      },
      {
        id: 'tabs.next',
        title: 'Next tab',
        group: 'Tabs',
        shortcut: 'Ctrl+Tab',
        browserShortcut: 'Alt+PageDown',
        enabled: hasTab,
        run: () => tabs.step(1),
      },
      {
        id: 'tabs.previous',
        title: 'Previous tab',
        group: 'Tabs',
        shortcut: 'Ctrl+Shift+Tab',
        browserShortcut: 'Alt+PageUp',
        enabled: hasTab,
        run: () => tabs.step(-1),
      },
      ...numbered,
    ]),
  );
  return { close, closeOthers };
}
