import { describe, expect, it } from 'vitest';
import { ok } from '../../../contract/index.js';
import { useReveal } from './reveal.js';
import { quickTab } from './tab.js';
import type { TabState } from './tab.js';
import { useTabsStore } from './tabs.js';
import { openTestHost } from './test-host.js';
import type { Timeline } from './timeline.js';
import { useTimelinesStore } from './timelines.js';

/** A window on a log in which a row can be seen under a condition; what was gone to, and each view that was sought in. */
function open(part: Partial<TabState>, visible: (tab: TabState, peer: number | null) => boolean) {
  openTestHost({ 'state.write': () => ok(undefined) });
  const tabs = useTabsStore();
  const timelines = useTimelinesStore();
  const state = { ...quickTab(), ...part };
  tabs.tabs.push(state);
  tabs.activate(state.id);
  const tab = (): TabState => tabs.active ?? state;
  const gone: number[] = [];
  const sought: string[] = [];
  // Of a timeline only these are used here. A view is there a turn after what it shows was changed.
  timelines.current = {
    locate: async () => (visible(tab(), timelines.peer) ? 4 : null),
    goTo: (position: number) => gone.push(position),
    seek: async () => {
      await Promise.resolve();
      sought.push(`${tab().layer} ${tab().filter.direction}`);
      return visible(tab(), timelines.peer);
    },
  } as unknown as Timeline;
  return { reveal: useReveal(), tab, gone, sought, timelines };
}

describe('useReveal', () => {
  it('goes to a row that is in the view, and changes nothing', async () => {
    const { reveal, gone, tab, sought } = open({}, () => true);
    expect(await reveal(9)).toBe(true);
    expect([gone, sought, tab().layer]).toEqual([[4], [], 'messages']);
  });

  it('turns to the other layer for a row of the wire', async () => {
    const { reveal, tab } = open({}, (one) => one.layer === 'wire');
    expect(await reveal(9)).toBe(true);
    expect(tab().layer).toBe('wire');
  });

  it('takes the filter off only where the row is in neither layer', async () => {
    const filter = { direction: 'out' as const, text: 'x', afterSeq: 3, range: null, unanswered: false };
    const { reveal, tab, sought } = open({ filter }, (one) => one.layer === 'wire' && one.filter.text === '');
    expect(await reveal(9)).toBe(true);
    expect(sought).toEqual(['wire out', 'wire all']);
    expect(tab().filter).toEqual({ direction: 'all', text: '', afterSeq: 0, range: null, unanswered: false });
  });

  it('shows the rows of all peers where one hides it, and comes back to the layer it was in', async () => {
    const { reveal, tab, timelines } = open({}, (one, peer) => one.layer === 'messages' && peer === null);
    timelines.peer = 2;
    expect(await reveal(9)).toBe(true);
    expect([timelines.peer, tab().layer]).toEqual([null, 'messages']);
  });

  it('says that the log has no such row', async () => {
    const { reveal, gone } = open({}, () => false);
    expect(await reveal(99)).toBe(false);
    expect(gone).toEqual([]);
  });
});
