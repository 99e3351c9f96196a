import { visibleText, type Field } from '../../codec/index.js';

/** Deeper than any dissector goes; what lies below is left out rather than trusted. */
const maxDepth = 200;

/**
 * A tree of fields as lines for a person: offset, bits where it has some, name, value, and what is wrong
 * with it. `bytes` are those the fields lie in, `base` is added to the offsets.
 */
export function* fieldLines(
  fields: readonly Field[],
  bytes: Uint8Array,
  base = 0,
  depth = 0,
): Generator<string> {
  if (depth > maxDepth) return;
  for (const one of fields) {
    const place = String(base + one.start).padStart(6);
    const indent = '  '.repeat(depth);
    const value = one.value === '' ? '' : `: ${one.value}`;
    yield visibleText(`${place}  ${bitPicture(one, bytes).padEnd(9)}  ${indent}${one.name}${value}`);
    if (one.error !== undefined) yield visibleText(`${' '.repeat(19)}${indent}! ${one.error}`);
    yield* fieldLines(one.children, bytes, base, depth + 1);
  }
}

/** The bits of a byte that a field is: "...1 ....". Empty for one of several bytes. */
function bitPicture(one: Field, bytes: Uint8Array): string {
  if (one.bits === undefined || one.length !== 1) return '';
  const { first, count } = one.bits;
  const digits = (bytes[one.start] ?? 0).toString(2).padStart(8, '0');
  const shown = [...digits].map((digit, i) => (i >= first && i < first + count ? digit : '.')).join('');
  return `${shown.slice(0, 4)} ${shown.slice(4)}`;
}

/** A field as `--json` prints it: only what it has. */
export function fieldObject(one: Field, depth = 0): Record<string, unknown> {
  const { name, start, length, bits, value, error, children } = one;
  return {
    name,
    start,
    length,
    ...(bits === undefined ? {} : { bits }),
    value,
    ...(error === undefined ? {} : { error }),
    ...(children.length === 0 || depth >= maxDepth
      ? {}
      : { children: children.map((child) => fieldObject(child, depth + 1)) }),
  };
}
