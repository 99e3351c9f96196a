import { ref, shallowRef, watch } from 'vue';
import { fail } from '../../../contract/index.js';
import type { Failure, Output, Result, RowBatch, ViewInfo } from '../../../contract/index.js';
import type { useHostStore } from './host.js';
import { pageRows, RowCache } from './row-cache.js';
import type { Row } from './row-cache.js';
import { locateRow, placeOf } from './row-place.js';
import type { useSessionsStore } from './sessions.js';
import { isIdentity } from './timeline-spec.js';
import type { Timeline, TimelineSpec } from './timeline-spec.js';
import { t } from '../language/index.js';

export type { Timeline, TimelineSpec } from './timeline-spec.js';

/** Rows read before the list has said how many it draws. */
const firstRows = 64;

/** A view as it is when it is shown. */
type Shown = Omit<ViewInfo, 'session'>;

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
  const goal = shallowRef<{ readonly position: number } | null>(null);
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
  /** A `show` is under way: what the host tells of the view before it matters no more. */
  const showing = ref(false);
  /** The host's count of changes of places in the view, as it was when its rows were read. */
  let places = 0;
  let sought: { readonly seq: number; readonly found: (found: boolean) => void } | null = null;
  let wanted = { from: 0, to: 0 };
  let last: TimelineSpec = { filter: {}, framing: { kind: 'raw' } };

  const countOf = (): number => sessions.byId.get(session)?.rows ?? 0;
  const offCount = watch(
    countOf,
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
    if (info.generation === places) grow(info.count);
    else if (!showing.value) void adopt(info, ++shows, 'again');
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
    const turned = spec.layer !== last.layer;
    last = spec;
    const mine = ++shows;
    showing.value = true;
    let next: Shown = { view: 0, count: countOf(), scanned: 0, done: true, generation: 0 };
    if (!isIdentity(spec)) {
      const answer = await host.call('view.open', { session, ...spec });
      if (mine !== shows) {
        if (answer.ok) void host.call('view.close', { view: answer.value.view });
        return;
      }
      ready.value = true;
      failure.value = answer.ok ? null : answer.error;
      if (!answer.ok) {
        showing.value = false;
        settle(false);
        return;
      }
      next = answer.value;
      opening = answer.value;
    }
    await adopt(next, mine, turned ? 'layer' : 'other');
    if (mine !== shows) return;
    showing.value = false;
    const told = opening;
    opening = null;
    // The log went on while the pages were read, and a scan may have ended.
    if (next.view === 0) grow(countOf());
    else if (told?.view === view) {
      scanned.value = told.scanned;
      done.value = told.done;
      if (told.generation === places) grow(told.count);
      else void adopt(told, ++shows, 'again');
    }
  }

  /** Shows a view, or the one there is anew, once the rows that will be on screen are here, so that nothing blinks. */
  async function adopt(next: Shown, mine: number, how: 'other' | 'layer' | 'again'): Promise<void> {
    const before = selected.value;
    const aim = sought;
    const seq = aim?.seq ?? cache.row(before)?.seq ?? selectedRow.value?.seq ?? null;
    const related = how === 'layer' && aim === null;
    const placing = seq === null ? null : placeOf(host, { session, view: next.view }, seq, related);
    // In another view rows stand elsewhere: unless the tail is followed, the eye stays with the selected one.
    const moves = aim !== null || (how !== 'again' && seq !== null && !follow.value);
    const early = moves ? await placing : null;
    const first = early === null ? wanted.from : early.position - Math.floor(shown() / 2);
    const from = Math.min(Math.max(0, follow.value && !moves ? next.count - shown() : first), next.count);
    const pages = new Set<number>();
    for (let at = from; at < Math.min(next.count, from + shown()); at++) pages.add(Math.floor(at / pageRows));
    const [answers, place] = await Promise.all([
      Promise.all([...pages].map((page) => read(page, next.view))),
      placing,
    ]);
    if (mine !== shows) {
      if (next.view !== 0 && next.view !== view) void host.call('view.close', { view: next.view });
      return;
    }
    // Another row was chosen meanwhile: that one is to be found again, not the one before it.
    if (aim === null && selected.value !== before) return adopt(next, mine, how);
    // Gone from a view that is otherwise the same: the row that took its place is next.
    const instead =
      how === 'again' && before >= 0 && next.count > 0 ? Math.min(before, next.count - 1) : null;
    const same = place !== null && place.seq === selectedRow.value?.seq;
    swap(next, answers, place?.position ?? instead, same);
    if (aim !== null && place !== null) follow.value = false;
    if (moves && place !== null) goal.value = { position: place.position };
    if (aim !== null) settle(place !== null);
  }

  function settle(found: boolean): void {
    sought?.found(found);
    sought = null;
  }

  function goTo(position: number): void {
    if (position < 0 || position >= count.value) return;
    follow.value = false;
    selected.value = position;
    goal.value = { position };
  }

  function seek(seq: number): Promise<boolean> {
    settle(false);
    return new Promise((found) => {
      sought = { seq, found };
    });
  }

  /** `same`: the row at the position is the one that is selected already. */
  function swap(
    next: Shown,
    answers: readonly Result<RowBatch>[],
    position: number | null,
    same: boolean,
  ): void {
    if (view !== 0 && view !== next.view) void host.call('view.close', { view });
    generation++;
    view = next.view;
    places = next.generation;
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
      selectedRow.value = same ? { ...selectedRow.value, position } : null;
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
    if (position < 0) return fail('row.unknown', t('No row is selected.'));
    return host.call('payload.read', { session, view, position, from, to });
  }

  function dispose(): void {
    generation++;
    shows++;
    settle(false);
    for (const off of [offCount, offView, offReturn, offFollow, offSelected]) off();
    if (view !== 0) void host.call('view.close', { view });
  }

  return {
    session,
    ready,
    count,
    done,
    scanned,
    showing,
    version,
    failure,
    follow,
    selected,
    selectedRow,
    row: (position) => cache.row(position),
    goal,
    want,
    payload,
    find: (position, needle, from, back) =>
      host.call('payload.find', { session, view, position, needle, from, back }),
    countIn: (position, needle, from) =>
      host.call('payload.count', { session, view, position, needle, from }),
    rowsIn: (position, cut, from) => host.call('payload.rows', { session, view, position, from, ...cut }),
    children: (position, of) => host.call('json.children', { session, view, position, of }),
    show,
    locate: (seq) => locateRow(host, { session, view }, seq),
    goTo,
    seek,
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
