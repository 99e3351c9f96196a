import { RowKind, ok } from '../contract/index.js';
import type {
  CraftPiece,
  QueueAction,
  QueueChange,
  QueueInfo,
  QueueItem,
  QueueList,
  Recipients,
  Result,
  Role,
  SendReport,
} from '../contract/index.js';
import { craftedMessage } from './crafted-message.js';
import { passage } from './repeating.js';
import type { RepeatSession } from './repeating.js';
import type { RepeatClock } from './repeat-clock.js';
import { SendQueue } from './send-queue.js';
import { sentBy } from './sender.js';
import { queuedEntry } from './sent-notes.js';
import type { TakeEntry } from './sent-notes.js';
import type { MadeMessage } from './variables/message.js';

/** What a queue needs of the engine. */
export interface QueueMeans {
  readonly clock: RepeatClock;
  /** Puts variables in and advances the counters. */
  make(item: QueueItem): Result<MadeMessage> | Promise<Result<MadeMessage>>;
  /** Of the session: who masks. */
  readonly role: Role;
  /** Notes it as sent. */
  readonly note: TakeEntry;
}

/** What it needs of its session: what it sends is flagged automatic. */
export interface QueueSession extends RepeatSession {
  craft(to: Recipients, pieces: readonly CraftPiece[]): Promise<Result<SendReport>>;
}

/** What of it is asked from outside. A recorded session answers `session.idle`. */
export interface QueueControl {
  /** `queue.full`. */
  add(items: readonly QueueItem[], go: boolean, means: QueueMeans): Promise<Result<QueueInfo>>;
  read(): Result<QueueList>;
  change(change: QueueChange): Result<QueueInfo>;
  control(action: QueueAction): Result<QueueInfo>;
}

const nothing: QueueInfo = {
  state: 'idle',
  waiting: 0,
  sent: 0,
  dueAt: null,
  wait: null,
  failure: null,
  revision: 0,
};

/** The one queue of a session: made with the first message, gone with the session. */
export class Queueing implements QueueControl {
  readonly #session: QueueSession;
  #queue: SendQueue | null = null;

  constructor(session: QueueSession) {
    this.#session = session;
  }

  get info(): QueueInfo | null {
    return this.#queue?.info ?? null;
  }

  async add(items: readonly QueueItem[], go: boolean, means: QueueMeans): Promise<Result<QueueInfo>> {
    await means.clock.ready();
    this.#queue ??= this.#begin(means);
    return this.#queue.add(items, go);
  }

  read(): Result<QueueList> {
    return { ok: true, value: this.#queue?.list ?? { revision: 0, items: [] } };
  }

  change(change: QueueChange): Result<QueueInfo> {
    return this.#queue?.change(change) ?? { ok: true, value: nothing };
  }

  control(action: QueueAction): Result<QueueInfo> {
    return this.#queue?.control(action) ?? { ok: true, value: nothing };
  }

  /** The sockets have ended: what waits stays, and goes on when it is told to. */
  pause(): void {
    this.#queue?.pause();
  }

  #begin(means: QueueMeans): SendQueue {
    const session = this.#session;
    const way = ({ to, destination }: QueueItem): ReturnType<typeof passage> =>
      passage(session, to, destination);
    return new SendQueue(
      {
        obstacle: (item) => way(item).obstacle(),
        slowest: (item) => way(item).slowest(),
        send: async (item) => {
          const answer = await this.#send(item, means);
          const { note } = item;
          if (note !== undefined) means.note(note.key, queuedEntry(session.id, { ...item, note }, answer));
          return answer;
        },
        tell: (text) => session.tell(RowKind.note, text),
        changed: session.changed,
      },
      means.clock,
    );
  }
  async #send(item: QueueItem, means: QueueMeans): Promise<Result<SendReport>> {
    const session = this.#session;
    const made = await means.make(item);
    if (!made.ok) return made;
    const { outgoing, frame } = made.value;
    const message = item.file === undefined ? outgoing : { ...outgoing, data: item.file.data };
    if (frame !== undefined) {
      const frames = craftedMessage(message.data, frame, { role: means.role });
      return frames.ok ? session.craft(item.to, frames.value) : frames;
    }
    const before = session.lastOf('queue');
    const answer = await session.outbox.send(item.to, message, sentBy('queue'));
    // The row is written before the kernel's answer is told.
    const seq = session.lastOf('queue');
    return answer.ok && answer.value.peers > 0 && seq > before ? ok({ ...answer.value, seq }) : answer;
  }
}
