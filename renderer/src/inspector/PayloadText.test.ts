import { mount } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import { encodeUtf8 } from '../../../codec/index.js';
import PayloadText from './PayloadText.vue';
import { chunkCharacters } from './text-chunks.js';

describe('PayloadText', () => {
  // In one piece the browser would lay all of it out, for a few lines in sight.
  it.each([
    ['plain', 'a'.repeat(1_000_000), false],
    ['with line breaks', `${'b'.repeat(99)}\n`.repeat(10_000), false],
    ['JSON that is coloured', JSON.stringify({ a: 'c'.repeat(100_000) }), true],
  ])('draws a long text in pieces that can be left out: %s', (_, text, json) => {
    const bytes = encodeUtf8(text);
    const find = { literals: [], patterns: [], bytes: [] };
    const wrapper = mount(PayloadText, {
      props: { bytes, text, json, invalidAt: null, find, reveal: null, charset: null },
    });
    const pieces = wrapper.findAll('.text > pre').map((one) => one.text());
    expect(pieces.length).toBeGreaterThanOrEqual(Math.floor(text.length / chunkCharacters));
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThanOrEqual(chunkCharacters);
    expect(wrapper.get('.text').element.textContent).toBe(text);
  });
});
