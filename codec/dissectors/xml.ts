import { SaxesParser } from 'saxes';
import type { Dissector } from './dissector.js';
import {
  bytesAt,
  counted,
  done,
  FieldTree,
  latin1Text,
  maxDepth,
  notMine,
  shown,
  type DraftField,
} from './fields.js';
import { locateSingleByte, locateUtf16, locateUtf8, type LocatedText } from './text-offsets.js';

/** Errors after which a text is read no further: each costs more than a character that is right. */
const maxErrors = 50;
/** Encodings of one byte a character that a declaration may name, where TextDecoder knows them. */
const singleByte = /^(?:iso-8859-(?:[1-9]|1[013456])|latin1|windows-125[0-8]|koi8-[ru])$/i;

/** Ends the parse from within a handler; never leaves this file. */
class TooManyErrors extends Error {}

/** The text of a document in the encoding of its byte order mark or declaration (XML 1.0 §F.1). */
function locate(bytes: Uint8Array): LocatedText {
  if (bytesAt(bytes, 0, [0xff, 0xfe]) || bytesAt(bytes, 0, [0x3c, 0x00])) return locateUtf16(bytes, true);
  if (bytesAt(bytes, 0, [0xfe, 0xff]) || bytesAt(bytes, 0, [0x00, 0x3c])) return locateUtf16(bytes, false);
  const declaration = /^<\?xml[^>]*?\sencoding\s*=\s*["']([\w.-]+)["']/.exec(latin1Text(bytes, 0, 256));
  const label = declaration?.[1] ?? 'utf-8';
  return singleByte.test(label) ? locateSingleByte(bytes, label) : locateUtf8(bytes);
}

/** Reads a document into a tree; answers the name of its root and how many elements there are. */
class XmlReader {
  readonly tree = new FieldTree();
  readonly #located: LocatedText;
  readonly #parser = new SaxesParser({});
  /** Elements open; those deeper than `maxDepth` have no field. */
  #open = 0;
  #shown = 0;
  /** Where the last piece of markup ended, in the text. */
  #end = 0;
  /** Where the next attribute may start, in the text. */
  #attribute = 0;
  #errors = 0;
  root = '';
  elements = 0;
  /** What is wrong first. */
  error: string | null = null;

  constructor(located: LocatedText) {
    this.#located = located;
    const parser = this.#parser;
    parser.on('xmldecl', () => this.#markup('XML declaration'));
    parser.on('doctype', (text) => this.#markup('DOCTYPE', text.trim()));
    parser.on('processinginstruction', ({ target, body }) => this.#markup(`?${target}`, body));
    // The parser tells of a comment before it has seen its last character.
    parser.on('comment', (text) => this.#markup('Comment', text, 1));
    parser.on('cdata', (text) => this.#markup('CDATA', text));
    parser.on('text', (text) => this.#text(text));
    parser.on('opentagstart', ({ name }) => this.#openTag(name));
    parser.on('attribute', ({ name, value }) => this.#addAttribute(name, value));
    parser.on('opentag', () => (this.#end = parser.position));
    parser.on('closetag', () => this.#closeTag());
    parser.on('error', ({ message }) => this.#fail(message));
  }

  read(): void {
    try {
      this.#parser.write(this.#located.text).close();
    } catch (thrown) {
      if (!(thrown instanceof TooManyErrors)) throw thrown;
    }
    while (this.#shown > 0) {
      this.tree.close(this.#located.at(this.#located.text.length));
      this.#shown--;
    }
  }

  /** Where the markup begins that the parser just finished: text holds no `<`. */
  #start(): number {
    const at = this.#located.text.indexOf('<', this.#end);
    return at < 0 ? this.#located.text.length : at;
  }

  #add(name: string, start: number, end: number, value: string, error?: string): DraftField | null {
    if (this.#open > this.#shown) return null;
    const from = this.#located.at(start);
    return this.tree.add(name, from, Math.max(0, this.#located.at(end) - from), shown(value), error);
  }

  #markup(name: string, value?: string, more = 0): void {
    const end = this.#parser.position + more;
    const start = Math.min(this.#start(), end);
    this.#add(name, start, end, value ?? this.#located.text.slice(start, Math.min(end, start + 200)));
    this.#end = end;
  }

  #text(text: string): void {
    const start = this.#end;
    if (text.trim() !== '') this.#add('Text', start, this.#start(), text);
  }

  #openTag(name: string): void {
    this.elements++;
    if (this.root === '') this.root = name;
    const start = this.#start();
    // A tag that never ends gives what it holds as text: that lies behind its name.
    this.#end = this.#attribute = this.#parser.position;
    if (this.#open === this.#shown) {
      if (this.tree.depth < maxDepth) {
        this.tree.open(`<${name}>`, this.#located.at(start));
        this.#shown++;
      } else {
        this.#add(
          `<${name}>`,
          start,
          this.#parser.position,
          `what it holds is deeper than ${maxDepth} levels`,
        );
      }
    }
    this.#open++;
  }

  #addAttribute(name: string, value: string): void {
    const { text } = this.#located;
    const end = this.#parser.position;
    const space = /[ \t\r\n]*/y;
    space.lastIndex = this.#attribute;
    space.exec(text);
    this.#add(`@${name}`, Math.min(space.lastIndex, end), end, value);
    this.#attribute = end;
  }

  #closeTag(): void {
    this.#end = this.#parser.position;
    if (this.#open === this.#shown && this.#shown > 0) {
      const field = this.tree.close(this.#located.at(this.#end));
      if (field !== undefined) field.value = summaryOf(field);
      this.#shown--;
    }
    if (this.#open > 0) this.#open--;
  }

  #fail(message: string): void {
    this.error ??= message;
    const at = Math.min(this.#parser.position, this.#located.text.length);
    this.#add('Error', at, at, message, message);
    if (++this.#errors >= maxErrors) throw new TooManyErrors();
  }
}

/** What an element holds: its text where it has nothing else. */
function summaryOf(field: DraftField): string {
  const inside = field.children.filter((child) => !child.name.startsWith('@'));
  const only = inside[0];
  if (inside.length === 1 && only?.name === 'Text') return only.value;
  const attributes = field.children.length - inside.length;
  const parts = [
    ...(attributes > 0 ? [counted(attributes, 'attribute')] : []),
    ...(inside.length > 0 ? [counted(inside.length, 'child', 'children')] : []),
  ];
  return parts.length === 0 ? 'empty' : parts.join(', ');
}

/** XML 1.0, well-formedness alone: no DTD is obeyed and no entity is expanded but the five predefined. */
export const xml: Dissector = {
  id: 'xml',
  label: 'XML',
  sniff(bytes) {
    const wide = bytesAt(bytes, 0, [0xff, 0xfe, 0x3c, 0]) || bytesAt(bytes, 0, [0xfe, 0xff, 0, 0x3c]);
    if (wide) return 0.8;
    const from = bytesAt(bytes, 0, [0xef, 0xbb, 0xbf]) ? 3 : 0;
    const head = latin1Text(bytes, from, Math.min(bytes.length, from + 256)).trimStart();
    if (/^<\?xml\s/.test(head)) return 0.95;
    if (/^<(?:!doctype\s+)?html[\s>]/i.test(head)) return 0.3;
    if (/^<(?:!doctype\s|!--)/i.test(head)) return 0.5;
    return /^<[A-Za-z_\u0080-\u00ff][\w:.\u0080-\u00ff-]*(?:\s+[^\s<>"'=/]+\s*=\s*["']|\s*\/?>|\s*$)/.test(
      head,
    )
      ? 0.6
      : 0;
  },
  dissect(bytes) {
    const located = locate(bytes);
    if (!/^\ufeff?\s*</.test(located.text.slice(0, 4096))) return notMine('it does not begin with <');
    const reader = new XmlReader(located);
    reader.read();
    if (reader.root === '' && reader.error !== null) return notMine(reader.error);
    const tail = reader.error === null ? '' : ', not well-formed';
    const summary = `XML <${reader.root}>, ${counted(reader.elements, 'element')}${tail}`;
    return done(reader.tree.finish(bytes.length), summary, bytes.length);
  },
};
