import { watch } from 'vue';
import { parseAddress } from '../../../codec/index.js';
import type { ConnectionConfig, SessionInfo } from '../../../contract/index.js';
import { isActive } from '../../../contract/index.js';
import { t } from '../language/index.js';
import { useConnectionStore } from '../stores/connection.js';
import type { TabState } from '../stores/tab.js';
import { useTabsStore } from '../stores/tabs.js';
import { useWorkspaceStore } from '../stores/workspace.js';
import { useToasts } from '../ui/index.js';
import { listensOnLoopback, withPort } from './pasted.js';

/** Long enough to read the new address and to act on it. */
const toastMs = 20_000;

/** True where a client dials this machine on the port of a listener. */
export function dials(client: ConnectionConfig, listener: ConnectionConfig): boolean {
  if (client.role !== 'client' || client.protocol !== listener.protocol) return false;
  const to = parseAddress(client.address, client);
  const at = parseAddress(listener.address, listener);
  if (!to.ok || !at.ok || to.value.port !== at.value.port) return false;
  // Read as a listener's, an address of this machine is one of loopback.
  return to.value.host !== undefined && listensOnLoopback({ ...client, role: 'server' });
}

/** Listens where the port is taken, says where that came to be, and takes the clients of the old port along. */
export function useFreePort(): { listenOnFreePort: (tab: TabState) => Promise<void> } {
  const tabs = useTabsStore();
  const workspace = useWorkspaceStore();
  const connection = useConnectionStore();
  const toasts = useToasts();

  /** Opens every client that dialled `old`, each with the port in its draft; saving stays the person's. */
  function take(clients: readonly (() => TabState)[], port: number): void {
    for (const open of clients) {
      const client = open();
      tabs.setAddress(client.id, withPort(client.config, port));
      tabs.activate(client.id);
    }
  }

  function clientsOf(old: ConnectionConfig): { readonly name: string; readonly open: () => TabState }[] {
    const open = tabs.tabs.filter((tab) => dials(tab.config, old) && !connection.isRunning(tab));
    const shown = new Set(tabs.tabs.map((tab) => tab.connection));
    const saved = [...workspace.byId.values()].filter(
      ({ connection: one }) => !shown.has(one.id) && dials(one.config, old),
    );
    return [
      ...open.map((tab) => ({ name: tabs.titleOf(tab), open: () => tab })),
      ...saved.map((one) => ({ name: one.connection.name, open: () => tabs.openConnection(one) })),
    ];
  }

  function tell(tab: TabState, old: ConnectionConfig, session: SessionInfo): void {
    const port = session.local?.port;
    if (port === undefined) return;
    const clients = clientsOf(old);
    const first = clients[0];
    const address = withPort(tab.config, port);
    toasts.show({
      tone: 'ok',
      title: () => t('Listening on {address}', { address }),
      text:
        first === undefined
          ? undefined
          : () =>
              clients.length === 1
                ? t('{name} dials the port that is taken.', { name: first.name })
                : t('{count} clients dial the port that is taken.', { count: clients.length }),
      timeoutMs: toastMs,
      ...(first === undefined
        ? {}
        : {
            action: {
              label: () => (clients.length === 1 ? t('Point it here') : t('Point them here')),
              run: () =>
                take(
                  clients.map((one) => one.open),
                  port,
                ),
            },
          }),
    });
  }

  async function listenOnFreePort(tab: TabState): Promise<void> {
    const old = { ...tab.config };
    tabs.setAddress(tab.id, withPort(tab.config, 0));
    const answer = await connection.start(tab);
    if (!answer.ok) return;
    const stop = watch(
      () => tabs.sessionOf(tab),
      (session) => {
        const there = session?.state === 'listening' && session.local !== null;
        if (session !== null && isActive(session.state) && !there) return;
        queueMicrotask(() => stop());
        if (session !== null && there) tell(tab, old, session);
      },
      { immediate: true },
    );
  }

  return { listenOnFreePort };
}
