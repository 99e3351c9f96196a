import type { SessionInfo } from '../contract/index.js';
import { Queueing } from './queueing.js';
import type { QueueSession } from './queueing.js';
import { Repeating } from './repeating.js';

/** What a session sends without a hand on the button: one repeat and one queue. */
export class Automatic {
  readonly repeating: Repeating;
  readonly queueing: Queueing;

  constructor(session: QueueSession) {
    this.repeating = new Repeating(session);
    this.queueing = new Queueing(session);
  }

  get info(): Pick<SessionInfo, 'repeat' | 'queue'> {
    return { repeat: this.repeating.info, queue: this.queueing.info };
  }

  /** The sockets end: a repeat is over, what waits in the queue stays there. */
  end(): void {
    this.repeating.stop();
    this.queueing.pause();
  }
}
