import { troubleKey, troubleOf, troubleText } from '../contract/trouble.js';
import type { Trouble } from '../contract/trouble.js';
import type { Log } from './log.js';

/** As much of `process` as this needs. */
export interface Unhandling {
  on(event: 'uncaughtException' | 'unhandledRejection', listener: (error: unknown) => void): unknown;
}

interface UnhandledOptions {
  readonly log: Log;
  /** Told of what failed while the host runs; `times` counts this very failure. */
  readonly tell: (trouble: Trouble, times: number) => void;
  /** What failed before there was a host to go on with. */
  readonly fatal: (trouble: Trouble) => void;
}

/** Failures that are told apart; of those beyond, which only a host gone wrong has, all are one. */
const mostKeys = 200;

/**
 * Nothing that nobody caught ends the host once it runs: sessions are independent of one another, each has its log on
 * disk, and those that did not fail must not be cut off. It is noted and told, and the person decides.
 */
export function watchUnhandled(
  process: Unhandling,
  { log, tell, fatal }: UnhandledOptions,
): { started(): void } {
  let running = false;
  let telling = false;
  const times = new Map<string, number>();
  const onUnhandled = (kind: string) => (error: unknown) => {
    // What fails while a failure is being told of must not lead here again and again.
    if (telling) return;
    telling = true;
    try {
      const trouble = troubleOf(error);
      log(running ? `Nobody handled ${kind}; the host goes on` : `Nobody handled ${kind}`, error);
      if (!running) return fatal(trouble);
      const known = troubleKey(trouble);
      const key = times.has(known) || times.size < mostKeys ? known : '';
      const count = (times.get(key) ?? 0) + 1;
      times.set(key, count);
      tell(trouble, count);
    } finally {
      telling = false;
    }
  };
  process.on('uncaughtException', onUnhandled('an error'));
  process.on('unhandledRejection', onUnhandled('a rejected promise'));
  return { started: () => void (running = true) };
}

/** Whoever read our output has gone: that is no failure of ours, and telling of it there would be the next. */
export function outliveReaders(...streams: readonly NodeJS.WritableStream[]): void {
  for (const stream of streams) stream.on('error', () => undefined);
}

/** A failure of the host in the words of a page's banner. */
export function hostTrouble(trouble: Trouble, times: number, logFile: string): string {
  const often = times === 1 ? '' : `, ${times} times so far`;
  return `${troubleText(trouble)}${often}. What was being done may be incomplete; the rest goes on. The log notes it: ${logFile}`;
}

/** Of what comes again and again it is enough to hear at 1, 10, 100… */
export function isWorthTelling(times: number): boolean {
  return Number.isInteger(Math.log10(times));
}
