import { randomBytes } from 'node:crypto';

/** A name for a session that sorts by its beginning (UTC) and is safe as a directory: `20261121-140233-9f3a`. */
export function sessionId(at: Date = new Date()): string {
  const [day = '', time = ''] = at.toISOString().split(/[T.]/);
  return `${day.replaceAll('-', '')}-${time.replaceAll(':', '')}-${randomBytes(2).toString('hex')}`;
}
