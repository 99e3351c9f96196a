import { ok } from '../../contract/index.js';
import type { PageClient } from '../../contract/serve.js';
import type { Handling } from './table.js';

/** Told how much a page has that nobody has looked at. */
export interface AttentionFeature {
  unread(page: PageClient, count: number): void;
}

export function attentionHandlers(attention: AttentionFeature): Handling<'attention.unread'> {
  return { 'attention.unread': ({ count }, _page, client) => ok(attention.unread(client, count)) };
}
