/** Subscribers to one kind of news. */
export class Listeners<T> {
  readonly #all = new Set<(news: T) => void>();

  get any(): boolean {
    return this.#all.size > 0;
  }

  /** Subscribes; the answer unsubscribes. */
  add(listener: (news: T) => void): () => void {
    // Wrapped, so that one function may subscribe twice and leave once.
    const own = (news: T): void => {
      listener(news);
    };
    this.#all.add(own);
    return () => {
      this.#all.delete(own);
    };
  }

  tell(news: T): void {
    for (const listener of [...this.#all]) listener(news);
  }

  clear(): void {
    this.#all.clear();
  }
}
