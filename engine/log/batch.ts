import { isLife, maxHeadBytes } from '../../contract/row.js';
import { type RowBatch, previewBytes, sentenceBytes } from '../../contract/rows.js';
import { type BlockView, headSizeOf, kindOf, peerOf } from './block-view.js';

const decoder = new TextDecoder();
const encoder = new TextEncoder();
const none = new Uint8Array();

/** Gathers rows into a batch of a known length. */
export class BatchBuilder {
  #length = 0;
  #previewEnd = 0;
  readonly #seq: Float64Array;
  readonly #time: Float64Array;
  readonly #kind: Uint8Array;
  readonly #direction: Uint8Array;
  readonly #flags: Uint8Array;
  readonly #peer: Uint32Array;
  readonly #size: Float64Array;
  readonly #previewAt: Uint32Array;
  #previews: Uint8Array;
  readonly #headSize: Uint8Array;
  readonly #heads: Uint8Array;

  /** All columns but the previews share one piece of memory: pages come by the hundred, and each piece costs the collector. */
  constructor(capacity: number) {
    const columns = new ArrayBuffer(capacity * (3 * 8 + 4 + 4 * 1 + maxHeadBytes) + 4 * (capacity + 1));
    let used = 0;
    const next = (bytes: number): number => {
      used += bytes;
      return used - bytes;
    };
    // From wide to narrow, so that each is aligned.
    this.#seq = new Float64Array(columns, next(8 * capacity), capacity);
    this.#time = new Float64Array(columns, next(8 * capacity), capacity);
    this.#size = new Float64Array(columns, next(8 * capacity), capacity);
    this.#peer = new Uint32Array(columns, next(4 * capacity), capacity);
    this.#previewAt = new Uint32Array(columns, next(4 * (capacity + 1)), capacity + 1);
    this.#kind = new Uint8Array(columns, next(capacity), capacity);
    this.#direction = new Uint8Array(columns, next(capacity), capacity);
    this.#flags = new Uint8Array(columns, next(capacity), capacity);
    this.#headSize = new Uint8Array(columns, next(capacity), capacity);
    this.#heads = new Uint8Array(columns, next(maxHeadBytes * capacity), maxHeadBytes * capacity);
    this.#previews = new Uint8Array(64 * capacity + previewBytes);
  }

  /** Adds row `i` of a block; `lead` holds the first bytes of what is stored where the block has none. */
  addRow(block: BlockView, i: number, lead: Uint8Array | null): void {
    const from = block.at[i] ?? 0;
    const to = block.at[i + 1] ?? 0;
    const kind = kindOf(block, i);
    const marks = block.marks[i] ?? 0;
    const stored = block.payload ?? lead ?? none;
    const start = block.payload === null ? 0 : from;
    const end = block.payload === null ? stored.length : to;
    const headSize = headSizeOf(block, i);
    const time = block.baseTime + (block.time[i] ?? 0);
    this.#columns(
      block.firstSeq + i,
      time,
      kind,
      marks & 3,
      marks >>> 2,
      peerOf(block, i),
      to - from - headSize,
    );
    this.#put(stored, start, start + headSize, this.#heads, this.#length * maxHeadBytes);
    this.#headSize[this.#length] = headSize;
    if (isLife(kind)) {
      const said = sentence(stored.subarray(start + headSize, end));
      this.#putPreview(said, 0, said.length, sentenceBytes);
    } else this.#putPreview(stored, start + headSize, end, previewBytes);
    this.#end();
  }

  /** Adds a row; of `preview`, what exceeds one is cut. */
  add(
    seq: number,
    time: number,
    kind: number,
    direction: number,
    flags: number,
    peer: number,
    size: number,
    preview: Uint8Array,
    head: Uint8Array = none,
  ): void {
    this.#columns(seq, time, kind, direction, flags, peer, size);
    this.#headSize[this.#length] = head.length;
    this.#heads.set(head, this.#length * maxHeadBytes);
    this.#putPreview(preview, 0, preview.length, isLife(kind) ? sentenceBytes : previewBytes);
    this.#end();
  }

  #columns(
    seq: number,
    time: number,
    kind: number,
    direction: number,
    flags: number,
    peer: number,
    size: number,
  ): void {
    const n = this.#length;
    this.#seq[n] = seq;
    this.#time[n] = time;
    this.#kind[n] = kind;
    this.#direction[n] = direction;
    this.#flags[n] = flags;
    this.#peer[n] = peer;
    this.#size[n] = isLife(kind) ? 0 : size;
  }

  #end(): void {
    this.#length++;
    this.#previewAt[this.#length] = this.#previewEnd;
  }

  /** Adds all rows of another batch. */
  addBatch(rows: RowBatch): void {
    const n = this.#length;
    this.#seq.set(rows.seq, n);
    this.#time.set(rows.time, n);
    this.#kind.set(rows.kind, n);
    this.#direction.set(rows.direction, n);
    this.#flags.set(rows.flags, n);
    this.#peer.set(rows.peer, n);
    this.#size.set(rows.size, n);
    for (let i = 1; i <= rows.length; i++) {
      this.#previewAt[n + i] = this.#previewEnd + (rows.previewAt[i] ?? 0);
    }
    this.#makeRoom(rows.previews.length);
    this.#previews.set(rows.previews, this.#previewEnd);
    this.#previewEnd += rows.previews.length;
    this.#headSize.set(rows.headSize, n);
    this.#heads.set(rows.heads, n * maxHeadBytes);
    this.#length = n + rows.length;
  }

  /** Bytes `[from, to)`, of which what exceeds `most` is cut. */
  #putPreview(bytes: Uint8Array, from: number, to: number, most: number): void {
    const end = Math.min(to, from + most);
    this.#makeRoom(end - from);
    this.#put(bytes, from, end, this.#previews, this.#previewEnd);
    this.#previewEnd += end - from;
  }

  #makeRoom(bytes: number): void {
    const end = this.#previewEnd + bytes;
    if (end <= this.#previews.length) return;
    const larger = new Uint8Array(end + this.#previews.length);
    larger.set(this.#previews);
    this.#previews = larger;
  }

  /** Byte by byte: these are short, and a view for `set` would be garbage for each row. */
  #put(bytes: Uint8Array, from: number, to: number, into: Uint8Array, at: number): void {
    for (let i = from; i < to; i++) into[at + i - from] = bytes[i] ?? 0;
  }

  /** The batch; as many rows as were promised must have been added. */
  finish(from: number, total: number): RowBatch {
    return {
      from,
      length: this.#length,
      total,
      seq: this.#seq,
      time: this.#time,
      kind: this.#kind,
      direction: this.#direction,
      flags: this.#flags,
      peer: this.#peer,
      size: this.#size,
      previewAt: this.#previewAt,
      previews: this.#previews.subarray(0, this.#previewEnd),
      headSize: this.#headSize,
      heads: this.#heads,
    };
  }
}

/**
 * Most bytes that are read of what a life row stores: a long chain of certificates has some thousand, and a row that
 * somebody else wrote may have gigabytes.
 */
export const maxLifeBytes = 1 << 20;

/** The sentence of a life row; the JSON itself if it is none of ours. */
export function wholeSentence(payload: Uint8Array): Uint8Array {
  let text: unknown;
  try {
    const detail: unknown = JSON.parse(decoder.decode(payload));
    text = typeof detail === 'object' && detail !== null && 'text' in detail ? detail.text : undefined;
  } catch {
    // Cut short, or by another hand; what is there is shown.
  }
  return typeof text === 'string' ? encoder.encode(text) : payload;
}

/** The same, cut at a character to fit a preview. */
export function sentence(payload: Uint8Array): Uint8Array {
  const whole = wholeSentence(payload);
  if (whole.length <= sentenceBytes) return whole;
  let end = sentenceBytes;
  while (end > 0 && ((whole[end] ?? 0) & 0xc0) === 0x80) end--;
  return whole.subarray(0, end);
}
