import { watch } from 'node:fs';

/** Editors and git write in several steps; what comes within this many milliseconds is one change. */
const settleMs = 80;
/** Where the system cannot watch (network drives, no watches left), the directories are looked at this often. */
const pollMs = 3_000;

/**
 * Calls back when something in the directories may have changed; the caller reads and compares.
 * Answers how to stop.
 */
export function watchDirectories(directories: readonly string[], onChange: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  let poll: NodeJS.Timeout | undefined;
  const soon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(onChange, settleMs);
    timer.unref();
  };
  const fallBack = (): void => {
    poll ??= setInterval(onChange, pollMs);
    poll.unref();
  };
  const watchers = directories.flatMap((directory) => {
    try {
      const watcher = watch(directory, { persistent: false }, (_event, name) => {
        // Our own half-written copies begin with a dot.
        if (name?.startsWith('.') !== true) soon();
      });
      watcher.on('error', fallBack);
      return [watcher];
    } catch {
      fallBack();
      return [];
    }
  });
  return () => {
    clearTimeout(timer);
    clearInterval(poll);
    for (const watcher of watchers) watcher.close();
  };
}
