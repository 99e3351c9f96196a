import type { Ref, ShallowRef } from 'vue';
import type { RowCut, RowPlace } from '../../../codec/index.js';
import type {
  Failure,
  FilterSpec,
  FramingSpec,
  JsonChildren,
  JsonPlace,
  Layer,
  Needle,
  Output,
  Result,
} from '../../../contract/index.js';
import type { Row } from './row-cache.js';

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
  /** Another spec was asked for whose rows are not here yet: what there is belongs to the one before. */
  readonly showing: Readonly<Ref<boolean>>;
  /** Moves when rows arrive: read it where `row()` is drawn. */
  readonly version: Readonly<ShallowRef<number>>;
  readonly failure: Readonly<ShallowRef<Failure | null>>;
  readonly follow: Ref<boolean>;
  /** Position of the selected row, -1 for none. */
  readonly selected: Ref<number>;
  /** Facts of the selected row; they outlive its page and a change of the view that still holds it. */
  readonly selectedRow: Readonly<ShallowRef<Row | null>>;
  /** A row that is to come into sight, each time as a new object. */
  readonly goal: Readonly<ShallowRef<{ readonly position: number } | null>>;
  row(position: number): Row | null;
  /** Asks for what is drawn; what is here already is not asked for again. */
  want(from: number, to: number): void;
  /** Bytes of the payload of the row at a position. */
  payload(position: number, from: number, to: number): Promise<Result<Output<'payload.read'>>>;
  /** The next place of something in the payload of the row at a position, or where to ask again. */
  find(
    position: number,
    needle: Needle,
    from: number,
    back: boolean,
  ): Promise<Result<Output<'payload.find'>>>;
  /** How many places of something there are from a byte on, or how many so far and where to ask again. */
  countIn(position: number, needle: Needle, from: number): Promise<Result<Output<'payload.count'>>>;
  /** Where the rows of a large text begin, from one of them on. */
  rowsIn(position: number, cut: RowCut, from: RowPlace): Promise<Result<Output<'payload.rows'>>>;
  /** Children of a JSON value in the payload of the row at a position; null for the one at the top. */
  children(position: number, of: JsonPlace | null): Promise<Result<JsonChildren>>;
  /**
   * Shows another filter, framing or layer; the selected row stays selected where the view still has it,
   * and in another layer what belongs to it does where it is not there itself.
   */
  show(spec: TimelineSpec): Promise<void>;
  /** Where a log row stands in the view; null where it is left out or the host is gone. */
  locate(seq: number): Promise<number | null>;
  /** Selects a row and brings it into sight; the tail is left for it. */
  goTo(position: number): void;
  /** Selects a log row once the next `show` is there; false where that leaves it out or never comes. */
  seek(seq: number): Promise<boolean>;
  /** Shows the last spec again, after a failure. */
  retry(): void;
  /** Id of the host's view, 0 for the log itself: what exports read. */
  view(): number;
  dispose(): void;
}

/** True where the spec leaves every row in and cuts nothing anew: the log itself serves. */
export function isIdentity(spec: TimelineSpec): boolean {
  const { directions, kinds, text, query, peer, afterSeq, marked } = spec.filter;
  const { from, to, unanswered } = spec.filter;
  const filtered =
    directions !== undefined ||
    kinds !== undefined ||
    (text ?? '') !== '' ||
    (query ?? '') !== '' ||
    (peer ?? null) !== null ||
    (afterSeq ?? 0) > 0 ||
    marked === true ||
    from !== undefined ||
    to !== undefined ||
    unanswered !== undefined;
  return spec.framing.kind === 'raw' && spec.layer !== 'wire' && !filtered;
}
