import { type Result, ok } from '../../contract/result.js';
import { RowFlag, RowKind } from '../../contract/row.js';
import type { RelatedRows } from '../../contract/session.js';
import { type BlockView, headOf, kindOf, peerOf } from './block-view.js';
import type { LogReader } from './reader.js';

export type { RelatedRows } from '../../contract/session.js';

/** Frames told of one message. */
const mostFrames = 1000;
/** Rows looked at on each side: beyond, what belongs together is not found. */
const mostRows = 1 << 20;
const windowRows = 8192;

/** What a row is to the messages of one peer in one direction (RFC 6455 §5.4). */
type Part = 'begins' | 'goes on' | 'message' | 'whole';
interface Piece {
  readonly seq: number;
  readonly part: Part;
  /** A frame that completes its message. */
  readonly last: boolean;
}
interface Stream {
  readonly peer: number;
  readonly direction: number;
}

const dataKinds = { low: (1 << RowKind.frame) | (1 << RowKind.text) | (1 << RowKind.binary), high: 0 };

/**
 * From a WebSocket frame to its message and from a message to its frames, by the rows around it of the
 * same peer and direction. Fails with `log.no-row`, and with `log.damaged` where those rows cannot be read.
 */
export async function relatedRows(reader: LogReader, seq: number): Promise<Result<RelatedRows>> {
  const facts = await reader.row(seq);
  if (!facts.ok) return facts;
  const { kind, head, flags, peer, direction } = facts.value;
  const piece = pieceOf(seq, kind, head, flags);
  if (piece === null) return ok({ message: null, frames: [], total: 0 });
  if (piece.part === 'whole') {
    // Rows of before frames were logged have none.
    const frames = head.length > 0 ? [seq] : [];
    return ok({ message: seq, frames, total: frames.length });
  }
  const stream = { peer, direction };
  let frames = piece.part === 'message' ? [] : [piece];
  if (piece.part !== 'begins') {
    const before = await back(reader, seq, stream);
    if (!before.ok) return before;
    // A list of its own, never arguments: a peer may say a message in a million fragments.
    frames = [...before.value, ...frames];
  }
  let message = piece.part === 'message' ? seq : null;
  if (message === null) {
    const after = await onward(reader, seq, piece.last, stream);
    if (!after.ok) return after;
    frames = [...frames, ...after.value.frames];
    message = after.value.message;
  }
  return ok({ message, frames: frames.slice(0, mostFrames).map((one) => one.seq), total: frames.length });
}

/** The frames before a row that belong to its message, in order. */
async function back(reader: LogReader, seq: number, stream: Stream): Promise<Result<Piece[]>> {
  const found: Piece[] = [];
  const least = Math.max(1, seq - mostRows);
  for (let to = seq; to > least;) {
    const from = Math.max(least, to - windowRows);
    const pieces = await piecesIn(reader, from, to, stream);
    if (!pieces.ok) return pieces;
    for (const piece of pieces.value.reverse()) {
      // Whatever was complete before is of another message.
      if (piece.part === 'message' || piece.part === 'whole') return ok(found.reverse());
      found.push(piece);
      if (piece.part === 'begins') return ok(found.reverse());
    }
    to = from;
  }
  return ok(found.reverse());
}

/** The frames after a frame that belong to its message, and the message if it was completed. */
async function onward(
  reader: LogReader,
  seq: number,
  wasLast: boolean,
  stream: Stream,
): Promise<Result<{ readonly frames: Piece[]; readonly message: number | null }>> {
  const frames: Piece[] = [];
  const most = Math.min(reader.count, seq + mostRows);
  let complete = wasLast;
  for (let from = seq + 1; from <= most; from += windowRows) {
    const pieces = await piecesIn(reader, from, Math.min(most + 1, from + windowRows), stream);
    if (!pieces.ok) return pieces;
    for (const piece of pieces.value) {
      if (piece.part === 'message') return ok({ frames, message: piece.seq });
      if (complete || piece.part !== 'goes on') return ok({ frames, message: null });
      frames.push(piece);
      complete = piece.last;
    }
  }
  return ok({ frames, message: null });
}

async function piecesIn(
  reader: LogReader,
  from: number,
  to: number,
  { peer, direction }: Stream,
): Promise<Result<Piece[]>> {
  const pieces: Piece[] = [];
  const visit = (block: BlockView, start: number, end: number): boolean | undefined => {
    for (let i = start; i < end; i++) {
      const seq = block.firstSeq + i;
      if (seq >= to) return false;
      const marks = block.marks[i] ?? 0;
      if ((marks & 3) !== direction || peerOf(block, i) !== peer) continue;
      const piece = pieceOf(seq, kindOf(block, i), headOf(block, i), marks >>> 2);
      if (piece !== null) pieces.push(piece);
    }
    return block.firstSeq + end >= to ? false : undefined;
  };
  const scan = await reader.scan(from, visit, { cached: true, kinds: dataKinds });
  return scan.ok ? ok(pieces) : scan;
}

/** Null for what is no part of a message: control frames, whatever is crafted or breaks the protocol. */
function pieceOf(seq: number, kind: number, head: Uint8Array, flags: number): Piece | null {
  if ((flags & RowFlag.crafted) !== 0) return null;
  const first = head[0];
  if (kind === RowKind.text || kind === RowKind.binary) {
    return { seq, part: first === undefined && isAssembled(flags) ? 'message' : 'whole', last: true };
  }
  if (kind !== RowKind.frame || first === undefined || (flags & RowFlag.invalid) !== 0) return null;
  const opcode = first & 15;
  if (opcode > 2) return null;
  return { seq, part: opcode === 0 ? 'goes on' : 'begins', last: first >= 0x80 };
}

function isAssembled(flags: number): boolean {
  return (flags & (RowFlag.fragmented | RowFlag.compressed)) !== 0;
}
