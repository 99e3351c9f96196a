import { type Formatters, IntlMessageFormat } from 'intl-messageformat';
import { numbersOf } from './numbers.js';
import { type Catalogue, type Language, pseudoLanguages } from './languages.js';
import type { PhraseValues, Translate } from './phrase.js';

const meaning = /##.*$/s;

/**
 * What says texts in one language. A text that its catalogue lacks stays English; `npm run check` fails where one does.
 * A translation that cannot be filled in gives the English text: nothing that is shown fails for a translator's slip.
 */
export function translator(language: Language, locale: string, catalogue: Catalogue): Translate {
  const pseudo = pseudoLanguages.some((one) => one === language);
  const formats = new Map<string, IntlMessageFormat>();
  const formatters = formattersOf(locale);

  function filledIn(key: string, text: string, values: PhraseValues, among: string): string {
    let format = formats.get(key);
    if (format === undefined) {
      // A text is text: <b> in it is no element.
      format = new IntlMessageFormat(text, among, undefined, { ignoreTag: true, formatters });
      formats.set(key, format);
    }
    return String(format.format(values));
  }

  return (key, values) => {
    const english = key.replace(meaning, '');
    const own = Object.hasOwn(catalogue, key) ? catalogue[key] : undefined;
    let text: string;
    if (values === undefined) text = own ?? english;
    else {
      try {
        text = filledIn(key, own ?? english, values, own === undefined ? 'en' : locale);
      } catch {
        text = filledIn(`${key}##en`, english, values, 'en');
      }
    }
    return pseudo ? `⟦${text}⟧` : text;
  };
}

/** Made once, and not before they are needed: a timeline fills in texts for every row that it draws. */
function formattersOf(locale: string): Formatters {
  const numbers = numbersOf(locale);
  let number: Intl.NumberFormat | undefined;
  const plurals = new Map<string, Intl.PluralRules>();
  return {
    // Numbers of a text look as they do everywhere else on screen.
    getNumberFormat: () =>
      (number ??= Object.defineProperty(new Intl.NumberFormat(locale), 'format', {
        value: (count: number) => numbers.count(count),
      })),
    getDateTimeFormat: (...args) => new Intl.DateTimeFormat(...args),
    getPluralRules: (among, style) => {
      const key = `${String(among)} ${style?.type ?? ''}`;
      const rules = plurals.get(key) ?? new Intl.PluralRules(among, style);
      plurals.set(key, rules);
      return rules;
    },
  };
}

/** What says texts in English. */
export const english: Translate = translator('en', 'en', {});
