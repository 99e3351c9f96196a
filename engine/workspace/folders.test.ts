import { describe, expect, it } from 'vitest';
import { mergedFolders } from './folders.js';

describe('mergedFolders', () => {
  it('keeps what was added since the page looked, and what was taken away stays away', () => {
    expect(mergedFolders(['a', 'b', 'new'], ['b', 'a', 'mine'], ['a', 'b'])).toEqual([
      'b',
      'a',
      'mine',
      'new',
    ]);
    expect(mergedFolders(['a'], ['a', 'b', 'mine'], ['a', 'b'])).toEqual(['a', 'mine']);
    expect(mergedFolders(['a', 'b'], ['a'], ['a', 'b'])).toEqual(['a']);
  });

  it('has each once, where both added the same', () => {
    expect(mergedFolders(['a', 'same'], ['a', 'same'], ['a'])).toEqual(['a', 'same']);
  });

  it('takes the list as it is where nobody says what it was made from', () => {
    expect(mergedFolders(['a'], ['b'], undefined)).toEqual(['b']);
  });
});
