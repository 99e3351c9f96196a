import { parseTemplate } from './parse.js';

/** Where something in a text is decided by a template; UTF-16 units, end exclusive. */
export interface TemplateSpan {
  readonly start: number;
  readonly end: number;
  /** A placeholder; else braces that are escaped, `\{{`. */
  readonly call: boolean;
}

/**
 * The stretches of a text that are not sent as they stand: placeholders, and braces escaped by backslashes,
 * each with the backslashes right before it. Empty where the text is no template, or none that can be read.
 */
export function templateSpans(text: string): readonly TemplateSpan[] {
  if (!text.includes('{{')) return [];
  const template = parseTemplate(text);
  if (!template.ok) return [];
  const spans: TemplateSpan[] = [];
  for (const part of template.value.parts) {
    if (part.kind === 'call') {
      spans.push({ start: slashesBefore(text, part.start), end: part.end, call: true });
      continue;
    }
    for (let at = text.indexOf('{{', part.start); at >= 0 && at < part.end; at = text.indexOf('{{', at + 2)) {
      spans.push({ start: slashesBefore(text, at), end: at + 2, call: false });
    }
  }
  return spans;
}

function slashesBefore(text: string, at: number): number {
  let start = at;
  while (text[start - 1] === '\\') start--;
  return start;
}
