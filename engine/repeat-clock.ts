import { Worker } from 'node:worker_threads';
import { Watching } from './watching.js';

/** A deadline in whole nanoseconds of `process.hrtime`, and who is told when it has passed. */
interface Alarm {
  at: number;
  readonly ring: () => void;
}

/** Wakes one listener; setting it again moves it. */
export interface Ringer {
  /** `at` in nanoseconds of `now`; one that has passed rings at once, never from within this call. */
  set(at: number): void;
  clear(): void;
}

/**
 * Waits for the next deadline in memory shared with the main thread and tells when it has passed. The
 * kernel wakes a thread some 50 µs late: the last of each wait is spun, six hundredths of a core at 1 ms.
 * After one deadline the next is mostly as far off as the last was: it sleeps until then unasked, so that a
 * steady repeat costs one wake a step and not two. `sleeping` says until when, for whoever sets an earlier one.
 */
const waiter = `
const { workerData, parentPort } = require('node:worker_threads');
const deadline = new BigInt64Array(workerData, 0, 1);
const sleeping = new BigInt64Array(workerData, 8, 1);
const signal = new Int32Array(workerData, 16, 1);
const spinMs = 0.06;
const forever = ${2n ** 62n}n;
let last = 0n;
let guess = 0n;
parentPort.postMessage(0);
for (;;) {
  const seen = Atomics.load(signal, 0);
  const at = Atomics.load(deadline, 0);
  if (at < 0n) break;
  const until = at === 0n ? guess : at;
  const left = Number(until - process.hrtime.bigint()) / 1e6;
  if (until === 0n || left > spinMs) {
    Atomics.store(sleeping, 0, until === 0n ? forever : until);
    Atomics.wait(signal, 0, seen, until === 0n ? Infinity : left - spinMs);
    Atomics.store(sleeping, 0, 0n);
  } else if (at === 0n) {
    if (left <= 0) guess = 0n;
  } else if (left <= 0 && Atomics.compareExchange(deadline, 0, at, 0n) === at) {
    guess = at - last < 20000000n ? at + at - last : 0n;
    last = at;
    parentPort.postMessage(0);
  }
}`;

const none = 0n;
const quit = -1n;

/**
 * Deadlines of a millisecond, kept by a thread that does nothing else: timers of the event loop are 0.5 to 1 ms
 * late, this is a tenth of that. One thread for all repeats, from the first of them to `close`; where there can
 * be no thread, timers have to do. One wake is under way at a time, so a busy main thread is never flooded. After a
 * wake that came late the main thread watches the clock itself for a while (`Watching`).
 */
export class RepeatClock {
  readonly #alarms = new Set<Alarm>();
  readonly #source: string;
  readonly #shared = new SharedArrayBuffer(24);
  readonly #deadline = new BigInt64Array(this.#shared, 0, 1);
  readonly #sleeping = new BigInt64Array(this.#shared, 8, 1);
  readonly #signal = new Int32Array(this.#shared, 16, 1);
  readonly #watching = new Watching(() => this.#woken(), { now: () => this.now() });
  #worker: Worker | null = null;
  #ready: Promise<void> | null = null;
  #timer: NodeJS.Timeout | undefined;
  #timers = false;
  #closed = false;
  /** It rang in this turn of the loop. */
  #rang = false;
  /** A wake that came meanwhile waits for the next turn. */
  #pending = false;

  /** `source` stands in for the thread's program where a test wants one that fails. */
  constructor(source = waiter) {
    this.#source = source;
  }

  /** Nanoseconds, the same clock in every thread; exact for 104 days after the machine's start. */
  readonly now = (): number => Number(process.hrtime.bigint());

  /** Resolves when deadlines are kept; the first time a thread has to begin. */
  ready(): Promise<void> {
    this.#ready ??= this.#begin();
    return this.#ready;
  }

  ringer(ring: () => void): Ringer {
    const alarm: Alarm = { at: 0, ring };
    return {
      set: (at) => {
        alarm.at = at;
        this.#alarms.add(alarm);
        this.#arm();
      },
      clear: () => {
        alarm.at = Infinity;
        if (this.#alarms.delete(alarm)) this.#arm();
      },
    };
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#alarms.clear();
    this.#watching.stop();
    clearTimeout(this.#timer);
    this.#tell(quit);
  }

  #begin(): Promise<void> {
    return new Promise((resolve) => {
      const worker = new Worker(this.#source, {
        eval: true,
        workerData: this.#shared,
        name: 'wirebench-repeat',
      });
      this.#worker = worker;
      // Sockets keep a process alive, a clock does not.
      worker.unref();
      worker.on('message', () => {
        resolve();
        this.#wake();
      });
      const lost = (): void => {
        if (this.#worker !== worker) return;
        this.#worker = null;
        this.#timers = true;
        resolve();
        if (!this.#closed) this.#arm();
      };
      worker.once('error', lost);
      worker.once('exit', lost);
    });
  }

  /**
   * Rings once a turn of the loop. Node hands on up to a thousand messages of a thread in one turn, and where ringing
   * takes longer than the step the next is always there: sockets and pages would wait for all of them.
   */
  #wake(): void {
    if (this.#rang) {
      this.#pending = true;
      return;
    }
    this.#rang = true;
    setImmediate(() => {
      this.#rang = false;
      if (!this.#pending || this.#closed) return;
      this.#pending = false;
      this.#wake();
    });
    this.#woken();
  }

  #woken(): void {
    const now = this.now();
    const due = [...this.#alarms].filter(({ at }) => at <= now).sort((a, b) => a.at - b.at);
    for (const alarm of due) this.#alarms.delete(alarm);
    const [first] = due;
    if (first !== undefined) this.#watching.missed(now - first.at);
    // Who is rung may clear another or move it: that one does not ring now.
    for (const alarm of due) if (alarm.at <= now) alarm.ring();
    this.#arm();
  }

  #arm(): void {
    if (this.#closed) return;
    let next = Infinity;
    for (const { at } of this.#alarms) if (at < next) next = at;
    const watched = this.#watching.takes(next);
    if (!this.#timers) {
      this.#tell(next === Infinity || watched ? none : BigInt(Math.max(1, Math.round(next))));
      return;
    }
    clearTimeout(this.#timer);
    if (next === Infinity || watched) return;
    const ms = Math.min(Math.max(0, (next - this.now()) / 1e6), 2 ** 31 - 1);
    this.#timer = setTimeout(() => this.#woken(), ms);
  }

  #tell(deadline: bigint): void {
    Atomics.store(this.#deadline, 0, deadline);
    Atomics.add(this.#signal, 0, 1);
    // Who wakes in time anyway is not called. It says until when it sleeps before it looks at the signal once more.
    const until = Atomics.load(this.#sleeping, 0);
    if (deadline < 0n || (deadline > 0n && until > deadline)) Atomics.notify(this.#signal, 0);
  }
}
