import { expect, test } from '@playwright/test';
import { Desktop } from './desktop.js';

interface Item {
  readonly id?: string;
  readonly label?: string;
  readonly role?: string;
  readonly type?: string;
  readonly enabled?: boolean;
  readonly accelerator?: string;
  readonly registerAccelerator?: boolean;
  readonly submenu?: readonly Item[];
}
interface Facts {
  readonly menu: readonly Item[];
  readonly popups: readonly { template: readonly Item[]; x: number; y: number }[];
}
const everyItem = (items: readonly Item[]): Item[] =>
  items.flatMap((item) => [item, ...everyItem(item.submenu ?? [])]);

// In Node with a stand-in for Electron: which menus the host asks for. That a system shows them, only Electron can.
test.describe('menus of the desktop (fake)', () => {
  let desktop: Desktop;
  test.beforeEach(async () => {
    desktop = await Desktop.launch('renderer', {}, { empty: true });
    await expect(desktop.page.getByText('No tab is open')).toBeVisible();
  });
  test.afterEach(() => desktop.dispose());

  const facts = (): Promise<Facts> => desktop.ask<Facts>('facts');
  const itemOf = async (id: string): Promise<Item | undefined> =>
    everyItem((await facts()).menu).find((item) => item.id === id);

  test('the menu bar has every command of the palette, with its key, and listens to none', async () => {
    const { page } = desktop;
    // With a tab everything is on screen that adds commands.
    await page.keyboard.press('Control+t');
    await expect(page.getByRole('tab', { name: /New connection/ })).toBeVisible();
    await page.keyboard.press('Control+k');
    const found = page.getByRole('dialog').getByRole('option');
    await expect(found.first()).toBeVisible();
    const titles = await page
      .getByRole('dialog')
      .getByRole('option')
      .evaluateAll((options) => options.map((option) => option.textContent ?? ''));
    await page.keyboard.press('Escape');
    expect(titles.length).toBeGreaterThan(15);
    await expect
      .poll(async () => {
        const labels = everyItem((await facts()).menu).flatMap(({ label, enabled }) =>
          label !== undefined && enabled !== false ? [label.replaceAll('&&', '&')] : [],
        );
        return titles.filter((title) => !labels.some((label) => title.includes(label)));
      })
      .toEqual([]);
    const items = everyItem((await facts()).menu);
    for (const { accelerator, registerAccelerator } of items) {
      if (accelerator !== undefined) expect(registerAccelerator).toBe(false);
    }
    expect(items.find(({ id }) => id === 'tabs.new')).toMatchObject({
      accelerator: 'CommandOrControl+T',
      enabled: true,
    });
    expect(items.map(({ role }) => role)).toEqual(expect.arrayContaining(['copy', 'paste', 'quit']));
  });

  test('what is chosen happens in the page, and what cannot be done is greyed as long as it cannot', async () => {
    const { page } = desktop;
    await expect.poll(async () => (await itemOf('tabs.close'))?.enabled).toBe(false);
    expect(await desktop.ask('clickMenu', { id: 'tabs.close' })).toBe(false);
    await desktop.choose('window.settings');
    await expect(page.getByRole('dialog', { name: 'Settings' })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);

    await desktop.choose('tabs.new');
    await expect(page.getByRole('tab', { name: /New connection/ })).toBeVisible();
    await expect.poll(async () => (await itemOf('tabs.close'))?.enabled).toBe(true);
    await desktop.choose('tabs.close');
    await expect(page.getByRole('tab')).toHaveCount(0);
    await expect.poll(async () => (await itemOf('tabs.close'))?.enabled).toBe(false);
  });

  test('the menu bar speaks the language of the settings, from the moment it is chosen', async () => {
    const { page } = desktop;
    const bar = async (): Promise<(string | undefined)[]> => (await facts()).menu.map(({ label }) => label);
    await expect.poll(bar).toContain('&File');
    await desktop.choose('window.settings');
    const settings = page.getByRole('dialog', { name: 'Settings' });
    await settings.getByRole('button', { name: 'Language', exact: true }).click();
    const language = settings.getByRole('group', { name: 'Language of the window' });
    await language.getByText('Deutsch', { exact: true }).click();
    await expect.poll(bar).toContain('&Datei');
    await expect(page.locator('html')).toHaveAttribute('lang', 'de');
    expect(everyItem((await facts()).menu).find(({ role }) => role === 'copy')?.label).toBe('Kopieren');
    await page.reload();
    await expect(page.locator('html')).toHaveAttribute('lang', 'de');
    expect(await bar()).toContain('&Datei');
  });

  test('a reloaded page fills the menu again', async () => {
    const { page } = desktop;
    await expect.poll(async () => (await itemOf('tabs.new'))?.enabled).toBe(true);
    await page.reload();
    await expect(page.getByText('No tab is open')).toBeVisible();
    await expect.poll(async () => (await itemOf('tabs.new'))?.enabled).toBe(true);
    await desktop.choose('tabs.new');
    await expect(page.getByRole('tab', { name: /New connection/ })).toBeVisible();
  });

  test('fields and selected text have the system’s menu, all else has the page’s', async () => {
    const editFlags = {
      ...{ canUndo: false, canRedo: false, canCut: true, canCopy: true },
      ...{ canPaste: true, canDelete: true, canSelectAll: true, canEditRichly: false },
    };
    const where = { x: 5, y: 7, menuSourceType: 'mouse', frame: null, editFlags };
    await desktop.ask('contextMenu', { ...where, isEditable: true, selectionText: 'abc' });
    await desktop.ask('contextMenu', { ...where, isEditable: false, selectionText: 'abc' });
    await desktop.ask('contextMenu', { ...where, isEditable: false, selectionText: '' });
    const { popups } = await facts();
    expect(
      popups.map(({ x, y, template }) => [x, y, template.map(({ role }) => role ?? '-').join(' ')]),
    ).toEqual([
      [5, 7, 'undo redo - cut copy paste delete - selectAll'],
      [5, 7, 'copy - selectAll'],
    ]);
    expect(popups[0]?.template[0]).toMatchObject({ role: 'undo', enabled: false });

    // A page that shows its own menu prevents the system's; over a field it does not.
    const { page } = desktop;
    await page.keyboard.press('Control+t');
    await page.evaluate(() => {
      addEventListener('contextmenu', (event) => Object.assign(globalThis, { asked: event }), {
        capture: true,
      });
    });
    /** Whether the page kept a right click from the system. */
    const prevented = (): Promise<boolean | undefined> =>
      page.evaluate(() => (globalThis as { asked?: Event }).asked?.defaultPrevented);
    const address = page.getByRole('textbox', { name: 'Address' });
    await expect(address).toBeVisible();
    await address.click({ button: 'right' });
    await expect.poll(prevented).toBe(false);
    await expect(page.getByRole('menu')).toHaveCount(0);
    await page.getByRole('tab', { name: /New connection/ }).click({ button: 'right' });
    await expect(page.getByRole('menu')).toBeVisible();
    await expect.poll(prevented).toBe(true);
  });
});
