import {
  isTemplate,
  jsonFaults,
  maskJson,
  parseBase64,
  parseEscapes,
  parseTemplate,
  templateSpans,
  xmlFaults,
} from '../../../codec/index.js';
import type { TextFault } from '../../../codec/index.js';
import type { ComposerMode } from '../../../contract/index.js';
import { mostTyped } from './body-size.js';
import { readHex } from './known-hex.js';
import { t } from '../language/index.js';

/** What stands in the way of a draft, or deserves a word; `offset` counts from the start of the text. */
export interface DraftProblem {
  readonly message: string;
  readonly offset: number | null;
  /** Exclusive; one character where it is absent. */
  readonly end?: number;
  /** An error cannot be sent; a warning can. */
  readonly severity: 'error' | 'warning';
  /** The format that the text is not of, because of this. */
  readonly format?: 'JSON' | 'well-formed XML';
}

/** Modes that are a way to write bytes; in the others characters stand for themselves. */
export const readers: Readonly<Partial<Record<ComposerMode, typeof readHex>>> = {
  hex: readHex,
  base64: parseBase64,
  escapes: parseEscapes,
};

/**
 * What is wrong with a text in its format, placeholders taken for values: the text can be sent all the same,
 * since testing with a broken one is what a workbench is for. Empty for modes without a format.
 */
export function lintBody(mode: ComposerMode, typed: string): readonly DraftProblem[] {
  if ((mode !== 'json' && mode !== 'xml') || typed.trim() === '') return [];
  // What keeps a template from being read is said once, as what it is.
  if (isTemplate(typed) && !parseTemplate(typed).ok) return [];
  if (typed.length > mostTyped) {
    return [
      { message: t('More than 4 million characters are not checked.'), offset: null, severity: 'warning' },
    ];
  }
  const faults: readonly TextFault[] =
    mode === 'json'
      ? jsonFaults(maskJson(typed, templateSpans(typed)))
      : xmlFaults(typed, { template: true });
  const format = mode === 'json' ? 'JSON' : 'well-formed XML';
  return faults.map(({ start, end, message, severity }) => ({
    message,
    offset: start,
    end,
    severity: 'warning',
    ...(severity === 'error' ? { format } : {}),
  }));
}

/** What cannot be read between the placeholders of a text that is a way to write bytes; null where all can. */
export function literalProblem(mode: ComposerMode, typed: string): DraftProblem | null {
  const read = readers[mode];
  const template = parseTemplate(typed);
  if (read === undefined || !template.ok) return null;
  for (const part of template.value.parts) {
    if (part.kind === 'call') continue;
    // Escapes read what was typed, the backslash of `\{{` with it.
    const parsed = read(mode === 'escapes' ? typed.slice(part.start, part.end) : part.text);
    if (parsed.ok) continue;
    const inside = parsed.error.detail?.['offset'];
    const offset = part.start + (typeof inside === 'number' ? inside : 0);
    const message = parsed.error.message.replace(/ at offset \d+( \([^)]*\))?/, ` at offset ${offset}`);
    return { message, offset, severity: 'error' };
  }
  return null;
}
