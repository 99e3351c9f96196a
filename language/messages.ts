import { type Catalogue, type Language, pseudoLanguages } from './languages.js';

/**
 * Translates a message that was made in English with its values already in it; unknown ones stay as they are. `row`: it is
 * what a row of the log tells.
 */
export type TranslateMessage = (message: string, of?: 'row') => string;

/** One form of messages: what stands before, between and behind its values. */
interface Pattern {
  readonly pieces: readonly string[];
  readonly translation: string;
  /** Forms with one word of their own, which fit too much, are known of rows alone; parts are those of lists in rows. */
  readonly kind: 'message' | 'row' | 'part';
}

/** Messages are looked up once: a failure that stays on screen is drawn again and again, and so are rows. */
const mostKept = 2000;
/** A message may quote another one, which may quote a third. */
const deepest = 3;
/** How many places of a message are tried where it may quote another behind a name of its own. */
const mostPlaces = 12;
const meaning = /##(row|part)$/;

/**
 * Knows messages by the forms the catalogue has of them: `connection refused by {0}: …` is any message that reads so, and
 * what stands for `{0}` is put where the translation has it, translated too where it is a message itself.
 */
export function messageTranslator(language: Language, catalogue: Catalogue): TranslateMessage {
  if (pseudoLanguages.some((one) => one === language)) return (message) => `⟦${message}⟧`;
  const known = { message: new Map<string, string>(), row: new Map<string, string>() };
  let forms: Forms | undefined;
  return (message, of) => {
    const kept = known[of ?? 'message'];
    const before = kept.get(message);
    if (before !== undefined) return before;
    forms ??= new Forms(catalogue);
    const translated = forms.translate(message, of === 'row');
    if (kept.size >= mostKept) kept.clear();
    kept.set(message, translated);
    return translated;
  };
}

class Forms {
  readonly #catalogue: Catalogue;
  readonly #messages: readonly Pattern[];
  /** Messages, and the forms of rows that begin with a word. */
  readonly #ofRows: readonly Pattern[];
  /** Those that begin with a value. */
  readonly #loose: readonly Pattern[];
  readonly #parts: readonly Pattern[];

  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue;
    const all = patternsOf(catalogue);
    const isLoose = ({ kind, pieces }: Pattern): boolean => kind === 'row' && pieces[0] === '';
    this.#messages = all.filter(({ kind }) => kind === 'message');
    this.#ofRows = all.filter((one) => one.kind !== 'part' && !isLoose(one));
    this.#loose = all.filter(isLoose);
    this.#parts = all.filter(({ kind }) => kind === 'part');
  }

  translate(message: string, row: boolean): string {
    return this.#find(message, 1, row) ?? this.#quoting(message, row) ?? message;
  }

  #find(message: string, depth: number, row: boolean): string | undefined {
    // A value of one word is a name, whatever else it means.
    const whole = depth === 1 || message.includes(' ');
    if (whole && Object.hasOwn(this.#catalogue, message)) return this.#catalogue[message];
    const said = this.#first(row ? this.#ofRows : this.#messages, message, depth, row);
    if (said !== undefined || !row) return said;
    // `{0} is {1}` would find itself in almost everything: it is the last that is asked.
    return this.#list(message, depth) ?? (depth === 1 ? this.#first(this.#loose, message, depth) : undefined);
  }

  #filled({ translation }: Pattern, values: readonly string[], depth: number, row: boolean): string {
    return translation.replace(/\{(\d+)\}/g, (_, place: string) => {
      const value = values[Number(place)] ?? '';
      return (depth < deepest ? this.#find(value, depth + 1, row) : undefined) ?? value;
    });
  }

  /** Facts by commas: `TLSv1.3, server name localhost`. The longest end that is known is taken, as a part may hold commas. */
  #list(message: string, depth: number): string | undefined {
    const items = message.split(', ');
    let found = false;
    const said: string[] = [];
    for (let from = 0; from < items.length;) {
      let to = items.length;
      let part: string | undefined;
      for (; to > from && part === undefined; to--)
        part = this.#first(this.#parts, items.slice(from, to).join(', '), depth);
      found ||= part !== undefined;
      said.push(part ?? items[from] ?? '');
      from = part === undefined ? from + 1 : to + 1;
    }
    return found ? said.join(', ') : undefined;
  }

  #first(patterns: readonly Pattern[], message: string, depth: number, row = true): string | undefined {
    for (const pattern of patterns) {
      const values = valuesIn(message, pattern.pieces);
      if (values !== undefined) return this.#filled(pattern, values, depth, row);
    }
    return undefined;
  }

  /** A message behind the name of what it is about (`host: …`, `a/file.json is …`), before its code, or several of them. */
  #quoting(message: string, row: boolean): string | undefined {
    const coded = /^([^]*) (\([A-Z0-9_]+\))$/.exec(message);
    const body = coded === null ? undefined : this.#find(coded[1] ?? '', 1, row);
    if (body !== undefined) return `${body} ${coded?.[2] ?? ''}`;
    const several = message.split('; ');
    if (several.length > 1 && !row) {
      const said = several.map((one) => this.#find(one, 2, row) ?? this.#behind(one, ': '));
      if (said.some((one) => one !== undefined))
        return said.map((one, at) => one ?? several[at] ?? '').join('; ');
    }
    return this.#behind(message, ': ', row) ?? (row ? undefined : this.#behind(message, ' '));
  }

  #behind(message: string, sign: string, row = false): string | undefined {
    let at = message.indexOf(sign);
    for (let place = 0; at > 0 && place < mostPlaces; place++) {
      const tail = message.slice(at + sign.length);
      const head = message.slice(0, at + sign.length);
      const said = this.#find(tail, 2, row);
      if (said !== undefined) return head + said;
      const unstopped = tail.endsWith('.') ? this.#find(tail.slice(0, -1), 2, row) : undefined;
      if (unstopped !== undefined) return `${head}${unstopped}.`;
      at = message.indexOf(sign, at + 1);
    }
    return undefined;
  }
}

/** Those with the most words of their own first: `{0} is closed` must not take what `cannot send: {0} is closed` is. */
function patternsOf(catalogue: Catalogue): readonly Pattern[] {
  return Object.entries(catalogue)
    .filter(([text]) => /\{\d+\}/.test(text))
    .map(([text, translation]): Pattern => {
      const kind = meaning.exec(text)?.[1];
      return {
        pieces: text.replace(meaning, '').split(/\{\d+\}/),
        translation,
        kind: kind === 'row' || kind === 'part' ? kind : 'message',
      };
    })
    .sort((a, b) => b.pieces.join('').length - a.pieces.join('').length);
}

/** What stands between the pieces, each as near to the begin as it can be; undefined where the message does not read so. */
function valuesIn(message: string, pieces: readonly string[]): readonly string[] | undefined {
  const [first = '', ...others] = pieces;
  const last = others.pop() ?? '';
  if (!message.startsWith(first) || !message.endsWith(last)) return undefined;
  const end = message.length - last.length;
  const values: string[] = [];
  let from = first.length;
  for (const piece of others) {
    const at = message.indexOf(piece, from);
    if (at < 0) return undefined;
    values.push(message.slice(from, at));
    from = at + piece.length;
  }
  if (from > end) return undefined;
  values.push(message.slice(from, end));
  return values;
}
