import { fail, ok } from '../contract/index.js';
import type {
  CompareSpec,
  ExportSpec,
  Input,
  Layer,
  Output,
  Result,
  ViewInfo,
  SearchPiece,
  SearchSpec,
} from '../contract/index.js';
import type { Emit } from '../contract/serve.js';
import {
  Cover,
  exportFormats,
  exportPairs,
  judgeExport,
  pairFormats,
  startComparison,
} from '../engine/index.js';
import type { Comparison, Engine, Off, Session, Transfer, View, Search } from '../engine/index.js';
import { Differences } from './differences.js';
import { Exports } from './exports.js';
import { Overviews } from './overviews.js';
import { Throttle } from './throttle.js';

/** Views a page may have open. */
const mostViews = 64;
/** Between two `session.changed` of a session the page watches, and of any other; of a view. Milliseconds. */
const watchedMs = 50;
const unwatchedMs = 500;
const viewMs = 50;
/** Between two `compare.changed`, milliseconds. */
const compareMs = 100;
/** What failed in a page is noted so often: one that goes wrong without end must not fill the log. */
const mostReports = 100;

interface OpenView {
  readonly session: string;
  readonly view: View;
  readonly layer: Layer;
  /** It leaves no row of its layer out and cuts none anew. */
  readonly whole: boolean;
  close(): void;
}

/** What the host keeps for one page. It ends with the page; sessions do not. */
export class Page {
  readonly #views = new Map<number, OpenView>();
  readonly overviews: Overviews;
  readonly differences: Differences;
  readonly exports: Exports;
  readonly #transfers = new Map<number, Transfer>();
  #watched: ReadonlySet<string> = new Set();
  #nextHandle = 1;
  #reports = 0;
  #closed = false;
  /** Told when the page ends, by what others keep for it. */
  readonly #atClose: (() => void)[] = [];
  readonly #sessionNews: Throttle<string>;
  readonly #viewNews: Throttle<number>;
  readonly #compareNews: Throttle<number>;
  #comparison: { readonly handle: number; readonly running: Comparison } | null = null;
  #search: { readonly handle: number; readonly running: Search } | null = null;
  readonly #engine: Engine;
  readonly #offs: Off[];

  constructor(
    engine: Engine,
    readonly emit: Emit,
  ) {
    this.#engine = engine;
    this.overviews = new Overviews(emit, () => this.#nextHandle++);
    this.differences = new Differences(engine, emit, () => this.#nextHandle++);
    this.exports = new Exports(() => this.#nextHandle++);
    this.#sessionNews = new Throttle(
      (id) => {
        const info = engine.peek(id);
        if (info !== null) emit('session.changed', info);
      },
      (id) => (this.#watched.has(id) ? watchedMs : unwatchedMs),
    );
    this.#viewNews = new Throttle(
      (handle) => {
        const open = this.#views.get(handle);
        if (open !== undefined) emit('view.changed', viewInfo(handle, open));
      },
      () => viewMs,
    );
    this.#compareNews = new Throttle(
      (handle) => {
        const open = this.#comparison;
        if (open?.handle === handle) emit('compare.changed', { compare: handle, ...open.running.report });
      },
      () => compareMs,
    );
    this.#offs = [
      engine.onSession((id) => {
        this.#sessionNews.touch(id);
      }),
      engine.shelf.onNews((news) => {
        emit('sessions.changed', news);
      }),
      engine.onProblem(({ code, message, detail }) => {
        const { session } = detail ?? {};
        emit('host.problem', { code, message, ...(typeof session === 'string' ? { session } : {}) });
      }),
      engine.sent.onAdded((news) => {
        emit('history.added', news);
      }),
      engine.workspace.onChange((outside) => {
        emit('workspace.changed', { outside });
      }),
    ];
    // What went wrong before any page was there to hear of it.
    for (const { code, message } of engine.info.problems) emit('host.problem', { code, message });
  }

  onClose(done: () => void): void {
    if (this.#closed) done();
    else this.#atClose.push(done);
  }

  /** Whether what failed in this page is still to be noted. */
  mayReport(): boolean {
    return ++this.#reports <= mostReports;
  }

  get transfers(): number {
    return [...this.#transfers.values()].filter(({ over }) => !over).length;
  }

  watch(sessions: readonly string[]): void {
    this.#watched = new Set(sessions);
    for (const id of sessions) this.#sessionNews.hurry(id);
  }

  openView(session: Session, { filter, framing, layer }: Input<'view.open'>): Result<ViewInfo> {
    if (this.#closed || this.#views.size >= mostViews) {
      return fail('view.limit', `${mostViews} views are open, the most a page can have: close one first`);
    }
    const made = session.view(filter, framing, layer);
    if (!made.ok) return made;
    const view = made.value;
    const release = session.hold();
    const handle = this.#nextHandle++;
    const off = view.onChange(() => {
      this.#viewNews.touch(handle);
    });
    const open: OpenView = {
      session: session.id,
      view,
      layer: layer ?? 'messages',
      whole: framing.kind === 'raw' && Object.keys(filter).length === 0,
      close: () => {
        off();
        view.close();
        release();
      },
    };
    this.#views.set(handle, open);
    return ok(viewInfo(handle, open));
  }

  closeView(handle: number): void {
    this.#views.get(handle)?.close();
    this.#views.delete(handle);
    this.#viewNews.drop(handle);
  }

  /** The view a request names; 0 is the session's rows as they were logged. */
  view(session: Session, handle: number): Result<View> {
    if (handle === 0) return ok(session.whole);
    const open = this.#views.get(handle);
    return open?.session === session.id
      ? ok(open.view)
      : fail('view.unknown', `This page has no view ${handle} of session ${session.id}`);
  }

  beginExport(
    session: Session,
    { view: handle, format, session: _, ...choice }: ExportSpec,
  ): Result<Output<'export.begin'>> {
    if (this.#closed) return fail('export.unknown', 'The page that asked for this export is gone');
    const view = this.view(session, handle);
    if (!view.ok) return view;
    const { layer = 'messages', whole = true } = this.#views.get(handle) ?? {};
    const suits = judgeExport(session.info, format, { ...choice, whole });
    if (!suits.ok) return suits;
    const { version, workspace } = this.#engine;
    if (choice.redact === true && workspace.info.vault.locked !== null) {
      return fail(
        'secret.locked',
        'Secrets of this workspace are locked, so that their values cannot be covered: unlock them, or export without covering secrets.',
      );
    }
    const release = session.hold();
    const secrets = choice.redact === true ? this.#engine.secretTexts() : [];
    const pieces = session.export(view.value, format, { ...choice, layer, whole, secrets, version });
    const { extension, type } = exportFormats[format];
    // A session that nobody named is called by its address.
    const name = choice.redact === true ? new Cover(secrets).text(session.info.name) : session.info.name;
    return ok(this.exports.keep(`${fileName(session.id, name)}.${extension}`, type, pieces, release));
  }

  beginPairExport({
    difference,
    list,
    format,
  }: Input<'difference.export'>): Result<Output<'difference.export'>> {
    const found = this.differences.find(difference);
    if (!found.ok) return found;
    const { left, right } = found.value;
    const { extension, type } = pairFormats[format];
    const pieces = exportPairs(found.value, list, format, this.#engine.secretTexts());
    return ok(this.exports.keep(`${left.id}-${right.id}.${extension}`, type, pieces, () => undefined));
  }

  beginTransfer(session: Session, input: Input<'transfer.begin'>): Result<{ readonly transfer: number }> {
    if (this.#closed) return fail('transfer.unknown', 'The page that asked for this transfer is gone');
    const { session: _, ...request } = input;
    const begun = session.beginTransfer(request);
    if (!begun.ok) return begun;
    const number = this.#nextHandle++;
    this.#transfers.set(number, begun.value);
    return ok({ transfer: number });
  }

  transfer(number: number): Result<Transfer> {
    const transfer = this.#transfers.get(number);
    return transfer === undefined
      ? fail('transfer.unknown', `This page has no transfer ${number}`)
      : ok(transfer);
  }

  async endTransfer({
    transfer: number,
    cancel,
  }: Input<'transfer.end'>): Promise<Result<Output<'transfer.end'>>> {
    const transfer = this.transfer(number);
    if (!transfer.ok) return transfer;
    const ended = await transfer.value.end(cancel);
    this.#transfers.delete(number);
    return ended;
  }

  /** Begins a comparison; the page's last one is ended for it. */
  startComparison(spec: CompareSpec): Result<Output<'compare.start'>> {
    const started = startComparison(this.#engine, spec);
    if (!started.ok) return started;
    void this.#comparison?.running.stop();
    const handle = this.#nextHandle++;
    this.#comparison = { handle, running: started.value };
    started.value.onChange(() => this.#compareNews.touch(handle));
    return ok({ compare: handle });
  }

  async stopComparison(handle: number): Promise<Result<void>> {
    if (this.#comparison?.handle === handle) await this.#comparison.running.stop();
    return ok();
  }

  /** Begins a search; the page's last one is ended for it. */
  async startSearch(spec: SearchSpec): Promise<Result<Output<'search.start'>>> {
    const begun = await this.#engine.search(spec);
    if (!begun.ok) return begun;
    void this.#search?.running.stop();
    const handle = this.#nextHandle++;
    this.#search = { handle, running: begun.value };
    // The page went while the list was read.
    if (this.#closed) await begun.value.stop();
    return ok({ search: handle, sessions: begun.value.sessions });
  }

  async nextOfSearch(handle: number): Promise<Result<SearchPiece>> {
    const open = this.#search;
    return open?.handle === handle
      ? ok(await open.running.next())
      : fail('search.unknown', `This page has no search ${handle}`);
  }

  async stopSearch(handle: number): Promise<Result<void>> {
    const open = this.#search;
    if (open?.handle !== handle) return ok();
    this.#search = null;
    await open.running.stop();
    return ok();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#engine.shelf.show(this, []);
    void this.#search?.running.stop();
    this.#compareNews.close();
    void this.#comparison?.running.stop();
    for (const off of this.#offs) off();
    for (const done of this.#atClose) done();
    this.#sessionNews.close();
    this.overviews.closeAll();
    this.differences.end();
    for (const handle of [...this.#views.keys()]) this.closeView(handle);
    this.#viewNews.close();
    this.exports.endAll();
    // Half a file is of no use to its receiver, and nobody is left to send the rest.
    await Promise.all([...this.#transfers.values()].map((transfer) => transfer.end(true)));
    this.#transfers.clear();
  }
}

function viewInfo(handle: number, { session, view }: OpenView): ViewInfo {
  const { count, scanned, done, generation } = view;
  return { view: handle, session, count, scanned, done, generation };
}

/** A name every file system takes. */
function fileName(id: string, title: string): string {
  const name = title
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, 60);
  return name === '' ? id : `${name}-${id}`;
}
