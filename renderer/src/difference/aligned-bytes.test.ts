import { describe, expect, it } from 'vitest';
import { encodeUtf8 } from '../../../codec/index.js';
import { alignBytes, cellsAt, textRuns } from './aligned-bytes.js';

const differences = [{ leftFrom: 2, leftTo: 3, rightFrom: 2, rightTo: 5 }];

describe('alignBytes', () => {
  it('gives the shorter side gaps, so that what follows stands side by side again', () => {
    const aligned = alignBytes(4, 6, differences);
    expect(aligned.cells).toBe(6);
    expect(cellsAt(aligned, 1, 6)).toEqual([
      { left: 1, right: 1, differs: false },
      { left: 2, right: 2, differs: true },
      { left: -1, right: 3, differs: true },
      { left: -1, right: 4, differs: true },
      { left: 3, right: 5, differs: false },
    ]);
    expect(cellsAt(alignBytes(0, 0, []), 0, 8)).toEqual([]);
  });
});

describe('textRuns', () => {
  it('cuts no character in two', () => {
    // ž is C5 BE, š is C5 A1: only the second byte differs.
    const one = { leftFrom: 2, leftTo: 3, rightFrom: 2, rightTo: 3 };
    expect(textRuns(encodeUtf8('ažb'), [one], 'left')).toEqual([
      { text: 'a', differs: false },
      { text: 'ž', differs: true },
      { text: 'b', differs: false },
    ]);
  });

  it('shows controls and never obeys them', () => {
    expect(textRuns(encodeUtf8('a\u001bb'), [], 'right')).toEqual([{ text: 'a␛b', differs: false }]);
  });
});
