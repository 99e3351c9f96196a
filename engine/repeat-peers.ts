import { maxDeafTold, ok } from '../contract/index.js';
import type { Outgoing, RepeatDeaf, Result, SendReport } from '../contract/index.js';

/**
 * Sends that the kernel has not taken yet, of one peer: who does not read never has more than these before it, and
 * one message more.
 */
const mostUnderWay = 1_000;
const mostBytesUnderWay = 1 << 20;
/** A peer with so much before it is waited for so long, milliseconds: a burst that a reader takes is no reason to leave it. */
const patienceMs = 500;

interface Follower {
  sends: number;
  bytes: number;
  /** When it had as much before it as is let wait, and has not taken half of it since; null while it keeps up. */
  fullSince: number | null;
  /** The others go on without it: messages that were not sent to it since; -1 while it takes all. */
  missed: number;
  /** Answers, at once, what waits for it. */
  readonly release: Set<() => void>;
}

/** Where a repeat's messages go, and who is told of peers left behind. */
export interface PeerSends {
  send(peer: number, message: Outgoing): Promise<Result<SendReport>>;
  tell(peer: number, text: string): void;
}

const nothingSent: SendReport = { peers: 0, bytes: 0, failures: [] };

/**
 * The peers of one repeat. One that does not read holds back nobody but itself: the others go on, it is named, and
 * hears of the messages again that come after it has read half of what waits. Where nobody takes more, the repeat waits.
 */
export class RepeatPeers {
  readonly #sends: PeerSends;
  readonly #now: () => number;
  readonly #followers = new Map<number, Follower>();
  /** Peers the others go on without, the first left behind first. */
  readonly #left = new Set<number>();

  /** `now` in milliseconds. */
  constructor(sends: PeerSends, now: () => number = () => performance.now()) {
    this.#sends = sends;
    this.#now = now;
  }

  get deaf(): RepeatDeaf {
    const peers: RepeatDeaf['peers'][number][] = [];
    for (const peer of this.#left) {
      if (peers.length === maxDeafTold) break;
      peers.push({ peer, missed: this.#followers.get(peer)?.missed ?? 0 });
    }
    return { count: this.#left.size, peers };
  }

  /** One of them has to be waited for, or nobody takes more. */
  behind(peers: readonly number[]): boolean {
    let takers = 0;
    for (const peer of peers) {
      const known = this.#followers.get(peer);
      if (known !== undefined && this.#isDeaf(known)) continue;
      if (known !== undefined && isFull(known)) return true;
      takers++;
    }
    return takers === 0;
  }

  /** To each that takes it; answers when all of these have, or are left behind. */
  async send(peers: readonly number[], message: Outgoing): Promise<Result<SendReport>> {
    const results = await Promise.all(peers.map((peer) => this.#one(peer, message, peers)));
    const failures: SendReport['failures'][number][] = [];
    let reached = 0;
    let bytes = 0;
    for (const [i, result] of results.entries()) {
      if (result.ok) {
        reached += result.value.peers;
        bytes += result.value.bytes;
        failures.push(...result.value.failures);
      } else failures.push({ peer: peers[i] ?? 0, error: result.error });
    }
    // With nobody else it is the one failure that counts.
    const only = results.length === 1 ? results[0] : undefined;
    return only ?? ok({ peers: reached, bytes, failures });
  }

  #isDeaf({ missed, fullSince }: Follower): boolean {
    return missed >= 0 || (fullSince !== null && this.#now() - fullSince >= patienceMs);
  }

  #one(peer: number, message: Outgoing, peers: readonly number[]): Promise<Result<SendReport>> {
    const follower = this.#followerOf(peer);
    if (peers.length > 1 && this.#isDeaf(follower)) {
      this.#leave(peer, follower);
      follower.missed++;
      return Promise.resolve(ok(nothingSent));
    }
    const { length } = message.data;
    follower.sends++;
    follower.bytes += length;
    if (isFull(follower)) follower.fullSince ??= this.#now();
    const sent = this.#sends.send(peer, message).then((answer) => {
      follower.sends--;
      follower.bytes -= length;
      this.#catchUp(peer, follower, answer.ok && answer.value.peers > 0);
      return answer;
    });
    if (peers.length === 1) return sent;
    return new Promise((resolve) => {
      const release = (): void => resolve(ok(nothingSent));
      follower.release.add(release);
      void sent.then((answer) => {
        follower.release.delete(release);
        resolve(answer);
      });
    });
  }

  /** The others go on. */
  #leave(peer: number, follower: Follower): void {
    if (follower.missed >= 0) return;
    follower.missed = 0;
    this.#left.add(peer);
    for (const release of follower.release) release();
    follower.release.clear();
    this.#sends.tell(peer, `Peer ${peer} does not read: the repeat goes on without it`);
  }

  #catchUp(peer: number, follower: Follower, taken: boolean): void {
    const { missed, sends, bytes } = follower;
    if (sends > mostUnderWay / 2 || bytes > mostBytesUnderWay / 2) return;
    // Half of it read: what comes now is not the next to be left out.
    follower.fullSince = null;
    follower.missed = -1;
    if (sends === 0 && this.#followers.get(peer) === follower) this.#followers.delete(peer);
    if (missed < 0) return;
    this.#left.delete(peer);
    // What was on its way to one that is gone is answered as well: that it was not taken.
    const now = taken ? 'takes messages of the repeat again' : 'takes no more of the repeat';
    this.#sends.tell(peer, `Peer ${peer} ${now}; ${missed} ${missed === 1 ? 'was' : 'were'} not sent to it`);
  }

  #followerOf(peer: number): Follower {
    const known = this.#followers.get(peer);
    if (known !== undefined) return known;
    const made: Follower = { sends: 0, bytes: 0, fullSince: null, missed: -1, release: new Set() };
    this.#followers.set(peer, made);
    return made;
  }
}

function isFull({ sends, bytes }: Follower): boolean {
  return sends >= mostUnderWay || bytes >= mostBytesUnderWay;
}
