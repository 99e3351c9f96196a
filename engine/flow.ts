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
