/** How numbers are written: English groups by a space, as this program always did; others as their region does. */
export interface Numbers {
  /** A whole number in groups. */
  count(value: number): string;
  /** A text with numbers in English (`1 842.5 kB`) with the same numbers as this region writes them. */
  localized(text: string): string;
}

const space = ' ';

/** The numbers of a locale (BCP 47). */
export function numbersOf(locale: string): Numbers {
  const english = locale.split('-')[0] === 'en';
  // A formatter takes 10 to 20 ms of a page's start, which English does without.
  const parts = english
    ? []
    : new Intl.NumberFormat(locale, { useGrouping: true }).formatToParts(-1_234_567.8);
  const group = parts.find(({ type }) => type === 'group')?.value ?? space;
  const decimal = parts.find(({ type }) => type === 'decimal')?.value ?? '.';
  return {
    count: (value) =>
      Math.trunc(value)
        .toString()
        .replace(/\B(?=(\d{3})+$)/g, group),
    localized: (text) =>
      english
        ? text
        : text.replace(/\d{1,3}(?: \d{3})+(?:\.\d+)?|\d+\.\d+/g, (number) =>
            number.replace('.', decimal).replaceAll(space, group),
          ),
  };
}
