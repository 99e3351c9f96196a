import { fail } from '../contract/index.js';
import type {
  ExportFormatId,
  Failure,
  FilterSpec,
  FramingSpec,
  Layer,
  MarkChange,
  MarksChanged,
  PeerInfo,
  RelatedRows,
  Result,
  SessionInfo,
} from '../contract/index.js';
import { exportRows, judgeExport } from './exchange/export.js';
import type { ExportPiece } from './exchange/export.js';
import type { ExportOptions } from './exchange/options.js';
import { tlsCapture } from './exchange/pcapng/tls-capture.js';
import { createView, judgeRows, relatedRows } from './log/index.js';
import type { LogReader, Marks, View } from './log/index.js';
import type { Off } from './session.js';

/** The reading half of every session: views of its log, marks, exports, and who still needs them. */
export abstract class ReadableSession {
  abstract readonly log: LogReader;
  abstract readonly marks: Marks;
  abstract readonly clockOrigin: number;
  abstract readonly info: SessionInfo;
  abstract readonly peers: readonly PeerInfo[];
  #whole: View | null = null;
  #holds = 0;

  get whole(): View {
    if (this.#whole === null) {
      const view = createView(this.log, {});
      // Without a filter or a framing there is nothing that could be wrong.
      if (!view.ok) throw new Error(view.error.message);
      this.#whole = view.value;
    }
    return this.#whole;
  }

  /** Whether somebody reads it. */
  get held(): boolean {
    return this.#holds > 0;
  }

  hold(): Off {
    this.#holds++;
    let held = true;
    return () => {
      if (held) this.#holds--;
      held = false;
    };
  }

  related(seq: number): Promise<Result<RelatedRows>> {
    return relatedRows(this.log, seq);
  }

  view(filter: FilterSpec, framing: FramingSpec, layer: Layer = 'messages'): Result<View> {
    return createView(this.log, { filter, framing, layer }, this.marks);
  }

  judge(view: View, from: number, to: number, queries: readonly string[]): Promise<Result<Uint8Array>> {
    return judgeRows(view, from, to, queries, this.marks);
  }

  async mark(changes: readonly MarkChange[]): Promise<Result<MarksChanged>> {
    const { count } = this.log;
    const beyond = changes.find(({ seq, marked }) => marked && seq > count);
    if (beyond !== undefined) {
      const { seq } = beyond;
      return fail('row.unknown', `There is no row ${seq}: the log has ${count}`, { seq, rows: count });
    }
    return this.marks.change(changes);
  }

  /** Tells of every change of marks, and once of what is wrong with their file. */
  followMarks(changed: () => void, problem: (failure: Failure) => void): void {
    let told: Failure | null = null;
    const judge = (): void => {
      const found = this.marks.problem;
      if (found !== null && found !== told) problem(found);
      told = found;
    };
    judge();
    this.marks.onChange(() => {
      judge();
      changed();
    });
  }

  async *export(
    view: View | null,
    format: ExportFormatId,
    options: ExportOptions = {},
  ): AsyncGenerator<Result<ExportPiece>, void, void> {
    const release = this.hold();
    if (options.tls === true) {
      try {
        const suits = judgeExport(this.info, format, options);
        if (!suits.ok) return yield suits;
        return yield* tlsCapture(this.info, this.clockOrigin, options.version ?? '');
      } finally {
        release();
      }
    }
    const { layer = 'messages', whole = view === null, redact = false } = options;
    const facts = {
      info: this.info,
      peers: this.peers,
      version: options.version ?? '',
      clockOrigin: this.clockOrigin,
      wire: layer === 'wire',
      whole: whole && options.range === undefined && options.direction === undefined,
      redact,
    };
    // View 0 is the messages: the wire has no view that is always there.
    const opened = view === null && layer === 'wire' ? createView(this.log, { layer }) : null;
    try {
      if (opened !== null && !opened.ok) return yield opened;
      const rows = view ?? opened?.value ?? this.whole;
      yield* exportRows({ view: rows, log: this.log, facts, marks: this.marks }, format, options);
    } finally {
      if (opened?.ok === true) opened.value.close();
      release();
    }
  }

  /** Closes what belongs to the session; views that others opened are theirs. */
  protected closeReading(): void {
    this.#whole?.close();
    this.#whole = null;
  }
}
