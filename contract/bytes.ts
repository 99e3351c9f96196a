import * as z from 'zod/mini';

/** Bytes in a request. Said by hand because `z.instanceof` narrows to bytes over an `ArrayBuffer`. */
export const Bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'expected bytes');
