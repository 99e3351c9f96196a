import { describe, expect, it } from 'vitest';
import { framePresets, layoutSamples } from '../../../codec/index.js';
import { sampleNotes } from './fields/sample-notes.js';
import { presetTitles } from './preset-titles.js';

describe('words of the codec that menus show', () => {
  it('has the title of every preset', () => {
    expect(presetTitles).toEqual(Object.fromEntries(framePresets.map(({ id, title }) => [id, title])));
  });

  it('has the note of every sample of a layout', () => {
    expect(sampleNotes).toEqual(Object.fromEntries(layoutSamples.map(({ id, note }) => [id, note])));
  });
});
