/** Longest notes that are shown, characters. */
const mostCharacters = 50_000;

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
};

/**
 * Notes of a release as Markdown, which the page shows as text. GitHub's feed has them as HTML: of that the words
 * stay, with lists and headings as Markdown writes them; no tag gets to the page.
 */
export function notesText(notes: string): string {
  const text = notes.slice(0, mostCharacters);
  if (!/<\/?(?:p|ul|ol|li|h[1-6]|div|br|a|code|pre|strong|em)\b[^>]*>/i.test(text)) return text.trim();
  return text
    .replace(/<(script|style)\b[^]*?<\/\1\s*>/gi, '')
    .replace(/<h([1-6])\b[^>]*>/gi, (_, level: string) => `\n\n${'#'.repeat(Number(level))} `)
    .replace(/<li\b[^>]*>\s*(?:<p\b[^>]*>)?/gi, '\n- ')
    .replace(/<br\b[^>]*>/gi, '\n')
    .replace(/<\/?(?:p|div|ul|ol|pre|h[1-6]|blockquote|table|tr)\b[^>]*>/gi, '\n\n')
    .replace(/<\/?code\b[^>]*>/gi, '`')
    .replace(/<[^>]*>?/g, '')
    .replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]{2,8});/gi, (whole, name: string) => entity(name) ?? whole)
    .replace(/[ \t]+\n/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

function entity(name: string): string | undefined {
  if (!name.startsWith('#')) return entities[name.toLowerCase()];
  const point = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : undefined;
}
