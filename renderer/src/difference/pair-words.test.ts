import { describe, expect, it } from 'vitest';
import { cutPreviews, spokenTotals } from './pair-words.js';

describe('cutPreviews', () => {
  it('tells what differs from what both begin and end with', () => {
    expect(cutPreviews('byte 1.', 'byte 22.')).toEqual({
      left: { before: 'byte ', middle: '1', after: '.' },
      right: { before: 'byte ', middle: '22', after: '.' },
    });
    expect(cutPreviews('aa', 'aaa').right).toEqual({ before: 'aa', middle: 'a', after: '' });
  });

  it('leaves a long common beginning out, so that what differs is in sight', () => {
    const { left } = cutPreviews(`${'x'.repeat(100)}1`, `${'x'.repeat(100)}2`);
    expect(left.before).toBe(`…${'x'.repeat(24)}`);
    expect(left.middle).toBe('1');
  });

  it('shows how both begin where they differ behind their previews', () => {
    const same = `${'x'.repeat(100)}…`;
    expect(cutPreviews(same, same).left).toEqual({ before: same, middle: '', after: '' });
  });
});

describe('spokenTotals', () => {
  it('says all of them', () => {
    expect(spokenTotals({ same: 1000, changed: 2, left: 0, right: 1, moved: 0 })).toMatch(
      /^1.000 same, 2 changed, 0 only left, 1 only right, 0 moved in time$/,
    );
  });
});
