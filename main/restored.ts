import type { Failure, Restored, RestoredRecording, RestoredWindow } from '../contract/index.js';
import type { Engine } from '../engine/index.js';
import type { HostNews } from './host-news.js';

interface Kept {
  lastOpen(): Promise<readonly number[]>;
  list(): Promise<readonly RestoredWindow[]>;
}

type Crashed = Pick<Engine, 'info'> & {
  readonly workspace: { readonly info: { readonly name: string }; readonly windows: Kept };
};

/**
 * What is back, as far as the disk tells before pages come and write what they show by then. `opens`: this host opens
 * the windows that were open; else every window that keeps something is there at its address.
 */
export async function restoredOf({ info, workspace }: Crashed, opens: boolean): Promise<Restored> {
  return {
    workspace: workspace.info.name,
    windows: await (opens ? windowsOpened(workspace.windows) : windowsKept(workspace.windows)),
    recordings: info.problems.flatMap(recordingOf),
  };
}

/** Tells the next page that comes. */
export function tellOfCrash(restored: Restored, news: Pick<HostNews, 'tellNext'>): void {
  news.tellNext({
    code: 'host.crashed',
    message: 'Wirebench did not end properly the last time.',
    restored,
  });
}

async function windowsOpened(kept: Kept): Promise<readonly RestoredWindow[]> {
  const last = await kept.lastOpen();
  const open = last.length === 0 ? [1] : last;
  const known = await kept.list();
  return open.map((window) => known.find((one) => one.window === window) ?? { window, tabs: 0, title: '' });
}

async function windowsKept(kept: Kept): Promise<readonly RestoredWindow[]> {
  return (await kept.list()).filter(({ tabs }) => tabs > 0);
}

function recordingOf({ code, detail }: Failure): RestoredRecording[] {
  const { name, rows } = detail ?? {};
  return code === 'log.recovered' && typeof name === 'string' && typeof rows === 'number'
    ? [{ name, rows }]
    : [];
}
