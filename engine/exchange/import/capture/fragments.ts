/** One part of an IP packet that was too long for its way. */
export interface Fragment {
  /** What the fragments of one packet share. */
  readonly key: string;
  /** Bytes of the packet before it. */
  readonly at: number;
  readonly more: boolean;
  readonly data: Uint8Array;
}

interface Draft {
  readonly parts: { readonly at: number; readonly data: Uint8Array }[];
  bytes: number;
  /** Bytes of the whole; null before its last fragment was seen. */
  total: number | null;
}

/** No IP packet is longer (RFC 791); one of IPv6 with a jumbogram is never fragmented. */
const mostBytes = 65_535;
/** Packets that wait at one time; the oldest is given up for another one. */
const mostWaiting = 1_024;
/** The shortest fragments that are not the last have 8 bytes. */
const mostParts = 8_192;

/** Puts fragments of IP packets together (RFC 791 §3.2, RFC 8200 §4.5). Of what overlaps the first counts. */
export class Fragments {
  readonly #waiting = new Map<string, Draft>();
  /** Fragments of packets that were given up. */
  #lost = 0;

  /** The packet's payload where this fragment completes it. */
  take({ key, at, more, data }: Fragment): Uint8Array | null {
    const draft = this.#waiting.get(key) ?? { parts: [], bytes: 0, total: null };
    if (at + data.length > mostBytes || draft.parts.length >= mostParts) {
      this.#lost += draft.parts.length + 1;
      this.#waiting.delete(key);
      return null;
    }
    this.#waiting.set(key, draft);
    // The piece of the file it came in is not kept for it.
    draft.parts.push({ at, data: data.slice() });
    draft.bytes += data.length;
    if (!more) draft.total ??= at + data.length;
    this.#giveUpOldest();
    if (draft.total === null || draft.bytes < draft.total) return null;
    const whole = assembled(draft.parts, draft.total);
    if (whole !== null) this.#waiting.delete(key);
    return whole;
  }

  /** Fragments whose packet never became whole. */
  get unfinished(): number {
    let sum = this.#lost;
    for (const { parts } of this.#waiting.values()) sum += parts.length;
    return sum;
  }

  #giveUpOldest(): void {
    if (this.#waiting.size <= mostWaiting) return;
    const [oldest] = this.#waiting;
    if (oldest === undefined) return;
    this.#lost += oldest[1].parts.length;
    this.#waiting.delete(oldest[0]);
  }
}

function assembled(
  parts: readonly { readonly at: number; readonly data: Uint8Array }[],
  total: number,
): Uint8Array | null {
  const whole = new Uint8Array(total);
  let known = 0;
  // Sorting keeps the order of those at one place: the first counts.
  for (const { at, data } of [...parts].sort((a, b) => a.at - b.at)) {
    if (at > known) return null;
    const fresh = data.subarray(known - at, Math.max(known - at, total - at));
    whole.set(fresh, known);
    known += fresh.length;
  }
  return known >= total ? whole : null;
}
