import { describe, expect, it } from 'vitest';
import { lossWords } from './loss-words.js';

describe('what a sync policy means', () => {
  it('names the window it loses', () => {
    expect(lossWords(1_000)).toContain('loses at most 1 s of rows');
    expect(lossWords(60_000)).toContain('loses at most 60 s of rows');
    expect(lossWords(250)).toContain('loses at most 250 ms of rows');
    expect(lossWords(1_500)).toMatch(/loses at most 1.500 ms of rows/);
  });

  it('names what 0 costs', () => {
    expect(lossWords(0)).toMatch(/after every write.*more slowly/);
  });
});
