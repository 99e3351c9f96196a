import { maxHistoryBody } from '../contract/index.js';
import type {
  QueueItem,
  RepeatInfo,
  RepeatPlan,
  Result,
  SendReport,
  SentEntry,
  SentNote,
} from '../contract/index.js';

/** Takes an entry, or puts it in place of the one with its id. */
export type TakeEntry = (key: string, entry: SentEntry) => void;

/** Of a message as it waited: what a page would have noted, had it sent it. */
export function queuedEntry(
  session: string,
  item: QueueItem & { readonly note: SentNote },
  answer: Result<SendReport>,
): SentEntry {
  const { note, text, file, code, reason, destination } = item;
  return {
    ...whatOf(note, file === undefined ? text : { mode: 'file', body: file.name }),
    at: Date.now(),
    ...(note.kind === 'close' && code !== undefined ? { code, reason: reason ?? '' } : {}),
    ...(destination === undefined || destination === '' ? {} : { to: destination }),
    session,
    ...outcome(answer),
  };
}

/** A repeat in the history: one entry from its start to its end. */
export class RepeatNote {
  readonly #id: string;
  readonly #at = Date.now();
  #bytes = 0;
  #peers = 0;
  #seq: number | null = null;

  constructor(
    readonly session: string,
    readonly plan: RepeatPlan & { readonly note: SentNote },
    readonly take: TakeEntry,
  ) {
    this.#id = `repeat-${session}-${this.#at}`.replaceAll(/[^\w-]/g, '-').slice(0, 64);
  }

  sent({ peers, bytes }: SendReport, seq: number): void {
    this.#bytes += bytes;
    this.#peers = Math.max(this.#peers, peers);
    if (peers > 0 && seq > 0) this.#seq = seq;
  }

  /** Once it has begun, and again when it is over. */
  tell({ state, sent, failed, lines, failure }: RepeatInfo): void {
    const { note, text, everyMs, destination } = this.plan;
    this.take(note.key, {
      id: this.#id,
      ...whatOf(note, text),
      at: this.#at,
      ...(destination === undefined || destination === '' ? {} : { to: destination }),
      session: this.session,
      seq: this.#seq,
      bytes: this.#bytes,
      peers: this.#peers,
      failure: state === 'failed' ? (failure?.message.slice(0, 2_000) ?? '') : null,
      repeat: { everyMs, state: state === 'paused' ? 'running' : state, sent, failed, lines },
    });
  }
}

type What = Pick<SentEntry, 'message' | 'name' | 'mode' | 'body' | 'kind' | 'frame' | 'ending'>;

function whatOf(
  { message, name, kind, frame, ending }: SentNote,
  text: Pick<SentEntry, 'mode'> & { readonly body: string },
): What {
  const { mode, body } = text;
  return {
    message,
    name,
    mode,
    body: body.length > maxHistoryBody ? null : body,
    kind,
    ...(frame === undefined ? {} : { frame }),
    ...(ending === undefined ? {} : { ending }),
  };
}

function outcome(answer: Result<SendReport>): Pick<SentEntry, 'seq' | 'bytes' | 'peers' | 'failure'> {
  const { peers, bytes, seq = null } = answer.ok ? answer.value : { peers: 0, bytes: 0 };
  const failure = answer.ok ? answer.value.failures[0]?.error : answer.error;
  return { seq, bytes, peers, failure: failure?.message.slice(0, 2_000) ?? null };
}
