import { describe, expect, it } from 'vitest';
import { judgeNotices, renderNotices } from './notices.mjs';

const notice = (name: string, { licence = 'MIT', text = 'Do as you like.' } = {}) => ({
  folder: `node_modules/${name}`,
  name,
  version: '1.0.0',
  licence,
  homepage: '',
  text,
});

describe('judgeNotices', () => {
  it('finds nothing wrong with a permissive licence that is there in full', () => {
    expect(judgeNotices([notice('good')])).toEqual([]);
  });

  it('names what may not be shipped, and what has no text to ship with it', () => {
    expect(
      judgeNotices([notice('copyleft', { licence: 'GPL-3.0-only' }), notice('bare', { text: '' })]),
    ).toEqual([
      'node_modules/copyleft is under GPL-3.0-only: it may not be in what we ship',
      'node_modules/bare has no text of its licence: add one to resources/licences',
    ]);
  });
});

describe('renderNotices', () => {
  it('tells a licence once for all the packages that are under its very words', () => {
    const text = renderNotices([notice('one'), notice('two', { text: 'Ask first.' }), notice('three')]);
    expect(text.match(/Do as you like\./g)).toHaveLength(1);
    expect(text).toContain('one 1.0.0 (MIT)\nthree 1.0.0 (MIT)\n\nDo as you like.');
    expect(text).toContain('two 1.0.0 (MIT)\n\nAsk first.');
  });
});
