import { basename, resolve } from 'node:path';
import { randomBytes } from 'node:crypto';

/** A name for a session that sorts by its beginning (UTC) and is safe as a directory: `20261121-140233-9f3a`. */
export function sessionId(at: Date = new Date()): string {
  const [day = '', time = ''] = at.toISOString().split(/[T.]/);
  return `${day.replaceAll('-', '')}-${time.replaceAll(':', '')}-${randomBytes(2).toString('hex')}`;
}

/** The name of a directory somebody chose, where it can be an id. */
export function idOf(directory: string, at: Date): string {
  const name = basename(resolve(directory));
  return /^[A-Za-z0-9_.-]{1,100}$/.test(name) ? name : sessionId(at);
}
