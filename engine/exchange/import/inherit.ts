import type { RequestAuth, RequestPair } from './request.js';

/** What a collection or a folder says for all that is in it. */
export interface Scope {
  /** Null where it says nothing; `none` is a word, and ends the search. */
  readonly auth: RequestAuth | null;
  readonly headers: readonly RequestPair[];
}

/** Headers that have one value: the nearest one counts. Of others all count, as HTTP lists them (RFC 9110 §5.3). */
const single = new Set([
  'authorization',
  'content-length',
  'content-type',
  'cookie',
  'from',
  'host',
  'origin',
  'proxy-authorization',
  'referer',
  'user-agent',
]);

/** The auth of a request: its own, else that of the nearest scope that says something. `scopes` from the outermost. */
export function nearestAuth(own: RequestAuth | null, scopes: readonly Scope[]): RequestAuth {
  return own ?? scopes.findLast((scope) => scope.auth !== null)?.auth ?? { kind: 'none' };
}

/**
 * The headers of a request with those it inherits: outermost first, of a name that is there twice one header,
 * spelled as the nearest spells it. What a request switches off is its own affair: a folder's still holds.
 */
export function inheritedHeaders(
  own: readonly RequestPair[],
  scopes: readonly Scope[],
): readonly RequestPair[] {
  const inherited = scopes
    .flatMap(({ headers }) => headers)
    .filter((pair) => !pair.off && pair.name.trim() !== '');
  if (inherited.length === 0) return own;
  const merged = new Map<string, RequestPair>();
  const off: RequestPair[] = [];
  for (const pair of [...inherited, ...own]) {
    if (pair.off) {
      off.push(pair);
      continue;
    }
    const key = pair.name.trim().toLowerCase();
    const before = merged.get(key);
    const value = before === undefined || single.has(key) ? pair.value : `${before.value}, ${pair.value}`;
    merged.set(key, { ...pair, value });
  }
  return [...merged.values(), ...off];
}
