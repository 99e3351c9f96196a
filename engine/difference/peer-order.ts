/** Peers that are told apart: more than any listener serves, and some tens of megabytes. */
const mostPeers = 1 << 20;

/**
 * Numbers peers by the order in which they first appear, from 1: their own numbers differ from run to run. Those past
 * `limit` have the number behind it together.
 */
export class PeerOrder {
  readonly #order = new Map<number, number>();

  constructor(readonly limit = mostPeers) {}

  /** The session itself, peer 0, is nobody. */
  of(peer: number): number {
    if (peer === 0) return 0;
    const known = this.#order.get(peer);
    if (known !== undefined) return known;
    if (this.#order.size >= this.limit) return this.limit + 1;
    this.#order.set(peer, this.#order.size + 1);
    return this.#order.size;
  }
}
