import type { LifeDetail } from '../contract/index.js';
import { Reconnect, attemptText } from './reconnect.js';
import type { StartInput } from './session-plan.js';

/** Whether a session that lost its far end tries again, and what its rows say of it. */
export class Retry {
  /** A close was asked for: an end is no loss. */
  asked = false;
  /** The far end has ended its side, and we ours because of it. */
  #left = false;
  #reconnect: Reconnect;

  constructor(
    private plan: StartInput['plan'],
    private readonly tell: (detail: LifeDetail) => void,
  ) {
    this.#reconnect = new Reconnect(plan.options.reconnect);
  }

  /** The session was started by a person, with these options. */
  begin(plan: StartInput['plan']): void {
    this.plan = plan;
    this.#reconnect = new Reconnect(plan.options.reconnect);
    this.asked = false;
  }

  /** Another attempt is under way. */
  dialled(): void {
    this.#left = false;
  }

  /** It is open: the next loss counts from the beginning. */
  opened(): void {
    this.#reconnect.reset();
  }

  /** These peers were closed. A client that closes its far end wants no new one. */
  closedPeers(peers: readonly number[]): void {
    if (this.plan.config.role === 'client' && peers.includes(1)) this.asked = true;
  }

  /** The far end says nothing more. True where that is a loss, since who wants to reconnect has no use for the rest. */
  leaves(): boolean {
    this.#left = this.#wantsAnother();
    return this.#left;
  }

  /** An attempt is over. True where another one will `begin`. */
  after(by: 'us' | 'peer' | 'error', begin: () => void): boolean {
    const lost = (by !== 'us' || this.#left) && this.#wantsAnother();
    return lost && this.#schedule(begin);
  }

  /** True where an attempt was waiting for its time, which is told. */
  cancel(): boolean {
    if (!this.#reconnect.cancel()) return false;
    this.tell({ text: 'Trying again was cancelled', by: 'us' });
    return true;
  }

  #wantsAnother(): boolean {
    return this.#reconnect.options.enabled && !this.asked && this.plan.config.role === 'client';
  }

  #schedule(begin: () => void): boolean {
    const { attempts } = this.#reconnect.options;
    const next = this.#reconnect.schedule(begin);
    if (next === null) {
      this.tell({ text: `Gave up after ${attempts === 1 ? '1 attempt' : `${attempts} attempts`}`, attempts });
      return false;
    }
    const { attempt, delayMs } = next;
    const text = `Trying again in ${delayMs} ms: ${attemptText(attempt, attempts)}`;
    this.tell({ text, attempt, attempts, delayMs });
    return true;
  }
}
