import { type Cut, type FramingSpec, createFramer, unframeBody } from '../../codec/index.js';
import { type Result, ok } from '../../contract/result.js';
import { Direction, RowFlag, RowKind, isLife } from '../../contract/row.js';
import { type RowBatch, previewBytes } from '../../contract/rows.js';
import { BatchBuilder, maxLifeBytes, sentence } from './batch.js';
import { type BlockView, headSizeOf, kindOf, peerOf } from './block-view.js';
import { type Filter, readColumns } from './filter.js';
import { holdsText } from './filtered.js';
import { maxBlockPayload } from './format.js';
import { FramedStream } from './framed-stream.js';
import { type Message, MessageList } from './message-list.js';
import type { RowColumns } from './query.js';
import type { LogReader, PayloadSlice } from './reader.js';
import type { ViewRows } from './scanning-view.js';
import type { Deadline, Slice } from './slice.js';
import { readStream } from './stream-bytes.js';
import { noPosition } from './view.js';

/** Escaped bodies (SLIP, COBS) up to this size are shown unescaped; larger ones as they crossed the wire. */
const unescapeBytes = 1 << 20;
/** Bytes searched or framed at once of what is too large for one visit. */
const pieceBytes = 1 << 20;
/** Up to this size a message is held until there is time for it, rather than read anew. */
const heldBytes = 1024;
/** Rows between two looks at the clock. */
const rowsAtOnce = 32;

/** A message that a visit had no time for, or one behind such a one. */
interface Undecided {
  readonly message: Message;
  readonly decided: boolean;
  /** What to decide it by, of a short one. */
  readonly held?: { readonly row: RowColumns; readonly body: Uint8Array };
}

/**
 * Stream chunks cut into messages, one framer for each peer and direction; other rows as they are.
 * Messages stand in the order in which they were complete; those under way follow at the end.
 */
export class FramedRows implements ViewRows {
  /** Framers need every chunk, and the rows that end a stream. */
  readonly kinds = undefined;
  readonly firstSeq = 1;
  readonly framed = true;
  readonly #found = new MessageList();
  /** Messages under way when the scan last reached the end. */
  #tail: Message[] = [];
  #undecided: Undecided[] = [];
  #largeChunk = 0;
  #lastSeen = 0;
  readonly #streams = new Map<number, FramedStream>();
  readonly #row: RowColumns = { seq: 0, kind: 0, direction: 0, flags: 0, peer: 0, time: 0, size: 0 };

  constructor(
    readonly reader: LogReader,
    readonly filter: Filter,
    readonly framing: FramingSpec,
  ) {}

  get count(): number {
    return this.#found.length + this.#tail.length;
  }

  get fixed(): number {
    return this.#found.length;
  }

  visit(block: BlockView, start: number, end: number, slice: Deadline): boolean | number | undefined {
    this.#tail = [];
    const { payload, at } = block;
    for (let i = start; i < end; i++) {
      if ((i - start) % rowsAtOnce === rowsAtOnce - 1 && this.#undecided.length === 0 && slice.over) return i;
      const kind = kindOf(block, i);
      const seq = block.firstSeq + i;
      const head = headSizeOf(block, i);
      const size = (at[i + 1] ?? 0) - (at[i] ?? 0) - head;
      this.#lastSeen = seq;
      if (kind === RowKind.chunk) {
        if (!this.filter.passesColumns(block, i)) continue;
        if (payload === null || size > maxBlockPayload) {
          this.#largeChunk = seq;
          return false;
        }
        this.#push(readColumns(block, i, this.#row), payload.subarray(at[i], at[i + 1]), slice);
        continue;
      }
      this.#endStreams(kind, (block.marks[i] ?? 0) & 3, peerOf(block, i));
      if (seq <= this.filter.afterSeq || !this.filter.passesColumns(block, i)) continue;
      const message = { seq, last: seq, skip: 0, size, flags: 0, whole: true };
      const row = readColumns(block, i, this.#row);
      if (payload === null) {
        const known = this.filter.query === null ? true : this.filter.query.decide(row);
        if (known === false) continue;
        this.#undecided.push({ message, decided: known === true && this.filter.text === null });
      } else this.#judge(message, row, payload.subarray((at[i] ?? 0) + head, at[i + 1]), slice);
    }
    return this.#undecided.length > 0 ? false : undefined;
  }

  async settle(signal: AbortSignal, slice: Slice): Promise<Result<void>> {
    if (this.#largeChunk !== 0) {
      const pushed = await this.#pushLarge(this.#largeChunk, signal, slice);
      this.#largeChunk = 0;
      if (!pushed.ok) return pushed;
    }
    const settled = await this.#decideAll(signal, slice);
    if (!settled.ok || signal.aborted) return settled;
    if (this.#lastSeen < this.reader.count) return ok();
    const tail: Message[] = [];
    for (const stream of this.#streams.values()) {
      const message = this.#messageOf(stream, stream.pending());
      if (message === null) continue;
      const shown = await this.#passes(message, signal, slice);
      if (!shown.ok) return shown;
      if (shown.value) tail.push(message);
    }
    this.#tail = tail.sort((a, b) => a.last - b.last);
    return ok();
  }

  /** Decides all that a visit, or a piece of a large chunk, had no time for. */
  async #decideAll(signal: AbortSignal, slice: Slice): Promise<Result<void>> {
    const undecided = this.#undecided;
    this.#undecided = [];
    for (const { message, decided, held } of undecided) {
      if (signal.aborted) return ok();
      const known = decided || this.#knows(held, slice);
      const shown = known === undefined ? await this.#passes(message, signal, slice) : ok(known);
      if (!shown.ok) return shown;
      if (shown.value) this.#found.push(message);
      if (slice.over) await slice.turn();
    }
    return ok();
  }

  /** Decides by what was held; undefined where nothing was, or it takes long. */
  #knows(held: Undecided['held'], slice: Slice): boolean | undefined {
    if (held === undefined) return undefined;
    const { row, body } = held;
    if (!this.filter.passesText(row.kind, body)) return false;
    return this.filter.query === null ? true : this.filter.query.passes(row, body, slice);
  }

  /** Adds a message if its whole payload passes, or leaves that to `settle` where it takes long. */
  #judge(message: Message, row: RowColumns, payload: Uint8Array, slice: Deadline): void {
    const { query } = this.filter;
    if (!this.filter.passesText(row.kind, payload)) return;
    const passes = query === null ? true : query.passes(row, payload, slice);
    if (passes === true) this.#add(message);
    else if (passes === undefined) this.#undecided.push({ message, decided: false });
  }

  #push(row: RowColumns, bytes: Uint8Array, slice: Deadline): void {
    const { peer, direction, seq, time } = row;
    const key = peer * 4 + direction;
    let stream = this.#streams.get(key);
    if (stream === undefined) {
      stream = new FramedStream(createFramer(this.framing));
      this.#streams.set(key, stream);
    }
    const chunkStart = stream.end;
    const cuts = stream.push(seq, bytes, time);
    for (const cut of cuts) this.#cut(stream, cut, bytes, chunkStart, row, slice);
    stream.forget();
  }

  #cut(
    stream: FramedStream,
    cut: Cut,
    bytes: Uint8Array,
    chunkStart: number,
    row: RowColumns,
    slice: Deadline,
  ): void {
    const message = this.#messageOf(stream, cut);
    if (message === null) return;
    const here = cut.bodyStart >= chunkStart && (this.filter.query === null || message.seq === row.seq);
    if (this.#takesAll) this.#add(message);
    else if (here) {
      const body = this.#plain(bytes.subarray(cut.bodyStart - chunkStart, cut.bodyEnd - chunkStart));
      const size = this.#isEscaped(message) ? body.length : message.size;
      const columns = { ...row, flags: row.flags | message.flags, size };
      // One chunk may hold tens of thousands: those the slice has no time for are decided by `settle`.
      if (this.#undecided.length === 0 && !slice.over) this.#judge(message, columns, body, slice);
      else if (body.length > heldBytes) this.#undecided.push({ message, decided: false });
      else this.#undecided.push({ message, decided: false, held: { row: columns, body: body.slice() } });
    } else this.#undecided.push({ message, decided: false });
  }

  /** True if every message of the chosen columns passes, whatever it holds. */
  get #takesAll(): boolean {
    return this.filter.text === null && this.filter.query === null;
  }

  /** Where a cut begins in the log; null where it lies before what the filter leaves. */
  #messageOf(stream: FramedStream, cut: Cut | null): Message | null {
    if (cut === null) return null;
    const { seq, start } = stream.chunkAt(cut.start);
    const flags =
      (cut.invalid === undefined ? 0 : RowFlag.invalid) | (cut.partial === true ? RowFlag.partial : 0);
    const last = cut.end > stream.lastStart ? stream.lastSeq : seq;
    if (last <= this.filter.afterSeq) return null;
    return { seq, last, skip: cut.bodyStart - start, size: cut.bodyEnd - cut.bodyStart, flags, whole: false };
  }

  /** Adds a message, behind those whose text is still to be looked for. */
  #add(message: Message): void {
    if (this.#undecided.length > 0) this.#undecided.push({ message, decided: true });
    else this.#found.push(message);
  }

  #endStreams(kind: number, direction: number, peer: number): void {
    const both =
      kind === RowKind.end || kind === RowKind.reset || kind === RowKind.open || kind === RowKind.accept;
    if (!both && kind !== RowKind.halfClose) return;
    for (const ending of [Direction.in, Direction.out]) {
      if (!both && ending !== direction) continue;
      const key = peer * 4 + ending;
      const stream = this.#streams.get(key);
      if (stream === undefined) continue;
      this.#streams.delete(key);
      for (const cut of stream.finish()) {
        const message = this.#messageOf(stream, cut);
        if (message === null) continue;
        if (this.#takesAll) this.#add(message);
        else this.#undecided.push({ message, decided: false });
      }
    }
  }

  async #pushLarge(seq: number, signal: AbortSignal, slice: Slice): Promise<Result<void>> {
    const facts = await this.reader.row(seq);
    if (!facts.ok) return facts;
    const { size } = facts.value;
    let failed: Result<void> = ok();
    for (let from = 0; from < size && !signal.aborted; from += pieceBytes) {
      const piece = await this.reader.payload(seq, from, from + pieceBytes);
      if (!piece.ok) return piece;
      this.#push({ ...facts.value }, piece.value.bytes, slice);
      // At once: gigabytes of short messages would wait here otherwise.
      const settled = await this.#decideAll(signal, slice);
      if (!settled.ok) failed = settled;
      await slice.turn();
    }
    return failed;
  }

  /** Whether the text and the query find what they ask for, whatever the size. */
  async #passes(message: Message, signal: AbortSignal, slice: Slice): Promise<Result<boolean>> {
    const { query } = this.filter;
    const found = await this.#holdsText(message, signal, slice);
    if (!found.ok || !found.value || query === null) return found;
    const facts = await this.reader.row(message.seq);
    if (!facts.ok) return facts;
    let { size } = message;
    let read = (from: number, to: number): Promise<Result<Uint8Array>> =>
      this.#body(message, from, Math.min(size, to));
    if (message.whole) {
      read = async (from, to) => {
        const piece = await this.reader.payload(message.seq, from, to);
        return piece.ok ? ok(piece.value.bytes) : piece;
      };
    } else if (this.#isEscaped(message)) {
      const body = await this.#body(message, 0, message.size);
      if (!body.ok) return body;
      const plain = this.#plain(body.value);
      size = plain.length;
      read = (from, to) => Promise.resolve(ok(plain.subarray(from, to)));
    }
    const flags = facts.value.flags | message.flags;
    return query.settle({ ...facts.value, flags, size }, { size, read }, signal, slice);
  }

  async #holdsText(message: Message, signal: AbortSignal, slice: Slice): Promise<Result<boolean>> {
    const { text } = this.filter;
    if (text === null) return ok(true);
    if (message.whole) {
      const facts = await this.reader.row(message.seq);
      if (!facts.ok) return facts;
      const { kind } = facts.value;
      if (!isLife(kind)) return holdsText(this.reader, message.seq, text, signal, slice);
      const whole = await this.reader.payload(message.seq, 0, maxLifeBytes);
      return whole.ok ? ok(this.filter.passesText(kind, whole.value.bytes)) : whole;
    }
    for (let from = 0; from < message.size && !signal.aborted; from += pieceBytes) {
      const piece = await this.#body(
        message,
        from,
        Math.min(message.size, from + pieceBytes + text.length - 1),
      );
      if (!piece.ok) return piece;
      const bytes = message.size <= unescapeBytes ? this.#plain(piece.value) : piece.value;
      if (text.isIn(bytes)) return ok(true);
      if (message.size > pieceBytes) await slice.turn();
    }
    return ok(false);
  }

  /** Bytes `[from, to)` of a message as they crossed the wire. */
  async #body(message: Message, from: number, to: number): Promise<Result<Uint8Array>> {
    return readStream(this.reader, message.seq, message.skip + from, Math.max(0, to - from));
  }

  #plain(body: Uint8Array): Uint8Array {
    const plain = unframeBody(this.framing, body);
    // What breaks the escaping is shown as it came.
    return plain.ok ? plain.value : body;
  }

  #isEscaped(message: Message): boolean {
    const { kind } = this.framing;
    return (kind === 'slip' || kind === 'cobs') && message.size <= unescapeBytes;
  }

  #at(position: number): Message | null {
    if (!Number.isInteger(position) || position < 0) return null;
    const found = this.#found;
    return position < found.length ? found.get(position) : (this.#tail[position - found.length] ?? null);
  }

  async rows(from: number, to: number): Promise<Result<RowBatch>> {
    const total = this.count;
    const start = Math.min(Math.max(0, Math.trunc(from)), total);
    const messages: Message[] = [];
    for (let position = start; position < Math.min(total, to); position++) {
      const message = this.#at(position);
      if (message !== null) messages.push(message);
    }
    const batch = new BatchBuilder(messages.length);
    for (const message of messages) {
      const facts = await this.reader.row(message.seq);
      if (!facts.ok) return facts;
      const { seq, time, kind, direction, flags, peer, size, head } = facts.value;
      if (message.whole) {
        const read = await this.reader.payload(seq, 0, isLife(kind) ? maxLifeBytes : previewBytes);
        if (!read.ok) return read;
        const preview = isLife(kind) ? sentence(read.value.bytes) : read.value.bytes;
        batch.add(seq, time, kind, direction, flags, peer, size, preview, head);
        continue;
      }
      const escaped = this.#isEscaped(message);
      const shown = escaped ? message.size : Math.min(previewBytes, message.size);
      const read = await this.#preview(message, size, shown);
      if (!read.ok) return read;
      const preview = escaped ? this.#plain(read.value) : read.value;
      const whole = escaped ? preview.length : message.size;
      batch.add(seq, time, kind, direction, flags | message.flags, peer, whole, preview);
    }
    return ok(batch.finish(start, total));
  }

  async #preview(message: Message, chunkSize: number, length: number): Promise<Result<Uint8Array>> {
    if (message.skip + length > chunkSize) return this.#body(message, 0, length);
    const read = await this.reader.payload(message.seq, message.skip, message.skip + length);
    return read.ok ? ok(read.value.bytes) : read;
  }

  async payload(position: number, from = 0, to = Number.POSITIVE_INFINITY): Promise<Result<PayloadSlice>> {
    const message = this.#at(position);
    if (message === null) return noPosition(position, this.count);
    if (message.whole) return this.reader.payload(message.seq, from, to);
    const escaped = this.#isEscaped(message);
    const total = message.size;
    const start = escaped ? 0 : Math.min(Math.max(0, Math.trunc(from)), total);
    const end = escaped ? total : Math.min(Math.max(start, Math.trunc(to)), total);
    const read = await this.#body(message, start, end);
    if (!read.ok) return read;
    if (!escaped) return ok({ from: start, bytes: read.value, total });
    const plain = this.#plain(read.value);
    const first = Math.min(Math.max(0, Math.trunc(from)), plain.length);
    return ok({ from: first, bytes: plain.subarray(first, Math.max(first, to)), total: plain.length });
  }

  seqAt(position: number): number | null {
    return this.#at(position)?.seq ?? null;
  }

  skipAt(position: number): number {
    return this.#at(position)?.skip ?? 0;
  }

  positionOf(seq: number): number {
    const position = this.#found.positionOf(seq);
    if (position < this.#found.length) return position;
    const under = this.#tail.findIndex(({ last }) => last >= seq);
    return under < 0 ? this.count : this.#found.length + under;
  }

  locate(seq: number): number | null {
    // The first to end at or after the row; if that began later, no message shows the row by itself.
    const position = this.positionOf(seq);
    const message = this.#at(position);
    return message !== null && message.seq <= seq ? position : null;
  }
}
