/** Numbers peers by the order in which they first appear, from 1: their own numbers differ from run to run. */
export class PeerOrder {
  readonly #order = new Map<number, number>();

  /** The session itself, peer 0, is nobody. */
  of(peer: number): number {
    if (peer === 0) return 0;
    const known = this.#order.get(peer);
    if (known !== undefined) return known;
    this.#order.set(peer, this.#order.size + 1);
    return this.#order.size;
  }
}
