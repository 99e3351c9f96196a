import { describe, expect, it } from 'vitest';
import type { SessionInfo } from '../../../contract/index.js';
import { quickTab } from '../stores/tab.js';
import { emptyWords } from './timeline-state.js';

const live = { state: 'open' } as SessionInfo;

describe('empty timeline', () => {
  it('asks for an address first, then for the button', () => {
    expect(emptyWords(quickTab(), null, false).title).toBe('Where to?');
    expect(emptyWords(quickTab({ address: 'ws://a:1' }), null, false).title).toBe('Press Connect to begin');
    const made = quickTab({ protocol: 'ws', role: 'client', address: '{{base}}/live' });
    expect(emptyWords(made, null, false).title).toBe('Press Connect to begin');
    const listener = quickTab({ protocol: 'tcp', role: 'server', address: '12345' });
    expect(emptyWords(listener, null, false).title).toBe('Press Listen to begin');
  });

  it('offers the way back from a filter and from Clear', () => {
    const tab = quickTab();
    tab.filter.text = 'x';
    expect(emptyWords(tab, live, true).action?.does).toBe('clear-filter');
    const cleared = quickTab();
    cleared.filter.afterSeq = 9;
    expect(emptyWords(cleared, live, false).action?.does).toBe('show-all');
  });

  it('says how to mark a row, or where the marked ones are', () => {
    const tab = quickTab();
    tab.filter.direction = 'marked';
    expect(emptyWords(tab, { ...live, marks: 0 }, true)).toMatchObject({
      title: 'No row is marked',
      action: { does: 'clear-filter' },
    });
    expect(emptyWords(tab, { ...live, marks: 1 }, true).text).toContain(
      'The marked row is in the other layer',
    );
    expect(emptyWords(tab, { ...live, marks: 7 }, true).text).toContain('The 7 marked rows are');
  });

  it('waits without a button while nothing has happened, and says when a recording is gone', () => {
    expect(emptyWords(quickTab(), live, false).action).toBeUndefined();
    expect(emptyWords({ ...quickTab(), session: 'gone' }, null, false).title).toBe('This session is gone');
  });
});
