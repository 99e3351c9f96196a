import { Direction } from '../contract/index.js';
import type { SessionInfo } from '../contract/index.js';

/** Width of a slot: the window slides in steps no eye sees. */
const slotNs = 50e6;
/** Slots of one second, and the one being filled. */
const slots = 21;
const fields = 4;

/** Messages and bytes over the last second, in constant memory. Times are nanoseconds and never go back. */
export class RateMeter {
  readonly #number = new Float64Array(slots).fill(-1);
  /** messagesIn, messagesOut, bytesIn, bytesOut of each slot. */
  readonly #sums = new Float64Array(slots * fields);

  add(time: number, direction: Direction, messages: number, bytes: number): void {
    if (direction === Direction.none) return;
    const number = Math.floor(time / slotNs);
    const slot = number % slots;
    const at = slot * fields;
    if (this.#number[slot] !== number) {
      this.#number[slot] = number;
      this.#sums.fill(0, at, at + fields);
    }
    const side = direction === Direction.in ? 0 : 1;
    this.#sums[at + side] = (this.#sums[at + side] ?? 0) + messages;
    this.#sums[at + 2 + side] = (this.#sums[at + 2 + side] ?? 0) + bytes;
  }

  /** Per second, over the second that ends at `now`; of the oldest slot counts the part that lies in it. */
  at(now: number): SessionInfo['rates'] {
    const newest = Math.floor(now / slotNs);
    const elapsed = now / slotNs - newest;
    const total = [0, 0, 0, 0];
    for (let number = Math.max(0, newest - slots + 1); number <= newest; number++) {
      const slot = number % slots;
      if (this.#number[slot] !== number) continue;
      const weight = number === newest - slots + 1 ? 1 - elapsed : 1;
      for (let field = 0; field < fields; field++) {
        total[field] = (total[field] ?? 0) + weight * (this.#sums[slot * fields + field] ?? 0);
      }
    }
    const [messagesIn = 0, messagesOut = 0, bytesIn = 0, bytesOut = 0] = total.map(Math.round);
    return { messagesIn, messagesOut, bytesIn, bytesOut };
  }
}
