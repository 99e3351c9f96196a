import { type Catalogue, type Language, pseudoLanguages } from './languages.js';
import { withPlurals } from './plurals.js';

/**
 * Translates a message that was made in English with its values already in it; unknown ones stay as they are. `row`: it is
 * what a row of the log tells.
 */
export type TranslateMessage = (message: string, of?: 'row') => string;

/** One form of messages: what stands before, between and behind its values. */
interface Pattern {
  readonly pieces: readonly string[];
  /** Characters of its own. */
  readonly words: number;
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
    forms ??= new Forms(language, catalogue);
    const translated = forms.translate(message, of === 'row');
    if (kept.size >= mostKept) kept.clear();
    kept.set(message, translated);
    return translated;
  };
}

class Forms {
  readonly #catalogue: Catalogue;
  readonly #messages: Table;
  /** Messages, and the forms of rows that begin with a word. */
  readonly #ofRows: Table;
  /** Those that begin with a value. */
  readonly #loose: Table;
  readonly #parts: Table;

  #rules: Intl.PluralRules | undefined;

  constructor(
    private readonly language: Language,
    catalogue: Catalogue,
  ) {
    this.#catalogue = catalogue;
    const all = patternsOf(catalogue);
    const isLoose = ({ kind, pieces }: Pattern): boolean => kind === 'row' && pieces[0] === '';
    this.#messages = new Table(all.filter(({ kind }) => kind === 'message'));
    this.#ofRows = new Table(all.filter((one) => one.kind !== 'part' && !isLoose(one)));
    this.#loose = new Table(all.filter(isLoose));
    this.#parts = new Table(all.filter(({ kind }) => kind === 'part'));
  }

  translate(message: string, row: boolean): string {
    return this.#find(message, 1, row) ?? this.#quoting(message, row) ?? message;
  }

  #find(message: string, depth: number, row: boolean): string | undefined {
    // A value of one word is a name, whatever else it means.
    const whole = depth === 1 || message.includes(' ');
    if (whole && Object.hasOwn(this.#catalogue, message)) return this.#catalogue[message];
    const found = (row ? this.#ofRows : this.#messages).find(message) ?? this.#coded(message, depth, row);
    if (typeof found === 'string') return found;
    if (found !== undefined) return this.#filled(found, depth, row);
    if (!row) return undefined;
    const list = this.#list(message, depth);
    if (list !== undefined || depth > 1) return list;
    // `{0} is {1}` would find itself in almost everything: it is asked last, and takes names and addresses alone.
    const loose = this.#loose.find(message, (values) => values.every((one) => /^\S+(?:, \S+)*$/.test(one)));
    return loose && this.#filled(loose, depth, true);
  }

  #filled({ pattern, values }: Match, depth: number, row: boolean): string {
    const rules = (): Intl.PluralRules => (this.#rules ??= new Intl.PluralRules(this.language));
    return withPlurals(pattern.translation, values, rules).replace(/\{(\d+)\}/g, (_, place: string) => {
      const value = values[Number(place)] ?? '';
      return (depth < deepest ? this.#find(value, depth + 1, row) : undefined) ?? value;
    });
  }

  /** A message before its code: `… (ECONNRESET)`. */
  #coded(message: string, depth: number, row: boolean): string | undefined {
    if (!message.endsWith(')')) return undefined;
    const [, body = '', code = ''] = /^([^]*) (\([A-Z0-9_]+\))$/.exec(message) ?? [];
    const said = body === '' ? undefined : this.#find(body, depth, row);
    return said === undefined ? undefined : `${said} ${code}`;
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
        part = this.#part(items.slice(from, to).join(', '), depth);
      found ||= part !== undefined;
      said.push(part ?? items[from] ?? '');
      from = part === undefined ? from + 1 : to + 1;
    }
    return found ? said.join(', ') : undefined;
  }

  #part(item: string, depth: number): string | undefined {
    // What stands before its word is one value, and not the part before.
    const found = this.#parts.find(
      item,
      ([first = ''], { pieces }) => pieces[0] !== '' || !first.includes(', '),
    );
    return found && this.#filled(found, depth, true);
  }

  /** A message behind the name of what it is about (`host: …`, `a/file.json is …`), or several of them. */
  #quoting(message: string, row: boolean): string | undefined {
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

interface Match {
  readonly pattern: Pattern;
  readonly values: readonly string[];
}

/**
 * Patterns by how they begin or end, since a row that is new is looked up among a thousand of them while it is drawn. Of
 * those that fit, the one with the most words of its own: `{0} is closed` must not take what `cannot send: {0} is closed` is.
 */
class Table {
  readonly #byBegin = new Map<string, Pattern[]>();
  readonly #byEnd = new Map<string, Pattern[]>();
  readonly #others: Pattern[] = [];

  constructor(patterns: readonly Pattern[]) {
    for (const one of patterns) {
      const [first = '', last = ''] = [one.pieces[0], one.pieces.at(-1)];
      if (first.length >= keyed) listIn(this.#byBegin, first.slice(0, keyed)).push(one);
      else if (last.length >= keyed) listIn(this.#byEnd, last.slice(-keyed)).push(one);
      else this.#others.push(one);
    }
  }

  find(
    message: string,
    fits: (values: readonly string[], pattern: Pattern) => boolean = () => true,
  ): Match | undefined {
    let best: Match | undefined;
    const among = (patterns: readonly Pattern[] = []): void => {
      for (const pattern of patterns) {
        // Of each list the first is the best.
        if (best !== undefined && best.pattern.words >= pattern.words) return;
        const values = valuesIn(message, pattern.pieces);
        if (values !== undefined && fits(values, pattern)) best = { pattern, values };
      }
    };
    among(this.#byBegin.get(message.slice(0, keyed)));
    among(this.#byEnd.get(message.slice(-keyed)));
    among(this.#others);
    return best;
  }
}

/** Characters of a begin or an end that patterns are sorted by. */
const keyed = 3;

function listIn(map: Map<string, Pattern[]>, key: string): Pattern[] {
  const list = map.get(key) ?? [];
  map.set(key, list);
  return list;
}

/** The forms of a catalogue, those with the most words of their own first. */
function patternsOf(catalogue: Catalogue): readonly Pattern[] {
  return Object.entries(catalogue)
    .filter(([text]) => /\{\d+\}/.test(text))
    .map(([text, translation]): Pattern => {
      const kind = meaning.exec(text)?.[1];
      const pieces = text.replace(meaning, '').split(/\{\d+\}/);
      return {
        pieces,
        words: pieces.join('').length,
        translation,
        kind: kind === 'row' || kind === 'part' ? kind : 'message',
      };
    })
    .sort((a, b) => b.words - a.words);
}

/**
 * What stands between the pieces; undefined where the message does not read so. Values are as short as they can be, but
 * for a first one that the form begins with: it may be a message itself.
 */
function valuesIn(message: string, pieces: readonly string[]): readonly string[] | undefined {
  const [first = '', ...others] = pieces;
  const last = others.pop() ?? '';
  if (!message.startsWith(first) || !message.endsWith(last)) return undefined;
  const [begin, end] = [first.length, message.length - last.length];
  if (begin > end) return undefined;
  const values: string[] = [];
  if (first === '') {
    let to = end;
    for (const piece of others.reverse()) {
      const at = to < piece.length ? -1 : message.lastIndexOf(piece, to - piece.length);
      if (at < 0) return undefined;
      values.unshift(message.slice(at + piece.length, to));
      to = at;
    }
    return [message.slice(0, to), ...values];
  }
  let from = begin;
  for (const piece of others) {
    const at = message.indexOf(piece, from);
    if (at < 0 || at + piece.length > end) return undefined;
    values.push(message.slice(from, at));
    from = at + piece.length;
  }
  return [...values, message.slice(from, end)];
}
