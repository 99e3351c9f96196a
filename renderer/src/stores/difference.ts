import { defineStore } from 'pinia';
import { computed, nextTick, ref, shallowRef, watch } from 'vue';
import { fail } from '../../../contract/index.js';
import type { DifferenceInfo, Failure, FramingSpec, Result } from '../../../contract/index.js';
import { framingFor, specOf } from './difference-draft.js';
import { hostSink } from './export-sink.js';
import { pullPieces } from './exports.js';
import type { ExportedFile } from './exports.js';
import { useHostStore } from './host.js';
import { useLayoutStore } from './layout.js';
import { PairCache, pairsAtOnce } from './pair-cache.js';
import type { RowPairing } from './pair-cache.js';
import { useSearchStore } from './search.js';
import { useSessionsStore } from './sessions.js';
import { useTabsStore } from './tabs.js';
import { t } from '../language/index.js';

export type DifferenceSideName = 'left' | 'right';

/** Two sessions side by side: one such look a page, its settings, its progress, and the pairs that are on screen. */
export const useDifferenceStore = defineStore('difference', () => {
  const host = useHostStore();
  const layout = useLayoutStore();
  const sessions = useSessionsStore();
  const tabs = useTabsStore();
  const search = useSearchStore();
  const info = shallowRef<DifferenceInfo | null>(null);
  const failure = shallowRef<Failure | null>(null);
  /** Moves with every page of pairs that came. */
  const version = ref(0);
  /** Index in the list that is shown; -1 for none. */
  const selected = ref(-1);
  /** What the sessions had logged when they were compared, by session. */
  const seen = shallowRef<Readonly<Record<string, number>>>({});
  /** What the last look was made with; a setting that differs asks for another. */
  const looked = ref('');
  const wanted = computed(() => JSON.stringify(specOf(draft.value, framingOf)));
  const cache = new PairCache();
  const asked = new Set<number>();
  /** Counts looks: what belongs to one before the last is dropped. */
  let turn = 0;
  let handle: number | null = null;

  const draft = computed(() => layout.state.difference);
  const list = computed<'all' | 'different'>(() => (draft.value.only ? 'different' : 'all'));
  const done = computed(() => info.value?.stage === 'done');
  const running = computed(() => info.value?.stage === 'reading' || info.value?.stage === 'aligning');
  const count = computed(() => {
    if (info.value === null || !done.value) return 0;
    return draft.value.only ? info.value.differences : info.value.pairs;
  });
  /** Rows logged since, on either side. */
  const fresh = computed(() => {
    let rows = 0;
    for (const [id, before] of Object.entries(seen.value)) {
      rows += Math.max(0, (sessions.byId.get(id)?.lastSeq ?? 0) - before);
    }
    return rows;
  });

  function framingOf(id: string): FramingSpec {
    const tab = tabs.tabs.find((one) => one.session === id);
    return tab?.framing ?? sessions.byId.get(id)?.config.options.framing ?? { kind: 'raw' };
  }

  /** The framing that a side is cut by, as settings stand. */
  const framingAt = (side: DifferenceSideName): FramingSpec => framingFor(draft.value, side, framingOf);

  /** Shows two sessions, or one beside which another is to be chosen. */
  function show(left: string | null, right: string | null): void {
    Object.assign(layout.state.difference, { open: true, left, right });
    tabs.differenceInFront = true;
  }

  /** Takes it from among the tabs. */
  async function close(): Promise<void> {
    layout.state.difference.open = false;
    tabs.differenceInFront = false;
    await stop();
    info.value = null;
  }

  /** Ends what is under way, or lets go what was found. */
  async function stop(): Promise<void> {
    turn++;
    forget();
    const before = handle;
    handle = null;
    if (running.value) info.value = null;
    if (before !== null) await host.call('difference.close', { difference: before });
  }

  function forget(): void {
    cache.clear();
    asked.clear();
    selected.value = -1;
    version.value++;
  }

  /** Compares what both have logged by now. */
  async function look(): Promise<void> {
    const mine = ++turn;
    forget();
    failure.value = null;
    // Pairs are no longer asked of the look before, which the host ends for this one.
    const before = handle;
    handle = null;
    const spec = specOf(draft.value, framingOf);
    looked.value = JSON.stringify(spec);
    if (spec === null) {
      info.value = null;
      if (before !== null) void host.call('difference.close', { difference: before });
      return;
    }
    if (info.value !== null) info.value = { ...info.value, stage: 'reading', progress: 0 };
    const ids = [spec.left.session, spec.right.session];
    seen.value = Object.fromEntries(ids.map((id) => [id, sessions.byId.get(id)?.lastSeq ?? 0]));
    // Reactive proxies do not cross the bridge; a spec is plain JSON.
    const plain = JSON.parse(JSON.stringify(spec)) as typeof spec;
    const answer = await host.call('difference.open', plain);
    if (mine !== turn) {
      if (answer.ok) void host.call('difference.close', { difference: answer.value.difference });
      return;
    }
    if (!answer.ok) {
      info.value = null;
      failure.value = answer.error;
      return;
    }
    handle = answer.value.difference;
    take(answer.value);
  }

  function take(next: DifferenceInfo): void {
    if (next.difference !== handle) return;
    // An answer and an event may cross: what is over stays over.
    if (info.value?.difference === next.difference && info.value.stage === 'done') return;
    info.value = next;
    if (next.stage === 'failed') failure.value = next.failure;
  }

  // Heard of also while another tab is in front: what is under way goes on.
  host.on('difference.changed', take);
  // The host that was started anew knows nothing of it.
  host.onReturn(() => {
    handle = null;
    info.value = null;
    if (tabs.differenceInFront) void look();
  });

  watch(list, forget, { flush: 'sync' });

  /** Asks for the pairs that are drawn. */
  function want(from: number, to: number): void {
    for (let page = Math.floor(from / pairsAtOnce); page * pairsAtOnce < Math.min(to, count.value); page++) {
      if (!cache.has(page) && !asked.has(page)) void read(page);
    }
  }

  async function read(page: number): Promise<void> {
    if (handle === null) return;
    const [mine, of] = [turn, list.value];
    asked.add(page);
    const from = page * pairsAtOnce;
    const answer = await host.call('difference.pairs', {
      ...{ difference: handle, list: of, from, to: from + pairsAtOnce },
    });
    if (mine !== turn || of !== list.value) return;
    asked.delete(page);
    if (answer.ok) cache.put(answer.value);
    else failure.value = answer.error;
    version.value++;
  }

  /** Reading the version makes what is drawn follow the pages as they come. */
  function pair(index: number): RowPairing | null {
    return version.value >= 0 ? cache.pair(index) : null;
  }

  /** Index, in the list that is shown, of the next difference before or after the selected pair; null without. */
  async function nextDifference(by: -1 | 1): Promise<number | null> {
    if (draft.value.only) {
      const next = selected.value < 0 ? (by > 0 ? 0 : count.value - 1) : selected.value + by;
      return next >= 0 && next < count.value ? next : null;
    }
    if (handle === null) return null;
    const none = selected.value < 0;
    const position = none ? (by > 0 ? 0 : count.value) : selected.value;
    const answer = await host.call('difference.seek', {
      ...{ difference: handle, position, by: none && by > 0 ? 0 : by },
    });
    return answer.ok ? (answer.value.found?.position ?? null) : null;
  }

  /** Switches between all pairs and the differences, and stays where the eye is. */
  async function setOnly(only: boolean): Promise<void> {
    const at = selected.value;
    const position = pair(at)?.position ?? null;
    const found =
      only && position !== null && handle !== null
        ? await host.call('difference.seek', { difference: handle, position, by: 0 })
        : null;
    layout.state.difference.only = only;
    await nextTick();
    if (position === null) return;
    selected.value = only ? (found?.ok === true ? (found.value.found?.different ?? -1) : -1) : position;
  }

  async function payload(
    side: DifferenceSideName,
    at: number,
    from: number,
    to: number,
  ): Promise<Result<{ readonly bytes: Uint8Array; readonly total: number }>> {
    if (handle === null)
      return fail('difference.unknown', t('The sessions have to be compared again first.'));
    return host.call('difference.payload', { difference: handle, side, at, from, to });
  }

  /** Shows a row in its session's tab; false where it is not there any more. */
  async function openRow(side: DifferenceSideName, seq: number): Promise<boolean> {
    const id = draft.value[side];
    const session = id === null ? undefined : sessions.byId.get(id);
    return session === undefined ? false : search.open(session, seq);
  }

  /** Writes what is shown out, as a file the browser keeps. */
  async function save(
    format: 'text' | 'jsonl',
    options: { readonly onProgress: (rows: number) => void; readonly signal: AbortSignal },
  ): Promise<Result<ExportedFile>> {
    if (handle === null)
      return fail('difference.unknown', t('The sessions have to be compared again first.'));
    const begun = await host.call('difference.export', { difference: handle, list: list.value, format });
    if (!begun.ok) return begun;
    return pullPieces(host, begun, hostSink(host), options);
  }

  return {
    info,
    failure,
    version,
    selected,
    draft,
    list,
    done,
    running,
    count,
    fresh,
    looked,
    wanted,
    framingAt,
    show,
    close,
    stop,
    look,
    want,
    pair,
    nextDifference,
    setOnly,
    payload,
    openRow,
    save,
  };
});
