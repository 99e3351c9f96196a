import { constants } from 'node:fs';

const { O_APPEND, O_CREAT, O_WRONLY } = constants;

/**
 * Flags to append to a file of this person's own state. A link in its place came from somebody else, and what it names is
 * not ours to write (Windows has no such flag).
 */
export const appendOwn = O_APPEND | O_CREAT | O_WRONLY | (constants.O_NOFOLLOW ?? 0);
