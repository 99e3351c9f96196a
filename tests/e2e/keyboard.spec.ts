import { expect, test } from './fixture.js';

test.describe('without a mouse', () => {
  test('opens a tab, connects, sends, looks and leaves by keys alone', async ({ bench, peers }) => {
    const { port } = await peers.echo();
    const keys = bench.page.keyboard;
    await keys.press('Alt+t');
    await expect(bench.address).toBeFocused();
    await keys.type(`tcp://127.0.0.1:${port}`);
    await keys.press('Enter');
    await expect(bench.status).toContainText('Open');
    // Connected from the keyboard: the message is what comes next.
    await expect(bench.message).toBeFocused();
    await keys.press('Control+Enter');
    await keys.type('by hand');
    await keys.press('Control+Enter');
    await bench.waitForRow(/^received data, 7 bytes, .*by hand$/);
    await expect(bench.message).toHaveText('by hand');

    await keys.press('Escape');
    await keys.press('F7');
    const total = await bench.rowCount();
    await expect(bench.selectedRow).toHaveAttribute('aria-rowindex', String(total));
    await keys.press('F7');
    await expect(bench.selectedRow).toHaveAttribute('aria-rowindex', String(total - 1));
    await expect(bench.inspectorPanel).toContainText('by hand');
    await keys.press('F8');
    await expect(bench.selectedRow).toHaveAttribute('aria-rowindex', String(total));

    await keys.press('Control+f');
    await expect(bench.filter).toBeFocused();
    await keys.type('by hand');
    await bench.expectRowCount(2);
    await keys.press('Escape');

    await keys.press('Control+l');
    await expect(bench.address).toBeFocused();

    await keys.press('Control+s');
    const saving = bench.page.getByRole('dialog', { name: 'Save the connection' });
    await expect(saving.getByRole('textbox', { name: 'Name' })).toBeFocused();
    await keys.type('Typed over');
    await keys.press('Enter');
    await expect(bench.page.getByRole('treeitem', { name: /^Typed over/ })).toBeVisible();
    await expect(bench.page.getByRole('dialog')).toHaveCount(0);

    await keys.press('Control+b');
    await expect(bench.connections).toBeHidden();
    await keys.press('Control+b');
    await expect(bench.sessions).toBeVisible();

    await keys.press('Alt+w');
    const dialog = bench.page.getByRole('dialog');
    await expect(dialog.getByRole('button', { name: 'Keep running' })).toBeFocused();
    await keys.press('Shift+Tab');
    await expect(dialog.getByRole('button', { name: 'Disconnect and close' })).toBeFocused();
    await keys.press('Enter');
    await expect(bench.tabs).toHaveCount(0);
    await keys.press('Alt+Shift+t');
    await expect(bench.tabs).toHaveCount(1);
    await expect(bench.address).toHaveValue(`127.0.0.1:${port}`);
  });

  test('runs commands and opens connections from the palette', async ({ bench }) => {
    const keys = bench.page.keyboard;
    await bench.openQuick('udp', 'client', '127.0.0.1:9');
    await bench.saveAs('beacon');
    await keys.press('Alt+w');
    await expect(bench.tabs).toHaveCount(0);
    await keys.press('Control+k');
    const palette = bench.page.getByRole('dialog', { name: 'Command palette' });
    await expect(palette.getByRole('combobox')).toBeFocused();
    await keys.type('beacon');
    await expect(palette.getByRole('option', { selected: true })).toContainText('beacon');
    await keys.press('Enter');
    await expect(palette).toHaveCount(0);
    await expect(bench.tab('beacon')).toBeVisible();
    await keys.press('Control+k');
    await expect(palette.getByRole('combobox')).toBeFocused();
    await keys.type('light');
    await keys.press('Enter');
    await expect(bench.page.locator('html')).toHaveAttribute('data-theme', 'light');
    await keys.press('Control+k');
    await expect(palette.getByRole('combobox')).toBeFocused();
    await keys.type('no such thing at all');
    await expect(palette).toContainText('Nothing is called');
    await keys.press('Escape');
    await expect(palette).toHaveCount(0);
  });

  test('shows every key by ?, and takes no letter from a field', async ({ bench }) => {
    const keys = bench.page.keyboard;
    await bench.openQuick('tcp', 'client', '');
    await keys.press('Control+l');
    await keys.type('?');
    await expect(bench.address).toHaveValue('?');
    await keys.press('Control+f');
    await keys.press('Escape');
    await bench.sessions.focus().catch(() => undefined);
    await bench.page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await keys.press('?');
    const sheet = bench.page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await expect(sheet).toContainText('Send the message');
    await expect(sheet).toContainText('Alt');
    await keys.press('Escape');
    await expect(sheet).toHaveCount(0);
  });

  test('renames, moves and removes in the sidebar', async ({ bench }) => {
    const keys = bench.page.keyboard;
    for (const name of ['first', 'second']) {
      await bench.openQuick('tcp', 'client', 'localhost:1');
      await bench.saveAs(name);
    }
    const items = bench.connections.getByRole('treeitem');
    await bench.page.getByRole('searchbox', { name: 'Filter connections' }).focus();
    const inTree = (): Promise<boolean> =>
      bench.page.evaluate(() => document.activeElement?.getAttribute('role') === 'treeitem');
    for (let i = 0; i < 5 && !(await inTree()); i++) await keys.press('Tab');
    await keys.press('Home');
    await expect(items.first()).toBeFocused();
    await keys.press('F2');
    await expect(bench.page.getByRole('textbox', { name: 'New name' })).toBeFocused();
    await keys.press('ControlOrMeta+a');
    await keys.type('renamed');
    await keys.press('Enter');
    await expect(items.first()).toContainText('renamed');
    await expect(items.first()).toBeFocused();
    await keys.press('Alt+ArrowDown');
    await expect(items.last()).toContainText('renamed');
    await expect(items.last()).toBeFocused();
    await keys.press('Delete');
    await expect(items).toHaveCount(1);
  });

  test('goes from tab to tab', async ({ bench }) => {
    const keys = bench.page.keyboard;
    for (const port of [1, 2, 3]) await bench.openQuick('tcp', 'client', `localhost:${port}`);
    await keys.press('Alt+1');
    await expect(bench.address).toHaveValue('localhost:1');
    await keys.press('Alt+9');
    await expect(bench.address).toHaveValue('localhost:3');
    await keys.press('Control+d');
    await expect(bench.tabs).toHaveCount(4);
    await keys.press('Alt+w');
    await expect(bench.tabs).toHaveCount(3);
  });
});
