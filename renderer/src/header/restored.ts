import { plainLine } from '../../../contract/trouble.js';
import type { Restored, RestoredWindow } from '../../../contract/index.js';
import { t } from '../language/index.js';

/** Named one by one; of more, how many. */
const mostNamed = 8;
const nameCharacters = 60;

/** What a host that crashed has brought back, in the words of both hosts. */
export function restoredText({ workspace, windows, recordings }: Restored): string {
  return t(
    'Wirebench did not end properly the last time. Workspace {workspace} is open again. {tabs} Tabs and drafts are as they were kept last. {recordings}',
    { workspace: nameOf(workspace), tabs: tabsText(windows), recordings: recordingsText(recordings) },
  );
}

/** “3 tabs are back in 2 windows: 2 in window 1 (echo in front), 1 in window 2 (feed in front).” */
function tabsText(windows: readonly RestoredWindow[]): string {
  const count = windows.reduce((sum, { tabs }) => sum + tabs, 0);
  const [only] = windows;
  if (count === 0) return t('No tabs were open.');
  if (only !== undefined && windows.length === 1) {
    return only.title === ''
      ? t('{count, plural, one {# tab is back.} other {# tabs are back.}}', { count })
      : t(
          '{count, plural, one {# tab is back, {title} in front.} other {# tabs are back, {title} in front.}}',
          { count, title: nameOf(only.title) },
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

function whereText({ window, tabs, title }: RestoredWindow): string {
  const place = { count: tabs, window: String(window) };
  return title === ''
    ? t('{count} in window {window}', place)
    : t('{count} in window {window} ({title} in front)', { ...place, title: nameOf(title) });
}

/** A recording that was cut off is ended by now: it is whole up to what had reached the disk. */
function recordingsText(recordings: Restored['recordings']): string {
  if (recordings.length === 0) return t('No recording was cut off.');
  const named = recordings
    .slice(0, mostNamed)
    .map(({ name, rows }) =>
      t('{name} ({count, plural, one {# row} other {# rows}})', { name: nameOf(name), count: rows }),
    );
  const rest = recordings.length - named.length;
  const list = [...named, ...(rest === 0 ? [] : [t('{count} more##recordings', { count: rest })])].join(', ');
  return t(
    '{count, plural, one {# recording was cut off, has been ended and is complete up to the last block on disk: {list}.} other {# recordings were cut off, have been ended and are complete up to the last block on disk: {list}.}}',
    { count: recordings.length, list },
  );
}

function nameOf(title: string): string {
  const plain = plainLine(title, nameCharacters);
  return title.length > nameCharacters && !plain.endsWith('…') ? `${plain}…` : plain;
}
