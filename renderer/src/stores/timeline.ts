import { ref, shallowRef, watch } from 'vue';
import type { Ref, ShallowRef } from 'vue';
import { fail } from '../../../contract/index.js';
import type {
  Failure,
  FilterSpec,
  FramingSpec,
  Layer,
  Output,
  Result,
  RowBatch,
  ViewInfo,
} from '../../../contract/index.js';
import type { useHostStore } from './host.js';
import { pageRows, RowCache } from './row-cache.js';
import type { Row } from './row-cache.js';
import type { useSessionsStore } from './sessions.js';

export interface TimelineSpec {
  readonly filter: FilterSpec;
  readonly framing: FramingSpec;
  /** Whole messages unless given, or the frames that carried them. */
  readonly layer?: Layer;
}

/**
 * What one tab shows of a session: a view on the host, the pages of it that were looked at, and
 * the selected row. Nothing else of the session is in the page.
 */
export interface Timeline {
  readonly session: string;
  /** False until the first view is there. */
  readonly ready: Readonly<Ref<boolean>>;
  /** Rows to draw. While following it grows once the rows at the new end are here, so the tail never flickers. */
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
  /** Facts of the selected row; they outlive its page and a change of the view that still holds it. */
  readonly selectedRow: Readonly<ShallowRef<Row | null>>;
  row(position: number): Row | null;
  /** Asks for what is drawn; what is here already is not asked for again. */
  want(from: number, to: number): void;
  /** Bytes of the payload of the row at a position. */
  payload(position: number, from: number, to: number): Promise<Result<Output<'payload.read'>>>;
  /** Shows another filter or framing; the selected row stays selected where the view still has it. */
  show(spec: TimelineSpec): Promise<void>;
  /** Shows the last spec again, after a failure. */
  retry(): void;
  /** Id of the host's view, 0 for the log itself: what exports read. */
  view(): number;
  dispose(): void;
}

/** Rows read before the list has said how many it draws. */
const firstRows = 64;

/** True where the spec leaves every row in and cuts nothing anew: the log itself serves. */
export function isIdentity(spec: TimelineSpec): boolean {
  const { directions, kinds, text, peer, afterSeq } = spec.filter;
  const filtered =
    directions !== undefined ||
    kinds !== undefined ||
    (text ?? '') !== '' ||
    (peer ?? null) !== null ||
    (afterSeq ?? 0) > 0;
  return spec.framing.kind === 'raw' && spec.layer !== 'wire' && !filtered;
}

export function createTimeline(
  host: ReturnType<typeof useHostStore>,
  sessions: ReturnType<typeof useSessionsStore>,
  session: string,
): Timeline {
  const ready = ref(false);
  const count = ref(0);
  const scanned = ref(0);
  const done = ref(true);
  const version = shallowRef(0);
  const failure = shallowRef<Failure | null>(null);
  const follow = ref(true);
  const selected = ref(-1);
  const selectedRow = shallowRef<Row | null>(null);
  const cache = new RowCache();
  const asked = new Set<number>();
  let view = 0;
  /** Rows the view holds, as last heard; `count` comes after it. */
  let known = 0;
  /** Answers for a view that has been replaced are dropped. */
  let generation = 0;
  /** The last `show` wins. */
  let shows = 0;
  let advancing = false;
  let relocating = false;
  /** Position that `selectedRow` was read at; -1 where this view has not told it yet. */
  let describedAt = -1;
  /** The view whose first rows are being read: the host goes on telling of it before it is shown. */
  let opening: ViewInfo | null = null;
  let wanted = { from: 0, to: 0 };
  let last: TimelineSpec = { filter: {}, framing: { kind: 'raw' } };

  const offCount = watch(
    () => sessions.byId.get(session)?.rows ?? 0,
    (rows) => {
      if (view === 0 && ready.value) grow(rows);
    },
    { flush: 'sync' },
  );
  const offView = host.on('view.changed', (info) => {
    if (info.view === opening?.view) opening = info;
    if (view === 0 || info.session !== session || info.view !== view) return;
    scanned.value = info.scanned;
    done.value = info.done;
    grow(info.count);
  });
  // The host forgets a page's views when the page is gone: their numbers mean others now.
  const offReturn = host.onReturn(() => {
    view = 0;
    void show(last);
  });
  const offFollow = watch(follow, () => grow(known), { flush: 'sync' });
  const offSelected = watch(
    [selected, version],
    () => {
      if (relocating) return;
      const at = selected.value;
      const row = at < 0 ? null : cache.row(at);
      if (at < 0) selectedRow.value = null;
      else if (row === null) {
        // Told before and its page gone since: what is known of a row does not change.
        if (describedAt !== at) want(at, at + 1, false);
      } else {
        describedAt = at;
        // A copy: a preview is a window onto its page, and would keep all of it.
        if (!sameRow(row, selectedRow.value)) {
          selectedRow.value = { ...row, preview: row.preview.slice(), head: row.head.slice() };
        }
      }
    },
    { flush: 'sync' },
  );

  function grow(to: number): void {
    known = to;
    if (to === count.value) return;
    if (follow.value && to > count.value) void advance();
    else {
      count.value = to;
      want(wanted.from, wanted.to);
    }
  }

  /** Following: the rows at the end first, then the count, one step at a time however fast rows come. */
  async function advance(): Promise<void> {
    if (advancing) return;
    advancing = true;
    const mine = generation;
    while (mine === generation && follow.value && known > count.value) {
      const to = known;
      await Promise.all(missing(Math.max(0, to - shown()), to).map(load));
      if (mine === generation) count.value = to;
    }
    advancing = false;
    if (known !== count.value) grow(known);
  }

  const shown = (): number => Math.max(firstRows, wanted.to - wanted.from);

  /** Pages that hold fewer rows of the range than there are. */
  function missing(from: number, to: number): number[] {
    const pages: number[] = [];
    for (let page = Math.floor(from / pageRows); page * pageRows < to; page++) {
      if (cache.held(page) < Math.min(pageRows, to - page * pageRows)) pages.push(page);
    }
    return pages;
  }

  const read = (page: number, of = view): Promise<Result<RowBatch>> =>
    host.call('rows.read', { session, view: of, from: page * pageRows, to: (page + 1) * pageRows });

  /** Reads one page; true where it brought rows that were not here. */
  async function load(page: number): Promise<boolean> {
    const mine = generation;
    asked.add(page);
    const answer = await read(page);
    if (mine !== generation) return false;
    asked.delete(page);
    failure.value = answer.ok ? null : answer.error;
    if (!answer.ok) return false;
    const grown = answer.value.length > cache.held(page);
    if (answer.value.length > 0) cache.put(answer.value);
    version.value++;
    return grown;
  }

  function want(from: number, to: number, remember = true): void {
    if (remember) wanted = { from, to };
    for (const page of missing(Math.max(0, from), Math.min(to, count.value))) {
      if (asked.has(page)) continue;
      // Rows that came while this page was under way are asked for now, unless nothing new is there.
      void load(page).then((grown) => grown && want(wanted.from, wanted.to));
    }
  }

  async function show(spec: TimelineSpec): Promise<void> {
    last = spec;
    const mine = ++shows;
    let next = { view: 0, count: sessions.byId.get(session)?.rows ?? 0, scanned: 0, done: true };
    if (!isIdentity(spec)) {
      const answer = await host.call('view.open', { session, ...spec });
      if (mine !== shows) {
        if (answer.ok) void host.call('view.close', { view: answer.value.view });
        return;
      }
      ready.value = true;
      failure.value = answer.ok ? null : answer.error;
      if (!answer.ok) return;
      next = answer.value;
      opening = answer.value;
    }
    // What will be on screen is read before the change, so that nothing blinks.
    const seq = selectedRow.value?.seq ?? null;
    const from = follow.value ? Math.max(0, next.count - shown()) : Math.min(wanted.from, next.count);
    const pages = new Set<number>();
    for (let at = from; at < Math.min(next.count, from + shown()); at++) pages.add(Math.floor(at / pageRows));
    const [answers, place] = await Promise.all([
      Promise.all([...pages].map((page) => read(page, next.view))),
      seq === null ? null : host.call('view.locate', { session, view: next.view, seq }),
    ]);
    if (mine !== shows) {
      if (next.view !== 0) void host.call('view.close', { view: next.view });
      return;
    }
    swap(next, answers, place?.ok === true ? place.value.position : null);
    // The log went on while the pages were read, and a scan may have ended.
    if (next.view === 0) grow(sessions.byId.get(session)?.rows ?? known);
    else if (opening?.view === next.view) {
      scanned.value = opening.scanned;
      done.value = opening.done;
      grow(opening.count);
    }
    opening = null;
  }

  function swap(
    next: { view: number; count: number; scanned: number; done: boolean },
    answers: readonly Result<RowBatch>[],
    position: number | null,
  ): void {
    if (view !== 0) void host.call('view.close', { view });
    generation++;
    view = next.view;
    scanned.value = next.scanned;
    done.value = next.done;
    cache.clear();
    asked.clear();
    advancing = false;
    failure.value = null;
    for (const answer of answers) {
      if (!answer.ok) failure.value = answer.error;
      else if (answer.value.length > 0) cache.put(answer.value);
    }
    known = next.count;
    count.value = next.count;
    relocating = true;
    selected.value = position ?? -1;
    // Payloads are read by position: the new one counts at once, the rest of the row follows.
    if (position !== null && selectedRow.value !== null)
      selectedRow.value = { ...selectedRow.value, position };
    describedAt = -1;
    relocating = false;
    version.value++;
    ready.value = true;
    want(wanted.from, wanted.to);
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
    shows++;
    for (const off of [offCount, offView, offReturn, offFollow, offSelected]) off();
    if (view !== 0) void host.call('view.close', { view });
  }

  return {
    session,
    ready,
    count,
    done,
    scanned,
    version,
    failure,
    follow,
    selected,
    selectedRow,
    row: (position) => cache.row(position),
    want,
    payload,
    show,
    retry: () => void show(last),
    view: () => view,
    dispose,
  };
}

function sameRow(a: Row, b: Row | null): boolean {
  return (
    b !== null &&
    a.position === b.position &&
    a.seq === b.seq &&
    a.size === b.size &&
    a.time === b.time &&
    a.preview.length === b.preview.length
  );
}
