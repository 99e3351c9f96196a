import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod/mini';

const Running = z.object({ startedAt: z.number() });

/** What a dump is called on each system: Crashpad's are minidumps. */
const isDump = (name: string): boolean => name.endsWith('.dmp');
/** Dumps lie in folders of the crash reporter (`completed`, `pending`, `new`, `reports`), one deep. */
const deepest = 2;
const mostDumps = 100;

/** How the run before ended, by a file that is there while the app runs. */
export class LastRun {
  /** When the run began that did not end properly; null where it did, or there was none. */
  readonly crashed: number | null;

  constructor(private readonly file: string) {
    this.crashed = startedAt(file);
    try {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, JSON.stringify({ startedAt: Date.now() }), { mode: 0o600 });
    } catch {
      // Without it the next start asks nothing, which costs nobody anything.
      return;
    }
  }

  /** This run ends as it should. */
  end(): void {
    rmSync(this.file, { force: true });
  }
}

function startedAt(file: string): number | null {
  try {
    return Running.parse(JSON.parse(readFileSync(file, 'utf8'))).startedAt;
  } catch {
    return null;
  }
}

/** Dumps that were written at or after a time, newest first. */
export function dumpsSince(directory: string, since: number): string[] {
  const found: { path: string; at: number }[] = [];
  walk(directory, deepest);
  return found.sort((a, b) => b.at - a.at).map(({ path }) => path);

  function walk(folder: string, depth: number): void {
    let entries;
    try {
      entries = readdirSync(folder, { withFileTypes: true });
    } catch {
      return;
    }
    for (const entry of entries) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && depth > 1) walk(path, depth - 1);
      if (!entry.isFile() || !isDump(entry.name) || found.length >= mostDumps) continue;
      const at = statSync(path).mtimeMs;
      if (at >= since) found.push({ path, at });
    }
  }
}
