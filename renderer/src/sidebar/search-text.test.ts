import { describe, expect, it } from 'vitest';
import { filterMarks, parseFilter } from '../../../codec/index.js';
import { previewRuns, previewText, searchSummary } from './search-text.js';

describe('the words of a search', () => {
  it('shows one line of a payload, with dots for what is no text', () => {
    expect(previewText(Uint8Array.of(0x61, 0x0a, 0x00, 0xff, 0x62))).toBe('a···b');
  });

  it('marks what was searched for', () => {
    const node = parseFilter('"two" or text~/o\\w+r/');
    const find = filterMarks(node.ok ? node.value : null);
    const runs = previewRuns(new TextEncoder().encode('one TWO\nfour'), find);
    expect(runs).toEqual([
      { text: 'one ', hit: false },
      { text: 'TWO', hit: true },
      { text: '·f', hit: false },
      { text: 'our', hit: true },
      { text: '', hit: false },
    ]);
  });

  it('says how far it is, whether it was stopped, and what it found', () => {
    const progress = { sessionsDone: 3, sessions: 8, count: 1 };
    expect(searchSummary(null, true)).toBe('Searching…');
    expect(searchSummary(progress, true)).toBe('1 row in 3 of 8 sessions so far');
    expect(searchSummary(progress, false)).toBe('1 row in 3 of 8 sessions: stopped');
    expect(searchSummary({ ...progress, sessionsDone: 8, count: 2 }, false)).toBe('2 rows in 8 sessions');
  });
});
