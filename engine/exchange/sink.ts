import type { Chunk } from './format.js';

const encoder = new TextEncoder();
const startBytes = 128 * 1024;

/** What is written and not given out yet. */
export class Sink {
  /** Characters and bytes: what they come to is known when they are taken. */
  size = 0;
  #text = '';
  #bytes = new Uint8Array(0);
  #length = 0;

  add(chunk: Chunk): void {
    this.size += chunk.length;
    if (typeof chunk === 'string') this.#text += chunk;
    else if (chunk.length > 0) {
      this.#flushText();
      this.#put(chunk);
    }
  }

  /** All of it, which is the caller's from then on. */
  take(): Uint8Array {
    this.size = 0;
    if (this.#length === 0) {
      const text = this.#text;
      this.#text = '';
      return encoder.encode(text);
    }
    this.#flushText();
    const data = this.#bytes.subarray(0, this.#length);
    this.#bytes = new Uint8Array(0);
    this.#length = 0;
    return data;
  }

  #flushText(): void {
    if (this.#text === '') return;
    const bytes = encoder.encode(this.#text);
    this.#text = '';
    this.#put(bytes);
  }

  #put(bytes: Uint8Array): void {
    const end = this.#length + bytes.length;
    if (end > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(startBytes, end, this.#bytes.length * 2));
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = larger;
    }
    this.#bytes.set(bytes, this.#length);
    this.#length = end;
  }
}
