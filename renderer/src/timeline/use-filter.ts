import { computed } from 'vue';
import type { ComputedRef } from 'vue';
import { useSessionsStore } from '../stores/sessions.js';
import { useTabsStore } from '../stores/tabs.js';
import { useTimelinesStore } from '../stores/timelines.js';

/** Most peers that completion offers. */
const mostPeers = 200;

export interface Filtering {
  /** Numbers of the peers there are, for completion. */
  readonly peers: ComputedRef<readonly number[]>;
  /** Something is looked for, and found. */
  readonly hasMatches: () => boolean;
  /** Ends the search at once: what was typed goes, or the switches where nothing was. */
  readonly stop: () => void;
  /** Typing among the rows starts a filter. */
  readonly onKeydown: (event: KeyboardEvent) => void;
}

/** What the pane does with the filter box. `clear` takes all filters away. */
export function useFilter(clear: () => void, focusBox: () => void): Filtering {
  const tabs = useTabsStore();
  const timelines = useTimelinesStore();
  const sessions = useSessionsStore();

  const peers = computed(() => {
    const id = tabs.active?.session ?? null;
    const all = id === null ? [] : (sessions.peersOf.get(id) ?? []);
    return all.slice(0, mostPeers).map(({ peer }) => peer);
  });

  function stop(): void {
    const filter = tabs.active?.filter;
    if (filter !== undefined && filter.text !== '') filter.text = '';
    else clear();
  }

  function onKeydown(event: KeyboardEvent): void {
    const among = event.target instanceof Element && event.target.getAttribute('role') === 'grid';
    if (!among || event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey) return;
    // The box takes the focus before the letter is put in. Space and ? mean something else.
    if (event.key !== ' ' && event.key !== '?') focusBox();
  }

  return {
    peers,
    hasMatches: () => (tabs.active?.filter.text ?? '') !== '' && (timelines.current?.count.value ?? 0) > 0,
    stop,
    onKeydown,
  };
}
