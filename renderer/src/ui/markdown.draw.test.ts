import { mount } from '@vue/test-utils';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMarkdown, safeUrl, type MarkdownNode } from './markdown.js';
import MarkdownView from './MarkdownView.vue';

const text = (value: string): MarkdownNode => ({ kind: 'text', text: value });
const p = (...children: MarkdownNode[]): MarkdownNode => ({ kind: 'box', tag: 'p', children });

describe('parseMarkdown', () => {
  it('reads what a description is made of', () => {
    expect(parseMarkdown('# One *two*\n\nA `code` **strong** ~~gone~~.')).toEqual([
      {
        kind: 'heading',
        level: 1,
        children: [text('One '), { kind: 'box', tag: 'em', children: [text('two')] }],
      },
      p(
        text('A '),
        { kind: 'code', text: 'code' },
        text(' '),
        { kind: 'box', tag: 'strong', children: [text('strong')] },
        text(' '),
        { kind: 'box', tag: 'del', children: [text('gone')] },
        text('.'),
      ),
    ]);
  });

  it.each([
    ['a space in front and none behind', ` ${'a'.repeat(95_000)}`],
    ['backticks without end', `a${'`'.repeat(95_000)}b`],
  ])('reads code at once, whatever it is: %s', async (_, code) => {
    // Awaited, so that the limit of a test ends it.
    const read = await Promise.resolve(parseMarkdown(`\`\`${code}\`\``));
    expect(read).toEqual([p({ kind: 'code', text: code })]);
  });

  it('reads lists, tasks, quotes, code and tables', () => {
    const kinds = parseMarkdown(
      '- [x] done\n- [ ] open\n\n3. three\n\n> said\n\n```json\n{"a": 1}\n```\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n---\n',
    );
    expect(kinds).toMatchObject([
      {
        tag: 'ul',
        children: [
          { tag: 'li', children: [{ tag: 'p', children: [{ kind: 'task', done: true }, text(' done')] }] },
          { tag: 'li' },
        ],
      },
      { tag: 'ol', start: 3 },
      { tag: 'blockquote', children: [p(text('said'))] },
      { kind: 'code-block', text: '{"a": 1}', language: 'json' },
      {
        tag: 'table',
        children: [
          { tag: 'thead', children: [{ children: [{ tag: 'th', children: [text('a')] }, { tag: 'th' }] }] },
          { tag: 'tbody', children: [{ children: [{ tag: 'td', children: [text('1')] }, { tag: 'td' }] }] },
        ],
      },
      { kind: 'rule' },
    ]);
  });

  it('makes links of http and https alone, in every notation', () => {
    const urls = (nodes: readonly MarkdownNode[]): string[] =>
      nodes.flatMap((node) => [
        ...(node.kind === 'link' ? [node.url] : []),
        ...('children' in node ? urls(node.children) : []),
      ]);
    expect(
      urls(
        parseMarkdown(
          '[a](https://a.test) <http://b.test/> https://c.test/x [d][ref] [e]\n\n[ref]: https://d.test\n[e]: <https://e.test>\n',
        ),
      ),
    ).toEqual([
      'https://a.test/',
      'http://b.test/',
      'https://c.test/x',
      'https://d.test/',
      'https://e.test/',
    ]);
    for (const bad of [
      '[x](javascript:alert(1))',
      '[x](JaVaScRiPt:alert(1))',
      '[x](data:text/html,<script>alert(1)</script>)',
      '[x](vbscript:x)',
      '[x](file:///etc/passwd)',
      '[x](//evil.test)',
      '[x](&#106;avascript:alert(1))',
      '[x](https://user@evil.test)',
      '<javascript:alert(1)>',
      '[x][r]\n\n[r]: javascript:alert(1)',
      '![x](javascript:alert(1))',
      'www.x@evil',
    ]) {
      expect(urls(parseMarkdown(bad)), bad).toEqual([]);
    }
  });

  it('skips no level of headings, whatever the text does', () => {
    const levels = parseMarkdown('### a\n\n##### b\n\n### c\n\n# d\n\n## e').map((node) =>
      node.kind === 'heading' ? node.level : 0,
    );
    expect(levels).toEqual([1, 2, 1, 1, 2]);
  });

  it('shows entities as what they stand for, and escapes as what was escaped', () => {
    expect(parseMarkdown('&lt;b&gt; \\*no\\* &#x41; &nope;')).toEqual([p(text('<b> *no* A &nope;'))]);
  });

  it('bears any text, however deep', () => {
    expect(JSON.stringify(parseMarkdown('>'.repeat(2_000) + ' deep'))).toContain('deep');
    expect(() => parseMarkdown('[a]('.repeat(2_000))).not.toThrow();
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'# *_`[]()!<>|-\n\\&;~1.a') }), (typed) => {
        parseMarkdown(typed);
      }),
    );
  });
});

describe('safeUrl', () => {
  it('knows what may be opened', () => {
    expect(safeUrl('https://example.test/a?b#c')).toBe('https://example.test/a?b#c');
    expect(safeUrl(' https://example.test')).toBeNull();
    expect(safeUrl('https://')).toBeNull();
  });
});

describe('MarkdownView', () => {
  it('draws no element that the text wrote, loads no picture, and hands clicks on', async () => {
    const view = mount(MarkdownView, {
      props: {
        text: '<img src=x onerror=alert(1)>\n\n<script>alert(1)</script>\n\n![cat](https://x.test/cat.png) [go](https://y.test)',
      },
    });
    expect(view.findAll('img, script, iframe, object')).toHaveLength(0);
    expect(view.text()).toContain('<script>alert(1)</script>');
    expect(view.text()).toContain('[picture: cat]');
    const link = view.findAll('a').find((one) => one.text() === 'go');
    await link?.trigger('click');
    expect(view.emitted('open')).toEqual([['https://y.test/']]);
  });
});
