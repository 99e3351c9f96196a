import type { MenuItem, MenuItemConstructorOptions } from 'electron';
import { describe, expect, it } from 'vitest';
import type { MenuCommand } from '../../contract/index.js';
import { menuTemplate } from './menu.js';

type Item = MenuItemConstructorOptions;

const command = (id: string, group: string, more: Partial<MenuCommand> = {}): MenuCommand => ({
  id,
  group,
  title: `Do ${id}`,
  enabled: true,
  ...more,
});
const commands = [
  command('connection.start', 'Connection', { shortcut: 'Mod+Enter' }),
  command('tabs.new', 'Tabs', { shortcut: 'Mod+T' }),
  command('message.send', 'Message', { enabled: false }),
  command('timeline.next', 'Timeline', { shortcut: 'F8' }),
  command('workspace.import', 'Workspace'),
  command('window.settings', 'Window', { shortcut: 'Mod+,' }),
  command('window.shortcuts', 'Window', { shortcut: '?' }),
  command('window.sidebar', 'Window'),
  command('relay.open', 'Relay & more'),
];

interface Built {
  readonly mac?: boolean;
  readonly dev?: boolean;
  readonly devTools?: boolean;
  readonly told?: readonly MenuCommand[];
}

function build({ mac = false, dev = false, devTools = dev, told = commands }: Built = {}) {
  const ran: unknown[] = [];
  const template = menuTemplate({
    mac,
    dev,
    devTools,
    commands: told,
    run: (...choice) => ran.push(choice),
  });
  return { template, ran };
}
const itemsOf = (menu: Item | undefined): Item[] => {
  const submenu = menu?.submenu;
  // Of a template it is always a list: nothing here makes menus.
  return (submenu ?? []) as Item[];
};
const everyItem = (template: Item[]): Item[] =>
  template.flatMap((item) => [item, ...everyItem(itemsOf(item))]);
const find = (template: Item[], id: string): Item | undefined =>
  everyItem(template).find((item) => item.id === id);
const rolesOf = (template: Item[]): unknown[] => everyItem(template).flatMap(({ role }) => role ?? []);
const menuOf = (template: Item[], id: string): string | undefined =>
  template.find((menu) => itemsOf(menu).some((item) => item.id === id))?.label?.replace(/^&(?!&)/, '');

describe('menuTemplate', () => {
  it.each([true, false])('has every command of the page once, where one looks for it (mac: %s)', (mac) => {
    const { template } = build({ mac });
    const ids = everyItem(template).flatMap(({ id }) => id ?? []);
    expect(ids.toSorted()).toEqual(commands.map(({ id }) => id).toSorted());
    expect(Object.fromEntries(ids.map((id) => [id, menuOf(template, id)]))).toEqual({
      'connection.start': 'Connection',
      'tabs.new': 'File',
      'message.send': 'Message',
      'timeline.next': 'Timeline',
      'workspace.import': 'File',
      'window.settings': mac ? 'Wirebench' : 'File',
      'window.shortcuts': 'Help',
      'window.sidebar': 'View',
      'relay.open': 'Relay && more',
    });
  });

  it('shows keys without listening to them, and greys what cannot be done', () => {
    const { template } = build();
    expect(find(template, 'tabs.new')).toMatchObject({
      label: 'Do tabs.new',
      accelerator: 'CommandOrControl+T',
      registerAccelerator: false,
      enabled: true,
    });
    expect(find(template, 'message.send')).toMatchObject({ enabled: false });
    expect(find(template, 'message.send')).not.toHaveProperty('accelerator');
    for (const item of everyItem(template)) {
      if (item.accelerator !== undefined) expect(item.registerAccelerator).toBe(false);
    }
  });

  it('says what was chosen, and whether a key did it', () => {
    const { template, ran } = build();
    const item = find(template, 'tabs.new');
    const choose = (triggeredByAccelerator: boolean): void =>
      item?.click?.({} as MenuItem, undefined, { triggeredByAccelerator });
    choose(false);
    choose(true);
    expect(ran).toEqual([
      ['tabs.new', undefined, false],
      ['tabs.new', undefined, true],
    ]);
  });

  it('shows an ampersand of a title as one', () => {
    const { template } = build({ told: [command('a', 'Message', { title: 'Cut & paste' })] });
    expect(find(template, 'a')?.label).toBe('Cut && paste');
  });

  it('takes an About of the page instead of the system’s', () => {
    expect(rolesOf(build().template)).toContain('about');
    const { template } = build({ told: [command('help.about', 'Help')] });
    expect(rolesOf(template)).not.toContain('about');
    expect(menuOf(template, 'help.about')).toBe('Help');
    expect(menuOf(build({ mac: true, told: [command('help.about', 'Help')] }).template, 'help.about')).toBe(
      'Wirebench',
    );
  });

  it.each([true, false])('offers what a page cannot do for itself (mac: %s)', (mac) => {
    expect(rolesOf(build({ mac, told: [] }).template)).toEqual(
      expect.arrayContaining([
        ...['undo', 'copy', 'paste', 'selectAll', 'resetZoom', 'zoomIn', 'about', 'quit', 'help'],
        ...(mac ? ['services', 'hide', 'hideOthers', 'unhide', 'window', 'minimize', 'front'] : []),
      ]),
    );
    expect(rolesOf(build({ mac }).template)).not.toContain('zoomIn');
  });

  it.each([true, false])('takes no key from the page, and reloads in development alone (mac: %s)', (mac) => {
    const roles = (options: { dev?: boolean; devTools?: boolean }): unknown[] =>
      rolesOf(build({ mac, ...options }).template);
    expect(roles({})).not.toContain('reload');
    expect(roles({})).not.toContain('toggleDevTools');
    expect(roles({ devTools: true })).toContain('toggleDevTools');
    expect(roles({ dev: true })).toEqual(expect.arrayContaining(['reload', 'toggleDevTools']));
    for (const role of ['close', 'windowMenu', 'fileMenu', 'viewMenu', 'forceReload']) {
      expect(roles({ dev: true })).not.toContain(role);
    }
    if (!mac) expect(roles({})).not.toContain('minimize');
  });

  it('begins and ends no menu with a line, and has no two in a row', () => {
    for (const mac of [true, false]) {
      for (const told of [commands, []]) {
        for (const menu of build({ mac, told }).template) {
          const types = itemsOf(menu).map(({ type }) => type);
          expect([types[0], types.at(-1)]).not.toContain('separator');
          expect(types.join(' ')).not.toContain('separator separator');
        }
      }
    }
  });
});
