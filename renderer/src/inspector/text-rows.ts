import { computed, onScopeDispose, ref, shallowRef } from 'vue';
import type { ComputedRef, Ref } from 'vue';
import { cutRows, firstRow } from '../../../codec/index.js';
import type { RowCut, RowPlace } from '../../../codec/index.js';
import { rowsPerMark } from '../../../contract/index.js';
import type { PayloadRows, Result } from '../../../contract/index.js';
import { reachBytes } from './large-text.js';
import { told } from '../language/index.js';

/** Pages of rows kept: some megabytes at most. */
const keptPages = 48;

/** A row of a large text: its bytes, and where they stand. */
export interface TextRow {
  readonly from: number;
  readonly to: number;
  /** From 1; null where the row goes on with the line above. */
  readonly line: number | null;
  /** The bytes of the row and those around it, which stand at `at`. */
  readonly bytes: Uint8Array;
  readonly at: number;
}

export interface TextRows {
  /** Rows that are known by now. */
  readonly count: Ref<number>;
  readonly lines: Ref<number>;
  /** All of them are. */
  readonly done: Ref<boolean>;
  /** Share of the payload whose rows are known. */
  readonly progress: ComputedRef<number>;
  readonly failure: Ref<string>;
  /** Moves when rows that were waited for have come. */
  readonly version: Ref<number>;
  /** Begins anew: another payload, another width. */
  begin(size: number, cut: RowCut): void;
  /** The row, null until it has come. */
  row(index: number): TextRow | null;
  /** The row a byte is in, once that is known; null where another one was asked for meanwhile. */
  locate(offset: number): Promise<number | null>;
  retry(): void;
}

interface Page {
  readonly rows: readonly TextRow[];
  /** Where they ended when they were read: the last page grows while rows become known. */
  readonly end: number;
}

export interface TextRowSource {
  /** Where rows begin, from one of them on. */
  readonly index: (cut: RowCut, from: RowPlace) => Promise<Result<PayloadRows>>;
  readonly read: (from: number, to: number) => Promise<Uint8Array>;
}

/** The rows of a text that nobody holds whole: the host tells where they begin, the bytes of a few are read. */
export function useTextRows(source: () => TextRowSource): TextRows {
  const count = ref(0);
  const lines = ref(0);
  const done = ref(false);
  const failure = ref('');
  const version = ref(0);
  const known = ref(0);
  const size = ref(0);
  let cut: RowCut = { soft: 80, lines: true };
  /** Where every so many rows begin, and what they are of. */
  let marks: { readonly at: number; readonly line: number; readonly fresh: boolean }[] = [];
  let next: RowPlace | null = firstRow;
  const pages = shallowRef(new Map<number, Page | 'asked'>());
  /** Counts beginnings: what was asked before the last is dropped. */
  let turn = 0;
  let sought = 0;
  let indexing = false;
  const waiting: (() => void)[] = [];
  onScopeDispose(() => {
    turn++;
    wake();
  });

  function wake(): void {
    for (const go of waiting.splice(0)) go();
  }

  function begin(bytes: number, by: RowCut): void {
    turn++;
    cut = by;
    size.value = bytes;
    marks = [];
    next = firstRow;
    pages.value = new Map();
    count.value = lines.value = known.value = 0;
    done.value = false;
    failure.value = '';
    wake();
    void index(turn);
  }

  async function index(mine: number): Promise<void> {
    indexing = true;
    while (next !== null) {
      const answer: Result<PayloadRows> = await source().index(cut, next);
      if (mine !== turn) return;
      if (!answer.ok) {
        indexing = false;
        failure.value = told(answer.error.message);
        wake();
        return;
      }
      const { at, line, fresh, rows } = answer.value;
      for (let i = 0; i < at.length; i++) {
        marks.push({ at: at[i] ?? 0, line: line[i] ?? 0, fresh: fresh[i] === 1 });
      }
      count.value = rows;
      lines.value = answer.value.lines;
      next = answer.value.next;
      known.value = next?.at ?? size.value;
      version.value++;
      wake();
    }
    indexing = false;
    done.value = true;
    wake();
  }

  const endOf = (number: number): number => marks[number + 1]?.at ?? known.value;

  /** The page as it is now; undefined where it is not here, or was read before it grew. */
  function pageAt(number: number): Page | 'asked' | undefined {
    const page = pages.value.get(number);
    return page === undefined || page === 'asked' || page.end === endOf(number) ? page : undefined;
  }

  async function load(number: number): Promise<Page | null> {
    const mark = marks[number];
    if (mark === undefined) return null;
    const mine = turn;
    pages.value.set(number, 'asked');
    const end = endOf(number);
    const lead = Math.min(mark.at, reachBytes);
    try {
      const bytes = await source().read(mark.at - lead, Math.min(size.value, end + reachBytes));
      if (mine !== turn) return null;
      const own = bytes.subarray(lead, lead + end - mark.at);
      const starts: { at: number; line: number | null }[] = [];
      const from = { at: mark.at, row: number * rowsPerMark, line: mark.line, fresh: mark.fresh };
      cutRows(own, from, cut, true, (at, _row, line, fresh) =>
        starts.push({ at, line: fresh ? line + 1 : null }),
      );
      const offset = mark.at - lead;
      const rows = starts.map(({ at, line }, i) => {
        const to = starts[i + 1]?.at ?? end;
        return { from: at, to, line, at: offset, bytes };
      });
      const page = { rows, end };
      pages.value.delete(number);
      pages.value.set(number, page);
      for (const oldest of pages.value.keys()) {
        if (pages.value.size <= keptPages) break;
        pages.value.delete(oldest);
      }
      version.value++;
      return page;
    } catch (error) {
      if (mine === turn) failure.value = error instanceof Error ? error.message : String(error);
      return null;
    }
  }

  function row(at: number): TextRow | null {
    // Read, so that what is drawn follows what comes.
    void version.value;
    const number = Math.floor(at / rowsPerMark);
    const page = pageAt(number);
    if (page === undefined && failure.value === '') void load(number);
    return page === undefined || page === 'asked' ? null : (page.rows[at % rowsPerMark] ?? null);
  }

  async function locate(offset: number): Promise<number | null> {
    const mine = ++sought;
    while (!done.value && known.value <= offset && failure.value === '') {
      const before = turn;
      await new Promise<void>((resolve) => waiting.push(resolve));
      if (mine !== sought || before !== turn) return null;
    }
    let low = 0;
    let high = marks.length;
    while (low < high) {
      const half = (low + high) >>> 1;
      if ((marks[half]?.at ?? 0) <= offset) low = half + 1;
      else high = half;
    }
    const number = Math.max(0, low - 1);
    const kept = pageAt(number);
    const page = kept === undefined || kept === 'asked' ? await load(number) : kept;
    if (page === null || mine !== sought) return null;
    const within = page.rows.findLastIndex(({ from }) => from <= offset);
    return number * rowsPerMark + Math.max(0, within);
  }

  return {
    ...{ count, lines, done, failure, version, begin, row, locate },
    progress: computed(() => (size.value === 0 ? 1 : known.value / size.value)),
    retry: () => {
      failure.value = '';
      pages.value = new Map([...pages.value].filter(([, page]) => page !== 'asked'));
      version.value++;
      if (next !== null && !indexing) void index(turn);
    },
  };
}
