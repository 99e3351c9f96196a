/** One change that is taken back as a whole. */
interface Step {
  at: number;
  removed: Uint8Array;
  inserted: Uint8Array;
  readonly kind: string;
}

/** Bytes that undo may hold; the oldest steps leave. */
const maxUndoBytes = 64 * 1024 * 1024;

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Bytes that are edited in place, with undo: a change in 10 MB moves memory once and copies nothing. */
export class HexBuffer {
  #bytes: Uint8Array;
  #length: number;
  #done: Step[] = [];
  #undone: Step[] = [];
  /** The last step takes what follows on from it. */
  #open = false;
  #held = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Uint8Array.from(bytes);
    this.#length = bytes.length;
  }

  get length(): number {
    return this.#length;
  }

  get canUndo(): boolean {
    return this.#done.length > 0;
  }

  get canRedo(): boolean {
    return this.#undone.length > 0;
  }

  /** A view, valid until the next change. */
  slice(from: number, to: number): Uint8Array {
    return this.#bytes.subarray(from, Math.min(to, this.#length));
  }

  copy(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  /** Puts `insert` in place of `remove` bytes. Changes of one kind that touch are one step, until `seal`. */
  splice(at: number, remove: number, insert: Uint8Array, kind: string): void {
    const removed = this.#bytes.slice(at, Math.min(at + remove, this.#length));
    if (removed.length === 0 && insert.length === 0) return;
    this.#put(at, removed.length, insert);
    this.#undone = [];
    const last = this.#done.at(-1);
    const before = last === undefined ? 0 : last.removed.length + last.inserted.length;
    if (this.#open && last?.kind === kind && merge(last, at, removed, insert)) {
      this.#held += last.removed.length + last.inserted.length - before;
    } else {
      this.#done.push({ at, removed, inserted: insert.slice(), kind });
      this.#held += removed.length + insert.length;
    }
    this.#open = true;
    while (this.#held > maxUndoBytes && this.#done.length > 1) {
      const oldest = this.#done.shift();
      if (oldest !== undefined) this.#held -= oldest.removed.length + oldest.inserted.length;
    }
  }

  /** Other bytes in place of these, as one step: what both begin and end with stays. */
  become(bytes: Uint8Array): void {
    const least = Math.min(bytes.length, this.#length);
    let from = 0;
    while (from < least && bytes[from] === this.#bytes[from]) from++;
    let same = 0;
    while (same < least - from && bytes[bytes.length - 1 - same] === this.#bytes[this.#length - 1 - same])
      same++;
    this.seal();
    this.splice(from, this.#length - same - from, bytes.subarray(from, bytes.length - same), 'text');
    this.seal();
  }

  /** What comes next is a step of its own. */
  seal(): void {
    this.#open = false;
  }

  /** Takes the last step back; answers where the change was, null where there is none. */
  undo(): { readonly from: number; readonly to: number } | null {
    const step = this.#done.pop();
    if (step === undefined) return null;
    this.#put(step.at, step.inserted.length, step.removed);
    this.#undone.push(step);
    this.#held -= step.removed.length + step.inserted.length;
    this.#open = false;
    return { from: step.at, to: step.at + step.removed.length };
  }

  redo(): { readonly from: number; readonly to: number } | null {
    const step = this.#undone.pop();
    if (step === undefined) return null;
    this.#put(step.at, step.removed.length, step.inserted);
    this.#done.push(step);
    this.#held += step.removed.length + step.inserted.length;
    this.#open = false;
    return { from: step.at, to: step.at + step.inserted.length };
  }

  #put(at: number, remove: number, insert: Uint8Array): void {
    const length = this.#length - remove + insert.length;
    if (length > this.#bytes.length) {
      // Half again as much, so that typing on at the end seldom copies all of it.
      const larger = new Uint8Array(length + (length >> 1) + 64);
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = larger;
    }
    this.#bytes.copyWithin(at + insert.length, at + remove, this.#length);
    this.#bytes.set(insert, at);
    this.#length = length;
  }
}

/** Makes a change part of the step before it, where it follows on from it. */
function merge(step: Step, at: number, removed: Uint8Array, insert: Uint8Array): boolean {
  const end = step.at + step.inserted.length;
  if (at + removed.length === step.at && insert.length === 0) {
    step.removed = joined(removed, step.removed);
    step.at = at;
    return true;
  }
  if (at < step.at || at > end) return false;
  const overlap = Math.min(removed.length, end - at);
  const offset = at - step.at;
  step.inserted = joined(step.inserted.subarray(0, offset), insert, step.inserted.subarray(offset + overlap));
  step.removed = joined(step.removed, removed.subarray(overlap));
  return true;
}
