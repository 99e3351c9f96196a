import { ok } from '../../contract/index.js';
import type { MenuCommand } from '../../contract/index.js';
import type { PageClient } from '../../contract/serve.js';
import type { Handling } from './table.js';

/** The system's menu, which shows what a page can do. */
export interface MenuFeature {
  tell(client: PageClient, commands: readonly MenuCommand[]): void;
}

export function menuHandlers(menu: MenuFeature): Handling<'menu.tell'> {
  return { 'menu.tell': ({ commands }, _page, client) => ok(menu.tell(client, commands)) };
}
