import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import { filterMarks, noFilterMarks, parseFilter } from '../../../codec/index.js';
import type { FilterSpec, RowKindName } from '../../../contract/index.js';
import { RowKind, isLife } from '../../../contract/index.js';
import { useHostStore } from './host.js';
import { useSessionsStore } from './sessions.js';
import type { TabState } from './tab.js';
import { useTabsStore } from './tabs.js';
import { createTimeline } from './timeline.js';
import type { Timeline, TimelineSpec } from './timeline.js';

// Object.entries types its keys as string; these are the table's own.
const kinds = Object.entries(RowKind) as [RowKindName, number][];
/** What the Ctl switch leaves: control frames, handshakes and the life of the session. */
const controlKinds = kinds
  .filter(([name, kind]) => isLife(kind) || ['ping', 'pong', 'close', 'request', 'response'].includes(name))
  .map(([name]) => name);

/** What crossed the wire. A connect or a FIN has a direction, too, but nobody who looks for what was sent means it. */
const wireKinds = kinds.filter(([, kind]) => !isLife(kind)).map(([name]) => name);

export function filterOf(tab: TabState, peer: number | null): FilterSpec {
  const { direction, text, afterSeq, range } = tab.filter;
  const unanswered = tab.filter.unanswered ? tab.correlation : null;
  return {
    ...(direction === 'in' || direction === 'out' ? { directions: [direction], kinds: wireKinds } : {}),
    ...(direction === 'control' ? { kinds: controlKinds } : {}),
    ...(direction === 'marked' ? { marked: true } : {}),
    ...(text === '' ? {} : asked(text)),
    ...(range?.session !== tab.session ? {} : { from: range.from, to: range.to }),
    ...(unanswered === null ? {} : { unanswered }),
    ...(peer === null ? {} : { peer }),
    ...(afterSeq === 0 ? {} : { afterSeq }),
  };
}

/** A text that an earlier version took for plain words still is one where it is no query. */
function asked(text: string): FilterSpec {
  return parseFilter(text).ok ? { query: text } : { text };
}

/** What a tab shows of its session. The wire is shown as it was cut there: nothing is framed anew. */
export function specOf(tab: TabState, peer: number | null): TimelineSpec {
  const { layer } = tab;
  return { filter: filterOf(tab, peer), framing: layer === 'wire' ? { kind: 'raw' } : tab.framing, layer };
}

/** The timeline of the active tab; the one of a tab left behind is given up and made anew on return. */
export const useTimelinesStore = defineStore('timelines', () => {
  const host = useHostStore();
  const sessions = useSessionsStore();
  const tabs = useTabsStore();
  const current = shallowRef<Timeline | null>(null);
  /** Peer whose rows alone are shown, of a listener. */
  const peer = shallowRef<number | null>(null);
  /** Peers that Send addresses; empty is all of them. */
  const recipients = shallowRef<readonly number[]>([]);

  /** What of the filter is to be marked where it stands. */
  const find = computed(() => {
    const node = parseFilter(tabs.active?.filter.text ?? '');
    return node.ok ? filterMarks(node.value) : noFilterMarks;
  });

  const key = computed(() => {
    const tab = tabs.active;
    return tab?.session == null || !sessions.byId.has(tab.session) ? null : `${tab.id} ${tab.session}`;
  });

  function follow(): () => void {
    const stopMaking = watch(
      key,
      () => {
        current.value?.dispose();
        peer.value = null;
        recipients.value = [];
        const id = key.value === null ? null : (tabs.active?.session ?? null);
        current.value = id === null ? null : createTimeline(host, sessions, id);
        sessions.watch(id === null ? [] : [id]);
      },
      { immediate: true },
    );
    const stopShowing = watch(
      () => {
        const tab = tabs.active;
        return tab === null || current.value === null
          ? null
          : JSON.stringify({ of: key.value, ...specOf(tab, peer.value) });
      },
      () => {
        const tab = tabs.active;
        if (tab !== null) void current.value?.show(specOf(tab, peer.value));
      },
      { immediate: true },
    );
    const offReturn = host.onReturn(() =>
      sessions.watch(current.value === null ? [] : [current.value.session]),
    );
    return () => {
      stopMaking();
      stopShowing();
      offReturn();
      current.value?.dispose();
    };
  }

  return { current, peer, recipients, find, follow };
});
