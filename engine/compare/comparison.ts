import { fail, maxComparePayload, ok } from '../../contract/index.js';
import type { CompareReport, CompareSpec, Result } from '../../contract/index.js';
import { Listeners } from '../log/listeners.js';
import type { Off } from '../session.js';
import { numberBytes } from './figures.js';
import { LaneRun } from './lane.js';
import type { LaneEngine } from './lane.js';

/** Bytes a comparison may send over one transport, twice: all of it is kept as rows. */
const mostBytes = 256 * 1024 * 1024;

/** The same payload over several transports, message by message in turns so that none disturbs another. */
export interface Comparison {
  readonly report: Omit<CompareReport, 'compare'>;
  /** Told of every change; often. */
  onChange(listener: () => void): Off;
  /** Ends what runs; what was measured stays in the report. Resolves when every session has ended. */
  stop(): Promise<void>;
}

/** Begins at once. `compare.too-much` where it would send more than 256 MiB over a transport. */
export function startComparison(engine: LaneEngine, spec: CompareSpec): Result<Comparison> {
  const size = spec.payload.length;
  if (size > maxComparePayload) {
    return fail(
      'compare.too-much',
      `a payload of ${size} bytes; ${maxComparePayload} is the most to compare`,
      {
        size,
        limit: maxComparePayload,
      },
    );
  }
  const bytes = (size + numberBytes) * spec.count;
  if (bytes > mostBytes) {
    const message = `${spec.count} messages of ${size} bytes are ${bytes} bytes over each transport; ${mostBytes} is the most`;
    return fail('compare.too-much', message, { bytes, limit: mostBytes });
  }
  return ok(new RunningComparison(engine, spec));
}

class RunningComparison implements Comparison {
  readonly #spec: CompareSpec;
  readonly #changes = new Listeners<undefined>();
  readonly #lanes: readonly LaneRun[];
  readonly #over: Promise<void>;
  #running = true;

  constructor(engine: LaneEngine, spec: CompareSpec) {
    this.#spec = spec;
    const changed = () => this.#changes.tell(undefined);
    this.#lanes = spec.lanes.map((lane) => new LaneRun(engine, spec, lane, changed));
    this.#over = this.#run();
  }

  async #run(): Promise<void> {
    const each = async (step: (lane: LaneRun) => Promise<void>): Promise<void> => {
      for (const lane of this.#lanes) await step(lane);
    };
    await each((lane) => lane.open());
    // In turns, never two at a time: what warms up or disturbs the machine meets all of them alike.
    for (let i = 0; i < this.#spec.count && this.#lanes.some(({ going }) => going); i++) {
      await each((lane) => lane.round());
    }
    await each((lane) => lane.burst());
    await each((lane) => lane.end());
    this.#running = false;
    this.#changes.tell(undefined);
  }

  get report(): Omit<CompareReport, 'compare'> {
    const { count, payload } = this.#spec;
    return {
      running: this.#running,
      count,
      payload: payload.length,
      numbered: payload.length + numberBytes,
      lanes: this.#lanes.map(({ facts }) => facts),
    };
  }

  onChange(listener: () => void): Off {
    return this.#changes.add(listener);
  }

  stop(): Promise<void> {
    for (const lane of this.#lanes) lane.stop();
    return this.#over;
  }
}
