export type XmlTokenKind = 'open' | 'empty' | 'close' | 'text' | 'cdata' | 'comment' | 'pi' | 'doctype';

/** One piece of markup, or the text between two; UTF-16 units, end exclusive. */
export interface XmlToken {
  readonly kind: XmlTokenKind;
  readonly start: number;
  readonly end: number;
  /** Of elements: where the name ends; it begins behind `<` or `</`. */
  readonly nameEnd: number;
  /** It runs into the end of the text. */
  readonly cut: boolean;
}

const fixed: readonly (readonly [XmlTokenKind, string, string])[] = [
  ['comment', '<!--', '-->'],
  ['cdata', '<![CDATA[', ']]>'],
  ['pi', '<?', '?>'],
];

/** Cuts a text into markup and text (XML 1.0), without recursion; whatever it is, every character is in a token. */
export function* scanXml(text: string, from = 0): Generator<XmlToken> {
  let at = from;
  while (at < text.length) {
    const token = text[at] === '<' ? readMarkup(text, at) : readText(text, at);
    yield token;
    at = token.end;
  }
}

function readText(text: string, start: number): XmlToken {
  const next = text.indexOf('<', start);
  return { kind: 'text', start, end: next < 0 ? text.length : next, nameEnd: start, cut: false };
}

function readMarkup(text: string, start: number): XmlToken {
  for (const [kind, opening, closing] of fixed) {
    if (!text.startsWith(opening, start)) continue;
    const close = text.indexOf(closing, start + opening.length);
    return close < 0
      ? { kind, start, end: text.length, nameEnd: start, cut: true }
      : { kind, start, end: close + closing.length, nameEnd: start, cut: false };
  }
  if (text.startsWith('<!DOCTYPE', start)) return readDoctype(text, start);
  // A `<` that begins no name is text that somebody forgot to escape.
  const closes = text[start + 1] === '/';
  const from = start + (closes ? 2 : 1);
  if (/[\s<>=/&"']/.test(text[from] ?? ' ')) {
    return { ...readText(text, start + 1), start };
  }
  return readTag(text, start, from, closes);
}

function readTag(text: string, start: number, from: number, closes: boolean): XmlToken {
  let nameEnd = from;
  while (nameEnd < text.length && !/[\s/><]/.test(text[nameEnd] ?? '')) nameEnd++;
  let quote = '';
  let end = nameEnd;
  for (; end < text.length; end++) {
    const unit = text[end] ?? '';
    if (quote !== '') {
      if (unit === quote) quote = '';
    } else if (unit === '"' || unit === "'") quote = unit;
    else if (unit === '>' || unit === '<') break;
  }
  // A quote without its pair would swallow all that follows: the tag then ends at the first `>` or `<`.
  if (quote !== '') {
    end = nameEnd;
    while (end < text.length && text[end] !== '>' && text[end] !== '<') end++;
  }
  const whole = text[end] === '>';
  const kind = closes ? 'close' : whole && text[end - 1] === '/' ? 'empty' : 'open';
  return { kind, start, end: whole ? end + 1 : end, nameEnd, cut: !whole };
}

/** An internal subset has brackets, quotes and comments, each of which may hold a `>`. */
function readDoctype(text: string, start: number): XmlToken {
  let quote = '';
  let inside = false;
  for (let at = start + 9; at < text.length; at++) {
    const unit = text[at] ?? '';
    if (quote !== '') {
      if (unit === quote) quote = '';
    } else if (text.startsWith('<!--', at)) {
      const close = text.indexOf('-->', at + 4);
      if (close < 0) break;
      at = close + 2;
    } else if (unit === '"' || unit === "'") quote = unit;
    else if (unit === '[') inside = true;
    else if (unit === ']') inside = false;
    else if (unit === '>' && !inside) {
      return { kind: 'doctype', start, end: at + 1, nameEnd: start, cut: false };
    }
  }
  return { kind: 'doctype', start, end: text.length, nameEnd: start, cut: true };
}
