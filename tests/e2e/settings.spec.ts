import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { violationsInBoth } from './axe.js';
import { Bench, expect, test } from './fixture.js';
import type { Headless } from './fixture.js';

const fileOf = (host: Headless): string => join(`${host.workspace}.data`, 'wirebench', 'settings.json');
const textOf = (host: Headless): Promise<string> => readFile(fileOf(host), 'utf8').catch(() => '');
/** What the file says besides where the tour is, which every test begins past. */
async function chosen(host: Headless): Promise<Record<string, unknown>> {
  try {
    const { 'help.tourStep': _tour, ...rest } = JSON.parse(await textOf(host)) as Record<string, unknown>;
    return rest;
  } catch {
    return { unreadable: true };
  }
}
const past = '"help.tourStep": 5';
const html = (page: Page): Locator => page.locator('html');

async function openSettings(page: Page, section?: string): Promise<Locator> {
  await page.keyboard.press('Control+,');
  const dialog = page.getByRole('dialog', { name: 'Settings' });
  if (section !== undefined) {
    await dialog
      .getByRole('navigation', { name: 'Sections of settings' })
      .getByRole('button', { name: section })
      .click();
  }
  return dialog;
}

test.describe('settings', () => {
  test('hold at once, after a reload and after the host was started anew', async ({
    bench: { page },
    host,
  }) => {
    const dialog = await openSettings(page);
    await expect(dialog.getByRole('searchbox', { name: 'Search settings' })).toBeFocused();
    await dialog.getByRole('radio', { name: 'Light' }).click();
    await expect(html(page)).toHaveAttribute('data-theme', 'light');
    await dialog.getByRole('radio', { name: 'Compact' }).click();
    await expect(html(page)).toHaveAttribute('data-density', 'compact');
    const contrast = dialog.getByRole('group', { name: 'More contrast' });
    await contrast.getByRole('radio', { name: 'On' }).click();
    await expect(html(page)).toHaveAttribute('data-contrast', 'more');
    await expect
      .poll(() => chosen(host))
      .toEqual({ 'appearance.theme': 'light', 'appearance.density': 'compact', 'appearance.contrast': 'on' });
    await page.reload();
    await expect(html(page)).toHaveAttribute('data-theme', 'light');
    await page.goto('about:blank');
    await host.restart();
    await Bench.open(page, host.url);
    await expect(html(page)).toHaveAttribute('data-theme', 'light');
    await expect(html(page)).toHaveAttribute('data-density', 'compact');
  });

  test('show in every page what one of them, or a person in the file, has changed', async ({
    bench: { page },
    secondBench,
    host,
  }) => {
    const other = (await secondBench()).page;
    const dialog = await openSettings(page);
    await dialog.getByRole('radio', { name: 'Light' }).click();
    await expect(html(other)).toHaveAttribute('data-theme', 'light');
    const second = await openSettings(other);
    await second.getByRole('radio', { name: 'Compact' }).click();
    await expect(html(page)).toHaveAttribute('data-density', 'compact');
    await expect(html(page)).toHaveAttribute('data-theme', 'light');
    await writeFile(fileOf(host), `{ "appearance.theme": "dark", "later.thing": [1], ${past} }`);
    await expect(html(page)).toHaveAttribute('data-theme', 'dark');
    await expect(html(other)).toHaveAttribute('data-density', 'comfortable');
    await expect(dialog).toContainText('The file also has later.thing');
    await dialog.getByRole('radio', { name: 'Compact' }).click();
    await expect.poll(() => textOf(host)).toContain('"later.thing": [1]');
  });

  test('are told with their line where the file has them wrong, and reset one by one', async ({
    bench: { page },
    host,
  }) => {
    await mkdir(dirname(fileOf(host)), { recursive: true });
    await writeFile(
      fileOf(host),
      `{\n  "appearance.theme": "light",\n  "appearance.fontSize": 99,\n  ${past}\n}\n`,
    );
    await expect(html(page)).toHaveAttribute('data-theme', 'light');
    await page.getByRole('button', { name: 'Settings', exact: true }).last().click();
    const dialog = page.getByRole('dialog', { name: 'Settings' });
    const size = dialog.getByRole('group', { name: 'Text size', exact: true });
    await expect(size).toContainText('line 3: "appearance.fontSize" should be at most 16');
    await size.getByRole('button', { name: 'Reset Text size to its default' }).click();
    await expect(size).not.toContainText('line 3');
    await expect(size.getByRole('spinbutton')).toBeFocused();
    await expect.poll(() => chosen(host)).toEqual({ 'appearance.theme': 'light' });
    await expect(dialog.getByRole('button', { name: /^Reset .* to its default/ })).toHaveCount(1);
  });

  test('leave a file that cannot be read alone until it is set aside', async ({ bench: { page }, host }) => {
    await mkdir(dirname(fileOf(host)), { recursive: true });
    await writeFile(fileOf(host), '{ "appearance.theme": "li');
    const dialog = await openSettings(page);
    await expect(dialog).toContainText('The settings file cannot be read');
    await dialog.getByRole('radio', { name: 'Light' }).click();
    await expect(html(page)).toHaveAttribute('data-theme', 'dark');
    await dialog.getByRole('button', { name: 'Set it aside' }).click();
    await expect(dialog).not.toContainText('The settings file cannot be read');
    await dialog.getByRole('radio', { name: 'Light' }).click();
    await expect(html(page)).toHaveAttribute('data-theme', 'light');
  });

  test('are found by word, marked, and all reset with an undo', async ({ bench: { page }, host }) => {
    const dialog = await openSettings(page);
    await dialog.getByRole('radio', { name: 'Light' }).click();
    const search = dialog.getByRole('searchbox', { name: 'Search settings' });
    await search.fill('tab width');
    const row = dialog.getByRole('group', { name: 'Width of a tab' });
    await expect(row.locator('mark')).not.toHaveCount(0);
    await expect(dialog.getByRole('group', { name: 'Theme' })).toHaveCount(0);
    await row.getByRole('spinbutton').fill('8');
    await row.getByRole('spinbutton').press('Enter');
    await expect.poll(() => textOf(host)).toContain('"editor.tabSize": 8');
    await search.fill('no such thing');
    await expect(dialog).toContainText('No setting has these words');
    await dialog.getByRole('button', { name: 'Show all settings' }).click();
    await dialog.getByRole('button', { name: 'Reset all…' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Reset all' }).click();
    await expect(html(page)).toHaveAttribute('data-theme', 'dark');
    await expect.poll(() => chosen(host)).toEqual({});
    await dialog.getByRole('button', { name: 'Undo' }).click();
    await expect(html(page)).toHaveAttribute('data-theme', 'light');
    await expect.poll(() => textOf(host)).toContain('"editor.tabSize": 8');
  });

  test('hide older rows above a limit, with the way back to them', async ({ bench, peers }) => {
    const { page } = bench;
    const dialog = await openSettings(page, 'Timeline');
    const most = dialog.getByRole('spinbutton', { name: 'Most rows shown' });
    await most.fill('10');
    await most.press('Enter');
    await page.keyboard.press('Escape');
    const { port } = await peers.ws((socket) => {
      for (let n = 1; n <= 40; n++) socket.send(`message ${n}`);
    });
    await bench.dial('ws', port);
    await bench.waitForRow(/^received text, .* message 40$/);
    const older = page.getByRole('group', { name: 'Older rows' });
    await expect(older).toContainText(/older rows are hidden/);
    await expect.poll(() => bench.rowCount()).toBeLessThanOrEqual(10);
    await expect(bench.rows(/ message 2$/)).toHaveCount(0);
    // The newest is chosen by its key: it is the row that is drawn, not one as far from the beginning.
    await page.keyboard.press('F8');
    await expect(bench.selectedRow).toHaveAccessibleName(/ message 40$/);
    await older.getByRole('button', { name: 'Show all' }).press('Enter');
    await expect(older).toHaveCount(0);
    await expect.poll(() => bench.rowCount()).toBeGreaterThan(40);
    await expect(bench.selectedRow).toHaveAccessibleName(/ message 40$/);
  });

  test('say how the message editor looks and what a new message ends with', async ({ bench }) => {
    const { page } = bench;
    const dialog = await openSettings(page, 'Editor');
    const font = dialog.getByRole('textbox', { name: 'Font' });
    await font.fill('Nobody has this; one');
    await expect(dialog).toContainText('with commas between');
    await font.fill("Nobody's Font, serif");
    await font.press('Enter');
    const size = dialog.getByRole('spinbutton', { name: 'Size of the font' });
    await size.fill('20');
    await size.press('Enter');
    await dialog.getByRole('group', { name: 'Ending of new messages' }).getByText('CRLF').click();
    await page.keyboard.press('Escape');
    await bench.openQuick('tcp', 'client', 'localhost:1');
    await expect(page.getByRole('combobox', { name: 'Ending' })).toContainText('CRLF');
    await bench.compose('Text', 'hello');
    const text = bench.message.locator('.cm-line').first();
    await expect(text).toHaveCSS('font-size', '20px');
    await expect(text).toHaveCSS('font-family', /^"Nobodys Font", serif, "JetBrains Mono Variable"/);
  });

  test('forget kept passwords with a reset of all only where that is asked for', async ({
    bench: { page },
    host,
  }) => {
    const dialog = await openSettings(page, 'Network');
    await dialog.getByRole('combobox', { name: 'Proxy', exact: true }).click();
    await page.getByRole('option', { name: 'The one below' }).click();
    const url = dialog.getByRole('textbox', { name: 'Proxy URL' });
    await url.fill('http://me@127.0.0.1:1');
    await url.press('Enter');
    await expect.poll(() => textOf(host)).toContain('http://me@127.0.0.1:1');
    const password = dialog.getByLabel('Password of the proxy');
    await password.fill('swordfish');
    await password.press('Enter');
    const kept = dialog.getByRole('button', { name: 'Forget it…' });
    await kept.press('Enter');
    const once = page.getByRole('alertdialog', { name: 'Forget the password of the proxy?' });
    await expect(once).toBeVisible();
    expect(await violationsInBoth(page, { inside: '[role=alertdialog]' })).toEqual([]);
    await once.getByRole('button', { name: 'Cancel' }).click();
    await expect(once).toHaveCount(0);
    await expect(kept).toBeVisible();
    const ask = page.getByRole('alertdialog', { name: 'Reset all settings?' });
    const undo = dialog.getByRole('button', { name: 'Undo' });
    for (const forget of [false, true]) {
      await dialog.getByRole('button', { name: 'Reset all…' }).press('Enter');
      const also = ask.getByRole('checkbox', { name: /^Also forget the password/ });
      await expect(also).not.toBeChecked();
      if (forget) await also.check();
      await ask.getByRole('button', { name: 'Reset all' }).click();
      await expect(url).toHaveValue('');
      await expect(kept).toHaveCount(forget ? 0 : 1);
      await undo.click();
      await expect(url).toHaveValue('http://me@127.0.0.1:1');
    }
    await expect(kept).toHaveCount(0);
    await password.fill('swordfish');
    await password.press('Enter');
    await kept.press('Enter');
    await once.getByRole('button', { name: 'Forget the password' }).click();
    await expect(kept).toHaveCount(0);
  });

  test('have no accessibility violations in any section, in either theme', async ({ bench: { page } }) => {
    test.slow();
    const dialog = await openSettings(page);
    const sections = dialog.getByRole('navigation', { name: 'Sections of settings' }).getByRole('button');
    await expect(sections.first()).toBeVisible();
    const names = await sections.allTextContents();
    expect(names).toEqual(
      expect.arrayContaining(['Appearance', 'Network', 'Certificates', 'Keyboard', 'Privacy']),
    );
    for (const name of names) {
      await sections.filter({ hasText: name }).click();
      await expect(dialog.getByRole('heading', { name, exact: true })).toBeVisible();
      expect.soft(await violationsInBoth(page, { inside: '[role=dialog]' }), name).toEqual([]);
    }
  });

  test('empty the list of recent workspaces, and leave the workspaces where they are', async ({
    bench,
    directory,
  }) => {
    const { page } = bench;
    await bench.button(/^Workspace: /).click();
    await page.getByRole('menuitem', { name: 'New workspace…' }).click();
    const made = page.getByRole('dialog', { name: 'New workspace' });
    await made.getByRole('textbox', { name: 'Name' }).fill('Second one');
    await made.getByRole('button', { name: 'Create and open' }).click();
    await expect(bench.button('Workspace: Second one')).toBeVisible();
    const dialog = await openSettings(page, 'Privacy');
    await dialog.getByRole('button', { name: 'Clear the list…' }).click();
    const question = page.getByRole('alertdialog', { name: 'Clear the list of recent workspaces?' });
    await expect(question).toBeVisible();
    expect(await violationsInBoth(page, { inside: '[role=alertdialog]' })).toEqual([]);
    await question.getByRole('button', { name: 'Clear the list' }).click();
    await expect(dialog).toContainText('holds no other than the open one');
    await expect(dialog.getByRole('button', { name: 'Clear the list…' })).toBeDisabled();
    await page.keyboard.press('Escape');
    await bench.button(/^Workspace: /).click();
    await expect(page.getByRole('menuitem', { name: /^e2e/ })).toHaveCount(0);
    await access(join(directory, 'workspace', 'workspace.json'));
  });
});

test.describe('keys of commands', () => {
  test('a key of lists is chosen anew, and the one it had does nothing there', async ({ bench, host }) => {
    const { page } = bench;
    await bench.openQuick('tcp', 'client', 'localhost:1');
    await bench.saveAs('first');
    await page.keyboard.press('Control+,');
    const dialog = page.getByRole('dialog', { name: 'Settings' });
    await dialog.getByRole('button', { name: 'Keyboard', exact: true }).click();
    const row = dialog.getByRole('group', { name: 'Rename in the sidebar and among saved messages' });
    await row.getByRole('button', { name: /^Key of/ }).click();
    await page.keyboard.press('F9');
    await expect.poll(() => textOf(host)).toContain('"place.rename": "F9"');
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    const item = bench.connections.getByRole('treeitem').first();
    const name = page.getByRole('textbox', { name: 'New name' });
    await item.focus();
    await page.keyboard.press('F2');
    await expect(name).toHaveCount(0);
    await expect(item).toBeFocused();
    await page.keyboard.press('F9');
    await expect(name).toBeFocused();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('second');
    await page.keyboard.press('Enter');
    await expect(item).toContainText('second');
    await item.click({ button: 'right' });
    await expect(page.getByRole('menuitem', { name: /^Rename/ })).toContainText('F9');
  });

  test('are pressed anew, shown wherever they are named, and kept', async ({ bench: { page }, host }) => {
    const dialog = await openSettings(page, 'Keyboard');
    const row = dialog.getByRole('group', { name: 'Show or hide the sidebar' });
    await row.getByRole('button', { name: /^Key of/ }).click();
    await page.keyboard.press('Control+Shift+Y');
    await expect(
      row.getByRole('button', { name: 'Key of Show or hide the sidebar: Ctrl Shift Y' }),
    ).toBeFocused();
    await expect.poll(() => textOf(host)).toContain('"window.sidebar": "Mod+Shift+Y"');
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    const filter = page.getByRole('searchbox', { name: 'Filter connections' });
    await expect(filter).toBeVisible();
    await page.keyboard.press('Control+Shift+Y');
    await expect(filter).toBeHidden();
    await page.keyboard.press('Control+Shift+Y');
    await expect(filter).toBeVisible();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('show or hide the sidebar');
    await expect(page.getByRole('option', { name: /Show or hide the sidebar/ }).first()).toContainText(
      'Ctrl Shift Y',
    );
  });

  test('are given up, taken away, refused and reset', async ({ bench: { page }, host }) => {
    const dialog = await openSettings(page, 'Keyboard');
    const row = dialog.getByRole('group', { name: 'Show or hide the sidebar' });
    const key = row.getByRole('button', { name: /^(Key of|Press the keys for) Show or hide the sidebar/ });
    await key.click();
    await page.keyboard.press('Escape');
    await expect(dialog).toBeVisible();
    await expect(key).toHaveAccessibleName('Key of Show or hide the sidebar: Ctrl B');
    await key.click();
    await page.keyboard.press('x');
    await expect(row).toContainText('types or moves in every field');
    await page.keyboard.press('Control+c');
    await expect(row).toContainText('copies, pastes');
    await page.keyboard.press('Delete');
    await expect(key).toHaveAccessibleName('Key of Show or hide the sidebar: none');
    await expect.poll(() => textOf(host)).toContain('"window.sidebar": ""');
    await row.getByRole('button', { name: 'Reset the key of Show or hide the sidebar' }).click();
    await expect(key).toHaveAccessibleName('Key of Show or hide the sidebar: Ctrl B');
    await expect.poll(() => chosen(host)).toEqual({});
  });

  test('of two commands are told at both, and taken on demand', async ({ bench: { page }, host }) => {
    const dialog = await openSettings(page, 'Keyboard');
    const sidebar = dialog.getByRole('group', { name: 'Show or hide the sidebar' });
    const inspector = dialog.getByRole('group', { name: 'Show or hide the inspector' });
    await inspector.getByRole('button', { name: /^Key of/ }).click();
    await page.keyboard.press('Control+b');
    await expect(inspector).toContainText('is the key of Show or hide the sidebar');
    await inspector.getByRole('button', { name: 'Keep both' }).click();
    await expect(inspector).toContainText('Also the key of Show or hide the sidebar');
    await expect(sidebar).toContainText('Also the key of Show or hide the inspector');
    await inspector.getByRole('button', { name: /^Key of/ }).click();
    await page.keyboard.press('Control+b');
    await inspector.getByRole('button', { name: 'Take it' }).click();
    await expect(sidebar.getByRole('button', { name: /^Key of/ })).toHaveAccessibleName(/: none$/);
    await expect(inspector).not.toContainText('Also the key of');
    await dialog.getByRole('button', { name: 'Find by key' }).click();
    await page.keyboard.press('Control+b');
    await expect(inspector).toBeVisible();
    await expect(sidebar).toHaveCount(0);
    await dialog.getByRole('button', { name: 'Reset all keys…' }).click();
    await expect(page.getByRole('alertdialog', { name: 'Reset all keys?' })).toBeVisible();
    expect(await violationsInBoth(page, { inside: '[role=alertdialog]' })).toEqual([]);
    await page.getByRole('alertdialog').getByRole('button', { name: 'Reset all keys' }).click();
    await expect.poll(() => chosen(host)).toEqual({});
  });
});
