import { type Catalogue, type Language, pseudoLanguages } from './languages.js';

/** Translates a message that was made in English with its values already in it; unknown ones stay as they are. */
export type TranslateMessage = (message: string) => string;

interface Pattern {
  readonly form: RegExp;
  readonly translation: string;
}

/** Messages are looked up once: a failure that stays on screen is drawn again and again. */
const mostKept = 500;
/** A message may quote another one, which may quote a third. */
const deepest = 3;

/**
 * Knows messages by the forms the catalogue has of them: `connection refused by {0}: …` is any message that reads so, and
 * what stands for `{0}` is put where the translation has it, translated too where it is a message itself.
 */
export function messageTranslator(language: Language, catalogue: Catalogue): TranslateMessage {
  if (pseudoLanguages.some((one) => one === language)) return (message) => `⟦${message}⟧`;
  let patterns: readonly Pattern[] | undefined;
  const kept = new Map<string, string>();

  function translate(message: string, depth: number): string {
    if (Object.hasOwn(catalogue, message)) return catalogue[message] ?? message;
    patterns ??= patternsOf(catalogue);
    for (const { form, translation } of patterns) {
      const values = form.exec(message)?.slice(1);
      if (values === undefined) continue;
      return translation.replace(/\{(\d+)\}/g, (_, place: string) => {
        const value = values[Number(place)] ?? '';
        return depth < deepest ? translate(value, depth + 1) : value;
      });
    }
    return message;
  }

  return (message) => {
    const known = kept.get(message);
    if (known !== undefined) return known;
    const translated = translate(message, 1);
    if (kept.size >= mostKept) kept.clear();
    kept.set(message, translated);
    return translated;
  };
}

/** Those with the most words of their own first: `{0} is closed` must not take what `cannot send: {0} is closed` is. */
function patternsOf(catalogue: Catalogue): readonly Pattern[] {
  return Object.entries(catalogue)
    .filter(([text]) => /\{\d+\}/.test(text))
    .map(([text, translation]) => ({ pieces: text.split(/\{\d+\}/), translation }))
    .sort((a, b) => b.pieces.join('').length - a.pieces.join('').length)
    .map(({ pieces, translation }) => ({
      form: new RegExp(`^${pieces.map((piece) => escaped(piece)).join('([^]*?)')}$`),
      translation,
    }));
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
