import { defineStore } from 'pinia';
import { computed, nextTick, ref, shallowRef, watch } from 'vue';
import type { Failure, SearchPiece, SessionInfo } from '../../../contract/index.js';
import { useHostStore } from './host.js';
import { useReveal } from './reveal.js';
import { useTabsStore } from './tabs.js';
import { useTimelinesStore } from './timelines.js';

/** One row that matches. */
export interface SearchHit {
  readonly seq: number;
  /** Nanoseconds since the session's origin. */
  readonly time: number;
  readonly kind: number;
  readonly direction: number;
  readonly size: number;
  /** The first bytes of its payload, or the sentence of a life row. */
  readonly preview: Uint8Array;
}

export interface FoundSession {
  readonly session: SessionInfo;
  readonly hits: readonly SearchHit[];
  /** Rows that match, those not shown included. */
  readonly count: number;
  readonly failure: string | null;
}

type Progress = Pick<SearchPiece, 'sessionsDone' | 'sessions' | 'count'>;

/** The search across every session: one at a time, pulled piece by piece. */
export const useSearchStore = defineStore('search', () => {
  const host = useHostStore();
  const tabs = useTabsStore();
  const timelines = useTimelinesStore();
  const reveal = useReveal();
  const words = ref('');
  const groups = shallowRef<readonly FoundSession[]>([]);
  const progress = shallowRef<Progress | null>(null);
  const running = ref(false);
  const failure = shallowRef<Failure | null>(null);
  /** Counts searches: what belongs to one before the last is dropped. */
  let turn = 0;
  let handle: number | null = null;

  const searched = computed(() => progress.value !== null);

  async function stop(): Promise<void> {
    turn++;
    running.value = false;
    const search = handle;
    handle = null;
    if (search !== null) await host.call('search.stop', { search });
  }

  /** Forgets what was found. */
  async function clear(): Promise<void> {
    await stop();
    groups.value = [];
    progress.value = null;
    failure.value = null;
  }

  async function start(query: string): Promise<void> {
    await clear();
    const mine = ++turn;
    if (query.trim() === '') return;
    running.value = true;
    const begun = await host.call('search.start', { filter: { query } });
    if (mine !== turn) {
      if (begun.ok) void host.call('search.stop', { search: begun.value.search });
      return;
    }
    if (!begun.ok) return end(begun.error);
    handle = begun.value.search;
    progress.value = { sessionsDone: 0, sessions: begun.value.sessions, count: 0 };
    for (;;) {
      const piece = await host.call('search.next', { search: begun.value.search });
      if (mine !== turn) return;
      if (!piece.ok) return end(piece.error);
      take(piece.value);
      if (piece.value.done) break;
    }
    handle = null;
    running.value = false;
    void host.call('search.stop', { search: begun.value.search });
  }

  function end(error: Failure): void {
    failure.value = error;
    running.value = false;
    handle = null;
  }

  function take(piece: SearchPiece): void {
    progress.value = piece;
    const { group } = piece;
    if (group === null || (group.count === 0 && group.failure === null)) return;
    const before = groups.value.find(({ session }) => session.id === group.session.id);
    const hits = [...(before?.hits ?? []), ...hitsOf(group.rows)];
    const next = { session: group.session, hits, count: group.count, failure: group.failure };
    groups.value =
      before === undefined
        ? [...groups.value, next]
        : groups.value.map((one) => (one === before ? next : one));
  }

  /** Opens the session of a hit and selects its row; false where the row is not there any more. */
  async function open(session: SessionInfo, seq: number): Promise<boolean> {
    const tab = tabs.openSession(session);
    await nextTick();
    await until(() => timelines.current?.session === session.id && timelines.current.ready.value);
    return tabs.activeId === tab.id && reveal(seq);
  }

  /** Opens a session with the words as the filter of its rows. */
  function openFiltered(session: SessionInfo): void {
    tabs.openSession(session);
    const tab = tabs.active;
    if (tab !== null)
      tab.filter = { direction: 'all', text: words.value, afterSeq: 0, range: null, unanswered: false };
  }

  return { words, groups, progress, running, failure, searched, start, stop, clear, open, openFiltered };
});

function hitsOf(rows: NonNullable<SearchPiece['group']>['rows']): SearchHit[] {
  if (rows === null) return [];
  return Array.from({ length: rows.length }, (_, i) => ({
    seq: rows.seq[i] ?? 0,
    time: rows.time[i] ?? 0,
    kind: rows.kind[i] ?? 0,
    direction: rows.direction[i] ?? 0,
    size: rows.size[i] ?? 0,
    preview: rows.previews.subarray(rows.previewAt[i], rows.previewAt[i + 1]),
  }));
}

/** Longest wait for a timeline that is being made, milliseconds. */
const openMs = 10_000;

function until(holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(end, openMs);
    const stop = watch(holds, (now) => now && end());
    function end(): void {
      clearTimeout(timer);
      stop();
      resolve();
    }
    if (holds()) end();
  });
}
