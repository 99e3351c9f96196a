import { isLife } from '../../contract/row.js';
import { type RowBatch, previewBytes } from '../../contract/rows.js';
import { type BlockView, peerOf } from './block.js';

const decoder = new TextDecoder();
const encoder = new TextEncoder();

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
  }

  /** Adds row `i` of a block; `head` holds the first bytes of the payload where the block has none. */
  addRow(block: BlockView, i: number, head: Uint8Array | null): void {
    const from = block.at[i] ?? 0;
    const size = (block.at[i + 1] ?? 0) - from;
    const payload = block.payload === null ? (head ?? new Uint8Array()) : block.payload.subarray(from, from + size);
    this.add(block, i, size, isLife(block.kind[i] ?? 0) ? sentence(payload) : payload, 0);
  }

  /**
   * Adds a message that begins in row `i` of a block: `size` bytes long, `preview` its first ones (what
   * exceeds a preview is cut), `flags` set besides those of the row.
   */
  add(block: BlockView, i: number, size: number, preview: Uint8Array, flags: number): void {
    const n = this.#length;
    const kind = block.kind[i] ?? 0;
    const marks = block.marks[i] ?? 0;
    this.#seq[n] = block.firstSeq + i;
    this.#time[n] = block.baseTime + (block.time[i] ?? 0);
    this.#kind[n] = kind;
    this.#direction[n] = marks & 3;
    this.#flags[n] = (marks >>> 2) | flags;
    this.#peer[n] = peerOf(block, i);
    this.#size[n] = isLife(kind) ? 0 : size;
    const shown = Math.min(preview.length, previewBytes);
    if (this.#previewEnd + shown > this.#previews.length) {
      const larger = new Uint8Array(this.#previews.length * 2 + shown);
      larger.set(this.#previews);
      this.#previews = larger;
    }
    this.#previews.set(preview.length > shown ? preview.subarray(0, shown) : preview, this.#previewEnd);
    this.#previewEnd += shown;
    this.#length = n + 1;
    this.#previewAt[n + 1] = this.#previewEnd;
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
    };
  }
}

/** The sentence of a life row, cut at a character to fit a preview; the JSON itself if it is none of ours. */
export function sentence(payload: Uint8Array): Uint8Array {
  let text: unknown;
  try {
    const detail: unknown = JSON.parse(decoder.decode(payload));
    text = typeof detail === 'object' && detail !== null && 'text' in detail ? detail.text : undefined;
  } catch {
    // Rows cut short by an older fault; what is there is shown.
  }
  if (typeof text !== 'string') return payload;
  const whole = encoder.encode(text);
  if (whole.length <= previewBytes) return whole;
  let end = previewBytes;
  while (end > 0 && ((whole[end] ?? 0) & 0xc0) === 0x80) end--;
  return whole.subarray(0, end);
}
