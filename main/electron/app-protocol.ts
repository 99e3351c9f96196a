import type { Protocol } from 'electron';
import { plainResponse, staticResponse } from '../static.js';

/** Standard and secure: the page has an origin of its own, and the rules of https hold for it. */
const scheme = 'app';
const origin = `${scheme}://wirebench`;

/** The page. It is told that it is handed a port; it never learns what hands it. */
export const pageUrl = `${origin}/?transport=port`;

export const privilegedScheme = {
  scheme,
  privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
} as const;

/** Answers app:// with the bundle, as the headless host does over HTTP. */
export function handleAppProtocol(protocol: Protocol, root: string): void {
  protocol.handle(scheme, async (request) => {
    // The raw path: what a URL parser would clean up is refused rather than interpreted.
    const match = /^app:\/\/wirebench(\/[^?#]*)/.exec(request.url);
    if (match?.[1] === undefined || request.method !== 'GET')
      return plainResponse(404, 'There is nothing here.');
    return staticResponse(root, match[1]);
  });
}

/** Whether a URL is our page's: of our origin, whatever follows. */
export function isPage(url: string, page: string): boolean {
  if (!URL.canParse(url)) return false;
  const [given, own] = [new URL(url), new URL(page)];
  // Outside a browser, `origin` of an unknown scheme is "null" for every address: compare its parts.
  return (
    given.protocol === own.protocol &&
    given.host === own.host &&
    given.username === '' &&
    given.password === ''
  );
}
