import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { rowsFile } from './log/format.js';

/** Milliseconds between looks: a second after the last row its rates have fallen to nothing. */
const lookMs = 1_000;

/**
 * Looks, a second after something happened, at what changes without a row: rates that fall and the
 * size on disk. It looks again while that goes on, and rests otherwise.
 */
export class Aftermath {
  /** Bytes of the log's file when it was last looked at. */
  diskBytes = 0;
  #timer: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(
    readonly directory: string,
    /** Whether a screen shows rates above zero. */
    readonly moving: () => boolean,
    readonly tell: () => void,
  ) {}

  /** Something happened; called as often as rows come. */
  expect(): void {
    if (this.#timer === null && !this.#closed) this.#timer = setTimeout(this.#look, lookMs).unref();
  }

  close(): void {
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  readonly #look = (): void => {
    this.#timer = null;
    stat(join(this.directory, rowsFile)).then(
      ({ size }) => {
        const grew = size !== this.diskBytes;
        this.diskBytes = size;
        if (this.#closed) return;
        if (grew || this.moving()) this.expect();
        this.tell();
      },
      // A directory removed under us has no size; the log tells what is wrong with it.
      () => undefined,
    );
  };
}
