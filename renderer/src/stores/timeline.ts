import { ref, shallowRef, watch } from 'vue';
import type { Ref, ShallowRef } from 'vue';
import { fail } from '../../../contract/index.js';
import type { Failure, FilterSpec, FramingSpec, Output, Result } from '../../../contract/index.js';
import type { useHostStore } from './host.js';
import { pageRows, RowCache } from './row-cache.js';
import type { Row } from './row-cache.js';
import type { useSessionsStore } from './sessions.js';

export interface TimelineSpec {
  readonly filter: FilterSpec;
  readonly framing: FramingSpec;
}

/**
 * What one tab shows of a session: a view on the host, the pages of it that were looked at, and
 * the selected row. Nothing else of the session is in the page.
 */
export interface Timeline {
  readonly session: string;
  /** Rows in the view. */
  readonly count: Readonly<Ref<number>>;
  /** The host is still looking at rows it has; `scanned` says how far it is. */
  readonly done: Readonly<Ref<boolean>>;
  readonly scanned: Readonly<Ref<number>>;
  /** Moves when rows arrive: read it where `row()` is drawn. */
  readonly version: Readonly<ShallowRef<number>>;
  readonly failure: Readonly<ShallowRef<Failure | null>>;
  readonly follow: Ref<boolean>;
  /** Position of the selected row, -1 for none. */
  readonly selected: Ref<number>;
  row(position: number): Row | null;
  /** Asks for what is drawn; what is here already is not asked for again. */
  want(from: number, to: number): void;
  /** Bytes of the payload of the row at a position. */
  payload(position: number, from: number, to: number): Promise<Result<Output<'payload.read'>>>;
  /** Shows another filter or framing; the selected row stays selected where the view still has it. */
  show(spec: TimelineSpec): Promise<void>;
  /** Id of the host's view, 0 for the log itself: what exports read. */
  view(): number;
  dispose(): void;
}

/** True where the spec leaves every row in and cuts nothing anew: the log itself serves. */
function isIdentity(spec: TimelineSpec): boolean {
  const { directions, kinds, text, peer, afterSeq } = spec.filter;
  const filters =
    directions ?? kinds ?? ((text ?? '') !== '' || (peer ?? null) !== null || (afterSeq ?? 0) > 0);
  return spec.framing.kind === 'raw' && filters === false;
}

export function createTimeline(
  host: ReturnType<typeof useHostStore>,
  sessions: ReturnType<typeof useSessionsStore>,
  session: string,
): Timeline {
  const count = ref(0);
  const scanned = ref(0);
  const done = ref(true);
  const version = shallowRef(0);
  const failure = shallowRef<Failure | null>(null);
  const follow = ref(true);
  const selected = ref(-1);
  const cache = new RowCache();
  const asked = new Set<number>();
  let view = 0;
  /** Answers for a view that has been replaced are dropped. */
  let generation = 0;
  let wanted = { from: 0, to: 0 };

  const offCount = watch(
    () => sessions.byId.get(session)?.rows ?? 0,
    (rows) => {
      if (view === 0) grow(rows);
    },
    { immediate: true, flush: 'sync' },
  );
  const offView = host.on('view.changed', (info) => {
    if (info.session !== session || info.view !== view || view === 0) return;
    scanned.value = info.scanned;
    done.value = info.done;
    grow(info.count);
  });
  // The host forgets a page's views when the page is gone; after a loss they are opened again.
  let last: TimelineSpec = { filter: {}, framing: { kind: 'raw' } };
  const offReturn = host.onReturn(() => void show(last));

  function grow(to: number): void {
    if (to === count.value) return;
    count.value = to;
    want(wanted.from, wanted.to);
  }

  async function read(page: number): Promise<void> {
    const mine = generation;
    asked.add(page);
    const from = page * pageRows;
    const answer = await host.call('rows.read', { session, view, from, to: from + pageRows });
    if (mine !== generation) return;
    asked.delete(page);
    failure.value = answer.ok ? null : answer.error;
    if (!answer.ok) return;
    const grown = answer.value.length > cache.held(page);
    if (answer.value.length > 0) cache.put(answer.value);
    version.value++;
    // Rows that came while this page was under way are asked for now, unless nothing new is there.
    if (grown) want(wanted.from, wanted.to);
  }

  function want(from: number, to: number): void {
    wanted = { from, to };
    const end = Math.min(to, count.value);
    for (let page = Math.floor(from / pageRows); page * pageRows < end; page++) {
      const needed = Math.min(pageRows, end - page * pageRows);
      if (cache.held(page) < needed && !asked.has(page)) void read(page);
    }
  }

  async function show(spec: TimelineSpec): Promise<void> {
    last = spec;
    const mine = ++generation;
    const old = view;
    const seq = selected.value < 0 ? null : (cache.row(selected.value)?.seq ?? null);
    let next = { view: 0, count: sessions.byId.get(session)?.rows ?? 0, scanned: 0, done: true };
    if (!isIdentity(spec)) {
      const answer = await host.call('view.open', { session, ...spec });
      if (mine !== generation) {
        if (answer.ok) void host.call('view.close', { view: answer.value.view });
        return;
      }
      failure.value = answer.ok ? null : answer.error;
      if (!answer.ok) return;
      next = answer.value;
    }
    if (old !== 0) void host.call('view.close', { view: old });
    view = next.view;
    scanned.value = next.scanned;
    done.value = next.done;
    cache.clear();
    asked.clear();
    count.value = next.count;
    selected.value = -1;
    version.value++;
    want(wanted.from, wanted.to);
    if (seq !== null) {
      const place = await host.call('view.locate', { session, view, seq });
      if (mine === generation && place.ok && place.value.position !== null)
        selected.value = place.value.position;
    }
  }

  async function payload(
    position: number,
    from: number,
    to: number,
  ): Promise<Result<Output<'payload.read'>>> {
    if (position < 0) return fail('row.unknown', 'No row is selected.');
    return host.call('payload.read', { session, view, position, from, to });
  }

  function dispose(): void {
    generation++;
    offCount();
    offView();
    offReturn();
    if (view !== 0) void host.call('view.close', { view });
  }

  return {
    session,
    count,
    done,
    scanned,
    version,
    failure,
    follow,
    selected,
    row: (position) => cache.row(position),
    want,
    payload,
    show,
    view: () => view,
    dispose,
  };
}
