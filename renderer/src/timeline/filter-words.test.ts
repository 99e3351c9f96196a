import { describe, expect, it } from 'vitest';
import { completeFilter, parseFilter } from '../../../codec/index.js';
import { catalogueOf, messageTranslator } from '../../../language/index.js';

/** Everything completion can explain. */
const explained = [
  '',
  'dir:in ',
  'dir:',
  'kind:',
  'is:',
  'close:',
  'peer:',
  'len>',
  't>',
  'json:',
  'text~',
].flatMap((text) => completeFilter(text, text.length, [1, 12]).items.map(({ says }) => says));
/** Words that are typed are the same in every language. */
const typed = 'error, marked, crafted, invalid …';

const wrong = [
  'dir:up',
  'kind:nothing',
  'peer:x',
  'close:x',
  'is:good',
  'len>much',
  'len!5',
  't>soon',
  'text~x',
  'text~/a',
  'text~//',
  'text~/a/q',
  'text~/(/',
  'text~/a)/',
  'text~/[a/',
  'text~/*a/',
  'text~/a**/',
  'text~/a{3,1}/',
  'text~/(?=a)/',
  'text~/(a)\\1/',
  'text~/\\q/',
  'text~/[z-a]/',
  'hex:0',
  'hex:??',
  'json:type',
  'json:$.',
  'json:$[x]',
  'json:$.a;',
  'json:$.a>x',
  'json:$.a==x',
  'dir:in (',
  'dir:in )',
  'dir:in "open',
  'dir:in ""',
  'dir:in "\\q"',
];

/** Words of an explanation that are English, whatever may be typed being left out. */
const englishIn = (text: string): string[] =>
  text.match(/\b(?:[Ee]xpected|found|offset|the|such as|one of|between|of|space|with|at most|without)\b/g) ??
  [];

describe.each(['de', 'ru', 'zh-CN'] as const)('the filter box in %s', (language) => {
  it('explains everything that can follow', async () => {
    const say = messageTranslator(language, await catalogueOf(language));
    const same = explained.filter((says) => says !== typed && say(says) === says);
    expect(same.filter((says) => !/^WebSocket p[io]ng$/.test(says))).toEqual([]);
  });

  it('tells what is wrong in a query', async () => {
    const say = messageTranslator(language, await catalogueOf(language));
    for (const text of wrong) {
      const read = parseFilter(text);
      expect(read.ok, text).toBe(false);
      if (!read.ok) expect([text, englishIn(say(read.error.message))]).toEqual([text, []]);
    }
  });
});
