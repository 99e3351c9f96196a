import { defineStore } from 'pinia';
import { shallowReactive, watch } from 'vue';
import type {
  Input,
  QueueAction,
  QueueChange,
  QueueInfo,
  QueueItem,
  QueueList,
  Result,
} from '../../../contract/index.js';
import { useHostStore } from './host.js';
import { useSessionsStore } from './sessions.js';

/** What waits in the queues of the sessions that somebody looks at. The host keeps and sends it. */
export const useQueuesStore = defineStore('queues', () => {
  const host = useHostStore();
  const sessions = useSessionsStore();
  const lists = shallowReactive(new Map<string, QueueList>());

  /** What the host answers is on screen before its next word about the session. */
  function take(session: string, answer: Result<QueueInfo>): Result<QueueInfo> {
    const info = sessions.byId.get(session);
    if (answer.ok && info !== undefined) sessions.byId.set(session, { ...info, queue: answer.value });
    return answer;
  }

  async function read(session: string): Promise<void> {
    const answer = await host.call('queue.read', { session });
    if (answer.ok) lists.set(session, answer.value);
  }

  /** Reads the list of a session again whenever it moves; `session` is asked as it changes. */
  function follow(session: () => string | null): void {
    watch(
      () => {
        const id = session();
        return id === null ? null : ([id, sessions.byId.get(id)?.queue?.revision] as const);
      },
      (now) => {
        if (now?.[1] !== undefined && lists.get(now[0])?.revision !== now[1]) void read(now[0]);
      },
      { immediate: true },
    );
  }

  const add = async (session: string, items: readonly QueueItem[]): Promise<Result<QueueInfo>> => {
    // The schema wants a list that can be written to.
    const input: Input<'queue.add'> = { session, items: [...items], go: false };
    return take(session, await host.call('queue.add', input));
  };
  /** Kept once the changed list is in `lists`: the next change is made from what is seen. */
  async function change(session: string, what: QueueChange): Promise<Result<QueueInfo>> {
    const answer = take(session, await host.call('queue.change', { session, change: what }));
    if (answer.ok) await read(session);
    return answer;
  }
  const control = async (session: string, action: QueueAction): Promise<Result<QueueInfo>> =>
    take(session, await host.call('queue.control', { session, action }));

  return { lists, follow, add, change, control };
});
