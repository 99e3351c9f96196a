import { defineStore } from 'pinia';
import { computed, shallowReactive, watch } from 'vue';
import { isTemplate, parseAddress, sameButForTls, schemeIsVariable } from '../../../codec/index.js';
import { fail, isActive } from '../../../contract/index.js';
import type { Failure, Input, Result, SessionInfo } from '../../../contract/index.js';
import { useSessionsStore } from './sessions.js';
import { plainConfig } from './tab.js';
import type { TabState } from './tab.js';
import { useTabsStore } from './tabs.js';
import { textsIn, useVariablesStore } from './variables.js';
import { phrase, type Phrase, t } from '../language/index.js';

/** What the one button of a connection does next. */
export type ConnectionAction = 'Connect' | 'Cancel' | 'Disconnect' | 'Listen' | 'Stop';

/** What its button says. */
export const actionTitles: Readonly<Record<ConnectionAction, Phrase>> = {
  Connect: phrase('Connect'),
  Cancel: phrase('Cancel'),
  Disconnect: phrase('Disconnect'),
  Listen: phrase('Listen'),
  Stop: phrase('Stop'),
};

export function actionFor(tab: TabState, session: SessionInfo | null, starting: boolean): ConnectionAction {
  const listener = tab.config.role === 'server';
  if (starting) return listener ? 'Stop' : 'Cancel';
  if (session === null || !isActive(session.state)) return listener ? 'Listen' : 'Connect';
  // A session goes on as it was started, whatever the draft says by now.
  if (session.config.role === 'server') return 'Stop';
  switch (session.state) {
    case 'resolving':
    case 'connecting':
    case 'securing':
    case 'upgrading':
    case 'reconnecting':
      return 'Cancel';
    default:
      return 'Disconnect';
  }
}

/** Starts, stops and ends what the tabs configure. */
export const useConnectionStore = defineStore('connection', () => {
  const tabs = useTabsStore();
  const sessions = useSessionsStore();
  const variables = useVariablesStore();
  /** Tabs whose start has not been answered: a second press starts nothing. */
  const starting = shallowReactive(new Set<string>());
  /** Why a start was refused before there was a session to tell it; by tab. */
  const refusals = shallowReactive(new Map<string, Failure>());

  // A draft that was changed is no longer the one that was refused.
  watch(
    () => [tabs.activeId, JSON.stringify(tabs.active?.config)] as const,
    ([id], [before]) => {
      if (id !== null && id === before) refusals.delete(id);
    },
  );

  const session = computed(() => (tabs.active === null ? null : tabs.sessionOf(tabs.active)));
  const action = computed(() =>
    tabs.active === null ? null : actionFor(tabs.active, session.value, starting.has(tabs.active.id)),
  );

  function isRunning(tab: TabState): boolean {
    const info = tabs.sessionOf(tab);
    return starting.has(tab.id) || (info !== null && isActive(info.state));
  }

  /** The session a tab may go on with: same log, same wire. Another protocol or role begins a new one. */
  function continued(tab: TabState): string | null {
    const info = tabs.sessionOf(tab);
    if (info === null || info.state === 'recorded') return null;
    const { protocol, role, address } = tab.config;
    // What was spoken may have come of a variable.
    const spoken = schemeIsVariable(address)
      ? sameButForTls(info.config.protocol, protocol)
      : info.config.protocol === protocol;
    return spoken && info.config.role === role ? info.id : null;
  }

  /** What is wrong before anything is asked; what variables make of an address only the host knows. */
  function refusal(tab: TabState): Failure | null {
    const { address, options } = tab.config;
    const faults = [address, ...textsIn({ ...options, framing: undefined })].flatMap(
      (text) => variables.faultOf(text) ?? [],
    );
    const messages = [...new Set(faults.map(({ message }) => message))];
    if (messages.length > 0) return { code: 'template.unknown', message: messages.join('; ') };
    if (isTemplate(address)) return null;
    const parsed = parseAddress(address, tab.config);
    return parsed.ok ? null : parsed.error;
  }

  async function start(
    tab: TabState,
    options: { readonly replaceStale?: boolean } = {},
  ): Promise<Result<SessionInfo>> {
    if (isRunning(tab)) return fail('session.active', t('It is running already.'));
    refusals.delete(tab.id);
    const refused = refusal(tab);
    if (refused !== null) {
      refusals.set(tab.id, refused);
      return { ok: false, error: refused };
    }
    starting.add(tab.id);
    const answer = await sessions.start({
      session: continued(tab),
      name: tabs.titleOf(tab).slice(0, 200),
      connection: tab.connection,
      config: plainConfig(tab.config),
      environment: variables.environment,
      ...(options.replaceStale === true ? { replaceStale: true } : {}),
    });
    starting.delete(tab.id);
    if (answer.ok) {
      if (tab.session !== answer.value.id) tab.filter.afterSeq = 0;
      tab.session = answer.value.id;
    } else refusals.set(tab.id, answer.error);
    return answer;
  }

  async function stop(
    tab: TabState,
    how: Omit<Input<'session.stop'>, 'session'> = {},
  ): Promise<Result<void>> {
    if (tab.session === null) return fail('session.idle', t('Nothing is running.'));
    return sessions.stop({ session: tab.session, ...how });
  }

  /** What the button does. */
  async function act(tab: TabState): Promise<Result<unknown>> {
    return isRunning(tab) ? stop(tab) : start(tab);
  }

  return { starting, refusals, session, action, isRunning, start, stop, act };
});
