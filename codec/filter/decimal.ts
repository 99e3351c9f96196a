interface Decimal {
  readonly sign: number;
  /** Value is 0.`digits` times ten to the `exponent`; neither end has a zero. */
  readonly digits: string;
  readonly exponent: number;
}

/** Exponents beyond it are all alike: nobody means them. */
const largest = 1e15;

function read(token: string): Decimal {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?)(\d+))?$/.exec(token);
  if (match === null) return { sign: 0, digits: '', exponent: 0 };
  const [, minus, whole = '', fraction = '', down, power = '0'] = match;
  const all = whole + fraction;
  let first = 0;
  while (all.charCodeAt(first) === 0x30) first++;
  let end = all.length;
  while (end > first && all.charCodeAt(end - 1) === 0x30) end--;
  if (first === end) return { sign: 0, digits: '', exponent: 0 };
  let zeros = 0;
  while (power.charCodeAt(zeros) === 0x30) zeros++;
  const size = power.length - zeros > 15 ? largest : Number(power);
  const exponent = whole.length - first + (down === '-' ? -size : size);
  return { sign: minus === '-' ? -1 : 1, digits: all.slice(first, end), exponent };
}

/**
 * Compares two numbers as JSON writes them by their digits: below 0, 0 or above. Nothing is rounded, so integers
 * above 2^53 and long fractions compare exactly.
 */
export function compareDecimals(left: string, right: string): number {
  const [a, b] = [read(left), read(right)];
  if (a.sign !== b.sign) return a.sign - b.sign;
  if (a.exponent !== b.exponent) return a.exponent < b.exponent ? -a.sign : a.sign;
  if (a.digits === b.digits) return 0;
  return a.digits < b.digits ? -a.sign : a.sign;
}
