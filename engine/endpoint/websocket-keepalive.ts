/** Pings remembered for their pongs; a pong may answer any of them (RFC 6455 §5.5.3). */
const maxOutstanding = 64;

export interface KeepAliveOwner {
  /** Monotonic nanoseconds. */
  now(): number;
  sendPing(payload: Buffer): void;
  /** `missed` in all; `ms` since the ping. */
  pongMissed(missed: number, ms: number): void;
  roundTrip(ms: number): void;
}

/** Measures round trips of every ping, sends pings at an interval where asked, and counts those whose pong never came. */
export class KeepAlive {
  readonly #owner: KeepAliveOwner;
  #timer: NodeJS.Timeout | undefined;
  #outstanding: { readonly payload: Buffer; readonly time: number }[] = [];
  #awaited: { readonly payload: Buffer; readonly time: number } | null = null;
  #sent = 0;
  #missed = 0;
  #paused = false;
  readonly #intervalNs: number;
  /** When the last tick came, or would have. */
  #ticked: number;

  constructor(intervalMs: number, owner: KeepAliveOwner) {
    this.#owner = owner;
    this.#intervalNs = intervalMs * 1e6;
    this.#ticked = owner.now();
    if (intervalMs > 0) this.#timer = setInterval(tick, intervalMs, this);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** While nothing is read no pong can come: it is not the peer that misses it. */
  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#awaited = null;
  }

  /** A ping has been sent, by whomever. */
  sent(payload: Uint8Array): void {
    this.#outstanding.push({ payload: Buffer.from(payload), time: this.#owner.now() });
    if (this.#outstanding.length > maxOutstanding) this.#outstanding.shift();
  }

  pong(payload: Buffer): void {
    const at = this.#outstanding.findLastIndex((one) => payload.equals(one.payload));
    const found = this.#outstanding[at];
    if (found === undefined) return;
    // It answers the pings before it too.
    this.#outstanding.splice(0, at + 1);
    if (this.#awaited !== null && found.time >= this.#awaited.time) this.#awaited = null;
    this.#owner.roundTrip(Math.round((this.#owner.now() - found.time) / 1e3) / 1e3);
  }

  tick(): void {
    const now = this.#owner.now();
    const late = now - this.#ticked - this.#intervalNs;
    this.#ticked = now;
    if (this.#paused) return;
    // Who was suspended has not read yet what came meanwhile: the next tick judges.
    if (this.#awaited !== null && late > this.#intervalNs) {
      // It judges however late it comes: a loop that is always busy reads in between.
      this.#ticked = Infinity;
      return;
    }
    if (this.#awaited !== null) {
      this.#missed += 1;
      this.#owner.pongMissed(this.#missed, Math.round((this.#owner.now() - this.#awaited.time) / 1e6));
    }
    this.#sent += 1;
    const payload = Buffer.alloc(4);
    payload.writeUInt32BE(this.#sent >>> 0);
    this.#awaited = { payload, time: this.#owner.now() };
    this.#owner.sendPing(payload);
  }
}

function tick(one: KeepAlive): void {
  one.tick();
}
