import type { RemoteInfo } from 'node:dgram';

/** What is held while reading is paused, like a kernel's receive buffer: past it, datagrams are lost. */
export const heldBytes = 8 * 1024 * 1024;

export interface Held {
  readonly data: Buffer;
  readonly from: RemoteInfo;
  readonly time: number;
}

const nothing = { datagrams: [], dropped: 0 } as const;

/**
 * Datagrams that came while reading is paused; the kernel's own buffer cannot be used, since
 * `dgram` always reads. One socket serves every peer, so pausing one peer pauses none.
 */
export class HeldDatagrams {
  #paused = false;
  #held: Held[] = [];
  #bytes = 0;
  #dropped = 0;

  pause(peer?: number): void {
    if (peer === undefined) this.#paused = true;
  }

  /** True where the datagram is held (or lost) and must not be shown now. */
  hold(data: Buffer, from: RemoteInfo, time: number): boolean {
    if (!this.#paused) return false;
    // An empty datagram costs memory too.
    const cost = data.length + 64;
    if (this.#bytes + cost > heldBytes) {
      this.#dropped++;
      return true;
    }
    this.#bytes += cost;
    this.#held.push({ data, from, time });
    return true;
  }

  resume(peer?: number): { readonly datagrams: readonly Held[]; readonly dropped: number } {
    if (peer !== undefined || !this.#paused) return nothing;
    const answer = { datagrams: this.#held, dropped: this.#dropped };
    this.#paused = false;
    this.#held = [];
    this.#bytes = 0;
    this.#dropped = 0;
    return answer;
  }
}
