import { useTabsStore } from './tabs.js';
import { useTimelinesStore } from './timelines.js';

/**
 * Answers a way to select a row of the log on screen wherever it is: in the view, else in the other
 * layer, else without the filter. False where the log has no such row.
 */
export function useReveal(): (seq: number) => Promise<boolean> {
  const tabs = useTabsStore();
  const timelines = useTimelinesStore();

  return async (seq) => {
    const timeline = timelines.current;
    const tab = tabs.active;
    if (timeline === null || tab === null) return false;
    const position = await timeline.locate(seq);
    if (position !== null) {
      timeline.goTo(position);
      return true;
    }
    const turn = (): void => void (tab.layer = tab.layer === 'wire' ? 'messages' : 'wire');
    const { direction, text, afterSeq, range, unanswered } = tab.filter;
    const narrowed = range !== null || unanswered;
    const filtered =
      direction !== 'all' || text !== '' || afterSeq > 0 || timelines.peer !== null || narrowed;
    const widen = (): void => {
      tab.filter = { direction: 'all', text: '', afterSeq: 0, range: null, unanswered: false };
      timelines.peer = null;
    };
    // Each is tried once the one before it has shown that the row is not there.
    for (const change of filtered ? [turn, widen, turn] : [turn]) {
      const found = timeline.seek(seq);
      change();
      if (await found) return true;
    }
    return false;
  };
}
