/*
 * The page's policy has the browser refuse every string that would become markup or code
 * (`require-trusted-types-for 'script'`). Our own threads are all that it needs; bundlers know
 * `new Worker(new URL(…))` alone, so the policy is the default one, which the browser asks by itself.
 */

/** What the build calls the program of a thread, below the page's own directory. */
const threadName = /^assets\/[A-Za-z]+-worker-[\w-]+\.js$/;

/** The address of one of our threads' programs; null for any other, which the browser then refuses. */
export function ownThread(url: string, page: string): string | null {
  if (!URL.canParse(url)) return null;
  const { protocol, host, pathname, search } = new URL(url);
  const own = new URL('.', page);
  const isOurs = protocol === own.protocol && host === own.host && pathname.startsWith(own.pathname);
  return isOurs && search === '' && threadName.test(pathname.slice(own.pathname.length)) ? url : null;
}

/** A browser's `window.trustedTypes`, where it has it. */
interface PolicyFactory {
  createPolicy(name: 'default', rules: { createScriptURL(url: string): string | null }): unknown;
}

/** Allows our own threads, and neither markup nor scripts: for those it has no rule. */
export function trustOwnThreads(
  factory: PolicyFactory | undefined = (window as { trustedTypes?: PolicyFactory }).trustedTypes,
): void {
  factory?.createPolicy('default', { createScriptURL: (url) => ownThread(url, location.href) });
}
