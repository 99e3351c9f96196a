import { fail, maxRowsPerRead, ok } from '../contract/index.js';
import type { CorrelatedRows, EventName, Input, Output, Result } from '../contract/index.js';
import type { Emit } from '../contract/serve.js';
import { Minimap, TimeHistogram, correlate } from '../engine/index.js';
import type { Correlation, Off, Session, View } from '../engine/index.js';

/** Correlations, plots and minimaps a page may have open together. */
const mostOpen = 32;

interface Open {
  readonly correlation: Correlation | null;
  readonly session: string;
  close(): void;
}

/** The figures over whole sessions that one page looks at. */
export class Overviews {
  readonly #open = new Map<number, Open>();
  readonly #emit: Emit;
  readonly #handle: () => number;

  constructor(emit: Emit, nextHandle: () => number) {
    this.#emit = emit;
    this.#handle = nextHandle;
  }

  openCorrelation(
    session: Session,
    { spec, framing }: Input<'correlation.open'>,
  ): Result<Output<'correlation.open'>> {
    const opened = this.#full() ?? correlate(session.log, spec, framing);
    if (!opened.ok) return opened;
    const { correlation, release } = opened.value;
    const info = (handle: number): Output<'correlation.open'> => ({
      correlation: handle,
      session: session.id,
      ...correlation.facts,
    });
    return this.#follow(session, 'correlation.changed', info, correlation, release, correlation);
  }

  /** The pairs of some rows of a view. */
  correlated(
    session: Session,
    { correlation: handle, from, to }: Input<'correlation.read'>,
    view: View,
  ): Result<CorrelatedRows> {
    const open = this.#open.get(handle);
    if (open?.correlation == null || open.session !== session.id) {
      return fail('correlation.unknown', `This page has no correlation ${handle} of session ${session.id}`);
    }
    return ok(open.correlation.rows(view, from, Math.min(to, from + maxRowsPerRead)));
  }

  openPlot(session: Session): Result<Output<'plot.open'>> {
    const full = this.#full();
    if (full !== null) return full;
    const histogram = new TimeHistogram(session.log);
    const info = (plot: number): Output<'plot.open'> => ({ plot, session: session.id, ...histogram.facts });
    return this.#follow(session, 'plot.changed', info, histogram.loop, () => histogram.loop.close());
  }

  openMinimap(session: Session, view: View): Result<Output<'minimap.open'>> {
    const full = this.#full();
    if (full !== null) return full;
    const minimap = new Minimap(view);
    const info = (handle: number): Output<'minimap.open'> => ({
      minimap: handle,
      session: session.id,
      ...minimap.facts,
    });
    return this.#follow(session, 'minimap.changed', info, minimap, () => minimap.close());
  }

  close(handle: number): void {
    this.#open.get(handle)?.close();
    this.#open.delete(handle);
  }

  closeAll(): void {
    for (const handle of [...this.#open.keys()]) this.close(handle);
  }

  #full(): ReturnType<typeof fail> | null {
    if (this.#open.size < mostOpen) return null;
    return fail('view.limit', `${mostOpen} overviews are open, the most a page can have: close one first`);
  }

  #follow<Info>(
    session: Session,
    event: EventName,
    info: (handle: number) => Info,
    source: { onChange(listener: () => void): Off },
    release: () => void,
    correlation: Correlation | null = null,
  ): Result<Info> {
    const handle = this.#handle();
    const letGo = session.hold();
    const off = source.onChange(() => {
      // The event and what is told of it are given together above.
      this.#emit(event, info(handle) as never);
    });
    this.#open.set(handle, {
      correlation,
      session: session.id,
      close: () => {
        off();
        release();
        letGo();
      },
    });
    return ok(info(handle));
  }
}
