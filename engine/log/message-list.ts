import { NumberList, numbers, octets } from './number-list.js';

/** A row of a framing view. */
export interface Message {
  /** Log row it begins in, and the one that completed it. */
  readonly seq: number;
  readonly last: number;
  /** Bytes from the start of that row to its body, which may lie beyond the row's end. */
  readonly skip: number;
  /** Bytes of its body. */
  readonly size: number;
  /** `RowFlag` bits besides those of the row. */
  readonly flags: number;
  /** True for a log row shown as it is. */
  readonly whole: boolean;
}

/** `whole` as a bit beside the six of `RowFlag`. */
const wholeBit = 128;

/** Messages in the order in which they were complete: 33 bytes of memory each. */
export class MessageList {
  readonly #seq = new NumberList(numbers);
  readonly #last = new NumberList(numbers);
  readonly #skip = new NumberList(numbers);
  readonly #size = new NumberList(numbers);
  readonly #flags = new NumberList(octets);

  get length(): number {
    return this.#seq.length;
  }

  push(message: Message): void {
    this.#seq.push(message.seq);
    // A stream that ends late completes its message late: the order is that of completion.
    this.#last.push(Math.max(message.last, this.length > 1 ? this.#last.get(this.length - 2) : 0));
    this.#skip.push(message.skip);
    this.#size.push(message.size);
    this.#flags.push(message.flags | (message.whole ? wholeBit : 0));
  }

  get(i: number): Message {
    const flags = this.#flags.get(i);
    return {
      seq: this.#seq.get(i),
      last: this.#last.get(i),
      skip: this.#skip.get(i),
      size: this.#size.get(i),
      flags: flags & ~wholeBit,
      whole: (flags & wholeBit) !== 0,
    };
  }

  /** First message that was completed by log row `seq` or a later one. */
  positionOf(seq: number): number {
    return this.#last.firstAtLeast(seq);
  }
}
