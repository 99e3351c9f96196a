import { Utf8Validator } from './utf8.js';

/**
 * What must not reach the screen as itself: C0 and DEL (a terminal would obey them), C1, soft
 * hyphen, bidi marks, embeddings, overrides and isolates (they reorder what is read), zero-width
 * and other invisible characters, line and paragraph separators, interlinear marks, tags.
 */
const unseen =
  // eslint-disable-next-line no-control-regex, no-misleading-character-class -- these are the point
  /[\u0000-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

function picture(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  // U+2400.. are pictures of C0 in the same order; U+2421 is DEL's.
  if (point < 0x20) return String.fromCharCode(0x2400 + point);
  if (point === 0x7f) return '\u2421';
  return `⟨U+${point.toString(16).toUpperCase().padStart(4, '0')}⟩`;
}

export interface VisibleOptions {
  /** Leaves LF, CRLF and tab as they are, for a view of several lines. A CR alone is still shown. */
  readonly keepLineBreaks?: boolean;
}

/** Text in which every control, bidi and invisible character is shown (␛, ␊, ⟨U+202E⟩), never obeyed. */
export function visibleText(text: string, options: VisibleOptions = {}): string {
  if (options.keepLineBreaks !== true) return text.replace(unseen, picture);
  return text.replace(unseen, (character, at: number) => {
    if (character === '\n' || character === '\t') return character;
    if (character === '\r' && text[at + 1] === '\n') return character;
    return picture(character);
  });
}

/** JSON in which the same characters are escapes, which mean the same to whoever reads it: a terminal obeys none. */
export function visibleJson(value: unknown, indent?: number): string {
  // Line breaks of the indentation are ours: within strings they are escapes already.
  return JSON.stringify(value, null, indent).replace(unseen, (character) =>
    character === '\n'
      ? character
      : Array.from(
          { length: character.length },
          (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`,
        ).join(''),
  );
}

/** One control in so many bytes may be part of text: terminals' colours, form feeds. */
const textBytesPerControl = 10;

/**
 * Whether a chunk of a stream is better shown as text than as hex. It may begin and end in the
 * middle of a character. A NUL, ill-formed UTF-8 or many controls mean bytes. Nothing is text.
 */
export function looksTextual(bytes: Uint8Array): boolean {
  let from = 0;
  while (from < 3 && from < bytes.length && ((bytes[from] ?? 0) & 0xc0) === 0x80) from++;
  // Stray continuation bytes and nothing else: no sign of text.
  if (from > 0 && from === bytes.length) return false;
  const validator = new Utf8Validator();
  if (validator.push(bytes.subarray(from)) !== null) return false;
  // A whole chunk that is one lead byte says nothing about being text.
  if (validator.unfinished === 0) return false;
  let controls = 0;
  for (const byte of bytes) {
    if (byte === 0) return false;
    if ((byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d && byte !== 0x1b) || byte === 0x7f)
      controls++;
  }
  return controls * textBytesPerControl <= bytes.length;
}
