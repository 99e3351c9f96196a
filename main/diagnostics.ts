import { open } from 'node:fs/promises';
import { homedir, release, type } from 'node:os';
import type { Diagnostics, SessionInfo, WorkspaceInfo } from '../contract/index.js';

/** Of the log's end: some dozen entries with their frames. */
const tailBytes = 64 * 1024;
const mostLines = 60;
/** A shorter name is a word like any other, and covering it would eat the text. */
const shortestName = 3;

/** What a log line must not tell whoever reads a report. */
export interface Private {
  /** Names and addresses of connections and sessions. */
  readonly names: readonly string[];
  /** Where the workspace lies. */
  readonly directory: string;
}

/** What people named, of the workspace that is open. */
export function privateOf(
  { directory, connections }: Pick<WorkspaceInfo, 'directory' | 'connections'>,
  sessions: readonly Pick<SessionInfo, 'name' | 'config'>[],
): Private {
  const named = [
    ...connections.map(({ connection: { name, config } }) => [name, config.address]),
    ...sessions.map(({ name, config }) => [name, config.address]),
  ];
  return { names: named.flat(), directory };
}

/** A line of the log without addresses, quoted texts, names that a person gave, and the way to their home. */
export function coverLine(line: string, { names, directory }: Private, home = homedir()): string {
  const known = [...new Set(names)]
    .filter((name) => name.length >= shortestName)
    .sort((a, b) => b.length - a.length);
  let covered = line;
  for (const name of known) covered = covered.replaceAll(name, '(name)');
  return covered
    .replaceAll(directory, '(workspace)')
    .replaceAll(home, '~')
    .replaceAll(/[“"'‘`][^“”"'’`]*[”"'’`]/gu, '“…”')
    .replaceAll(
      /\b[a-z][a-z0-9+.-]*:\/\/[^\s/?#)]*([^\s?#)]*)(?:[?#][^\s)]*)?/giu,
      // The path stays where it is of a script: the frames of our own are what a report is for.
      (_, path: string) => `(address)${/\.(?:[cm]?js|ts|vue)(?::\d+){0,2}$/.test(path) ? path : ''}`,
    )
    .replaceAll(/\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b/gu, '(address)')
    .replaceAll(/\[[0-9a-f:.]*:[0-9a-f:.]*(?:%\w+)?\](?::\d+)?/giu, '(address)')
    .replaceAll(/\b(?:localhost|[\w-]+(?:\.[\w-]+)+):\d{2,5}\b(?!:\d)/gu, '(address)');
}

async function lastLines(file: string): Promise<string[]> {
  const handle = await open(file, 'r').catch(() => null);
  if (handle === null) return [];
  try {
    const { size } = await handle.stat();
    const from = Math.max(0, size - tailBytes);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - from), 0, size - from, from);
    const lines = buffer.toString('utf8', 0, bytesRead).split('\n');
    // The first is cut where the file is longer.
    return (from > 0 ? lines.slice(1) : lines).filter((line) => line !== '').slice(-mostLines);
  } catch {
    return [];
  } finally {
    await handle.close();
  }
}

/** What the host adds to a report; a log that is not there is an empty one. */
export async function readDiagnostics(logFile: string, what: Private): Promise<Diagnostics> {
  const lines = await lastLines(logFile);
  return {
    system: `${type()} ${release()} ${process.arch}`,
    log: lines.map((line) => coverLine(line, what)),
  };
}
