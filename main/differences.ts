import { fail, ok } from '../contract/index.js';
import type { DifferenceSpec, Input, Output, Result } from '../contract/index.js';
import type { Emit } from '../contract/serve.js';
import { Difference, readPairs } from '../engine/index.js';
import type { Engine } from '../engine/index.js';
import { Throttle } from './throttle.js';

/** Between two `difference.changed`, milliseconds. */
const tellMs = 100;

/** The two sessions that one page looks at side by side. */
export class Differences {
  #open: { readonly handle: number; readonly running: Difference } | null = null;
  #closed = false;
  readonly #news: Throttle<number>;

  constructor(
    readonly engine: Engine,
    emit: Emit,
    readonly nextHandle: () => number,
  ) {
    this.#news = new Throttle(
      (handle) => {
        const open = this.#open;
        if (open?.handle === handle)
          emit('difference.changed', { difference: handle, ...open.running.facts });
      },
      () => tellMs,
    );
  }

  /** Begins one; the page's last one is ended for it. */
  async open(spec: DifferenceSpec): Promise<Result<Output<'difference.open'>>> {
    const left = await this.engine.session(spec.left.session);
    if (!left.ok) return left;
    // Held, so that opening the other one does not let it go.
    const letGo = left.value.hold();
    try {
      const right = await this.engine.session(spec.right.session);
      if (!right.ok) return right;
      const begun = Difference.begin(left.value, right.value, spec);
      if (!begun.ok) return begun;
      return await this.#take(begun.value);
    } finally {
      letGo();
    }
  }

  async #take(running: Difference): Promise<Result<Output<'difference.open'>>> {
    const before = this.#open;
    const handle = this.nextHandle();
    this.#open = { handle, running };
    await before?.running.close();
    running.onChange(() => this.#news.touch(handle));
    // The page went, or asked for another one, while this one was opened.
    if (this.#closed) await running.close();
    return ok({ difference: handle, ...running.facts });
  }

  find(handle: number): Result<Difference> {
    return this.#open?.handle === handle
      ? ok(this.#open.running)
      : fail('difference.unknown', `This page has no difference ${handle}: look again`);
  }

  async pairs({
    difference,
    list,
    from,
    to,
  }: Input<'difference.pairs'>): Promise<Result<Output<'difference.pairs'>>> {
    const found = this.find(difference);
    return found.ok ? readPairs(found.value, list, from, to) : found;
  }

  seek({ difference, position, by }: Input<'difference.seek'>): Result<Output<'difference.seek'>> {
    const found = this.find(difference);
    if (!found.ok) return found;
    const ready = found.value.ready();
    return ready.ok ? ok({ found: ready.value.outcome.seek(position, by) }) : ready;
  }

  async payload(
    { difference, side, at, from, to }: Input<'difference.payload'>,
    most: number,
  ): Promise<Result<Output<'difference.payload'>>> {
    const found = this.find(difference);
    if (!found.ok) return found;
    const ready = found.value.ready();
    if (!ready.ok) return ready;
    const read = await ready.value[side].view.payload(at, from, Math.min(to, from + most));
    if (read.ok) return ok({ bytes: read.value.bytes, total: read.value.total });
    return read.error.code === 'log.no-row' ? fail('row.unknown', read.error.message) : read;
  }

  async close(handle: number): Promise<Result<void>> {
    const open = this.#open;
    if (open?.handle !== handle) return ok();
    this.#open = null;
    this.#news.drop(handle);
    await open.running.close();
    return ok();
  }

  /** The page is gone. */
  end(): void {
    this.#closed = true;
    this.#news.close();
    void this.#open?.running.close();
  }
}
