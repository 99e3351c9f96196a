import { useHostStore } from '../stores/host.js';
import type { Row } from '../stores/row-cache.js';
import { useTabsStore } from '../stores/tabs.js';
import { useTimelinesStore } from '../stores/timelines.js';
import { useToasts } from '../ui/index.js';
import { relatedItem } from './frame-text.js';
import { t, told } from '../language/index.js';

/** Leads from a frame to its message and from a message to its first frame, into the other layer. */
export function useRelated(clearFilter: () => void): (row: Row) => Promise<void> {
  const host = useHostStore();
  const tabs = useTabsStore();
  const timelines = useTimelinesStore();
  const toasts = useToasts();

  return async (row) => {
    const tab = tabs.active;
    const timeline = timelines.current;
    if (tab === null || timeline === null) return;
    const wire = tab.layer === 'wire';
    if (relatedItem(row, wire) === null) return;
    const answer = await host.call('row.related', { session: timeline.session, seq: row.seq });
    if (!answer.ok) {
      toasts.show({
        tone: 'err',
        title: () => t('Its rows cannot be found'),
        text: () => told(answer.error.message),
      });
      return;
    }
    const target = wire ? answer.value.message : (answer.value.frames[0] ?? null);
    if (target === null) {
      const text = (): string =>
        wire
          ? t('A message is shown once all of its frames are there; this one never was, or not yet.')
          : t('The session was recorded before frames were kept.');
      toasts.show({
        title: () => (wire ? t('No message came of this frame') : t('No frames are known')),
        text,
      });
      return;
    }
    const found = timeline.seek(target);
    tab.layer = wire ? 'messages' : 'wire';
    if (!(await found) && timelines.current === timeline) {
      toasts.show({
        title: () => t('Row {seq} is left out by the filter', { seq: String(target) }),
        action: { label: () => t('Clear filter'), run: clearFilter },
      });
    }
  };
}
