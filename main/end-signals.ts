/**
 * A signal that comes so soon after the first is the same wish: Ctrl+C reaches every program of the terminal, and
 * `npm` and `npm start` hand it on to the host, which has it already. Milliseconds.
 */
const sameWishMs = 1_000;

/** As much of `process` as this needs. */
export interface Signalled {
  on(signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP', listener: () => void): unknown;
}

/**
 * Calls `end` once for what asks a program to end: Ctrl+C, SIGTERM, and a terminal that was closed, where Node would
 * end on the spot (under `nohup` too, whose wish it does not heed). `insist` is called where it is asked again later.
 */
export function onEndSignal(process: Signalled, end: () => void, insist: () => void): void {
  let endingAt: number | null = null;
  const heard = (): void => {
    if (endingAt === null) {
      endingAt = performance.now();
      end();
    } else if (performance.now() - endingAt > sameWishMs) insist();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, heard);
}
