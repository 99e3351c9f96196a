/**
 * How well typed letters fit a text: 0 is not at all, more is better. Letters must come in order; runs,
 * beginnings of words and early places count, so that "rt" finds "Reopen tab" before "Start".
 */
export function fuzzyScore(typed: string, text: string): number {
  const letters = [...typed.toLowerCase()].filter((letter) => letter.trim() !== '');
  if (letters.length === 0) return 1;
  const lower = text.toLowerCase();
  let best = 0;
  // A later beginning may fit better than the first one: "Reset the reading" for "rea".
  for (
    let start = lower.indexOf(letters[0] ?? '');
    start >= 0;
    start = lower.indexOf(letters[0] ?? '', start + 1)
  ) {
    best = Math.max(best, scoreFrom(letters, lower, start));
  }
  return best;
}

function scoreFrom(letters: readonly string[], text: string, start: number): number {
  let score = 0;
  let last = start - 1;
  for (const letter of letters) {
    const at = text.indexOf(letter, last + 1);
    if (at < 0) return 0;
    const begins = at === 0 || /[\s\-/.:_(]/.test(text[at - 1] ?? '');
    score += at === last + 1 ? 8 : begins ? 6 : 1;
    last = at;
  }
  if (start === 0) score += 4;
  return score + 1 / (1 + text.length);
}
