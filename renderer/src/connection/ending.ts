import type { SessionInfo } from '../../../contract/index.js';
import { isActive } from '../../../contract/index.js';
import { t, told } from '../language/index.js';
import { useLayersStore } from '../stores/layers.js';
import { useConnectionStore } from '../stores/connection.js';
import { useSessionsStore } from '../stores/sessions.js';
import type { TabState } from '../stores/tab.js';
import { useToasts, type MenuItem } from '../ui/index.js';

/** The ways a running session may end besides the plain one, as far as its protocol has them. */
export function endItems(session: SessionInfo | null): MenuItem[] {
  if (session === null || !isActive(session.state)) return [];
  const { protocol, role } = session.config;
  const open = session.state === 'open' || session.state === 'half-closed' || session.state === 'listening';
  if (!open || protocol === 'udp') return [];
  const server = role === 'server';
  const none = server && session.peers === 0;
  const items: MenuItem[] = [];
  if (protocol === 'ws' || protocol === 'wss') {
    items.push({
      id: 'code',
      label: server ? t('Close with code, every peer…') : t('Close with code…'),
      disabled: none,
    });
  } else {
    const done = session.state === 'half-closed';
    items.push({
      id: 'half-close',
      label: server ? t('Half-close of every peer (send FIN)') : t('Half-close (send FIN)'),
      disabled: none || done,
    });
  }
  if (protocol !== 'unix')
    items.push({
      id: 'reset',
      label: server ? t('Reset of every peer (send RST)') : t('Reset (send RST)'),
      danger: true,
      disabled: none,
    });
  return items;
}

/** Runs what the menu offers. */
export function useEnding(): { choose: (tab: TabState, item: string) => void } {
  const sessions = useSessionsStore();
  const connection = useConnectionStore();
  const layers = useLayersStore();
  const toasts = useToasts();

  async function end(tab: TabState, how: 'half-close' | 'reset'): Promise<void> {
    if (tab.session === null) return;
    const client = tab.config.role === 'client';
    // A client that resets has ended: it must not be taken for a loss and connect again.
    const answer =
      client && how === 'reset'
        ? await connection.stop(tab, { reset: true })
        : await sessions.end({ session: tab.session, to: 'all', how });
    if (!answer.ok) {
      toasts.show({
        tone: 'err',
        title: () => t('It did not end that way'),
        text: () => told(answer.error.message),
      });
      return;
    }
    const failed = answer.value?.failures[0];
    if (failed !== undefined)
      toasts.show({
        tone: 'err',
        title: () => t('It did not end that way'),
        text: () => told(failed.error.message),
      });
  }

  function choose(tab: TabState, item: string): void {
    if (item === 'code') layers.closeCode = tab.id;
    else if (item === 'half-close' || item === 'reset') void end(tab, item);
  }
  return { choose };
}
