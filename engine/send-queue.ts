import { fail, maxQueueItems, maxQueueSize, ok } from '../contract/index.js';
import type {
  Failure,
  QueueAction,
  QueueChange,
  QueueInfo,
  QueueItem,
  QueueList,
  RepeatWait,
  Result,
  SendReport,
} from '../contract/index.js';
import type { RepeatClock, Ringer } from './repeat-clock.js';

/** What a queue asks of the session it sends through. */
export interface QueueTarget {
  /** Why nothing can be sent now: a wait where that may change, a failure where it cannot, null where it can. */
  obstacle(item: QueueItem): Exclude<RepeatWait['reason'], 'peer'> | Failure | null;
  /** Puts variables in, and sends it. */
  send(item: QueueItem): Promise<Result<SendReport>>;
  /** The peer that has taken nothing for the longest; null where nothing waits. */
  slowest(item: QueueItem): number | null;
  tell(text: string): void;
  changed(): void;
}

/** What waits for a peer or a file looks again after this long, nanoseconds. */
const lookAgainNs = 20e6;
/** On its way for longer than this it is held up by a peer that does not read. */
const heldUpNs = 250e6;
/** Sent later than this after it was due, the next delay counts from then and not from the deadline. */
const behindNs = 50e6;
/** Characters of a text that a list shows. */
const previewLength = 120;

/**
 * Messages that leave in order, the next one when the one before was taken and its own delay has passed; delays are
 * counted from deadline to deadline, so that they do not drift. One that fails stays first and pauses the rest.
 */
export class SendQueue {
  readonly #target: QueueTarget;
  readonly #clock: RepeatClock;
  readonly #ringer: Ringer;
  #items: QueueItem[] = [];
  #running = false;
  /** The first one is sent although the queue is paused. */
  #stepping = false;
  /** The first one is on its way, since then. */
  #leavingSince: number | null = null;
  /** From when the delay of the first one counts. */
  #from: number;
  #sent = 0;
  /** What was taken out last, and where it stood. */
  #takenOut: readonly (readonly [number, QueueItem])[] = [];
  #wait: RepeatWait | null = null;
  #failure: Failure | null = null;
  #revision = 0;

  constructor(target: QueueTarget, clock: RepeatClock) {
    this.#target = target;
    this.#clock = clock;
    this.#ringer = clock.ringer(() => this.#tick());
    this.#from = clock.now();
  }

  get info(): QueueInfo {
    const due = this.#running && this.#leavingSince === null && this.#wait === null ? this.#due() : null;
    return {
      state: this.#items.length === 0 ? 'idle' : this.#running ? 'running' : 'paused',
      waiting: this.#items.length,
      sent: this.#sent,
      dueAt: due === null ? null : Date.now() + (due - this.#clock.now()) / 1e6,
      wait: this.#wait,
      failure: this.#failure,
      revision: this.#revision,
    };
  }

  get list(): QueueList {
    const items = this.#items.map(({ id, name, kind, text, reason, frame, file, delayMs }) => ({
      id,
      name,
      kind: frame !== undefined ? ('crafted' as const) : file !== undefined ? ('file' as const) : kind,
      preview: (file?.name ?? (kind === 'close' ? (reason ?? '') : text.body)).slice(0, previewLength),
      delayMs,
    }));
    return { revision: this.#revision, items };
  }

  /** `queue.full` where they would be too many or too large; then none of them is added. */
  add(items: readonly QueueItem[], go: boolean): Result<QueueInfo> {
    const count = this.#items.length + items.length;
    if (count > maxQueueItems) {
      const message = `${count} messages are more than the ${maxQueueItems} that can wait: let some leave first`;
      return fail('queue.full', message, { items: count, limit: maxQueueItems });
    }
    const size = [...this.#items, ...items].reduce((sum, one) => sum + sizeOf(one), 0);
    if (size > maxQueueSize) {
      const message = `Together they hold ${size} bytes, more than the ${maxQueueSize} that can wait`;
      return fail('queue.full', message, { size, limit: maxQueueSize });
    }
    if (this.#items.length === 0) this.#begin();
    this.#items.push(...items);
    this.#moved();
    return go ? this.control('go') : ok(this.info);
  }

  control(action: QueueAction): Result<QueueInfo> {
    if (action === 'clear') {
      this.#takeOut(this.#items.slice(this.#leavingSince === null ? 0 : 1));
      this.#failure = null;
    } else if (action === 'undo') this.#putBack();
    else if (action === 'pause') this.pause();
    else if (this.#items.length > 0 && !this.#running) {
      this.#failure = null;
      this.#stepping = action === 'step';
      this.#running = action === 'go';
      // What a pause took is not waited for again.
      this.#from = Math.max(this.#from, this.#clock.now() - this.#firstDelayNs());
    }
    this.#moved();
    return ok(this.info);
  }

  change(change: QueueChange): Result<QueueInfo> {
    // The first one does not move while it is on its way.
    const fixed = this.#leavingSince === null ? [] : this.#items.slice(0, 1);
    const first = this.#items[0]?.id;
    let rest = this.#items.slice(fixed.length);
    switch (change.change) {
      case 'remove':
        this.#takeOut(rest.filter(({ id }) => change.ids.includes(id)));
        rest = this.#items.slice(fixed.length);
        break;
      case 'delay':
        rest = rest.map((one) => (change.ids.includes(one.id) ? { ...one, delayMs: change.delayMs } : one));
        break;
      case 'move': {
        const item = rest.find(({ id }) => id === change.id);
        if (item === undefined) break;
        rest = rest.filter((one) => one !== item);
        rest.splice(Math.max(0, change.index - fixed.length), 0, item);
      }
    }
    // What a first one met says nothing of another.
    if (rest[0]?.id !== first && fixed.length === 0) this.#failure = null;
    this.#items = [...fixed, ...rest];
    this.#moved();
    return ok(this.info);
  }

  /** What is on its way still leaves. */
  pause(): void {
    if (!this.#running && !this.#stepping) return;
    this.#running = false;
    this.#stepping = false;
    this.#wait = null;
    this.#ringer.clear();
    this.#moved();
  }

  #takeOut(items: readonly QueueItem[]): void {
    const gone = new Set(items);
    this.#takenOut = [...this.#items.entries()].filter(([, one]) => gone.has(one));
    this.#items = this.#items.filter((one) => !gone.has(one));
  }

  /** As far as there is room. */
  #putBack(): void {
    for (const [at, item] of this.#takenOut) {
      if (this.#items.length >= maxQueueItems) break;
      const least = this.#leavingSince === null ? 0 : 1;
      this.#items.splice(Math.max(least, at), 0, item);
    }
    this.#takenOut = [];
  }

  #begin(): void {
    this.#sent = 0;
    this.#failure = null;
    this.#from = this.#clock.now();
  }

  #firstDelayNs(): number {
    return (this.#items[0]?.delayMs ?? 0) * 1e6;
  }

  #due(): number | null {
    return this.#items.length === 0 ? null : this.#from + this.#firstDelayNs();
  }

  #moved(): void {
    this.#revision++;
    this.#arm();
    this.#target.changed();
  }

  #arm(): void {
    if (this.#leavingSince !== null) return;
    const due = this.#stepping ? this.#clock.now() : this.#due();
    if ((this.#running || this.#stepping) && due !== null) this.#ringer.set(due);
    else this.#ringer.clear();
    if (this.#items.length > 0) return;
    this.#running = false;
    this.#stepping = false;
    this.#wait = null;
  }

  #tick(): void {
    const item = this.#items[0];
    if (item === undefined) return;
    if (this.#leavingSince !== null) {
      this.#waits('peer', item);
      return;
    }
    if (!this.#running && !this.#stepping) return;
    const obstacle = this.#target.obstacle(item);
    if (typeof obstacle === 'object' && obstacle !== null) this.#fail(obstacle);
    else if (obstacle !== null) {
      this.#waits(obstacle, item);
      this.#ringer.set(this.#clock.now() + lookAgainNs);
    } else void this.#send(item);
  }

  async #send(item: QueueItem): Promise<void> {
    const due = this.#stepping ? this.#clock.now() : (this.#due() ?? 0);
    this.#wait = null;
    this.#leavingSince = this.#clock.now();
    this.#ringer.set(this.#leavingSince + heldUpNs);
    const answer = await this.#target.send(item);
    this.#leavingSince = null;
    this.#stepping = false;
    this.#wait = null;
    const failure = answer.ok ? answer.value.failures[0]?.error : answer.error;
    if (!answer.ok || answer.value.peers === 0) {
      this.#fail(failure ?? { code: 'send.no-peers', message: 'Nobody took it' });
      return;
    }
    this.#sent++;
    this.#items.shift();
    const now = this.#clock.now();
    this.#from = now - due > behindNs ? now : due;
    if (this.#items.length === 0) this.#target.tell(`The queue is empty; ${this.#sent} sent`);
    this.#moved();
  }

  #fail(failure: Failure): void {
    this.#failure = failure;
    this.#running = false;
    this.#stepping = false;
    this.#wait = null;
    const name = this.#items[0]?.name ?? '';
    this.#target.tell(`The queue pauses, “${name}” was not sent: ${failure.message}`);
    this.#moved();
  }

  #waits(reason: RepeatWait['reason'], item: QueueItem): void {
    const since = this.#wait?.reason === reason ? this.#wait.since : Date.now();
    const peer = reason === 'peer' ? this.#target.slowest(item) : null;
    this.#wait = { reason, peer, since };
    this.#target.changed();
  }
}

function sizeOf({ text, file }: QueueItem): number {
  return text.body.length + (file?.data.length ?? 0);
}
