import { plainLine, Trouble, troubleOf } from '../contract/trouble.js';
import type { LogFile } from './log-file.js';

/** Told of bugs and of what no request waits for. */
export type Log = (problem: string, error?: unknown) => void;

/**
 * One entry on standard error: when, what, and the stack where there is one. It never reaches a page. Messages hold
 * words of peers, and a terminal would act on what is in them.
 */
const logToStderr: Log = (problem, error) => {
  const lines = `${new Date().toISOString()} ${problem}${reasonOf(error)}`.split('\n');
  console.error(lines.map((line) => plainLine(line, lineChars)).join('\n'));
};

const problemChars = 500;
const lineChars = 2_000;

/** What a host notes: to standard error and to its file, or to the file alone. */
export interface HostLog {
  readonly log: Log;
  /** For what whoever started the host need not see: failures of pages. */
  readonly note: Log;
}

/**
 * The log of a host. The file gets no more than `troubleOf` lets through, and of an entry that comes again and again
 * the first, and then how often: whatever goes round in circles cannot push the rest out.
 */
export function hostLog(file: LogFile, now: () => Date = () => new Date()): HostLog {
  let last = '';
  let times = 0;
  const note: Log = (problem, error) => {
    const entry = [plainLine(problem, problemChars), ...reasonLines(error)].join('\n    ');
    const stamp = now().toISOString();
    if (entry === last) {
      times++;
      if (Number.isInteger(Math.log10(times)))
        file.append(`${stamp} (the entry before, ${times} times so far)`);
      return;
    }
    const before = times > 1 ? `${stamp} (the entry before came ${times} times)\n` : '';
    [last, times] = [entry, 1];
    file.append(`${before}${stamp} ${entry}`);
  };
  return {
    note,
    log(problem, error) {
      logToStderr(problem, error);
      note(problem, error);
    },
  };
}

function reasonOf(error: unknown): string {
  if (error === undefined) return '';
  return error instanceof Error ? `\n${error.stack ?? error.message}` : ` (${JSON.stringify(error)})`;
}

function reasonLines(error: unknown): string[] {
  if (error === undefined) return [];
  const told = Trouble.safeParse(error);
  const { name, message, frames } = told.success ? told.data : troubleOf(error);
  return [
    plainLine(message === '' ? name : `${name}: ${message}`, problemChars),
    ...frames.map((frame) => plainLine(frame, problemChars)),
  ];
}
