import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { fail, ok } from '../../contract/result.js';
import type { Result } from '../../contract/result.js';

const tokenBytes = 32;
/** Characters that hold 128 bits, in base64url and in hex. */
const leastCharacters = 22;
const leastHexDigits = 32;
const mostCharacters = 512;

/** What opens the gate. The cookie is derived from the token, so that it never tells the token. */
export interface Token {
  readonly text: string;
  readonly cookie: string;
  isToken(given: string): boolean;
  isCookie(given: string): boolean;
}

/** 256 bits, new with each start. */
export function newToken(): Token {
  return tokenOf(randomBytes(tokenBytes).toString('base64url'));
}

export function tokenOf(text: string): Token {
  const cookie = createHmac('sha256', text).update('cookie').digest('base64url');
  return { text, cookie, isToken: sameAs(text), isCookie: sameAs(cookie) };
}

/** Compares hashes, which are of one length, in constant time: neither content nor length leaks. */
function sameAs(secret: string): (given: string) => boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  const expected = hash(secret);
  return (given) => given.length <= mostCharacters && timingSafeEqual(hash(given), expected);
}

/** Reads a token from a file that nobody else can read. Failures: `token.read`, `token.open`, `token.weak`. */
export async function readToken(file: string): Promise<Result<Token>> {
  // O_NONBLOCK: opening a pipe that nobody writes must not hang the start.
  const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch((error: unknown) =>
    String((error as NodeJS.ErrnoException).code ?? error),
  );
  if (typeof handle === 'string')
    return fail('token.read', `The token file ${file} cannot be read: ${handle}`);
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) return fail('token.read', `The token file ${file} is no regular file`);
    if (stat.size > 4096)
      return fail('token.read', `The token file ${file} holds ${stat.size} bytes, no token`);
    // Windows has no such bits; there the folder's rights decide.
    if (process.platform !== 'win32' && (stat.mode & 0o077) !== 0) {
      const mode = (stat.mode & 0o777).toString(8).padStart(4, '0');
      return fail(
        'token.open',
        `Others can read the token file ${file} (mode ${mode}). Run: chmod 600 ${file}`,
      );
    }
    const text = (await handle.readFile('utf8')).trim();
    const least = /^[0-9a-f]+$/i.test(text) ? leastHexDigits : leastCharacters;
    if (text.length < least || text.length > mostCharacters || !/^[A-Za-z0-9._~-]+$/.test(text)) {
      return fail(
        'token.weak',
        `The token in ${file} must be ${leastHexDigits} hex digits or ${leastCharacters} letters and digits, or more ` +
          `(128 bits). For a good one run: openssl rand -hex 32`,
      );
    }
    return ok(tokenOf(text));
  } finally {
    await handle.close();
  }
}
