import { type Result, fail, ok } from '../result.js';
import type { TemplateSource } from './source.js';

type Random = TemplateSource['random'];

/** More random bytes than this are a file. */
const maxRandomBytes = 1 << 20;
const alphanumeric = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** `int [MIN MAX]`, `float [MIN MAX [DIGITS]]`, `bytes N`, `string N [ALPHABET]`. Fails with `template.argument`. */
export function drawRandom(random: Random, args: readonly string[]): Result<string | Uint8Array> {
  const [kind, first, second, third] = args;
  const most = { int: 3, float: 4, bytes: 2, string: 3 }[String(kind)] ?? 0;
  if (args.length > most)
    return wrong(kind === undefined || most === 0 ? forms : `${kind} takes less: ${forms}`);
  switch (kind) {
    case 'int':
      return drawInteger(random, first ?? '0', second ?? '2147483647');
    case 'float':
      return drawFloat(random, first ?? '0', second ?? '1', third);
    case 'bytes': {
      const count = countOf(first);
      return count === null ? wrong(`bytes needs a count up to ${maxRandomBytes}`) : ok(random(count));
    }
    case 'string':
      return drawString(random, first, second ?? alphanumeric);
    default:
      return wrong(forms);
  }
}

const forms = 'random is followed by int MIN MAX, float MIN MAX, bytes COUNT or string COUNT';

function drawInteger(random: Random, from: string, to: string): Result<string> {
  const least = Number(from);
  const most = Number(to);
  if (
    !/^-?\d+$/.test(from) ||
    !/^-?\d+$/.test(to) ||
    !Number.isSafeInteger(least) ||
    !Number.isSafeInteger(most)
  ) {
    return wrong('int needs two whole numbers within ±9007199254740991');
  }
  if (least > most) return wrong(`${least} is above ${most}: the lower bound comes first`);
  return ok(String(BigInt(least) + below(random, BigInt(most) - BigInt(least) + 1n)));
}

/** Evenly distributed: draws that would favour small numbers are thrown away. */
function below(random: Random, bound: bigint): bigint {
  const range = 1n << 64n;
  const even = range - (range % bound);
  for (;;) {
    const bytes = random(8);
    const drawn = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0);
    if (drawn < even) return drawn % bound;
  }
}

function drawFloat(random: Random, from: string, to: string, digits: string | undefined): Result<string> {
  const form = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;
  const least = Number(from);
  const most = Number(to);
  if (!form.test(from) || !form.test(to) || !Number.isFinite(most - least) || least > most) {
    return wrong('float needs two numbers, the lower one first');
  }
  if (digits !== undefined && !/^(\d|1\d|20)$/.test(digits)) return wrong('float has 0 to 20 digits');
  const share = Number(below(random, 1n << 53n)) / 2 ** 53;
  const value = least + share * (most - least);
  return ok(digits === undefined ? String(value) : value.toFixed(Number(digits)));
}

function drawString(random: Random, length: string | undefined, alphabet: string): Result<string> {
  const count = countOf(length);
  if (count === null) return wrong(`string needs a length up to ${maxRandomBytes}`);
  const letters = [...alphabet];
  if (letters.length === 0) return wrong('string needs letters to choose from');
  let text = '';
  for (let at = 0; at < count; at++) text += letters[Number(below(random, BigInt(letters.length)))] ?? '';
  return ok(text);
}

function countOf(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,7}$/.test(text) && Number(text) <= maxRandomBytes ? Number(text) : null;
}

function wrong(message: string): Result<never> {
  return fail('template.argument', message);
}
