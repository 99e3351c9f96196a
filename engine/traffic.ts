import { Direction } from '../contract/index.js';
import type { SessionInfo } from '../contract/index.js';
import { RateMeter } from './rates.js';
import { isMessage } from './tally.js';

/** What crossed the sockets of a session: exact, also where the log could not keep up. */
export class Traffic {
  bytesIn = 0;
  bytesOut = 0;
  messagesIn = 0;
  messagesOut = 0;
  readonly #rates = new RateMeter();

  /** Counts a row and answers 1 where it is a message, else 0. */
  count(kind: number, direction: Direction, time: number, bytes: number): 0 | 1 {
    const messages = isMessage(kind) ? 1 : 0;
    this.add(direction, time, messages, bytes);
    return messages;
  }

  /** Counts messages and their bytes together. */
  add(direction: Direction, time: number, messages: number, bytes: number): void {
    if (direction === Direction.in) {
      this.bytesIn += bytes;
      this.messagesIn += messages;
    } else if (direction === Direction.out) {
      this.bytesOut += bytes;
      this.messagesOut += messages;
    }
    this.#rates.add(time, direction, messages, bytes);
  }

  rates(now: number): SessionInfo['rates'] {
    return this.#rates.at(now);
  }

  get totals(): Pick<SessionInfo, 'bytesIn' | 'bytesOut' | 'messagesIn' | 'messagesOut'> {
    const { bytesIn, bytesOut, messagesIn, messagesOut } = this;
    return { bytesIn, bytesOut, messagesIn, messagesOut };
  }
}
