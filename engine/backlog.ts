/** Since when peers take nothing of what was sent to them. */
export class Backlog {
  readonly #peers = new Map<number, { sends: number; since: number }>();

  /** A send to the peer begins. */
  begin(peer: number): void {
    const known = this.#peers.get(peer);
    if (known === undefined) this.#peers.set(peer, { sends: 1, since: Date.now() });
    else known.sends++;
  }

  /** The kernel took it, or it failed. */
  end(peer: number): void {
    const known = this.#peers.get(peer);
    if (known === undefined) return;
    known.sends--;
    known.since = Date.now();
    if (known.sends <= 0) this.#peers.delete(peer);
  }

  /** Epoch milliseconds since when what waits has not become less; null where nothing waits. */
  since(peer: number): number | null {
    return this.#peers.get(peer)?.since ?? null;
  }
}
