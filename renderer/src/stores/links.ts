import { useHostStore } from './host.js';

/**
 * Opens an address that a person clicked in a text somebody may have sent them: by the host where it has a
 * window of its own, else in a tab of the browser that knows nothing of this page. Answers whether it opened.
 */
export async function openLink(url: string): Promise<boolean> {
  const host = useHostStore();
  if (host.info?.capabilities.openLinks === true) return (await host.call('link.open', { url })).ok;
  const asked = URL.canParse(url) ? new URL(url) : null;
  // A name before an @ makes one host look like another.
  if (asked === null || !/^https?:$/.test(asked.protocol) || asked.username + asked.password !== '')
    return false;
  // With noopener the answer is null whether or not a tab came of it.
  window.open(asked.href, '_blank', 'noopener,noreferrer');
  return true;
}
