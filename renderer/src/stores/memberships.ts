import { defineStore } from 'pinia';
import { shallowReactive } from 'vue';
import type { Membership, SessionInfo } from '../../../contract/index.js';
import { useHostStore } from './host.js';
import { t } from '../language/index.js';

/** What the last change of a session's groups came to. */
export interface GroupAnswer {
  readonly text: string;
  /** By `groupKey`: why one could not be joined or left. */
  readonly problems: ReadonlyMap<string, string>;
}

export const groupKey = ({ group, interface: name }: Membership): string => `${group.trim()} ${name.trim()}`;

interface Known {
  /** When the socket was opened: another time is another socket, with groups of its own. */
  readonly since: number;
  readonly joined: Map<string, Membership>;
  /** In the draft before this page looked: joined from here before a reload, or refused then. */
  readonly perhaps: Map<string, Membership>;
}

/** True while groups can be joined and left without a restart. */
export function takesGroups(session: SessionInfo | null): session is SessionInfo {
  return session?.config.protocol === 'udp' && (session.state === 'open' || session.state === 'listening');
}

/** Multicast groups of open UDP sessions, changed while they are open. */
export const useMembershipsStore = defineStore('memberships', () => {
  const host = useHostStore();
  const known = new Map<string, Known>();
  const answers = shallowReactive(new Map<string, GroupAnswer>());
  const turns = new Map<string, Promise<void>>();

  const keyed = (groups: readonly Membership[]): Map<string, Membership> =>
    new Map(
      groups.filter(({ group }) => group.trim() !== '').map((one) => [groupKey(one), { ...one }] as const),
    );

  /** Notes what is joined before anything is changed. */
  function observe(session: SessionInfo, draft: readonly Membership[]): Known {
    const before = known.get(session.id);
    if (before?.since === session.since) return before;
    const joined = keyed(session.config.options.udp?.memberships ?? []);
    const perhaps = new Map([...keyed(draft)].filter(([key]) => !joined.has(key)));
    const now = { since: session.since, joined, perhaps };
    known.set(session.id, now);
    answers.delete(session.id);
    return now;
  }

  async function change(session: SessionInfo, wanted: readonly Membership[]): Promise<void> {
    const { joined, perhaps } = observe(session, wanted);
    const next = keyed(wanted);
    const problems = new Map<string, string>();
    const done: string[] = [];
    let asked = false;
    const ask = async (action: 'join' | 'leave', key: string, one: Membership): Promise<void> => {
      asked = true;
      const unsure = perhaps.has(key);
      const group = { group: one.group.trim(), interface: one.interface.trim() };
      const answer = await host.call('session.membership', { session: session.id, action, ...group });
      perhaps.delete(key);
      // What this page cannot know the socket does: joining again and leaving what was never joined are refused.
      const asWanted = !answer.ok && unsure && /already|never/.test(answer.error.message);
      if (answer.ok || asWanted) {
        if (action === 'join') joined.set(key, one);
        else joined.delete(key);
        if (answer.ok)
          done.push(
            action === 'join'
              ? t('joined {group}', { group: group.group })
              : t('left {group}', { group: group.group }),
          );
      } else problems.set(key, answer.error.message);
    };
    for (const [key, one] of [...joined, ...perhaps]) if (!next.has(key)) await ask('leave', key, one);
    for (const [key, one] of next) if (!joined.has(key)) await ask('join', key, one);
    if (!asked) {
      // An empty row that was added takes away no answer; one that was removed takes its own problem along.
      const before = answers.get(session.id);
      if (before === undefined) return;
      const left = [...before.problems].filter(([key]) => next.has(key));
      answers.set(session.id, { text: before.text, problems: new Map(left) });
      return;
    }
    const text = done.join(', ');
    answers.set(session.id, {
      text: text === '' ? '' : `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}.`,
      problems,
    });
  }

  /** Makes the groups of a session those that are wanted, one change after the other. */
  function sync(session: SessionInfo, wanted: readonly Membership[]): Promise<void> {
    const turn = (turns.get(session.id) ?? Promise.resolve()).then(() => change(session, wanted));
    turns.set(session.id, turn);
    return turn;
  }

  return { answers, observe, sync };
});
