import type {
  CraftPiece,
  ExportFormatId,
  FilterSpec,
  FramingSpec,
  Layer,
  MarkChange,
  MarksChanged,
  Outgoing,
  PeerInfo,
  Recipients,
  RelatedRows,
  Result,
  SendReport,
  SessionInfo,
} from '../contract/index.js';
import type { StopHow } from './endpoint/endpoint.js';
import type { ExportPiece } from './exchange/export.js';
import type { ExportOptions } from './exchange/options.js';
import type { LogReader, Marks, View } from './log/index.js';
import type { QueueControl } from './queueing.js';
import type { RepeatControl } from './repeating.js';
import type { Transfer, TransferRequest } from './transfer.js';

/** Unsubscribes, or lets go; calling it twice does nothing more. */
export type Off = () => void;

/**
 * What a screen or a terminal works with: one tab's past and present. A live session drives
 * sockets; a recorded one answers everything that needs them with `session.idle`.
 */
export interface Session {
  readonly id: string;
  readonly info: SessionInfo;
  /** Of it, what a message is made for: `info` counts and copies, and a repeat asks a thousand times a second. */
  readonly sender: Pick<SessionInfo, 'state' | 'connection' | 'local'>;
  /** Known peers in order of number; closed ones stay up to a bound. */
  readonly peers: readonly PeerInfo[];
  readonly log: LogReader;
  readonly marks: Marks;
  /** What is sent again and again, one repeat at a time. */
  readonly repeating: RepeatControl;
  /** What leaves one after the other. */
  readonly queueing: QueueControl;
  /** View 0: what was said, every row of the messages layer. It belongs to the session: do not close it. */
  readonly whole: View;

  /** Cancels, disconnects or stops listening, and answers when that is done. `session.idle` if nothing is under way. */
  stop(how?: StopHow): Promise<Result<void>>;
  /** Sends to each recipient in order; who could not take it is in the report. `session.idle`, `send.no-peers`. */
  send(to: Recipients, message: Outgoing): Promise<Result<SendReport>>;
  /** Writes raw bytes beside the protocol, piece by piece. `craft.unsupported` where the endpoint has no way to. */
  craft(to: Recipients, pieces: readonly CraftPiece[]): Promise<Result<SendReport>>;
  /** Gives up what still waits of crafted pieces. */
  uncraft(): Result<void>;
  end(
    to: Recipients,
    how: 'half-close' | 'close' | 'reset',
    code?: number,
    reason?: string,
  ): Promise<Result<SendReport>>;
  membership(action: 'join' | 'leave', group: string, networkInterface: string): Result<void>;
  /** One at a time: `transfer.busy`. */
  beginTransfer(request: TransferRequest): Result<Transfer>;

  /** Marks, comments and unmarks rows. `row.unknown`, `marks.*`. */
  mark(changes: readonly MarkChange[]): Promise<Result<MarksChanged>>;
  /** A view of the rows; who opens it closes it. */
  view(filter: FilterSpec, framing: FramingSpec, layer?: Layer): Result<View>;
  /** Which of the queries each row at positions of a view answers first, 0 for none. `filter.invalid`, `log.*`. */
  judge(view: View, from: number, to: number, queries: readonly string[]): Promise<Result<Uint8Array>>;
  /** From a WebSocket frame to its message and back. `log.no-row`, `log.*`. */
  related(seq: number): Promise<Result<RelatedRows>>;
  /** Writes rows out in pieces; what is in the view at the beginning (null for all of a layer), or a range of it. */
  export(
    view: View | null,
    format: ExportFormatId,
    options?: ExportOptions,
  ): AsyncGenerator<Result<ExportPiece>, void, void>;
  /** Keeps the rows readable until let go: as long as views of it are used. An export does so by itself. */
  hold(): Off;
}
