import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import { CorrelatedRole, ok } from '../../../contract/index.js';
import type { CorrelatedRows, CorrelationInfo, Failure, Result } from '../../../contract/index.js';
import { readDrawn } from './drawn-rows.js';
import { useHostStore } from './host.js';
import { useTabsStore } from './tabs.js';
import { useTimelinesStore } from './timelines.js';

/** What a row is to another one. */
export interface RowPair {
  readonly role: 'request' | 'answer' | 'unasked';
  /** Row number of the other; null where there is none, or not yet. */
  readonly other: number | null;
  /** Nanoseconds from request to answer. */
  readonly latency: number | null;
}

/** Which message answers which, of the session on screen: figures, and the pairs of the rows that are drawn. */
export const useAnswersStore = defineStore('answers', () => {
  const host = useHostStore();
  const tabs = useTabsStore();
  const timelines = useTimelinesStore();
  const info = shallowRef<CorrelationInfo | null>(null);
  const failure = shallowRef<Failure | null>(null);
  /** By position in the view on screen. */
  const pairs = shallowRef<ReadonlyMap<number, RowPair>>(new Map());
  let handle = 0;
  let opening = 0;
  /** What was told of correlations while ours was being opened. */
  const told = new Map<number, CorrelationInfo>();

  const asked = computed(() => {
    const tab = tabs.active;
    const session = timelines.current?.session;
    if (tab?.correlation == null || session === undefined) return null;
    return JSON.stringify({ session, spec: tab.correlation, framing: tab.framing });
  });

  function close(): void {
    if (handle !== 0) void host.call('correlation.close', { correlation: handle });
    handle = 0;
    info.value = null;
    failure.value = null;
    pairs.value = new Map();
  }

  async function open(): Promise<void> {
    const mine = ++opening;
    close();
    told.clear();
    const tab = tabs.active;
    const session = timelines.current?.session;
    if (tab?.correlation == null || session === undefined) return;
    // A plain copy: what is reactive does not cross the bridge.
    const spec = JSON.parse(JSON.stringify(tab.correlation)) as typeof tab.correlation;
    const answer = await host.call('correlation.open', { session, spec, framing: { ...tab.framing } });
    if (mine !== opening) {
      if (answer.ok) void host.call('correlation.close', { correlation: answer.value.correlation });
      return;
    }
    failure.value = answer.ok ? null : answer.error;
    if (!answer.ok) return;
    handle = answer.value.correlation;
    info.value = told.get(handle) ?? answer.value;
    drawn.again();
  }

  /** Reads the pairs of what is drawn. */
  const drawn = readDrawn(async (wanted) => {
    const timeline = timelines.current;
    if (handle === 0 || timeline === null) return;
    const of = handle;
    const view = timeline.view();
    const answer = await host.call('correlation.read', {
      session: timeline.session,
      correlation: of,
      view,
      ...wanted,
    });
    if (answer.ok && of === handle && timelines.current === timeline && timeline.view() === view) {
      pairs.value = new Map(pairsOf(answer.value));
    }
  });

  /** The pair of the row at a position of the view on screen, drawn or not. */
  async function pairAt(position: number): Promise<Result<RowPair | null>> {
    const timeline = timelines.current;
    if (handle === 0 || timeline === null) return ok(null);
    const answer = await host.call('correlation.read', {
      session: timeline.session,
      correlation: handle,
      view: timeline.view(),
      from: position,
      to: position + 1,
    });
    return answer.ok ? ok(new Map(pairsOf(answer.value)).get(position) ?? null) : answer;
  }

  function follow(): () => void {
    const offs = [
      watch(asked, () => void open(), { immediate: true }),
      watch(
        () => timelines.current?.version.value,
        () => drawn.again(),
      ),
      host.on('correlation.changed', (news) => {
        if (news.correlation !== handle) {
          told.set(news.correlation, news);
          return;
        }
        info.value = news;
        drawn.again();
      }),
      host.onReturn(() => {
        handle = 0;
        void open();
      }),
    ];
    return () => {
      opening++;
      for (const off of offs) off();
      close();
    };
  }

  return { info, failure, pairs, want: drawn.want, pairAt, follow };
});

function* pairsOf(rows: CorrelatedRows): Iterable<[number, RowPair]> {
  const names = Object.entries(CorrelatedRole);
  for (let i = 0; i < rows.length; i++) {
    const role = names.find(([, number]) => number === rows.role[i])?.[0];
    if (role !== 'request' && role !== 'answer' && role !== 'unasked') continue;
    const other = rows.other[i] ?? 0;
    const latency = rows.latency[i] ?? Number.NaN;
    yield [
      rows.from + i,
      { role, other: other === 0 ? null : other, latency: Number.isNaN(latency) ? null : latency },
    ];
  }
}
