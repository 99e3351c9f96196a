/** Steps within an octave: no figure is further off than half a step, 0.4 %. */
const steps = 128;
/** Octaves from 1 ns on: the last begins at 2^52 ns, 52 days. */
const octaves = 53;
/** Most bins of a histogram. */
const mostBins = 50;

/** Durations in nanoseconds, counted in steps so small that percentiles can be told: 54 KB whatever their number. */
export class LatencySketch {
  count = 0;
  min = Number.POSITIVE_INFINITY;
  max = 0;
  readonly #counts = new Float64Array(octaves * steps);

  add(nanoseconds: number): void {
    const value = Math.max(0, nanoseconds);
    this.count++;
    this.min = Math.min(this.min, value);
    this.max = Math.max(this.max, value);
    const at = stepOf(value);
    this.#counts[at] = (this.#counts[at] ?? 0) + 1;
  }

  /** The duration that a share of all (0 to 1) does not exceed; null without any. */
  quantile(share: number): number | null {
    if (this.count === 0) return null;
    let left = Math.max(1, Math.ceil(share * this.count));
    for (let i = 0; i < this.#counts.length; i++) {
      left -= this.#counts[i] ?? 0;
      if (left > 0) continue;
      return Math.min(this.max, Math.max(this.min, (startOf(i) + startOf(i + 1)) / 2));
    }
    return this.max;
  }

  /** Bins from the shortest to the longest, as fine as `mostBins` allow; every octave is cut alike. */
  bins(): { readonly edges: Float64Array; readonly counts: Float64Array } {
    if (this.count === 0) return { edges: new Float64Array(), counts: new Float64Array() };
    const first = stepOf(this.min);
    const last = stepOf(this.max);
    let width = 4;
    while (Math.floor(last / width) - Math.floor(first / width) >= mostBins) width *= 2;
    const start = Math.floor(first / width);
    const length = Math.floor(last / width) - start + 1;
    const edges = Float64Array.from({ length: length + 1 }, (_, i) => startOf((start + i) * width));
    const counts = new Float64Array(length);
    for (let i = first; i <= last; i++) {
      const bin = Math.floor(i / width) - start;
      counts[bin] = (counts[bin] ?? 0) + (this.#counts[i] ?? 0);
    }
    return { edges, counts };
  }
}

/** Below 1 ns there is nothing a clock could tell. */
function stepOf(value: number): number {
  if (value < 1) return 0;
  const octave = Math.min(octaves - 1, Math.floor(Math.log2(value)));
  return octave * steps + Math.min(steps - 1, Math.floor((value / 2 ** octave - 1) * steps));
}

function startOf(step: number): number {
  const octave = Math.floor(step / steps);
  return 2 ** octave * (1 + (step % steps) / steps);
}
