import { fail, ok, positionAt, type Result } from '../result.js';
import { templateSpans } from '../template/blanks.js';
import { xmlFaults } from './faults.js';
import { maskXml } from './mask.js';
import { scanXml, type XmlToken } from './scan.js';

export interface XmlFormatOptions {
  /** Spaces a level. */
  readonly indent?: number;
  /** `{{name}}` stays as it stands. */
  readonly template?: boolean;
}

/**
 * The document with a line for each element whose parent holds nothing but elements, comments and
 * instructions. An element with text or CDATA among its children, one marked `xml:space="preserve"`, and
 * all that is in them stay as they are, to the character: white space there may mean something. Tags are
 * never written anew. Fails with `xml.syntax` at the first fault.
 */
export function formatXml(text: string, options: XmlFormatOptions = {}): Result<string> {
  const indent = ' '.repeat(options.indent ?? 2);
  return lay(text, options, (depth) => `\n${indent.repeat(depth)}`);
}

/** The document without the white space that `formatXml` would lay out; the rest exactly as typed. */
export function minifyXml(text: string, options: XmlFormatOptions = {}): Result<string> {
  return lay(text, options, () => '');
}

interface Piece extends XmlToken {
  /** Of white space alone. */
  readonly blank: boolean;
}

function lay(
  text: string,
  { template = false }: XmlFormatOptions,
  lineBreak: (depth: number) => string,
): Result<string> {
  const [first] = xmlFaults(text, { max: 1, template });
  if (first !== undefined) {
    const where = positionAt(text, first.start);
    return fail('xml.syntax', `${first.message}, line ${where.line}, column ${where.column}`, { ...where });
  }
  // Offsets hold for either text, so pieces of the typed one are put out.
  const mark = text.startsWith('\ufeff') ? 1 : 0;
  const pieces = piecesOf(template ? maskXml(text, templateSpans(text)) : text, mark);
  const kept = elementsKept(text, pieces);
  const parts: string[] = [];
  let depth = 0;
  /** Depth of the element that is put out as it stands; -1 outside of one. */
  let verbatim = -1;
  pieces.forEach((piece, index) => {
    const source = text.slice(piece.start, piece.end);
    if (piece.kind === 'close') {
      depth--;
      if (verbatim === -1 && pieces[index - 1]?.kind !== 'open') parts.push(lineBreak(depth));
      parts.push(source);
      if (verbatim === depth) verbatim = -1;
      return;
    }
    if (verbatim === -1 && !piece.blank) {
      if (parts.length > 0) parts.push(lineBreak(depth));
      parts.push(piece.kind === 'text' ? source.trim() : source);
    } else if (verbatim !== -1) parts.push(source);
    if (piece.kind === 'open') {
      if (verbatim === -1 && kept.has(index)) verbatim = depth;
      depth++;
    }
  });
  return ok(text.slice(0, mark) + parts.join(''));
}

function piecesOf(text: string, from: number): readonly Piece[] {
  return Array.from(scanXml(text, from), (token) => ({
    ...token,
    blank: token.kind === 'text' && /^[ \t\r\n]*$/.test(text.slice(token.start, token.end)),
  }));
}

/** Start tags, by index, whose element has text of its own or asks for its white space. */
function elementsKept(text: string, pieces: readonly Piece[]): ReadonlySet<number> {
  const kept = new Set<number>();
  const open: { readonly index: number; children: number; blanks: number }[] = [];
  pieces.forEach((piece, index) => {
    const parent = open.at(-1);
    if (parent !== undefined) {
      if (piece.kind === 'cdata' || (piece.kind === 'text' && !piece.blank)) kept.add(parent.index);
      else if (piece.blank) parent.blanks++;
      else if (piece.kind !== 'close') parent.children++;
    }
    if (piece.kind === 'open') {
      open.push({ index, children: 0, blanks: 0 });
      if (/\sxml:space\s*=\s*["']preserve["']/.test(text.slice(piece.start, piece.end))) kept.add(index);
    } else if (piece.kind === 'close') {
      const closed = open.pop();
      // White space alone may be what the element says.
      if (closed?.children === 0 && closed.blanks > 0) kept.add(closed.index);
    }
  });
  return kept;
}
