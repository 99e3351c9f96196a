/** Told of bugs and of what no request waits for. */
export type Log = (problem: string, error?: unknown) => void;

/** One entry on standard error: when, what, and the stack where there is one. It never reaches a page. */
export const logToStderr: Log = (problem, error) => {
  console.error(`${new Date().toISOString()} ${problem}${reasonOf(error)}`);
};

function reasonOf(error: unknown): string {
  if (error === undefined) return '';
  return error instanceof Error ? `\n${error.stack ?? error.message}` : ` (${JSON.stringify(error)})`;
}
