import * as z from 'zod/mini';

/** To whom: every open peer, or these numbers. A client has one peer and takes either. */
export const Recipients = z.union([
  z.literal('all'),
  z.array(z.int().check(z.gte(1))).check(z.minLength(1), z.maxLength(100_000)),
]);
export type Recipients = z.output<typeof Recipients>;
