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

export const lengthForms = ['auto', '7', '16', '64'] as const;

/** Most fragments a crafted message is cut into: with junk after each they fit into one request. */
export const maxFragments = 500;

/**
 * A WebSocket frame as a person set it up, everything in it free to be wrong. Its payload is the
 * message's own body. What is left out has its default, so a saved file holds what is special alone.
 */
export const CraftedFrame = z.exactPartial(
  z.strictObject({
    /** RFC 6455 §5.2, 0 to 15; 1, text. */
    opcode: z.int().check(z.gte(0), z.lte(15)),
    /** Of the last fragment; true. */
    fin: z.boolean(),
    rsv1: z.boolean(),
    rsv2: z.boolean(),
    rsv3: z.boolean(),
    /** Absent: as the sender's role asks (§5.1), a client masks and a server does not. */
    masked: z.boolean(),
    /** Masking key, eight hex digits; empty draws one at random for each frame. */
    key: z.string().check(z.maxLength(64)),
    /** How the length is written; `auto` is the shortest, as §5.2 asks. */
    lengthForm: z.enum(lengthForms),
    /** The length the header claims, decimal or `0x` and hex; empty claims the true one. */
    length: z.string().check(z.maxLength(64)),
    /** Into how many frames the payload is cut; 1. */
    fragments: z.int().check(z.gte(1), z.lte(maxFragments)),
    /** Milliseconds between them; 0. */
    delayMs: z.int().check(z.gte(0), z.lte(60_000)),
    /** Each fragment repeats the opcode instead of continuing (§5.4). */
    restart: z.boolean(),
    /** Of the last frame only so many bytes leave, header included; absent, all. */
    cut: z.int().check(z.gte(0)),
    /** Hex: bytes that are no frame, written between the frames, after a single one. */
    junk: z.string().check(z.maxLength(65_536)),
  }),
);
export type CraftedFrame = z.output<typeof CraftedFrame>;

/** Masking keys as big-endian numbers, one for each fragment in order: a page shows the bytes that leave under them. */
export const CraftKeys = z.array(z.int().check(z.gte(0), z.lte(0xffffffff))).check(z.maxLength(maxFragments));
