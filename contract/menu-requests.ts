import * as z from 'zod/mini';
import { request } from './define.js';

/** Most commands of one menu: several times what a page has. */
export const maxMenuCommands = 500;

/** What a person can do in a page now, as the system's menu shows it. */
export const MenuCommand = z.strictObject({
  /** Said back when it is chosen. */
  id: z.string().check(z.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/)),
  title: z.string().check(z.minLength(1), z.maxLength(200)),
  /** Which menu it belongs to. */
  group: z.string().check(z.minLength(1), z.maxLength(50)),
  /** As the page writes it: `Mod+Shift+T`, `F7`. The page itself hears the key. */
  shortcut: z.exactOptional(z.string().check(z.maxLength(50))),
  enabled: z.boolean(),
});
export type MenuCommand = z.output<typeof MenuCommand>;

export const menuRequests = {
  /**
   * Everything the page can do, in order: hosts with the capability `nativeMenu` show it in the system's
   * menu while the page's window is in front. What is chosen comes back as `menu.run`.
   */
  'menu.tell': request<void>()(
    z.strictObject({ commands: z.array(MenuCommand).check(z.maxLength(maxMenuCommands)) }),
    ['host.unsupported'],
  ),
} as const;

/** Something was chosen in the system's menu. */
export interface MenuChoice {
  readonly command: string;
  /** By its key, which the page may have heard itself. */
  readonly byKey: boolean;
}
