/**
 * One named part of a message: what any anatomy (frame header, dissected payload) is made of. The
 * tree and the bytes highlight each other through `start` and `length`.
 */
export interface Field {
  readonly name: string;
  /** Byte offset in the dissected bytes. */
  readonly start: number;
  /** Bytes covered; 0 for something computed. */
  readonly length: number;
  /** Bits within the covered bytes, from 0 at the most significant bit of the first. */
  readonly bits?: { readonly first: number; readonly count: number };
  /** What it means, ready to read. */
  readonly value: string;
  /** What is wrong with it, with the rule it breaks. */
  readonly error?: string;
  readonly children: readonly Field[];
}

/** A field of whole bytes. */
export function field(
  name: string,
  start: number,
  length: number,
  value: string,
  children: readonly Field[] = [],
): Field {
  return { name, start, length, value, children };
}

/** A field of some bits of the bytes it covers. */
export function bitField(
  name: string,
  start: number,
  length: number,
  bits: { readonly first: number; readonly count: number },
  value: string,
): Field {
  return { name, start, length, bits, value, children: [] };
}

/** The fields that cover a byte, outermost first; of siblings that share it, the first. */
export function fieldPathAt(fields: readonly Field[], offset: number): readonly Field[] {
  const path: Field[] = [];
  let level: readonly Field[] = fields;
  for (;;) {
    const hit = level.find((one) => offset >= one.start && offset < one.start + one.length);
    if (hit === undefined) return path;
    path.push(hit);
    level = hit.children;
  }
}
