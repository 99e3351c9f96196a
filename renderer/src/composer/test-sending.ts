import { effectScope } from 'vue';
import type { EffectScope } from 'vue';
import { ok } from '../../../contract/index.js';
import type { SessionInfo } from '../../../contract/index.js';
import { useSentStore } from '../stores/sent.js';
import { quickTab } from '../stores/tab.js';
import type { TabState } from '../stores/tab.js';
import { useTabsStore } from '../stores/tabs.js';
import { addSession, openTestHost } from '../stores/test-host.js';
import type { TestHost } from '../stores/test-host.js';
import { useSending } from './use-sending.js';

let scope: EffectScope | undefined;
/** Ends the composer of a test. */
export const stopComposing = (): void => scope?.stop();

/** What a host answers to a send that went well. */
export const report = { peers: 1, bytes: 2, failures: [] };

/** A composer on one tab whose session is as told. */
export function compose(
  part: Partial<SessionInfo> = {},
  answers: Record<string, (input: never) => unknown> = {},
) {
  const host: TestHost = openTestHost({ 'session.send': () => ok(report), ...answers });
  const info = addSession(part);
  const tabs = useTabsStore();
  tabs.tabs.push({ ...quickTab(info.config), session: info.id });
  const tab = tabs.tabs[0] as TabState;
  tabs.activate(tab.id);
  tab.message.bodies['text'] = 'hi';
  scope = effectScope();
  const sending = scope.run(() => useSending());
  if (sending === undefined) throw new Error('no composer');
  return { host, tab, tabs, sending };
}

/** What was sent from a tab and taken by somebody, newest first. */
export const took = (tab: TabState) =>
  useSentStore()
    .of(tab)
    .filter(({ peers }) => peers > 0)
    .map(({ mode, body }) => ({ mode, body }));
