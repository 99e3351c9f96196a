/** Steps of a loop over rows between two offers to give the event loop its turn: some tenths of a millisecond. */
export const stepsAtOnce = 1 << 14;

/** Whether a loop that has come to this step, counted from 0, should yield. */
export function isTurn(step: number): boolean {
  return (step & (stepsAtOnce - 1)) === stepsAtOnce - 1;
}
