import { describe, expect, it } from 'vitest';
import { parseMarkdown } from '../ui/markdown.js';
import { guidePages } from './guide-pages.js';
import { pageAt, readGuide, searchGuide, webDocs } from './guide.js';

const made = readGuide({
  '../docs/errors.md': '# Errors\n\nEvery code.\n',
  '../docs/guide/b.md':
    '# Bees\n\n![A hive](../screenshots/hive.png)\n\nHum.\n\n## Of honey\n\nSweet, see [above](#bees).\n',
  '../docs/guide/a.md': '# Ants\n\n```\n# no heading\n```\n\nSee [errors](../errors.md#x) about honey.\n',
  '../docs/guide/README.md': '# Guide\n\n1. [Bees](b.md)\n2. [Ants](a.md)\n',
});

describe('the guide', () => {
  it('stands in the order of its contents, and what it refers to behind it', () => {
    expect(made.map(({ title }) => title)).toEqual(['Guide', 'Bees', 'Ants', 'Errors']);
  });

  it('brings no picture along, and takes no line of code for a heading', () => {
    expect(made[1]?.text).toBe(
      '# Bees\n\nHum.\n\n## Of honey\n\nSweet, see [above](https://github.com/wirebench/wirebench/blob/main/docs/guide/b.md#bees).\n',
    );
    expect(made[2]?.sections.map(({ heading }) => heading)).toEqual(['Ants']);
  });

  it('leads links to its own pages, and knows others from them', () => {
    expect(made[2]?.text).toContain(`[errors](${webDocs}errors.md#x)`);
    expect(pageAt(made, `${webDocs}errors.md#x`)?.page.title).toBe('Errors');
    expect(pageAt(made, `${webDocs}nowhere.md`)).toBeNull();
    expect(pageAt(made, 'https://example.com/errors.md')).toBeNull();
  });

  it('leads links with the name of a heading to that heading', () => {
    const bees = made[1];
    expect(pageAt(made, `${webDocs}guide/b.md#of-honey`)).toMatchObject({ page: bees, section: { at: 1 } });
    expect(bees?.text).toContain(`[above](${webDocs}guide/b.md#bees)`);
    expect(pageAt(made, `${webDocs}guide/b.md#of-wax`)?.section.at).toBe(0);
  });

  it('is searched by headings first, then by what stands beneath them', () => {
    const found = searchGuide(made, ' HONEY ');
    expect(found.map(({ page, section }) => `${page.title}: ${section.heading}`)).toEqual([
      'Bees: Of honey',
      'Ants: Ants',
    ]);
    expect(searchGuide(made, 'honey sweet')).toHaveLength(1);
    expect(searchGuide(made, 'wasps')).toEqual([]);
    expect(searchGuide(made, '')).toEqual([]);
  });
});

describe('the guide of this version', () => {
  it('has every chapter, each with a title and headings where they are drawn', () => {
    expect(guidePages[0]?.path).toBe('guide/README.md');
    expect(guidePages.filter(({ path }) => path.startsWith('guide/'))).toHaveLength(11);
    for (const { text, sections, title } of guidePages) {
      expect(title).not.toContain('.md');
      expect(parseMarkdown(text).filter(({ kind }) => kind === 'heading')).toHaveLength(sections.length);
    }
  });

  it('has no link within docs that leads to nothing, but to pages of the web', () => {
    const links = guidePages
      .filter(({ path }) => path.startsWith('guide/'))
      .flatMap(({ text }) => [...text.matchAll(/\]\((https:[^)]+)\)/g)].map(([, url = '']) => url));
    expect(links.length).toBeGreaterThan(10);
    expect(links.filter((url) => url.startsWith(webDocs) && pageAt(guidePages, url) === null)).toEqual([]);
  });

  it('has the headings that its links name', () => {
    const lost = guidePages.flatMap((page) =>
      [...page.text.matchAll(/\]\((https:[^)#]+#[^)]+)\)/g)]
        .map(([, url = '']) => ({ url, hit: pageAt(guidePages, url) }))
        .filter(({ hit }) => hit?.section.at === 0)
        .map(({ url }) => `${page.path}: ${url}`),
    );
    expect(lost).toEqual([]);
  });
});
