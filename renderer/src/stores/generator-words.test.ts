import { describe, expect, it } from 'vitest';
import { generators } from '../../../codec/index.js';
import { generatorText, generatorWords } from './generator-words.js';

describe('words of generated values', () => {
  it('are the codec’s own, of every one there is', () => {
    expect([...generatorWords.keys()]).toEqual([...generators.keys()]);
    for (const [name, { description }] of generators) expect(generatorText(name)).toBe(description);
  });
});
