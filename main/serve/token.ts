import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { fail, ok } from '../../contract/result.js';
import type { Result } from '../../contract/result.js';
import { readPrivateFile } from '../private-file.js';

const tokenBytes = 32;
const pathBytes = 16;
/** Characters that hold 128 bits, in base64url and in hex. */
const leastCharacters = 22;
const leastHexDigits = 32;
const mostCharacters = 512;

/** Spent tokens that are still known as such; an older one is wrong like any other. */
const mostSpent = 16;

/** What the gate makes of a token that it is shown. */
export type TokenCheck = 'good' | 'spent' | 'wrong';

/** What opens the gate. Nothing about the cookie tells the token. */
export interface Token {
  /** What an address carries next: a token that opens once has another text after that. */
  readonly text: string;
  readonly cookie: string;
  /**
   * Where the browser may send the cookie. Cookies know no ports, so that under `/` whatever else listens on this
   * machine would be sent it too; nobody but the browser that was let in is ever told this path.
   */
  readonly path: string;
  check(given: string): TokenCheck;
  isCookie(given: string): boolean;
  /** Somebody has come in with this token. */
  spend(given: string): void;
}

/** 256 bits that open once, in an address that shells, histories and process lists keep; new with each start. */
export function newToken(): Token {
  let text = randomText();
  let isCurrent = sameAs(text);
  const spent: ((given: string) => boolean)[] = [];
  const cookie = randomText();
  const path = pathOf(randomBytes(pathBytes));
  return {
    get text() {
      return text;
    },
    cookie,
    path,
    check(given) {
      if (isCurrent(given)) return 'good';
      return spent.some((isSpent) => isSpent(given)) ? 'spent' : 'wrong';
    },
    isCookie: sameAs(cookie),
    spend(given) {
      if (!isCurrent(given)) return;
      spent.push(isCurrent);
      if (spent.length > mostSpent) spent.shift();
      text = randomText();
      isCurrent = sameAs(text);
    },
  };
}

/** A token that its owner chose and keeps: it opens as often as it is shown. */
export function tokenOf(text: string): Token {
  const derive = (what: string) => createHmac('sha256', text).update(what).digest();
  const cookie = derive('cookie').toString('base64url');
  const isToken = sameAs(text);
  return {
    text,
    cookie,
    path: pathOf(derive('path').subarray(0, pathBytes)),
    check: (given) => (isToken(given) ? 'good' : 'wrong'),
    isCookie: sameAs(cookie),
    spend: () => undefined,
  };
}

/** No file of the page's bundle has such a name. */
const pathOf = (bytes: Buffer) => `/~${bytes.toString('base64url')}`;

/** A path as `Token.path` is one, whoever it is of, at the beginning of a request's. */
export const privatePath = /^\/~[\w-]{22}(?=\/)/;

const randomText = () => randomBytes(tokenBytes).toString('base64url');

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
