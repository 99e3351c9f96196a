import type { LifeDetail } from '../contract/index.js';
import type { Endpoint } from './endpoint/endpoint.js';

/**
 * Why reading is paused, of all peers or of one. An endpoint forgets the reason with the last call,
 * so the reasons are kept here and reading goes on only where none is left.
 */
export class Flow {
  readonly #endpoint: Pick<Endpoint, 'pause' | 'resume'>;
  #all = false;
  readonly #peers = new Set<number>();

  constructor(endpoint: Pick<Endpoint, 'pause' | 'resume'>) {
    this.#endpoint = endpoint;
  }

  /** Nobody is read. */
  get allPaused(): boolean {
    return this.#all;
  }

  pauseAll(): void {
    this.#all = true;
    this.#endpoint.pause();
  }

  resumeAll(): void {
    this.#all = false;
    this.#endpoint.resume();
    for (const peer of this.#peers) this.#endpoint.pause(peer);
  }

  pause(peer: number): void {
    if (this.#peers.has(peer)) return;
    this.#peers.add(peer);
    this.#endpoint.pause(peer);
  }

  resume(peer: number): void {
    if (!this.#peers.delete(peer) || this.#all) return;
    this.#endpoint.resume(peer);
  }

  /** A peer that opens while all are paused starts paused. */
  opened(peer: number): void {
    if (this.#all) this.#endpoint.pause(peer);
  }

  closed(peer: number): void {
    this.#peers.delete(peer);
  }
}

/** What a session says when reading is paused for its disk, and when it goes on. */
export class DiskPause {
  #since = 0;

  /** `now` in nanoseconds. */
  told(on: boolean, now: number): LifeDetail {
    if (on) {
      this.#since = now;
      return { text: 'Reading is paused: the disk cannot keep up' };
    }
    const ms = Math.round((now - this.#since) / 1e6);
    return { text: `Reading goes on after ${ms} ms: the disk has caught up`, ms };
  }
}
