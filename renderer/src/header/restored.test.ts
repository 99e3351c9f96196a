import { describe, expect, it } from 'vitest';
import type { RestoredWindow } from '../../../contract/index.js';
import { restoredText } from './restored.js';

const kept = (window: number, tabs: number, title = '') => ({ window, tabs, title });
const textOf = (windows: readonly RestoredWindow[], recordings: { name: string; rows: number }[] = []) =>
  restoredText({ workspace: 'bench', windows, recordings });

describe('what is back after a crash', () => {
  it('says which workspace, how many tabs, and of several windows which has how many', () => {
    expect(textOf([kept(1, 0)])).toBe(
      'Wirebench did not end properly the last time. Workspace bench is open again. No tabs were open. Tabs and drafts are as they were kept last. No recording was cut off.',
    );
    expect(textOf([])).toContain(' No tabs were open. ');
    expect(textOf([kept(1, 1, 'Echo')])).toContain(' 1 tab is back, Echo in front. ');
    expect(textOf([kept(1, 2)])).toContain(' 2 tabs are back. ');
    expect(textOf([kept(1, 2, 'Echo'), kept(3, 1, '127.0.0.1:9'), kept(4, 0)])).toContain(
      ' 3 tabs are back in 3 windows: 2 in window 1 (Echo in front), 1 in window 3 (127.0.0.1:9 in front), 0 in window 4. ',
    );
  });

  it('says which recordings were cut off, and how much of each is back', () => {
    expect(textOf([], [{ name: 'flood', rows: 1 }])).toMatch(
      / 1 recording was cut off, has been ended and is complete up to the last block on disk: flood \(1 row\)\.$/,
    );
    const many = Array.from({ length: 10 }, (_, n) => ({ name: `s${n}`, rows: n }));
    expect(textOf([], many)).toMatch(
      / 10 recordings were cut off, .*: s0 \(0 rows\), .* s7 \(7 rows\), 2 more\.$/,
    );
  });

  it('names so many windows that it can be read, and shows names as they are written', () => {
    const many = Array.from({ length: 12 }, (_, n) => kept(n + 1, 1, `tab ${n}`));
    expect(textOf(many)).toMatch(/ 12 tabs are back in 12 windows: .*window 8 .*, the others in 4 more\. /);
    expect(textOf([kept(1, 1, 'a\u202eb\n')])).toContain(' 1 tab is back, a\\u{202e}b\\u{a} in front. ');
    expect(textOf([kept(1, 1, 'x'.repeat(500))]).length).toBeLessThan(300);
  });
});
