import { RowKind, fail, isActive, ok } from '../contract/index.js';
import type {
  Composition,
  Failure,
  Outgoing,
  Recipients,
  RepeatInfo,
  RepeatPlan,
  RepeatWait,
  Result,
  SendReport,
  SessionState,
} from '../contract/index.js';
import type { Outbox } from './outbox.js';
import type { PeerTable } from './peer-table.js';
import { Repeat } from './repeat.js';
import type { RepeatTarget } from './repeat.js';
import type { RepeatClock } from './repeat-clock.js';
import { linesOf } from './repeat-lines.js';
import { RepeatPeers } from './repeat-peers.js';
import { idle } from './sending.js';
import { RepeatNote } from './sent-notes.js';
import type { TakeEntry } from './sent-notes.js';
import { sentBy } from './sender.js';
import type { Sender } from './sender.js';

/** What a repeat needs of the engine. */
export interface RepeatMeans {
  readonly clock: RepeatClock;
  /** Puts variables in and advances the counters. */
  make(plan: RepeatPlan, text: Composition): Result<Outgoing> | Promise<Result<Outgoing>>;
  /** Notes it as sent. */
  readonly note: TakeEntry;
}

/** What it needs of its session: everything it sends is flagged automatic. */
export interface RepeatSession {
  readonly id: string;
  /** Number of the row that a repeat or the queue sent last; 0 where there is none. */
  readonly lastOf: (sender: Sender) => number;
  readonly peers: PeerTable;
  readonly state: () => SessionState;
  readonly outbox: Outbox;
  readonly tell: RepeatTarget['tell'];
  readonly changed: RepeatTarget['changed'];
}

/** What of it is asked from outside. A recorded session answers `session.idle`. */
export interface RepeatControl {
  /** Sends the first at once. `session.idle`, `repeat.active`, `repeat.lines`. */
  start(plan: RepeatPlan, means: RepeatMeans): Promise<Result<RepeatInfo>>;
  /** Pauses, or goes on; what is so already stays so. `repeat.none`. */
  pause(paused: boolean): Result<RepeatInfo>;
  /** What is under way still leaves. `repeat.none`. */
  stop(): Result<RepeatInfo>;
}

/** The one repeat of a session: under way, or as the last one ended. */
export class Repeating implements RepeatControl {
  readonly #session: RepeatSession;
  #repeat: Repeat | null = null;
  #beginning = false;

  constructor(session: RepeatSession) {
    this.#session = session;
  }

  get info(): RepeatInfo | null {
    return this.#repeat?.info ?? null;
  }

  async start(plan: RepeatPlan, means: RepeatMeans): Promise<Result<RepeatInfo>> {
    if (!isActive(this.#session.state())) return idle('Nothing is repeated');
    if (this.#beginning || this.#repeat?.active === true) {
      return fail('repeat.active', 'Something is being repeated already: stop it first');
    }
    const messages = plan.lines ? linesOf(plan.text) : ok([plan.text]);
    if (!messages.ok) return messages;
    this.#beginning = true;
    await means.clock.ready();
    this.#beginning = false;
    if (!isActive(this.#session.state())) return idle('Nothing is repeated');
    const target = this.#target(plan, means);
    const repeat = new Repeat(plan, messages.value, { target, clock: means.clock });
    this.#repeat = repeat;
    repeat.start();
    return ok(repeat.info);
  }

  pause(paused: boolean): Result<RepeatInfo> {
    const repeat = this.#repeat;
    if (repeat?.active !== true) return noRepeat();
    if (paused) repeat.pause();
    else repeat.resume();
    return ok(repeat.info);
  }

  stop(): Result<RepeatInfo> {
    const repeat = this.#repeat;
    if (repeat?.active !== true) return noRepeat();
    repeat.stop();
    return ok(repeat.info);
  }

  #target(plan: RepeatPlan, means: RepeatMeans): RepeatTarget {
    const session = this.#session;
    const { to } = plan;
    const elsewhere = plan.destination !== undefined && plan.destination !== '';
    const way = passage(session, to, plan.destination);
    // What goes to an address of its own choosing goes to nobody's number.
    const open = (): readonly number[] => (elsewhere ? [0] : openOf(session, to));
    const followers = new RepeatPeers({
      send: (peer, message) => session.outbox.send(elsewhere ? to : [peer], message, sentBy('repeat')),
      tell: (peer, text) => session.tell(RowKind.flow, text, peer),
    });
    const { note } = plan;
    const noted = note === undefined ? null : new RepeatNote(session.id, { ...plan, note }, means.note);
    const counted = async (sending: Promise<Result<SendReport>>): Promise<Result<SendReport>> => {
      const answer = await sending;
      if (answer.ok) noted?.sent(answer.value, session.lastOf('repeat'));
      return answer;
    };
    return {
      obstacle: () => way.obstacle() ?? (followers.behind(open()) ? 'peer' : null),
      slowest: way.slowest,
      deaf: () => followers.deaf,
      make: (text) => means.make(plan, text),
      send: (message) => {
        const peers = open();
        // They may have gone while the message was made.
        return counted(
          peers.length === 0
            ? session.outbox.send(to, message, sentBy('repeat'))
            : followers.send(peers, message),
        );
      },
      tell: session.tell,
      changed: session.changed,
      told: (info) => noted?.tell(info),
    };
  }
}

/** What can be said of a way to recipients. */
interface Passage {
  obstacle(): Exclude<RepeatWait['reason'], 'peer'> | Failure | null;
  slowest: RepeatTarget['slowest'];
}

/** Recipients that are open. */
function openOf(session: RepeatSession, to: Recipients): number[] {
  return to === 'all' ? session.peers.openPeers() : to.filter((peer) => session.peers.isOpen(peer));
}

/** Whether something can go to those recipients, or to a UDP address, and who of them holds it up. */
export function passage(session: RepeatSession, to: Recipients, destination: string | undefined): Passage {
  const elsewhere = destination !== undefined && destination !== '';
  const peers = (): number[] => openOf(session, to);
  return {
    obstacle: () => {
      const state = session.state();
      if (elsewhere) return state === 'open' || state === 'listening' ? null : 'nobody';
      const open = peers();
      if (open.length > 0) return open.some((peer) => session.outbox.transfersTo(peer)) ? 'file' : null;
      // A listener never uses a number twice; the far end of a client may come back.
      if (to === 'all' || state !== 'listening') return 'nobody';
      const whom = to.length === 1 ? `Peer ${to[0]} is` : `The ${to.length} peers it goes to are`;
      return { code: 'send.no-peer', message: `${whom} not open any more` };
    },
    slowest: () => {
      let slowest: { readonly peer: number; readonly since: number } | null = null;
      for (const peer of peers()) {
        const since = session.outbox.waiting(peer).waitingSince;
        if (since !== null && since < (slowest?.since ?? Infinity)) slowest = { peer, since };
      }
      return slowest?.peer ?? null;
    },
  };
}

function noRepeat(): ReturnType<typeof fail> {
  return fail('repeat.none', 'Nothing is being repeated in this session');
}
