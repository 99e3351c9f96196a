/** Signs that are in sight in a tab of the usual width, whatever else it shows: what is shorter needs no care. */
const wholeUpTo = 18;
/** Signs of a tail: a port and the end of a path, mostly. */
const tailLength = 11;

/**
 * Titles in two where they are long: a begin, which is cut where there is no room, and a tail, which stays. The tail
 * is the end; of titles that end alike it begins where the one most alike comes to differ. Null for a title that needs none.
 */
export function titleParts(titles: readonly string[]): ([begin: string, tail: string] | null)[] {
  return titles.map((title) => {
    if (title.length <= wholeUpTo) return null;
    const end = title.slice(-tailLength);
    const alike = titles.filter(
      (other) => other !== title && other.length > wholeUpTo && other.endsWith(end),
    );
    if (alike.length === 0) return [title.slice(0, -tailLength), end];
    const common = Math.max(...alike.map((other) => sameBegin(title, other)));
    // A sign before it, so that it is seen what it belongs to.
    const from = Math.max(0, common - 1);
    const rest = title.slice(from);
    return [title.slice(0, from), rest.length > tailLength ? `${rest.slice(0, tailLength - 1)}…` : rest];
  });
}

/** Signs of a begin before a tail: what has room beside it in a tab that is as wide as tabs get. */
const beginLength = 11;

/** A begin that is cut where it ends in sight: cut by the style alone, it leaves a gap before the tail. */
export function shortBegin(begin: string): string {
  if (begin.length <= beginLength + 1) return begin;
  const to = /[\uD800-\uDBFF]/.test(begin.charAt(beginLength - 1)) ? beginLength - 1 : beginLength;
  return `${begin.slice(0, to)}…`;
}

function sameBegin(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  return at;
}
