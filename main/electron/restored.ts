import { plainLine } from '../../contract/trouble.js';
import { t } from './speech.js';

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
  const count = windows.reduce((sum, { tabs }) => sum + tabs, 0);
  const [only] = windows;
  if (count === 0) return t('No tabs were open.');
  if (only !== undefined && windows.length === 1) {
    return only.title === ''
      ? t('{count, plural, one {# tab is back.} other {# tabs are back.}}', { count })
      : t(
          '{count, plural, one {# tab is back, {title} in front.} other {# tabs are back, {title} in front.}}',
          {
            count,
            title: nameOf(only.title),
          },
        );
  }
  const named = windows.slice(0, mostNamed).map(whereText);
  const rest = windows.length - named.length;
  const list = [...named, ...(rest === 0 ? [] : [t('the others in {count} more', { count: rest })])].join(
    ', ',
  );
  return t(
    '{count, plural, one {# tab is back in {windows} windows: {list}.} other {# tabs are back in {windows} windows: {list}.}}',
    { count, windows: windows.length, list },
  );
}

function whereText({ window, tabs, title }: KeptWindow): string {
  const place = { count: tabs, window: String(window) };
  return title === ''
    ? t('{count} in window {window}', place)
    : t('{count} in window {window} ({title} in front)', { ...place, title: nameOf(title) });
}

function nameOf(title: string): string {
  const plain = plainLine(title, titleCharacters);
  return title.length > titleCharacters && !plain.endsWith('…') ? `${plain}…` : plain;
}
