import type { PatternMachine } from './pattern.js';

/** The state of a machine that has found its pattern. */
const found = 1;
/** Characters looked at to find where matches lie, over all starts. */
const spanSteps = 200_000;
/** Of them between two looks at the clock: a fraction of a millisecond. */
const stepsAtOnce = 16_384;
/** States worked out between the same. */
const workAtOnce = 64;

/**
 * Where a pattern stands in a text, `[start, end)` in UTF-16 units, the longest from each start; at most `most`,
 * and those that `spanSteps` reach.
 */
export function patternSpans(
  machine: PatternMachine,
  text: string,
  most = 200,
): readonly (readonly [number, number])[] {
  const whole = { from: 0, to: text.length, open: false, most, steps: spanSteps };
  const work = spansInSteps(machine, text, whole);
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value.spans;
  }
}

export interface SpansAsked {
  /** Matches that begin in `[from, to)`; what stands before is only looked back at. */
  readonly from: number;
  readonly to: number;
  /** The text is a part of one that goes on. */
  readonly open: boolean;
  readonly most: number;
  /** Characters to look at, over all starts. */
  readonly steps: number;
}

export interface Spans {
  readonly spans: readonly (readonly [number, number])[];
  /** Between the first and the last place where a match may begin that was not told: too long, or out of steps. */
  readonly unsearched: readonly [number, number] | null;
}

/** Says when it is time to let others have their turn: characters cost little, states of the machine more. */
class Pace {
  #looked = 0;
  #worked: number;

  constructor(readonly machine: PatternMachine) {
    this.#worked = machine.worked;
  }

  /** Counts a character; true after so many of them, or of states worked out. */
  step(): boolean {
    if (++this.#looked < stepsAtOnce && this.machine.worked - this.#worked < workAtOnce) return false;
    this.#looked = 0;
    this.#worked = this.machine.worked;
    return true;
  }
}

/** As `patternSpans`, of a part of a text; says where it does not know. Yields at least every millisecond or so. */
export function* spansInSteps(
  machine: PatternMachine,
  text: string,
  asked: SpansAsked,
): Generator<void, Spans> {
  const { from, to, open, most } = asked;
  const pace = new Pace(machine);
  const spans: [number, number][] = [];
  let unsearched: [number, number] | null = null;
  let steps = 0;
  let before: number | null = from > 0 ? (text.codePointAt(from - 1) ?? null) : null;
  for (let at = from; at < to && spans.length < most;) {
    if (steps >= asked.steps) {
      unsearched = [unsearched?.[0] ?? at, to];
      break;
    }
    let state = machine.start(before);
    let end = -1;
    let next = at;
    for (; next < text.length && !machine.isDead(state) && steps < asked.steps; steps++) {
      if (pace.step()) yield;
      const point = text.codePointAt(next) ?? 0;
      // Found here means before this character; on the other side of it there may be a longer one.
      const then = machine.longest(state, point);
      if (then < 0) end = next;
      state = Math.abs(then);
      next += point > 0xffff ? 2 : 1;
    }
    const alive = !machine.isDead(state);
    const ends = next >= text.length && machine.ends(state);
    const step = (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
    // Towards an end that is not the text's a match may go on, or be none; what is found before it is one.
    const unknown = alive && (next < text.length ? end <= at : open && (ends || end <= at));
    if (unknown) unsearched = [unsearched?.[0] ?? at, ends ? to : Math.min(to, at + step)];
    if (ends) end = text.length;
    if (end > at && !(ends && open)) spans.push([at, end]);
    const behind = end > at ? end : at + step;
    before = text.codePointAt(behind - 1) ?? null;
    at = behind;
    steps++;
  }
  return { spans, unsearched };
}

/**
 * Whether something begins before `to` of a text and is not over where the text ends. `any` begins anywhere,
 * `anchored` is of the same pattern. Each character is looked at once. Yields as `spansInSteps` does.
 */
export function* goesOn(
  any: PatternMachine,
  anchored: PatternMachine,
  text: string,
  to: number,
): Generator<void, boolean> {
  const paces = [new Pace(any), new Pace(anchored)] as const;
  let state = any.start();
  let at = 0;
  for (; at < to; at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1) {
    if (paces[0].step()) yield;
    state = any.step(state, text.codePointAt(at) ?? 0);
    if (state === found) return true;
  }
  state = anchored.goOn(any, state);
  for (; at < text.length && !anchored.isDead(state); at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1) {
    if (paces[1].step()) yield;
    state = Math.abs(anchored.longest(state, text.codePointAt(at) ?? 0));
  }
  return !anchored.isDead(state);
}
