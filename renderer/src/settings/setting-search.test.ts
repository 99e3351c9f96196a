import { describe, expect, it } from 'vitest';
import { settingNames } from '../../../contract/index.js';
import { settingsSections } from './sections.js';
import { finds, segmentsOf, wordsOf } from './setting-search.js';

describe('the search of settings', () => {
  it('wants every word, in any order and case', () => {
    expect(finds(wordsOf('  TAB width '), 'Width of a tab')).toBe(true);
    expect(finds(wordsOf('tab height'), 'Width of a tab')).toBe(false);
    expect(finds(wordsOf(''), 'anything')).toBe(true);
  });

  it('marks what it found, where words overlap as one', () => {
    expect(segmentsOf('Width of a tab', ['tab', 'wid'])).toEqual([
      { text: 'Wid', hit: true },
      { text: 'th of a ', hit: false },
      { text: 'tab', hit: true },
    ]);
    expect(segmentsOf('aaa', ['aa'])).toEqual([{ text: 'aaa', hit: true }]);
    expect(segmentsOf('', ['a'])).toEqual([]);
  });
});

describe('the settings screen', () => {
  it('has every setting once but those that a section draws whole', () => {
    const names = settingsSections.flatMap(({ items }) => items.map(({ name }) => name));
    // Keys are a list, and the tour is no choice.
    const whole = /^(keyboard|help)[.]/;
    const single = settingNames.filter((name) => !whole.test(name));
    expect([...names].filter((name) => !whole.test(name)).sort()).toEqual([...single].sort());
  });
});
