import { computed, shallowRef, watch } from 'vue';
import type { ComputedRef, Ref } from 'vue';
import type { PeerInfo } from '../../../contract/index.js';

/** Most peers that are shown on although they have gone. */
const mostHeld = 1_000;

export interface SteadyPeers {
  readonly peers: ComputedRef<readonly PeerInfo[]>;
  /** While the list is held, as by a pointer over it, a peer that goes stays in its place. */
  readonly hold: (on: boolean) => void;
}

/**
 * The peers a list shows, in order of number: those that are there, and with `withClosed` those that were.
 * Nobody wants to reset the neighbour of the peer he pointed at, so rows do not move under a hand.
 */
export function useSteadyPeers(all: Ref<readonly PeerInfo[]>, withClosed: Ref<boolean>): SteadyPeers {
  const held = shallowRef(false);
  /** As they were known last: the host forgets the oldest in time. */
  const gone = shallowRef<ReadonlyMap<number, PeerInfo>>(new Map());
  const shown = (list: readonly PeerInfo[]): readonly PeerInfo[] =>
    withClosed.value ? list : list.filter(({ state }) => state !== 'closed');

  const peers = computed(() => {
    const now = shown(all.value);
    if (gone.value.size === 0) return now;
    const there = new Set(now.map(({ peer }) => peer));
    const left = [...gone.value.values()].filter(({ peer }) => !there.has(peer));
    return [...now, ...left].sort((a, b) => a.peer - b.peer);
  });

  watch(
    all,
    (now, before) => {
      if (!held.value) return;
      const there = new Map(now.map((one) => [one.peer, one]));
      const next = new Map(gone.value);
      for (const one of shown(before)) {
        const known = there.get(one.peer);
        if (known === undefined || known.state === 'closed') {
          next.set(one.peer, known ?? { ...one, state: 'closed', closedAt: one.closedAt ?? Date.now() });
        }
      }
      for (const oldest of next.keys()) {
        if (next.size <= mostHeld) break;
        next.delete(oldest);
      }
      if (next.size > 0) gone.value = next;
    },
    { flush: 'sync' },
  );

  function hold(on: boolean): void {
    held.value = on;
    if (!on) gone.value = new Map();
  }

  return { peers, hold };
}
