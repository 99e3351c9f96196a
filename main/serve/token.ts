import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { fail, ok } from '../../contract/result.js';
import type { Result } from '../../contract/result.js';
import { readPrivateFile } from '../private-file.js';

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
  const read = await readPrivateFile(file, 'token');
  if (!read.ok) return read;
  const text = read.value.trim();
  const least = /^[0-9a-f]+$/i.test(text) ? leastHexDigits : leastCharacters;
  if (text.length < least || text.length > mostCharacters || !/^[A-Za-z0-9._~-]+$/.test(text)) {
    return fail(
      'token.weak',
      `The token in ${file} must be ${leastHexDigits} hex digits or ${leastCharacters} letters and digits, or more ` +
        `(128 bits). For a good one run: openssl rand -hex 32`,
    );
  }
  return ok(tokenOf(text));
}
