import { plainLine } from '../../contract/trouble.js';

/** Named one by one; of more, how many. */
const mostNamed = 8;
const titleCharacters = 60;

interface KeptWindow {
  readonly window: number;
  readonly tabs: number;
  readonly title: string;
}

/** The windows that come back, as far as the disk tells before their pages do. */
export async function restoredWindows(kept: {
  lastOpen(): Promise<readonly number[]>;
  list(): Promise<readonly KeptWindow[]>;
}): Promise<readonly KeptWindow[]> {
  const last = await kept.lastOpen();
  const open = last.length === 0 ? [1] : last;
  const known = await kept.list();
  return open.map((window) => known.find((one) => one.window === window) ?? { window, tabs: 0, title: '' });
}

/** “3 tabs are back in 2 windows: 2 in window 1 (echo in front), 1 in window 2 (feed in front).” */
export function restoredText(windows: readonly KeptWindow[]): string {
  const all = windows.reduce((sum, { tabs }) => sum + tabs, 0);
  const [only] = windows;
  if (all === 0) return 'No tabs were open.';
  const back = `${tabsText(all)} ${all === 1 ? 'is' : 'are'} back`;
  if (only !== undefined && windows.length === 1) {
    return only.title === '' ? `${back}.` : `${back}, ${nameOf(only.title)} in front.`;
  }
  const named = windows.slice(0, mostNamed).map(({ window, tabs, title }) => {
    const front = title === '' ? '' : ` (${nameOf(title)} in front)`;
    return `${tabs} in window ${window}${front}`;
  });
  const rest = windows.length - named.length;
  const more = rest === 0 ? [] : [`the others in ${rest} more`];
  return `${back} in ${windows.length} windows: ${[...named, ...more].join(', ')}.`;
}

const tabsText = (count: number): string => (count === 1 ? '1 tab' : `${count} tabs`);
const nameOf = (title: string): string => plainLine(title, titleCharacters);
