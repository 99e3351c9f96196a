import type { Cut, Framer } from '../../codec/index.js';

/** Chunks forgotten before the list is made anew. */
const compactAfter = 1024;

/** One direction of one peer's stream: its framer, and which log rows the bytes not yet cut lie in. */
export class FramedStream {
  /** Stream offset after the last byte. */
  end = 0;
  /** Log row of the last chunk, and where that starts in the stream. */
  lastSeq = 0;
  lastStart = 0;
  #seqs: number[] = [];
  #starts: number[] = [];
  #head = 0;

  constructor(readonly framer: Framer) {}

  push(seq: number, bytes: Uint8Array, time: number): readonly Cut[] {
    // A large chunk comes in pieces: it is one row all the same.
    if (seq !== this.lastSeq) {
      this.#seqs.push(seq);
      this.#starts.push(this.end);
      this.lastSeq = seq;
      this.lastStart = this.end;
    }
    this.end += bytes.length;
    return this.framer.push(bytes, time);
  }

  pending(): Cut | null {
    return this.framer.pending();
  }

  finish(): readonly Cut[] {
    return this.framer.end();
  }

  /** The chunk that holds a stream offset, which must not lie before the last one asked for. */
  chunkAt(offset: number): { readonly seq: number; readonly start: number } {
    while (this.#head + 1 < this.#starts.length && (this.#starts[this.#head + 1] ?? 0) <= offset)
      this.#head++;
    return { seq: this.#seqs[this.#head] ?? 0, start: this.#starts[this.#head] ?? 0 };
  }

  /** Lets go of chunks that no later message can begin in. */
  forget(): void {
    if (this.#head < compactAfter) return;
    this.#seqs = this.#seqs.slice(this.#head);
    this.#starts = this.#starts.slice(this.#head);
    this.#head = 0;
  }
}
