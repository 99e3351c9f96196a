/** What a letter behind a backslash stands for in C (ISO/IEC 9899 §6.4.4.4), and in most of what took after it. */
export const cEscapes: Readonly<Record<string, number>> = {
  a: 0x07,
  b: 0x08,
  t: 0x09,
  n: 0x0a,
  v: 0x0b,
  f: 0x0c,
  r: 0x0d,
};

/** The character that a letter behind a backslash stands for; of any other it is that one. */
export function escapedLetter(letter: string): string {
  const code = cEscapes[letter];
  return code === undefined ? letter : String.fromCharCode(code);
}
