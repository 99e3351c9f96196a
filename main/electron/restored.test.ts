import { describe, expect, it } from 'vitest';
import { restoredText, restoredWindows } from './restored.js';

const kept = (window: number, tabs: number, title = '') => ({ window, tabs, title });

describe('what is back after a crash', () => {
  it('says how many tabs, and of several windows which has how many', () => {
    expect(restoredText([kept(1, 0)])).toBe('No tabs were open.');
    expect(restoredText([kept(1, 1, 'Echo')])).toBe('1 tab is back, Echo in front.');
    expect(restoredText([kept(1, 2)])).toBe('2 tabs are back.');
    expect(restoredText([kept(1, 2, 'Echo'), kept(3, 1, '127.0.0.1:9'), kept(4, 0)])).toBe(
      '3 tabs are back in 3 windows: 2 in window 1 (Echo in front), 1 in window 3 (127.0.0.1:9 in front), 0 in window 4.',
    );
  });

  it('names so many windows that it can be read, and shows names as they are written', () => {
    const many = Array.from({ length: 12 }, (_, n) => kept(n + 1, 1, `tab ${n}`));
    expect(restoredText(many)).toMatch(
      /^12 tabs are back in 12 windows: .*window 8 .*, the others in 4 more\.$/,
    );
    expect(restoredText([kept(1, 1, 'a\u202eb\n')])).toBe('1 tab is back, a\\u{202e}b\\u{a} in front.');
    expect(restoredText([kept(1, 1, 'x'.repeat(500))]).length).toBeLessThan(100);
  });

  it('counts the windows that were open, also one that kept nothing, and none that was closed', async () => {
    const list = () => Promise.resolve([kept(1, 2, 'Echo'), kept(2, 5, 'closed')]);
    expect(await restoredWindows({ list, lastOpen: () => Promise.resolve([1, 3]) })).toEqual([
      kept(1, 2, 'Echo'),
      kept(3, 0),
    ]);
    expect(await restoredWindows({ list, lastOpen: () => Promise.resolve([]) })).toEqual([
      kept(1, 2, 'Echo'),
    ]);
  });
});
