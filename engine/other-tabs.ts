import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isHeld } from './log/index.js';

/**
 * Sessions in tabs of other hosts that have this workspace open: what their pages show is known from
 * the state each of them keeps. Tabs of our own pages are told by the pages.
 */
export async function tabsOfOtherHosts(stateDirectory: string): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  const names = await readdir(stateDirectory).catch(() => []);
  for (const name of names.filter((one) => /^window-\d+$/.test(one))) {
    const directory = join(stateDirectory, name);
    if (!(await isHeld(directory)) || (await holderOf(directory)) === process.pid) continue;
    const files = (await readdir(directory).catch(() => [])).filter((file) =>
      /^state(-\d+)?\.json$/.test(file),
    );
    for (const file of files)
      for (const session of sessionsOf(await readJson(join(directory, file)))) found.add(session);
  }
  return found;
}

async function holderOf(directory: string): Promise<unknown> {
  const lock = await readJson(join(directory, 'session.lock'));
  return typeof lock === 'object' && lock !== null && 'pid' in lock ? lock.pid : null;
}

function sessionsOf(state: unknown): string[] {
  if (typeof state !== 'object' || state === null || !('tabs' in state) || !Array.isArray(state.tabs))
    return [];
  // The page's own state is not ours to know: what looks like a tab with a session is one.
  const tabs: readonly unknown[] = state.tabs;
  return tabs.flatMap((tab) =>
    typeof tab === 'object' && tab !== null && 'session' in tab && typeof tab.session === 'string'
      ? [tab.session]
      : [],
  );
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as unknown;
  } catch {
    return null;
  }
}
