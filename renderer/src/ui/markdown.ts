import type { SyntaxNode } from '@lezer/common';
import { GFM, parser } from '@lezer/markdown';

/** Markdown as a tree of a few kinds of things: never HTML, and never a link that runs something. */
export type MarkdownNode =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'code-block'; readonly text: string; readonly language: string }
  | { readonly kind: 'heading'; readonly level: number; readonly children: readonly MarkdownNode[] }
  /** Of http and https alone; others stay text. */
  | { readonly kind: 'link'; readonly url: string; readonly children: readonly MarkdownNode[] }
  /** What a picture shows, in words: nothing is loaded. */
  | { readonly kind: 'image'; readonly text: string; readonly url: string | null }
  | { readonly kind: 'task'; readonly done: boolean }
  | { readonly kind: 'break' }
  | { readonly kind: 'rule' }
  | {
      readonly kind: 'box';
      readonly tag: BoxTag;
      readonly children: readonly MarkdownNode[];
      /** Of an ordered list, where it does not begin with 1. */
      readonly start?: number;
    };

type BoxTag =
  | 'p'
  | 'ul'
  | 'ol'
  | 'li'
  | 'blockquote'
  | 'em'
  | 'strong'
  | 'del'
  | 'table'
  | 'thead'
  | 'tbody'
  | 'tr'
  | 'th'
  | 'td';

const gfm = parser.configure(GFM);
/** Nobody nests quotes deeper; what does is shown as it was typed. */
const maxDepth = 24;

const boxes: Readonly<Record<string, BoxTag>> = {
  Paragraph: 'p',
  Task: 'p',
  BulletList: 'ul',
  OrderedList: 'ol',
  ListItem: 'li',
  Blockquote: 'blockquote',
  Emphasis: 'em',
  StrongEmphasis: 'strong',
  Strikethrough: 'del',
};

/** Signs of the notation itself, which say nothing. */
const marks = new Set([
  'HeaderMark',
  'QuoteMark',
  'ListMark',
  'EmphasisMark',
  'StrikethroughMark',
  'LinkMark',
  'TableDelimiter',
  'LinkReference',
]);

const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&apos;': "'",
  '&nbsp;': '\u00a0',
};

/** Reads GitHub's Markdown. Whatever is no Markdown, HTML included, is text. */
export function parseMarkdown(text: string): MarkdownNode[] {
  const tree = gfm.parse(text);
  return new Reader(text, tree.topNode).blocks();
}

/** An address that may be opened from a text somebody else wrote; null for every other. */
export function safeUrl(text: string): string | null {
  if (!/^https?:\/\//iu.test(text) || !URL.canParse(text)) return null;
  const url = new URL(text);
  // A name before an @ makes one host look like another.
  return (url.protocol === 'http:' || url.protocol === 'https:') && url.username === '' ? url.href : null;
}

class Reader {
  readonly #references = new Map<string, string>();
  /** Levels of the headings around what comes next: none is skipped, whatever the text does. */
  readonly #levels: number[] = [];

  constructor(
    private readonly text: string,
    private readonly top: SyntaxNode,
  ) {
    for (let node = top.firstChild; node !== null; node = node.nextSibling) {
      if (node.name !== 'LinkReference') continue;
      const [label, url] = [node.getChild('LinkLabel'), node.getChild('URL')];
      if (label !== null && url !== null) {
        const key = this.#key(this.#slice(label));
        if (!this.#references.has(key)) this.#references.set(key, this.#slice(url));
      }
    }
  }

  blocks(): MarkdownNode[] {
    return this.#children(this.top, 0).filter((node) => node.kind !== 'text' || node.text.trim() !== '');
  }

  #slice(node: { readonly from: number; readonly to: number }): string {
    return this.text.slice(node.from, node.to);
  }

  #key(label: string): string {
    return label
      .replace(/^\[|\]$/gu, '')
      .trim()
      .replace(/\s+/gu, ' ')
      .toLowerCase();
  }

  /** What is in a node: its children, and the text between them. */
  #children(parent: SyntaxNode, depth: number, from = parent.from, to = parent.to): MarkdownNode[] {
    const nodes: MarkdownNode[] = [];
    const inline = isInline(parent.name);
    let at = from;
    const upTo = (end: number): void => {
      if (inline && end > at) addText(nodes, this.text.slice(at, end));
    };
    for (let child = parent.firstChild; child !== null; child = child.nextSibling) {
      if (child.from < from || child.to > to) continue;
      upTo(child.from);
      at = Math.max(at, child.to);
      if (marks.has(child.name)) {
        // The blank after a list's or a quote's mark belongs to it.
        if (child.name === 'HeaderMark' || child.name === 'QuoteMark') at += this.#blanksAt(at, to);
        continue;
      }
      for (const node of this.#read(child, depth + 1)) {
        if (node.kind === 'text') addText(nodes, node.text);
        else nodes.push(node);
      }
    }
    upTo(to);
    return nodes;
  }

  #blanksAt(at: number, to: number): number {
    let count = 0;
    while (at + count < to && this.text[at + count] === ' ') count++;
    return count;
  }

  #read(node: SyntaxNode, depth: number): MarkdownNode[] {
    if (depth > maxDepth) return [{ kind: 'text', text: this.#slice(node) }];
    const box = boxes[node.name];
    if (box !== undefined) return [this.#box(node, box, depth)];
    const heading = /^(?:ATX|Setext)Heading(\d)$/u.exec(node.name);
    if (heading !== null) {
      const level = this.#level(Number(heading[1]));
      return [{ kind: 'heading', level, children: trimmed(this.#children(node, depth)) }];
    }
    switch (node.name) {
      case 'FencedCode':
      case 'CodeBlock':
        return [this.#codeBlock(node)];
      case 'InlineCode': {
        const text = this.#slice(node).replace(/^`+|(?<!`)`+$/gu, '');
        const spaced = text.startsWith(' ') && text.endsWith(' ') && text.trim() !== '';
        return [{ kind: 'code', text: spaced ? text.slice(1, -1) : text }];
      }
      case 'HorizontalRule':
        return [{ kind: 'rule' }];
      case 'HardBreak':
        return [{ kind: 'break' }];
      case 'Link':
        return this.#link(node, depth);
      case 'Image':
        return [this.#image(node)];
      case 'Autolink':
      case 'URL':
        return [this.#bareLink(node)];
      case 'TaskMarker':
        return [{ kind: 'task', done: /x/iu.test(this.#slice(node)) }];
      case 'Escape':
        return [{ kind: 'text', text: this.#slice(node).slice(1) }];
      case 'Entity':
        return [{ kind: 'text', text: this.#entity(this.#slice(node)) }];
      case 'Table':
        return [this.#table(node, depth)];
      case 'HTMLBlock':
      case 'CommentBlock':
      case 'ProcessingInstructionBlock':
        return [{ kind: 'box', tag: 'p', children: [{ kind: 'text', text: this.#slice(node) }] }];
      default:
        return [{ kind: 'text', text: this.#slice(node) }];
    }
  }

  #box(node: SyntaxNode, tag: BoxTag, depth: number): MarkdownNode {
    const children = this.#children(node, depth);
    if (tag !== 'ol') return { kind: 'box', tag, children };
    const mark = node.firstChild?.getChild('ListMark') ?? null;
    const start = mark === null ? 1 : Number.parseInt(this.#slice(mark), 10);
    return { kind: 'box', tag, children, ...(start === 1 || Number.isNaN(start) ? {} : { start }) };
  }

  /** From 1, one more than the heading it is under. */
  #level(typed: number): number {
    while ((this.#levels.at(-1) ?? 0) >= typed) this.#levels.pop();
    this.#levels.push(typed);
    return this.#levels.length;
  }

  #codeBlock(node: SyntaxNode): MarkdownNode {
    const info = node.getChild('CodeInfo');
    const text = node.getChildren('CodeText').map((piece) => this.#slice(piece));
    return { kind: 'code-block', text: text.join(''), language: info === null ? '' : this.#slice(info) };
  }

  /** Where a link leads: its own address, or that of what it refers to. */
  #target(node: SyntaxNode): string | null {
    const url = node.getChild('URL');
    if (url !== null) return safeUrl(this.#slice(url).replace(/^<|>$/gu, ''));
    const label = node.getChild('LinkLabel');
    const named = label === null ? '' : this.#key(this.#slice(label));
    const [open, close] = node.getChildren('LinkMark');
    const own = open === undefined || close === undefined ? '' : this.text.slice(open.to, close.from);
    const found = this.#references.get(named === '' ? this.#key(own) : named);
    return found === undefined ? null : safeUrl(found.replace(/^<|>$/gu, ''));
  }

  #link(node: SyntaxNode, depth: number): MarkdownNode[] {
    const url = this.#target(node);
    // What leads nowhere that may be opened is shown as it was typed, so that nobody takes it for a link.
    if (url === null) return [{ kind: 'text', text: this.#slice(node) }];
    const [open, close] = node.getChildren('LinkMark');
    const children =
      open === undefined || close === undefined ? [] : this.#children(node, depth, open.to, close.from);
    return [{ kind: 'link', url, children: children.length > 0 ? children : [{ kind: 'text', text: url }] }];
  }

  #image(node: SyntaxNode): MarkdownNode {
    const [open, close] = node.getChildren('LinkMark');
    const text = open === undefined || close === undefined ? '' : this.text.slice(open.to, close.from);
    return { kind: 'image', text, url: this.#target(node) };
  }

  #bareLink(node: SyntaxNode): MarkdownNode {
    const text = this.#slice(node).replace(/^<|>$/gu, '');
    const url = safeUrl(/^www\./iu.test(text) ? `https://${text}` : text);
    return url === null
      ? { kind: 'text', text: this.#slice(node) }
      : { kind: 'link', url, children: [{ kind: 'text', text }] };
  }

  #entity(text: string): string {
    const code = /^&#(?:x([0-9a-f]{1,6})|(\d{1,7}));$/iu.exec(text);
    if (code === null) return entities[text] ?? text;
    const point = code[1] === undefined ? Number(code[2]) : Number.parseInt(code[1], 16);
    return point > 0 && point <= 0x10_ff_ff ? String.fromCodePoint(point) : '\ufffd';
  }

  #table(node: SyntaxNode, depth: number): MarkdownNode {
    const row = (from: SyntaxNode, tag: 'th' | 'td'): MarkdownNode => ({
      kind: 'box',
      tag: 'tr',
      children: from.getChildren('TableCell').map((cell) => ({
        kind: 'box',
        tag,
        children: this.#children(cell, depth + 2),
      })),
    });
    const head = node.getChildren('TableHeader').map((one) => row(one, 'th'));
    const body = node.getChildren('TableRow').map((one) => row(one, 'td'));
    return {
      kind: 'box',
      tag: 'table',
      children: [
        { kind: 'box', tag: 'thead', children: head },
        { kind: 'box', tag: 'tbody', children: body },
      ],
    };
  }
}

/** Where text between the children is part of what is said. */
function isInline(name: string): boolean {
  return !/^(?:Document|BulletList|OrderedList|ListItem|Blockquote|Table.*(?<!Cell))$/u.test(name);
}

function addText(nodes: MarkdownNode[], text: string): void {
  const last = nodes.at(-1);
  if (last?.kind === 'text') nodes[nodes.length - 1] = { kind: 'text', text: last.text + text };
  else nodes.push({ kind: 'text', text });
}

/** Without the blanks around a heading's words. */
function trimmed(nodes: readonly MarkdownNode[]): MarkdownNode[] {
  return nodes.map((node, index) => {
    if (node.kind !== 'text') return node;
    const start = index === 0 ? node.text.trimStart() : node.text;
    return { kind: 'text', text: index === nodes.length - 1 ? start.trimEnd() : start };
  });
}
