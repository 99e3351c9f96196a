import { fail, ok } from '../../contract/index.js';
import type { Result } from '../../contract/index.js';
import type { Handling } from './table.js';

/** Addresses of http and https, opened outside. */
export interface LinkFeature {
  open(url: string): Promise<void>;
}

export function linkHandlers(links: LinkFeature): Handling<'link.open'> {
  return { 'link.open': ({ url }) => openLink(url, links) };
}

async function openLink(text: string, links: LinkFeature): Promise<Result<void>> {
  const url = URL.canParse(text) ? new URL(text) : null;
  const opens = url?.protocol === 'http:' || url?.protocol === 'https:';
  // A name before an @ makes one host look like another.
  if (url === null || !opens || url.username !== '' || url.password !== '') {
    return fail('link.refused', 'Only addresses of http and https without a user name are opened.');
  }
  await links.open(url.href);
  return ok();
}
