import { describe, expect, it } from 'vitest';
import { completeFilter } from './complete.js';

/** The query with the cursor at `|`, and what is offered. */
function offered(marked: string, peers: readonly number[] = []): unknown {
  const cursor = marked.indexOf('|');
  const { from, to, items } = completeFilter(marked.replace('|', ''), cursor, peers);
  return [from, to, items.map(({ text }) => text)];
}

describe('completion of a filter', () => {
  it('offers fields, and how terms join once there is one', () => {
    expect(offered('le|')).toEqual([0, 2, ['len>']]);
    expect(offered('dir:in o|')).toEqual([7, 8, ['or ']]);
    expect(offered('(n|')).toEqual([1, 2, ['not ']]);
    expect(offered('|')).toEqual([0, 0, expect.arrayContaining(['dir:', 'kind:', 'not '])]);
    expect(offered('|')).not.toEqual([0, 0, expect.arrayContaining(['or '])]);
  });

  it('offers the values of a field, in place of what is typed of one', () => {
    expect(offered('kind:p|')).toEqual([5, 6, ['ping', 'pong']]);
    expect(offered('kind:text,bi|nary dir:in')).toEqual([10, 16, ['binary']]);
    expect(offered('is:cr|')).toEqual([3, 5, ['crafted']]);
    expect(offered('dir:|')).toEqual([4, 4, ['in', 'out', 'none']]);
    expect(offered('close:100|')).toEqual([6, 9, expect.arrayContaining(['1000', '1006'])]);
    expect(offered('peer:|', [1, 7])).toEqual([5, 5, ['1', '7']]);
    expect(offered('len>=|')).toEqual([5, 5, expect.arrayContaining(['10k'])]);
    expect(offered('json:|')).toEqual([5, 5, ['$.', '$[0]', '$[*]']]);
  });

  it('offers nothing in quotes, patterns and words that are none of its own', () => {
    for (const text of ['"le|', 'dir:in "a le|', 'text~/a le|', 'http://le|', 'tick|', 'dir:in|'])
      expect([text, offered(text)]).toEqual([text, [expect.anything(), expect.anything(), []]]);
  });
});
