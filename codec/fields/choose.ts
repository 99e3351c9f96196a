import { decodeFields } from './decode.js';
import type { DecodedFields } from './decode.js';
import { layoutFormat } from './dissector.js';
import type { FieldValues, Layout } from './layout.js';
import { layoutSamples } from './samples.js';

/** Bytes as the values of a layout. */
export interface ReadByLayout {
  readonly layout: Layout;
  readonly values: FieldValues;
}

/**
 * The layout that bytes are best taken apart by: the one asked for; else one that proves itself by constants,
 * lengths or checksums; else the first of a person's own that all of the bytes go into. Of the well-known
 * shapes only one that proves itself. Null where none fits.
 */
export function chooseLayout(
  own: readonly Layout[],
  bytes: Uint8Array,
  asked: string | null = null,
): ReadByLayout | null {
  const wanted = own.find((layout) => layoutFormat(layout) === asked);
  const found =
    wanted ??
    surest(own, bytes) ??
    own.find((layout) => isWhole(decodeFields(layout.fields, bytes), bytes)) ??
    surest(layoutSamples, bytes);
  if (found === undefined || found === null) return null;
  const { values, fields } = decodeFields(found.fields, bytes);
  return fields.length === 0 ? null : { layout: found, values };
}

/** Of those that all of the bytes go into, the one with the most constants, lengths and checksums that hold. */
function surest(layouts: readonly Layout[], bytes: Uint8Array): Layout | null {
  let best: Layout | null = null;
  let most = 0;
  for (const layout of layouts) {
    const read = decodeFields(layout.fields, bytes);
    if (!isWhole(read, bytes) || read.proofs <= most) continue;
    best = layout;
    most = read.proofs;
  }
  return best;
}

/** Whether all of the bytes went into the fields, and nothing is wrong with them. */
function isWhole({ error, consumed, fields }: DecodedFields, bytes: Uint8Array): boolean {
  return error === null && consumed === bytes.length && fields.length > 0;
}
