import { nameCharacter, type TextFault } from '../result.js';
import { templateSpans, type TemplateSpan } from '../template/blanks.js';
import { maskXml } from './mask.js';
import { scanXml, type XmlToken } from './scan.js';
import { findReferenceFaults, findTagFaults, xmlName } from './tag.js';

/** Elements within elements; as many as a text of some size has by accident, not by intent. */
const maxDepth = 1000;
const declaration =
  /^<\?xml\s+version\s*=\s*(?:"1\.\d+"|'1\.\d+')(?:\s+encoding\s*=\s*(?:"[A-Za-z][\w.-]*"|'[A-Za-z][\w.-]*'))?(?:\s+standalone\s*=\s*(?:"(?:yes|no)"|'(?:yes|no)'))?\s*\?>$/;
// eslint-disable-next-line no-control-regex -- characters XML 1.0 §2.2 has no place for
const illegal = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu;

export interface XmlFaultOptions {
  readonly max?: number;
  /** `{{name}}` may stand anywhere: as text, a value, a name, or for whole elements. */
  readonly template?: boolean;
}

/**
 * Everything that keeps a text from being a well-formed document (XML 1.0 §2.1), each at its place. No DTD is
 * obeyed; where there is one, entities it may declare are taken for declared.
 */
export function xmlFaults(
  text: string,
  { max = 100, template = false }: XmlFaultOptions = {},
): readonly TextFault[] {
  const spans = template ? templateSpans(text).filter(({ call }) => call) : [];
  return new FaultFinder(text, maskXml(text, spans), spans, max).find();
}

class FaultFinder {
  readonly #faults: TextFault[] = [];
  readonly #open: { readonly name: string; readonly start: number; readonly end: number }[] = [];
  #roots = 0;
  #entities = false;

  constructor(
    readonly typed: string,
    readonly text: string,
    readonly spans: readonly TemplateSpan[],
    readonly max: number,
  ) {}

  find(): readonly TextFault[] {
    for (const token of scanXml(this.text)) {
      if (this.#faults.length >= this.max) break;
      this.#token(token);
    }
    if (this.#faults.length < this.max) {
      for (const { name, start, end } of this.#open) this.#fault(start, end, `<${name}> is not closed`);
      const stands = this.spans.length > 0;
      if (this.#roots === 0 && !stands && this.#faults.length === 0)
        this.#fault(0, this.text.length, 'a document has a root element; this has none');
    }
    for (const { index, 0: found } of this.text.matchAll(illegal)) {
      if (this.#faults.length >= this.max) break;
      this.#fault(index, index + found.length, `${nameCharacter(this.text, index)} has no place in XML`);
    }
    return this.#faults.slice(0, this.max).sort((a, b) => a.start - b.start);
  }

  #token(token: XmlToken): void {
    const { start, end } = token;
    switch (token.kind) {
      case 'open':
      case 'empty':
        this.#onOpen(token);
        break;
      case 'close':
        this.#onClose(token);
        break;
      case 'text':
        this.#onText(token);
        break;
      case 'cdata':
        if (token.cut) this.#fault(start, start + 9, "the CDATA section is not closed: ']]>' is missing");
        else if (this.#open.length === 0)
          this.#fault(start, end, 'a CDATA section stands outside of the root element');
        break;
      case 'comment':
        this.#onComment(token);
        break;
      case 'pi':
        this.#onInstruction(token);
        break;
      case 'doctype':
        this.#entities = true;
        if (token.cut) this.#fault(start, start + 9, "the DOCTYPE is not closed: '>' is missing");
        else if (this.#roots > 0) this.#fault(start, end, 'a DOCTYPE stands before the root element');
    }
  }

  #nameOf({ kind, start, nameEnd }: XmlToken): string {
    return this.typed.slice(start + (kind === 'close' ? 2 : 1), nameEnd);
  }

  #onOpen(token: XmlToken): void {
    const name = this.#nameOf(token);
    const { start, end, nameEnd } = token;
    if (this.#open.length === 0 && ++this.#roots === 2)
      this.#fault(start, end, `<${name}> is a second root element: a document has one`);
    if (token.cut) this.#fault(start, end, `the tag <${name} is not closed: '>' is missing`);
    else if (this.#open.length >= maxDepth)
      this.#fault(start, end, `elements are nested deeper than ${maxDepth}`);
    if (!xmlName.test(this.text.slice(start + 1, nameEnd)))
      this.#fault(start + 1, nameEnd, `'${name}' cannot be the name of an element`);
    for (const one of findTagFaults(this.text, token, this.#entities)) this.#faults.push(one);
    if (token.kind === 'open') this.#open.push({ name, start, end });
  }

  #onClose(token: XmlToken): void {
    const name = this.#nameOf(token);
    const { start, end, nameEnd } = token;
    if (token.cut || !/^\s*>$/.test(this.text.slice(nameEnd, end)))
      this.#fault(start, end, `</${name} is followed by something other than '>'`);
    const depth = this.#open.findLastIndex((one) => one.name === name);
    if (depth < 0) {
      const top = this.#open.at(-1);
      this.#fault(
        start,
        end,
        `</${name}> closes nothing${top === undefined ? '' : `: <${top.name}> is open here`}`,
      );
      return;
    }
    for (const inner of this.#open.slice(depth + 1)) {
      this.#fault(inner.start, inner.end, `<${inner.name}> is not closed before </${name}>`);
    }
    this.#open.length = depth;
  }

  #onText({ start, end }: XmlToken): void {
    const { text } = this;
    if (text[start] === '<') {
      this.#fault(start, start + 1, "'<' begins no tag: as text it is written &lt;");
    }
    if (this.#open.length === 0) {
      let from = start + (text[start] === '<' ? 1 : 0);
      if (from === 0 && text.charCodeAt(0) === 0xfeff) from = 1;
      const outside = this.#withoutSpans(from, end);
      const first = outside.search(/\S/);
      if (first < 0) return;
      const last = from + outside.trimEnd().length;
      this.#fault(from + first, last, 'text stands outside of the root element');
      return;
    }
    const wrong = text.indexOf(']]>', start);
    if (wrong >= 0 && wrong < end) this.#fault(wrong, wrong + 3, "']]>' in text is written ]]&gt;");
    // One by one, never as arguments: a text may have more of them than a call can take.
    for (const one of findReferenceFaults(text, start, end, this.#entities)) this.#faults.push(one);
  }

  /** What stands there, with spaces for placeholders. */
  #withoutSpans(start: number, end: number): string {
    let shown = this.text.slice(start, end);
    for (const span of this.spans) {
      if (span.end <= start || span.start >= end) continue;
      const blank = ' '.repeat(span.end - span.start);
      shown = shown.slice(0, span.start - start) + blank + shown.slice(span.end - start);
    }
    return shown;
  }

  #onComment({ start, end, cut }: XmlToken): void {
    if (cut) return this.#fault(start, start + 4, "the comment is not closed: '-->' is missing");
    const inside = this.text.slice(start + 4, end - 3);
    const dashes = `${inside}-`.indexOf('--');
    if (dashes >= 0) this.#fault(start + 4 + dashes, start + 6 + dashes, "'--' has no place in a comment");
  }

  #onInstruction({ start, end, cut }: XmlToken): void {
    if (cut) return this.#fault(start, start + 2, "'?>' is missing");
    const target = /^<\?([^\s?]*)/.exec(this.text.slice(start, end))?.[1] ?? '';
    const first = this.text.charCodeAt(0) === 0xfeff ? 1 : 0;
    if (target.toLowerCase() === 'xml') {
      if (start !== first) this.#fault(start, end, 'the XML declaration stands at the very beginning');
      else if (!declaration.test(this.text.slice(start, end)))
        this.#fault(start, end, 'the declaration reads <?xml version="1.0" encoding="UTF-8"?>');
    } else if (!xmlName.test(target)) this.#fault(start, end, 'a processing instruction begins with a name');
  }

  #fault(start: number, end: number, message: string): void {
    this.#faults.push({ start, end: Math.min(end, this.text.length), message, severity: 'error' });
  }
}
