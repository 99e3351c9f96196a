import type { Command } from '../stores/commands.js';
import type { useConnectionStore } from '../stores/connection.js';
import type { useLayersStore } from '../stores/layers.js';
import type { useSessionsStore } from '../stores/sessions.js';
import type { TabState } from '../stores/tab.js';
import type { useTabsStore } from '../stores/tabs.js';
import { endItems } from './ending.js';
import { phrase } from '../language/index.js';

interface Parts {
  readonly tabs: ReturnType<typeof useTabsStore>;
  readonly connection: ReturnType<typeof useConnectionStore>;
  readonly sessions: ReturnType<typeof useSessionsStore>;
  readonly layers: ReturnType<typeof useLayersStore>;
  /** Whether the host is there to do it. */
  readonly reachable: () => boolean;
  readonly save: (tab: TabState) => Promise<void>;
}

/** What can be done with the connection of the active tab. */
export function connectionCommands({
  tabs,
  connection,
  sessions,
  layers,
  reachable,
  save,
}: Parts): Command[] {
  const offers = (id: string): boolean =>
    reachable() &&
    endItems(connection.session).some((item) => 'id' in item && item.id === id && item.disabled !== true);
  const running = (): boolean => tabs.active !== null && connection.isRunning(tabs.active);

  return [
    {
      id: 'connection.start',
      title: phrase('Connect or listen'),
      group: 'Connection',
      enabled: () => reachable() && tabs.active !== null && !running(),
      run: () => tabs.active !== null && void connection.start(tabs.active),
    },
    {
      id: 'connection.stop',
      title: phrase('Disconnect or stop listening'),
      group: 'Connection',
      enabled: () => reachable() && running(),
      run: () => tabs.active !== null && void connection.stop(tabs.active),
    },
    {
      id: 'connection.half-close',
      title: phrase('Half-close (send FIN)'),
      group: 'Connection',
      enabled: () => offers('half-close'),
      run: () => {
        const session = tabs.active?.session;
        if (session != null) void sessions.end({ session, to: 'all', how: 'half-close' });
      },
    },
    {
      id: 'connection.close-code',
      title: phrase('Close with code…'),
      group: 'Connection',
      enabled: () => offers('code'),
      run: () => (layers.closeCode = tabs.activeId),
    },
    {
      id: 'connection.address',
      title: phrase('Go to the address'),
      group: 'Connection',
      shortcut: 'Mod+L',
      run: () => layers.addressFocus++,
    },
    {
      id: 'connection.options',
      title: phrase('Options of the connection'),
      group: 'Connection',
      run: () => (layers.options = !layers.options),
    },
    {
      id: 'connection.save',
      title: phrase('Save the connection'),
      group: 'Connection',
      shortcut: 'Mod+S',
      enabled: () => tabs.active !== null && tabs.isDirty(tabs.active),
      run: () => tabs.active !== null && void save(tabs.active),
    },
  ];
}
