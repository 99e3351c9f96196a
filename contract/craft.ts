import * as z from 'zod/mini';
import { Bytes } from './bytes.js';

/** Raw bytes written beside the protocol library: what a person crafts, frame by frame. */

/** Most pieces one request writes: a message in a thousand fragments. */
export const maxCraftPieces = 1_000;

/** Milliseconds all pieces of one request may wait together; the request is answered after the last. */
export const maxCraftWaitMs = 600_000;

/** One write, which is one row. Empty bytes write nothing and only wait. */
export const CraftPiece = z.strictObject({
  data: Bytes,
  /** Milliseconds to wait before it, from the moment the one before it was taken. */
  afterMs: z.int().check(z.gte(0), z.lte(maxCraftWaitMs)),
});

export const CraftPieces = z.array(CraftPiece).check(
  z.minLength(1),
  z.maxLength(maxCraftPieces),
  z.refine(
    (pieces) => pieces.reduce((sum, { afterMs }) => sum + afterMs, 0) <= maxCraftWaitMs,
    `the pieces wait for more than ${maxCraftWaitMs} ms together`,
  ),
);
/** The schema names the narrower `Uint8Array<ArrayBuffer>`; bytes are bytes wherever they lie. */
export type CraftPiece = Omit<z.output<typeof CraftPiece>, 'data'> & { readonly data: Uint8Array };
