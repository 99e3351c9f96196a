import { describe, expect, it } from 'vitest';
import { speak } from '../language/index.js';
import { cutPreviews, factWords, spokenTotals } from './pair-words.js';

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

describe('factWords', () => {
  const facts = [
    { name: 'Kind', left: 'text', right: 'halfClose', counts: true },
    { name: 'Close code', left: '1000', right: 'none', counts: true },
    { name: 'FIN', left: '1', right: '0', counts: true },
    { name: 'Mask', left: 'masked', right: 'not masked', counts: true },
    { name: 'Flags', left: 'fragmented, invalid', right: '', counts: true },
    { name: 'Peer', left: '2nd', right: '11th', counts: true },
  ] as const;
  const told = (): string[] => facts.map((fact) => Object.values(factWords(fact)).join(' | '));

  it('tells facts in the language of the window, and fields of frames as their standard calls them', async () => {
    expect(told()).toEqual([
      'Kind | text | half-close',
      'Close code | 1000 | none',
      'FIN | 1 | 0',
      'Mask | masked | not masked',
      'Flags | fragmented, invalid | ',
      'Peer | 2nd | 11th',
    ]);
    await speak('de');
    try {
      expect(told()).toEqual([
        'Art | text | Halb zu',
        'Close-Code | 1000 | keine',
        'FIN | 1 | 0',
        'Maske | maskiert | nicht maskiert',
        'Flags | fragmentiert, ungültig | ',
        'Gegenstelle | Nr. 2 | Nr. 11',
      ]);
    } finally {
      await speak('en');
    }
  });
});
