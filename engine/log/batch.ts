import { isLife, maxHeadBytes } from '../../contract/row.js';
import { type RowBatch, previewBytes } from '../../contract/rows.js';
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

  constructor(capacity: number) {
    this.#seq = new Float64Array(capacity);
    this.#time = new Float64Array(capacity);
    this.#kind = new Uint8Array(capacity);
    this.#direction = new Uint8Array(capacity);
    this.#flags = new Uint8Array(capacity);
    this.#peer = new Uint32Array(capacity);
    this.#size = new Float64Array(capacity);
    this.#previewAt = new Uint32Array(capacity + 1);
    this.#previews = new Uint8Array(64 * capacity + previewBytes);
    this.#headSize = new Uint8Array(capacity);
    this.#heads = new Uint8Array(capacity * maxHeadBytes);
  }

  /** Adds row `i` of a block; `lead` holds the first bytes of what is stored where the block has none. */
  addRow(block: BlockView, i: number, lead: Uint8Array | null): void {
    const from = block.at[i] ?? 0;
    const to = block.at[i + 1] ?? 0;
    const kind = kindOf(block, i);
    const marks = block.marks[i] ?? 0;
    const stored = block.payload === null ? (lead ?? none) : block.payload.subarray(from, to);
    const headSize = headSizeOf(block, i);
    const head = headSize === 0 ? none : stored.subarray(0, headSize);
    const payload = headSize === 0 ? stored : stored.subarray(headSize);
    const size = to - from - headSize;
    const time = block.baseTime + (block.time[i] ?? 0);
    const preview = isLife(kind) ? sentence(payload) : payload;
    this.add(block.firstSeq + i, time, kind, marks & 3, marks >>> 2, peerOf(block, i), size, preview, head);
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
    const n = this.#length;
    this.#seq[n] = seq;
    this.#time[n] = time;
    this.#kind[n] = kind;
    this.#direction[n] = direction;
    this.#flags[n] = flags;
    this.#peer[n] = peer;
    this.#size[n] = isLife(kind) ? 0 : size;
    const shown = Math.min(preview.length, previewBytes);
    this.#putPreview(preview.length > shown ? preview.subarray(0, shown) : preview);
    this.#headSize[n] = head.length;
    this.#heads.set(head, n * maxHeadBytes);
    this.#length = n + 1;
    this.#previewAt[n + 1] = this.#previewEnd;
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
    this.#putPreview(rows.previews);
    this.#headSize.set(rows.headSize, n);
    this.#heads.set(rows.heads, n * maxHeadBytes);
    this.#length = n + rows.length;
  }

  #putPreview(bytes: Uint8Array): void {
    const end = this.#previewEnd + bytes.length;
    if (end > this.#previews.length) {
      const larger = new Uint8Array(end + this.#previews.length);
      larger.set(this.#previews);
      this.#previews = larger;
    }
    this.#previews.set(bytes, this.#previewEnd);
    this.#previewEnd = end;
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
  if (whole.length <= previewBytes) return whole;
  let end = previewBytes;
  while (end > 0 && ((whole[end] ?? 0) & 0xc0) === 0x80) end--;
  return whole.subarray(0, end);
}
