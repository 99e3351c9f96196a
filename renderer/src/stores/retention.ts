import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import type { Failure, Result, RetentionPlan, RetentionPolicy } from '../../../contract/index.js';
import { useHostStore } from './host.js';
import { useSessionsStore } from './sessions.js';

/** How long and how much of the recorded sessions is kept, and what is past that now. */
export const useRetentionStore = defineStore('retention', () => {
  const host = useHostStore();
  const sessions = useSessionsStore();
  const policy = shallowRef<RetentionPolicy>({ days: null, bytes: null });
  const plan = shallowRef<RetentionPlan | null>(null);
  const failure = shallowRef<Failure | null>(null);

  /** Sessions past the limits that may be removed, oldest first. */
  const due = computed(() =>
    (plan.value?.remove ?? []).flatMap(({ session, why }) => {
      const info = sessions.byId.get(session);
      return info === undefined ? [] : [{ info, why }];
    }),
  );

  async function load(): Promise<void> {
    const answer = await host.call('retention.read', {});
    failure.value = answer.ok ? null : answer.error;
    if (!answer.ok) return;
    policy.value = answer.value;
    await look();
  }

  /** Asks anew what is past the limits. Nothing goes before a person has seen it. */
  async function look(): Promise<void> {
    const { days, bytes } = policy.value;
    if (days === null && bytes === null) {
      plan.value = null;
      return;
    }
    const answer = await host.call('retention.plan', { policy: null });
    failure.value = answer.ok ? null : answer.error;
    if (answer.ok) plan.value = answer.value;
  }

  async function write(next: RetentionPolicy): Promise<Result<void>> {
    const answer = await host.call('retention.write', next);
    failure.value = answer.ok ? null : answer.error;
    if (answer.ok) policy.value = next;
    await look();
    return answer;
  }

  function follow(): () => void {
    // A session ended, went or came back, or has another star.
    const stop = watch(
      () => sessions.recorded.map(({ id, starred }) => `${id} ${starred ? 1 : 0}`).join('\n'),
      () => void look(),
    );
    const offReturn = host.onReturn(() => void load());
    void load();
    return () => {
      stop();
      offReturn();
    };
  }

  return { policy, plan, failure, due, load, look, write, follow };
});
