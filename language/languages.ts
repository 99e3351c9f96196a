/** What a person may choose, named as those who speak it do. */
export const languages = {
  en: 'English',
  de: 'Deutsch',
  ru: 'Русский',
  'zh-CN': '简体中文',
} as const;

/**
 * For those who work on Wirebench, from the settings file alone: every text of a catalogue in brackets, so that what
 * was forgotten stands out, and the same from right to left.
 */
export const pseudoLanguages = ['en-XA', 'ar-XB'] as const;

export type Language = keyof typeof languages | (typeof pseudoLanguages)[number];

/** Text in the language of a catalogue, by the English one. */
export type Catalogue = Readonly<Record<string, string>>;

/** Languages that are written from right to left (of ours only the pseudo-language is). */
const rightToLeft: ReadonlySet<string> = new Set(['ar', 'fa', 'he', 'ur']);

/** Which way a language is written. */
export function directionOf(language: string): 'ltr' | 'rtl' {
  return rightToLeft.has(language.split('-')[0] ?? '') ? 'rtl' : 'ltr';
}

/** The first of a person's languages (BCP 47, most wanted first) that there is a catalogue of; English otherwise. */
export function languageFor(wanted: readonly string[]): keyof typeof languages {
  for (const tag of wanted) {
    const primary = tag.toLowerCase().split('-')[0];
    // Traditional characters are another script: English is read more easily than a wrong one.
    if (primary === 'zh' && !/-(hant|tw|hk|mo)\b/i.test(tag)) return 'zh-CN';
    if (primary === 'en' || primary === 'de' || primary === 'ru') return primary;
  }
  return 'en';
}

/** The region's numbers and dates where a person named one of that language: `en-GB` for English. */
export function localeFor(language: Language, wanted: readonly string[]): string {
  if (language === 'en-XA' || language === 'ar-XB') return 'en';
  const primary = language.split('-')[0];
  return wanted.find((tag) => tag.split('-')[0] === primary && languageFor([tag]) === language) ?? language;
}

/** The catalogue of a language; English needs none, since its texts are what the others go by. */
export async function catalogueOf(language: Language): Promise<Catalogue> {
  switch (language) {
    case 'de':
      return (await import('./catalogues/de.json')).default;
    case 'ru':
      return (await import('./catalogues/ru.json')).default;
    case 'zh-CN':
      return (await import('./catalogues/zh-CN.json')).default;
    case 'en':
    case 'en-XA':
    case 'ar-XB':
      return {};
  }
}
