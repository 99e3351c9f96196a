import { describe, expect, it } from 'vitest';
import { filterMarks, parseFilter } from '../../../codec/index.js';
import { RowKind } from '../../../contract/index.js';
import { speak } from '../language/index.js';
import { previewRuns, previewText, searchSummary } from './search-text.js';

describe('the words of a search', () => {
  it('shows one line of a payload, with dots for what is no text', () => {
    expect(previewText({ kind: RowKind.text, preview: Uint8Array.of(0x61, 0x0a, 0x00, 0xff, 0x62) })).toBe(
      'a···b',
    );
  });

  it('tells what a row of the log tells in the language of the window, and payloads as they are', async () => {
    const told =
      'connection refused by localhost:1: nothing listens there; start the server or check the port';
    const preview = new TextEncoder().encode(told);
    const none = filterMarks(null);
    await speak('de');
    try {
      expect(previewText({ kind: RowKind.text, preview })).toBe(told);
      expect(previewText({ kind: RowKind.connect, preview })).toMatch(
        /^Verbindung von localhost:1 abgelehnt/,
      );
      expect(previewRuns({ kind: RowKind.connect, preview }, none)[0]?.text).toMatch(/^Verbindung/);
    } finally {
      await speak('en');
    }
  });

  it('marks what was searched for', () => {
    const node = parseFilter('"two" or text~/o\\w+r/');
    const find = filterMarks(node.ok ? node.value : null);
    const runs = previewRuns(
      { kind: RowKind.text, preview: new TextEncoder().encode('one TWO\nfour') },
      find,
    );
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
