/** Where the project shows the same pages, for who wants them in a browser. */
export const webDocs = 'https://github.com/wirebench/wirebench/blob/main/docs/';

export interface GuidePage {
  /** Its path below `docs`. */
  readonly path: string;
  readonly title: string;
  /** Markdown whose links are those of the web. */
  readonly text: string;
  readonly sections: readonly GuideSection[];
}

/** A heading and what is beneath it. */
export interface GuideSection {
  /** Which heading of its page it is, from 0. */
  readonly at: number;
  readonly heading: string;
  /** In lower case, for searching. */
  readonly words: string;
}

export interface GuideHit {
  readonly page: GuidePage;
  readonly section: GuideSection;
}

/** More than that nobody reads; another word makes them fewer. */
const mostHits = 40;
const contents = 'guide/README.md';

/** The pages of `docs` by their files: the guide in the order of its contents, then what it refers to. */
export function readGuide(files: Readonly<Record<string, string>>): readonly GuidePage[] {
  const pages = Object.entries(files).map(([file, text]) =>
    readPage(file.slice(file.indexOf('docs/') + 'docs/'.length), text),
  );
  const order = [...(pages.find(({ path }) => path === contents)?.text ?? '').matchAll(linked)].map(
    ([, path = '']) => path,
  );
  const place = ({ path }: GuidePage): number => {
    if (path === contents) return -1;
    const at = order.indexOf(path);
    return at === -1 ? order.length : at;
  };
  return pages.sort((a, b) => place(a) - place(b) || a.title.localeCompare(b.title, 'en'));
}

const linked = /\]\(https:\/\/github\.com\/wirebench\/wirebench\/blob\/main\/docs\/([^)#]+\.md)/gu;

function readPage(path: string, source: string): GuidePage {
  const text = source
    // Pictures are not brought along: they are larger than the app's own page.
    .replace(/^!\[[^\]]*\]\([^)]*\)\n+/gmu, '')
    .replace(/\]\((?!https?:)([^)\s]+)\)/gu, (_, to: string) => `](${new URL(to, webDocs + path).href})`);
  const sections = sectionsOf(text);
  return { path, title: sections[0]?.heading ?? path, text, sections };
}

function sectionsOf(text: string): GuideSection[] {
  const sections: { at: number; heading: string; words: string }[] = [];
  let fenced = false;
  for (const line of text.split('\n')) {
    if (line.startsWith('```')) fenced = !fenced;
    const heading = fenced ? null : /^#{1,6} +(.+?) *$/u.exec(line);
    if (heading !== null) sections.push({ at: sections.length, heading: plain(heading[1] ?? ''), words: '' });
    const last = sections.at(-1);
    if (last !== undefined) last.words += `${plain(line).toLowerCase()} `;
  }
  return sections;
}

/** Without the signs of Markdown and the addresses of links. */
const plain = (text: string): string => text.replace(/\]\([^)]*\)/gu, '').replace(/[*_`[\]#]/gu, '');

/** Sections that have every word, those with all of them in the heading first. */
export function searchGuide(pages: readonly GuidePage[], query: string): readonly GuideHit[] {
  const words = query.toLowerCase().split(/\s+/u).filter(Boolean);
  if (words.length === 0) return [];
  const hits = pages.flatMap((page) =>
    page.sections
      .filter((section) => words.every((word) => section.words.includes(word)))
      .map((section) => ({ page, section })),
  );
  const headed = ({ section }: GuideHit): number =>
    words.every((word) => section.heading.toLowerCase().includes(word)) ? 0 : 1;
  return hits.sort((a, b) => headed(a) - headed(b)).slice(0, mostHits);
}

/**
 * The page of the guide that an address of the web shows, at the heading it names (at its beginning where it names none
 * that is there); null for another.
 */
export function pageAt(pages: readonly GuidePage[], url: string): GuideHit | null {
  const [address, name] = url.split('#');
  const page = pages.find(({ path }) => webDocs + path === address);
  const section = page?.sections.find(({ heading }) => anchorOf(heading) === name) ?? page?.sections[0];
  return page === undefined || section === undefined ? null : { page, section };
}

/** What a link says for a heading, as the web has it: words in lower case, joined by hyphens. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} -]/gu, '')
    .replaceAll(' ', '-');
