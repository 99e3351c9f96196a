import { availableParallelism } from 'node:os';

/** A deadline that was met later than this was met by a thread that had to wait for a core. */
const lateNs = 0.3e6;
/** How long the clock is watched after one of those: what holds the cores seldom comes alone. */
const watchNs = 250e6;
/** Deadlines further off than this are slept for. */
const nearNs = 2e6;
/** Most of one turn of the loop that is spent on the clock alone; sockets are asked as often. */
const turnNs = 50e3;
/** A turn of the loop that took longer had something else to do: it is not held up. */
const busyNs = 20e3;
/** Time there is for it, and what each second that goes by adds: a core for four seconds, then a fifteenth of one. */
const mostNs = 4e9;
const share = 1 / 15;

/** Where a test stands in for the machine. */
export interface WatchingMeans {
  /** Nanoseconds that never go back. */
  now(): number;
  later(turn: () => void): void;
  readonly cores: number;
}

/**
 * The main thread watches the clock itself for a while, instead of sleeping until it is woken. Linux lets whoever has a
 * core keep it for up to 4 ms, mostly one of V8's threads that compiles what just began to be called often; a thread that
 * never slept has its core already. It takes a core as long as it lasts: so it is only done after a deadline was missed,
 * for deadlines that are near, where there is a second core, and for so much of the time.
 */
export class Watching {
  readonly #ring: () => void;
  readonly #means: WatchingMeans;
  /** Until when the clock is watched for what is near. */
  #until = 0;
  /** Nanoseconds it may still take, as of then. */
  #budget = mostNs;
  #countedAt = 0;
  /** The deadline that is watched for. */
  #at: number | null = null;
  #under = false;
  #begunAt = 0;
  #leftAt = 0;

  constructor(ring: () => void, means: Pick<WatchingMeans, 'now'> & Partial<WatchingMeans>) {
    this.#ring = ring;
    this.#means = { later: setImmediate, cores: availableParallelism(), ...means };
  }

  /** Told by how much a deadline was missed. */
  missed(byNs: number): void {
    if (byNs > lateNs) this.#until = this.#means.now() + watchNs;
  }

  /** Whether it will ring when `at` has passed; the one before is forgotten either way. */
  takes(at: number): boolean {
    const now = this.#means.now();
    if (this.#means.cores < 2 || now >= this.#until || at - now > nearNs || this.#left(now) <= 0) {
      this.#at = null;
      return false;
    }
    this.#at = at;
    if (this.#under) return true;
    this.#under = true;
    this.#begunAt = now;
    this.#leftAt = now;
    this.#means.later(this.#watch);
    return true;
  }

  stop(): void {
    this.#at = null;
    this.#until = 0;
  }

  #left(now: number): number {
    const gained = (now - this.#countedAt) * share;
    this.#budget = Math.min(mostNs, this.#budget + gained);
    this.#countedAt = now;
    return this.#budget;
  }

  readonly #watch = (): void => {
    let now = this.#means.now();
    const end = now - this.#leftAt > busyNs ? now : now + turnNs;
    while (this.#at !== null && now < this.#at && now < end) now = this.#means.now();
    this.#leftAt = now;
    if (this.#at !== null && now < this.#at) {
      this.#means.later(this.#watch);
      return;
    }
    const due = this.#at !== null;
    this.#under = false;
    this.#at = null;
    this.#budget -= now - this.#begunAt;
    if (due) this.#ring();
  };
}
