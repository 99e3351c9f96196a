/*
 * Plurals in translations of messages: `{0, plural, one {# Zeile} other {# Zeilen}}`. Values are texts that the message had in
 * it, so they are put in as they were written, and count where they are numbers.
 */
const plural = /\{(\d+), plural,((?: \w+ \{(?:[^{}]|\{\d+\})*\})+)\}/g;
const option = / (\w+) \{((?:[^{}]|\{\d+\})*)\}/g;

/** The text with the form of each plural that its value takes; places of values stay. */
export function withPlurals(text: string, values: readonly string[], rules: () => Intl.PluralRules): string {
  if (!text.includes(', plural,')) return text;
  return text.replace(plural, (_, place: string, options: string) => {
    const forms = new Map([...options.matchAll(option)].map(([, name, words]) => [name, words]));
    // `1 842`: groups are no part of the number.
    const count = Number((values[Number(place)] ?? '').replaceAll(' ', ''));
    return (forms.get(rules().select(count)) ?? forms.get('other') ?? '').replaceAll('#', `{${place}}`);
  });
}
