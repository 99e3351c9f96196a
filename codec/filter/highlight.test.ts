import { describe, expect, it } from 'vitest';
import { encodeUtf8 } from '../utf8.js';
import { findHex } from './hex-pattern.js';
import { filterMarks, findFilterBytes, findFilterText } from './highlight.js';
import { parseFilter } from './parser.js';

function marksOf(query: string): ReturnType<typeof filterMarks> {
  const node = parseFilter(query);
  if (!node.ok) throw new Error(node.error.message);
  return filterMarks(node.value);
}

describe('what a filter marks', () => {
  it('is what was asked for, never what was denied', () => {
    const marks = marksOf('"TICK" not "tock" (text~/\\d+/ or json:$.a=="x") dir:in');
    expect(findFilterText(marks, 'tick tock 42 x')).toEqual([
      [0, 4],
      [10, 12],
      [13, 14],
    ]);
  });

  it('joins what overlaps', () => {
    expect(findFilterText(marksOf('"abc" "bcd"'), 'xabcdx')).toEqual([[1, 5]]);
  });

  it('is found in bytes, literals as UTF-8', () => {
    const bytes = encodeUtf8('a é TICK');
    expect(findFilterBytes(marksOf('"é" "tick"'), bytes)).toEqual([
      [2, 4],
      [5, 9],
    ]);
    expect(findFilterBytes(marksOf('hex:c3 ?? 20'), bytes)).toEqual([[2, 5]]);
  });
});

describe('bytes that a filter asks for', () => {
  it('are marked in a text by the characters that hold them', () => {
    expect(findFilterText(marksOf('hex:61 ?? 63'), 'xabc abc')).toEqual([
      [1, 4],
      [5, 8],
    ]);
    expect(findFilterText(marksOf('hex:a9 20'), 'é é x')).toEqual([
      [0, 2],
      [2, 4],
    ]);
    expect(findFilterText(marksOf('hex:9f 98'), 'a😀b')).toEqual([[1, 3]]);
    expect(findFilterText(marksOf('hex:ff'), 'a😀b')).toEqual([]);
  });
});

describe('bytes with gaps', () => {
  it('are found at any place, wholly inside', () => {
    const bytes = Uint8Array.of(1, 2, 1, 3, 9, 1, 3);
    expect(findHex(bytes, [1, 3])).toBe(2);
    expect(findHex(bytes, [1, 3], 3)).toBe(5);
    expect(findHex(bytes, [-1, 1, -1])).toBe(1);
    expect(findHex(bytes, [3, -1], 4)).toBe(-1);
    expect(findHex(bytes, [-1, -1], 5)).toBe(5);
    expect(findHex(bytes, [-1, -1], 6)).toBe(-1);
  });
});
