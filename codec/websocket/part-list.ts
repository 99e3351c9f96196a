/** Shorter parts are copied together: a message in fragments of one byte must not cost an object each. */
const copiedBelow = 1024;
const slabSize = 16 * 1024;

/** Bytes in parts, long ones by reference. */
export class PartList {
  readonly #parts: Uint8Array[] = [];
  #slab = new Uint8Array(0);
  #used = 0;
  /** Where in the slab the last part starts, if it lies there. */
  #from = -1;

  /** The parts in order; not to be changed. */
  get parts(): readonly Uint8Array[] {
    return this.#parts;
  }

  /** Appends bytes, which must not change afterwards. */
  push(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    if (bytes.length >= copiedBelow || this.#parts.length === 0) {
      this.#parts.push(bytes);
      this.#from = -1;
      return;
    }
    if (this.#used + bytes.length > this.#slab.length) {
      this.#slab = new Uint8Array(slabSize);
      this.#used = 0;
      this.#from = -1;
    }
    this.#slab.set(bytes, this.#used);
    const from = this.#from < 0 ? this.#used : this.#from;
    if (this.#from >= 0) this.#parts.pop();
    this.#from = from;
    this.#used += bytes.length;
    this.#parts.push(this.#slab.subarray(from, this.#used));
  }

  /** Forgets everything. */
  clear(): void {
    this.#parts.length = 0;
    this.#from = -1;
  }

  /** All in one; the part itself if there is but one. */
  joined(): Uint8Array {
    return joinParts(this.#parts);
  }
}

/** Parts in one piece; the part itself if there is but one. */
export function joinParts(parts: readonly Uint8Array[]): Uint8Array {
  const [first] = parts;
  if (parts.length === 1 && first !== undefined) return first;
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
