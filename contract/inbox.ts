/** Keeps messages until somebody listens, and tells the close exactly once: what every transport needs. */
export class Inbox {
  #listener: ((bytes: Uint8Array) => void) | undefined;
  #waiting: Uint8Array[] = [];
  #closeListeners: (() => void)[] = [];
  #closed = false;

  get closed(): boolean {
    return this.#closed;
  }

  /** Hands a message on; after the close it does nothing. */
  deliver(bytes: Uint8Array): void {
    if (this.#closed) return;
    if (this.#listener === undefined) this.#waiting.push(bytes);
    else this.#listener(bytes);
  }

  onMessage(listener: (bytes: Uint8Array) => void): void {
    this.#listener = listener;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const bytes of waiting) listener(bytes);
  }

  onClose(listener: () => void): void {
    if (this.#closed) listener();
    else this.#closeListeners.push(listener);
  }

  /** True the first time. */
  close(): boolean {
    if (this.#closed) return false;
    this.#closed = true;
    const listeners = this.#closeListeners;
    this.#closeListeners = [];
    for (const listener of listeners) listener();
    return true;
  }
}
