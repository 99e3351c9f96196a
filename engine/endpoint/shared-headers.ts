type Header = readonly [name: string, value: string];

/** Pairs remembered; when there are more, remembering begins anew. */
const mostKept = 1_024;
/** Longer values are hardly said twice. */
const longestShared = 256;

/**
 * The headers of many requests. The peers of a listener say much the same: what is equal is kept once. No text holds on
 * to the head it was cut from.
 */
export class SharedHeaders {
  readonly #kept = new Map<string, Header>();

  pair(name: string, value: string): Header {
    if (value.length > longestShared || /^sec-websocket-key$/i.test(name))
      return [this.#name(name), ownText(value)];
    // A name has no colon.
    const key = `${name}:${value}`;
    const known = this.#kept.get(key);
    if (known !== undefined) return known;
    const pair: Header = [this.#name(name), ownText(value)];
    this.#keep(key, pair);
    return pair;
  }

  /** Names are few, whatever their values. */
  #name(name: string): string {
    const known = this.#kept.get(name);
    if (known !== undefined) return known[0];
    const own = ownText(name);
    this.#keep(own, [own, '']);
    return own;
  }

  #keep(key: string, pair: Header): void {
    if (this.#kept.size >= mostKept) this.#kept.clear();
    this.#kept.set(key, pair);
  }
}

/** The same text (Latin-1, as heads are read) in memory of its own: a part of a longer one keeps all of that alive. */
export function ownText(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}
