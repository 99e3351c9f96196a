import { createHistogram } from 'node:perf_hooks';
import { Direction, RowKind } from '../contract/index.js';
import type {
  Composition,
  Failure,
  Outgoing,
  RepeatDeaf,
  RepeatInfo,
  RepeatPlan,
  RepeatWait,
  Result,
  SendReport,
} from '../contract/index.js';
import { RateMeter } from './rates.js';
import type { RepeatClock, Ringer } from './repeat-clock.js';

/** What a repeat asks of the session it sends through. */
export interface RepeatTarget {
  /** Why nothing can be sent now: a wait where that may change, a failure where it cannot, null where it can. */
  obstacle(): RepeatWait['reason'] | Failure | null;
  /** The message with its variables in place; counters go on. Answers at once unless it names a file. */
  make(text: Composition): Result<Outgoing> | Promise<Result<Outgoing>>;
  send(message: Outgoing): Promise<Result<SendReport>>;
  /** The peer that has taken nothing for the longest; null where nothing waits. */
  slowest(): number | null;
  /** Peers the others go on without. */
  deaf(): RepeatDeaf;
  tell(kind: typeof RowKind.note | typeof RowKind.flow, text: string, peer?: number): void;
  changed(): void;
  /** It has begun or is over, or what was still on its way then has settled. */
  told(info: RepeatInfo): void;
}

/** Deadlines missed by more than this are not caught up: who was suspended does not flood the peer. */
const catchUpNs = 1e9;
/** Sending goes on in the next turn of the loop after this long: a thousand recipients do not hold up the rest. */
const turnNs = 4e6;
/** A wait is told in a row of its own after this long; shorter ones come and go by the thousand. */
const tellWaitMs = 1_000;
/** Of a repeat that is over. */
const nobody: RepeatDeaf = { count: 0, peers: [] };
/** What no later send of the same message would do better. */
const hopeless =
  /^(template|hex|base64|environment|address|close)\.|^send\.(ended|empty|kind|too-large|invalid-utf8|destination|connected)$/;

/**
 * One message, or the lines of a block, sent at deadlines that do not drift: what a busy moment held up leaves
 * together in the next one, in order. What a recipient does not take is not piled up: others go on without it, and
 * where nobody takes more, deadlines pass and are counted.
 */
export class Repeat {
  readonly #plan: RepeatPlan;
  readonly #messages: readonly Composition[];
  readonly #target: RepeatTarget;
  readonly #clock: RepeatClock;
  readonly #ringer: Ringer;
  readonly #everyNs: number;
  readonly #total: number;
  readonly #startedAt = Date.now();
  readonly #lateness = createHistogram();
  readonly #rate = new RateMeter();
  #state: RepeatInfo['state'] = 'running';
  #endedAt: number | null = null;
  #next: number;
  #begun = 0;
  #sent = 0;
  #failed = 0;
  #skipped = 0;
  #underWay = 0;
  /** A message is being made that names a file: the next is not begun before it. */
  #making = false;
  #waiting: RepeatWait | null = null;
  #waitTold = false;
  #failure: Failure | null = null;

  /** `messages` are taken in turn. The first is sent by `start`. */
  constructor(
    plan: RepeatPlan,
    messages: readonly Composition[],
    place: { readonly target: RepeatTarget; readonly clock: RepeatClock },
  ) {
    this.#plan = plan;
    this.#messages = messages;
    this.#target = place.target;
    this.#clock = place.clock;
    this.#everyNs = Math.round(plan.everyMs * 1e6);
    this.#total = plan.times === null ? Infinity : plan.times * messages.length;
    this.#ringer = place.clock.ringer(() => this.#tick());
    this.#next = place.clock.now();
  }

  /** Neither over nor about to be. */
  get active(): boolean {
    return this.#state === 'running' || this.#state === 'paused';
  }

  get info(): RepeatInfo {
    const { p50, p99, max } = {
      p50: this.#lateness.percentile(50) / 1e6,
      p99: this.#lateness.percentile(99) / 1e6,
      max: this.#lateness.max / 1e6,
    };
    return {
      state: this.#state,
      everyMs: this.#plan.everyMs,
      total: this.#total === Infinity ? null : this.#total,
      lines: this.#plan.lines ? this.#messages.length : null,
      sent: this.#sent,
      failed: this.#failed,
      skipped: this.#skipped,
      perSecond: this.active ? this.#rate.at(this.#clock.now()).messagesOut : 0,
      startedAt: this.#startedAt,
      endedAt: this.#endedAt,
      lateness: this.#begun === 0 ? null : { p50, p99, max },
      waiting: this.#waiting,
      deaf: this.active ? this.#target.deaf() : nobody,
      failure: this.#failure,
    };
  }

  start(): void {
    const { everyMs, times, lines } = this.#plan;
    const what = lines
      ? `${this.#messages.length} ${this.#messages.length === 1 ? 'line' : 'lines one by one'}`
      : 'a message';
    const often = times === null ? 'until stopped' : times === 1 ? 'once' : `${times} times`;
    this.#target.tell(RowKind.note, `Repeating ${what} every ${everyMs} ms, ${often}`);
    this.#next = this.#clock.now();
    this.#target.told(this.info);
    this.#tick();
  }

  /** What is under way still leaves. */
  pause(): void {
    if (this.#state !== 'running') return;
    this.#state = 'paused';
    this.#ringer.clear();
    this.#waiting = null;
    this.#waitTold = false;
    this.#target.changed();
  }

  /** Goes on at once, and from there in the same steps: what the pause took is not caught up. */
  resume(): void {
    if (this.#state !== 'paused') return;
    this.#state = 'running';
    this.#next = this.#clock.now();
    this.#tick();
    this.#target.changed();
  }

  stop(): void {
    if (this.active) this.#end('stopped', null);
  }

  #tick(): void {
    if (this.#state !== 'running' || this.#making) return;
    const now = this.#clock.now();
    if (now - this.#next > catchUpNs) this.#skip(now - catchUpNs);
    while (this.#next <= now && this.#begun < this.#total) {
      const obstacle = this.#target.obstacle();
      if (typeof obstacle === 'object' && obstacle !== null) {
        this.#end('failed', obstacle);
        return;
      }
      if (obstacle !== null) {
        this.#wait(obstacle);
        this.#skip(now);
        break;
      }
      this.#goOn();
      this.#lateness.record(Math.max(1, this.#clock.now() - this.#next));
      this.#next += this.#everyNs;
      this.#sendNext();
      // Its end comes back here. An answer may have ended the repeat.
      if (this.#making || !this.#isRunning()) return;
      if (this.#clock.now() - now > turnNs) break;
    }
    if (this.#begun < this.#total) this.#ringer.set(this.#next);
  }

  #isRunning(): boolean {
    return this.#state === 'running';
  }

  /** Lets the deadlines go that are not after `until`. */
  #skip(until: number): void {
    const passed = Math.floor((until - this.#next) / this.#everyNs) + 1;
    this.#next += passed * this.#everyNs;
    this.#skipped += passed;
    this.#target.changed();
  }

  #sendNext(): void {
    const text = this.#messages[this.#begun % this.#messages.length];
    if (text === undefined) return;
    this.#begun++;
    const made = this.#target.make(text);
    if (!(made instanceof Promise)) {
      this.#made(made);
      return;
    }
    this.#making = true;
    void made.then((later) => {
      this.#making = false;
      this.#made(later);
      this.#tick();
    });
  }

  #made(made: Result<Outgoing>): void {
    if (!this.active) return;
    if (!made.ok) {
      this.#failed++;
      this.#end('failed', made.error);
      return;
    }
    this.#underWay++;
    void this.#target.send(made.value).then((answer) => {
      this.#underWay--;
      this.#settled(answer);
    });
  }

  #settled(answer: Result<SendReport>): void {
    const failure = answer.ok ? answer.value.failures[0]?.error : answer.error;
    if (answer.ok && answer.value.peers > 0) {
      this.#sent++;
      this.#rate.add(this.#clock.now(), Direction.out, 1, 0);
    } else {
      this.#failed++;
    }
    if (this.active) {
      if (failure !== undefined) this.#failure = failure;
      const nobody = !answer.ok || answer.value.peers === 0;
      if (nobody && failure !== undefined && hopeless.test(failure.code)) this.#end('failed', failure);
      else if (this.#underWay === 0 && !this.#making && this.#begun >= this.#total) this.#end('done', null);
    } else if (this.#underWay === 0) this.#target.told(this.info);
    this.#target.changed();
  }

  #wait(reason: RepeatWait['reason']): void {
    // A moment's wait may begin with anybody; who is still waited for after it is the one.
    const peer = reason === 'peer' ? this.#target.slowest() : null;
    const since = this.#waiting?.reason === reason ? this.#waiting.since : Date.now();
    this.#waiting = { reason, peer, since };
    if (this.#waitTold || Date.now() - since < tellWaitMs) return;
    this.#waitTold = true;
    this.#target.tell(RowKind.flow, `The repeat waits: ${waitText(this.#waiting)}`);
  }

  #goOn(): void {
    if (this.#waiting === null) return;
    const waited = Date.now() - this.#waiting.since;
    this.#waiting = null;
    if (!this.#waitTold) return;
    this.#waitTold = false;
    this.#target.tell(
      RowKind.flow,
      `The repeat goes on after ${waited} ms; ${this.#skipped} ${this.#skipped === 1 ? 'deadline was' : 'deadlines were'} skipped so far`,
    );
  }

  #end(state: 'done' | 'stopped' | 'failed', failure: Failure | null): void {
    this.#state = state;
    this.#endedAt = Date.now();
    this.#waiting = null;
    this.#failure = failure ?? this.#failure;
    this.#ringer.clear();
    const { sent, failed, skipped, lateness } = this.info;
    const parts = [`${sent} sent`];
    if (this.#underWay > 0) parts.push(`${this.#underWay} on their way`);
    if (failed > 0) parts.push(`${failed} failed`);
    if (skipped > 0) parts.push(`${skipped} deadlines skipped`);
    if (lateness !== null) parts.push(`late by ${msText(lateness.p50)} (p50), ${msText(lateness.p99)} (p99)`);
    const said =
      failure === null ? `The repeat ${ends[state]}` : `The repeat ${ends[state]}: ${failure.message}`;
    this.#target.tell(RowKind.note, `${said}; ${parts.join(', ')}`);
    this.#target.told(this.info);
    this.#target.changed();
  }
}

const ends = { done: 'is done', stopped: 'was stopped', failed: 'has failed' } as const;

function waitText({ reason, peer }: RepeatWait): string {
  switch (reason) {
    case 'peer':
      return peer === null ? 'what was sent is not taken' : `peer ${peer} does not read`;
    case 'nobody':
      return 'nobody is open that could take it';
    case 'file':
      return 'a file is on its way';
  }
}

function msText(ms: number): string {
  return `${ms.toFixed(2)} ms`;
}
