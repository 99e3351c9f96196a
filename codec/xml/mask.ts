import type { TemplateSpan } from '../template/blanks.js';

/** Placeholders as letters, so that quotes and brackets in them are none of the document's; offsets stay. */
export function maskXml(text: string, spans: readonly TemplateSpan[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const { start, end, call } of spans) {
    if (!call) continue;
    parts.push(text.slice(at, start), 'x'.repeat(end - start));
    at = end;
  }
  parts.push(text.slice(at));
  return parts.join('');
}
