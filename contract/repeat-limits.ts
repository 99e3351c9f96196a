// Apart from `repeat.ts`, which needs the messages of a workspace: those need these.

/** The shortest step, milliseconds. */
export const minRepeatMs = 1;
/** The longest, a day. */
export const maxRepeatMs = 86_400_000;
/** Most sends of one repeat, and most passes over a block of lines. */
export const maxRepeatTimes = 1_000_000_000;
/** Most lines of a block. */
export const maxRepeatLines = 100_000;
/** Peers left behind that are told one by one. */
export const maxDeafTold = 32;
