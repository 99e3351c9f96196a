import { join } from 'node:path';
import { type Bench, expect, test } from './fixture.js';
import { temporaryDirectory } from './headless.js';
import { tabTo, watchPointer } from './keys.js';
import { recordTexts } from './recorded.js';

/** Where the cells of the head and of the first row begin: the same places, or columns have come apart. */
const startsOf = (bench: Bench, row: number): Promise<number[]> =>
  bench.timeline
    .getByRole('row')
    .nth(row)
    .evaluate((element) =>
      [...element.querySelectorAll('[role=columnheader], [role=gridcell]')].map((cell) =>
        Math.round(cell.getBoundingClientRect().left),
      ),
    );

test.describe('by keys alone', () => {
  test('connections are imported, one left out, and taken back', async ({ bench }) => {
    const { page } = bench;
    const untouched = await watchPointer(page);
    await tabTo(page, bench.button('Import'));
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Import' });
    await tabTo(page, dialog.getByRole('textbox', { name: 'Or paste it' }));
    await page.keyboard.insertText('wscat -c ws://localhost:9/first\nnc localhost 10\n');
    await tabTo(page, dialog.getByRole('button', { name: 'Read it' }));
    await page.keyboard.press('Enter');
    const tree = dialog.getByRole('tree', { name: 'What comes' });
    await tabTo(page, tree);
    await page.keyboard.press('End');
    await page.keyboard.press('Space');
    await expect(tree.getByRole('treeitem').last()).not.toBeChecked();
    await tabTo(page, dialog.getByRole('button', { name: 'Import 1 connection' }));
    await page.keyboard.press('Enter');
    await expect(dialog).toHaveCount(0);
    await expect(bench.connections.getByRole('treeitem')).toHaveCount(1);
    await untouched();
  });

  test('a session is exported, and its transports are compared', async ({ bench, peers }) => {
    const { page } = bench;
    const { port } = await peers.ws((socket) => socket.send('hello'));
    await bench.dial('ws', port);
    await bench.waitForRow(/^received text, /);
    const untouched = await watchPointer(page);
    await bench.filter.focus();
    await tabTo(page, bench.button('Export'));
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Export', exact: true });
    await expect(dialog).toBeVisible();
    const formats = dialog.getByRole('radio');
    await tabTo(page, formats.and(page.locator(':checked')).first());
    await page.keyboard.press('ArrowDown');
    await expect(formats.nth(1)).toBeChecked();
    const save = dialog.getByRole('button', { name: /^Save / });
    await tabTo(page, save);
    const waiting = page.waitForEvent('download');
    await page.keyboard.press('Enter');
    expect((await waiting).suggestedFilename()).toMatch(/\./);
    await expect(dialog).toHaveCount(0);

    await tabTo(page, bench.button('Compare transports'), 'Shift+Tab');
    await page.keyboard.press('Enter');
    const compare = page.getByRole('dialog', { name: 'Compare transports' });
    await tabTo(page, compare.getByRole('spinbutton', { name: 'Messages over each' }));
    await page.keyboard.press('Control+a');
    await page.keyboard.type('2');
    await tabTo(page, compare.getByRole('button', { name: 'Run' }));
    await page.keyboard.press('Enter');
    await expect(compare.getByRole('button', { name: 'Save as CSV' })).toBeEnabled({ timeout: 60_000 });
    await page.keyboard.press('Escape');
    await expect(compare).toHaveCount(0);
    await untouched();
  });

  test('columns of the timeline are made wider, put back, and left out', async ({ bench, peers, host }) => {
    const { page } = bench;
    const { port } = await peers.ws((socket) => socket.send('hello'));
    await bench.dial('ws', port);
    await bench.waitForRow(/^received text, /);
    const untouched = await watchPointer(page);
    const edge = (column: string) =>
      page.getByRole('separator', { name: `Width of the column ${column}`, exact: true });
    const widthOf = async (column: string) => Number(await edge(column).getAttribute('aria-valuenow'));
    const expectWidth = (column: string, width: number) =>
      expect(edge(column)).toHaveAttribute('aria-valuenow', String(width));
    await bench.filter.focus();
    await tabTo(page, edge('Time'));
    const time = await widthOf('Time');
    await page.keyboard.press('ArrowRight');
    await expectWidth('Time', time + 16);
    await page.keyboard.press('ArrowDown');
    await expect(edge('Kind')).toBeFocused();
    const kind = await widthOf('Kind');
    await page.keyboard.press('End');
    await expect.poll(() => widthOf('Kind')).toBeGreaterThan(kind + 100);
    await expect.poll(() => startsOf(bench, 1)).toEqual(await startsOf(bench, 0));

    // Where there is less room than was wished for, the preview keeps some of it, and nothing is cut off.
    await page.setViewportSize({ width: 1024, height: 700 });
    const preview = bench.timeline.getByRole('columnheader', { name: 'Preview' });
    await expect.poll(async () => (await preview.boundingBox())?.width ?? 0).toBeGreaterThan(90);
    expect(await bench.timeline.evaluate((list) => list.scrollWidth - list.clientWidth)).toBe(0);
    await page.setViewportSize({ width: 1440, height: 900 });

    await edge('Kind').press('Enter');
    await expectWidth('Kind', kind);
    await expect.poll(() => host.state()).toContain(`"columnWidths":{"time":${time + 16}}`);
    await untouched();
    await bench.reload();
    await bench.waitForRow(/^received text, /);
    const untouchedSince = await watchPointer(page);
    await expectWidth('Time', time + 16);

    await page.keyboard.press('Control+,');
    const settings = page.getByRole('dialog', { name: 'Settings' });
    await expect(settings.getByRole('searchbox')).toBeFocused();
    await page.keyboard.type('columns');
    await tabTo(page, settings.getByRole('checkbox', { name: 'Kind' }));
    await page.keyboard.press('Space');
    await tabTo(page, settings.getByRole('button', { name: 'Reset widths' }));
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await expect(settings).toHaveCount(0);
    await expectWidth('Time', time);
    await expect(edge('Kind')).toHaveCount(0);
    await expect.poll(() => startsOf(bench, 0)).toHaveLength(5);
    await expect.poll(() => startsOf(bench, 1)).toEqual(await startsOf(bench, 0));
    await untouchedSince();
  });

  test('panes are resized and closed, tabs and connections put in order', async ({ bench }) => {
    const { page } = bench;
    for (const name of ['alpha', 'beta']) {
      await bench.openQuick('tcp', 'client', 'localhost:1');
      await bench.saveAs(name);
    }
    const untouched = await watchPointer(page);
    for (const [name, grow] of [
      ['Resize sidebar', 'ArrowRight'],
      ['Resize composer', 'ArrowUp'],
      ['Resize inspector', 'ArrowLeft'],
    ] as const) {
      const line = page.getByRole('separator', { name });
      await tabTo(page, line);
      const before = Number(await line.getAttribute('aria-valuenow'));
      await page.keyboard.press(grow);
      await expect.poll(async () => Number(await line.getAttribute('aria-valuenow'))).toBe(before + 16);
    }
    const inspector = page.getByRole('separator', { name: 'Resize inspector' });
    await tabTo(page, inspector);
    await page.keyboard.press('Enter');
    await expect(bench.inspector).toHaveCount(0);
    await expect(inspector).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(bench.inspector).toBeVisible();

    const beta = bench.tab('beta');
    await tabTo(page, beta, 'Shift+Tab');
    await page.keyboard.press('Alt+ArrowLeft');
    await expect(bench.tabs.first()).toHaveText(/beta/);
    await expect(beta).toBeFocused();
    // The menu has what dragging does: for a pointer that cannot drag.
    for (const [item, first] of [
      ['Move one place later', /alpha/],
      ['Move one place earlier', /beta/],
    ] as const) {
      await page.keyboard.press('Shift+F10');
      await page.getByRole('menuitem', { name: item, disabled: false }).press('Enter');
      await expect(bench.tabs.first()).toHaveText(first);
      await expect(beta).toBeFocused();
    }
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Delete');
    await expect(bench.tabs).toHaveCount(1);

    const items = bench.connections.getByRole('treeitem');
    await tabTo(page, items.and(page.locator('[tabindex="0"]')), 'Shift+Tab');
    await page.keyboard.press('Home');
    await expect(items.first()).toBeFocused();
    await page.keyboard.press('Alt+ArrowDown');
    await expect(items.nth(1)).toHaveAccessibleName(/^alpha/);
    await expect(items.nth(1)).toBeFocused();
    await untouched();
  });

  test('the message editor is left by Esc and Tab, and says so', async ({ bench }) => {
    const { page } = bench;
    await bench.openQuick('tcp', 'client', 'localhost:1');
    const untouched = await watchPointer(page);
    await page.keyboard.press('Control+Enter');
    await tabTo(page, bench.message);
    await expect(bench.message).toHaveAttribute('aria-description', /Esc, then Tab/);
    await page.keyboard.type('a');
    await page.keyboard.press('Tab');
    await expect(bench.message).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(bench.message).not.toBeFocused();
    await page.keyboard.press('Tab');
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).not.toBe('BODY');
    expect(await page.evaluate(() => document.activeElement?.closest('.cm-editor') ?? null)).toBeNull();
    await untouched();
  });
});

const recorded = test.extend({
  directory: async ({}, use) => {
    const directory = await temporaryDirectory();
    await recordTexts(join(directory.path, 'workspace'), '20261121-080000-0001', 'earlier', ['hello']);
    await use(directory.path);
    await directory.remove();
  },
});

recorded(
  'by keys alone, a recording goes and comes back, every option is reached, and a file chosen',
  async ({ bench }) => {
    const { page } = bench;
    const untouched = await watchPointer(page);
    const somewhere = () =>
      expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).not.toBe('BODY');
    const earlier = bench.sessions.getByRole('button', { name: /^earlier/ });
    await tabTo(page, earlier);
    await page.keyboard.press('Delete');
    await expect(earlier).toHaveCount(0);
    await somewhere();
    await tabTo(page, bench.button(/in the trash$/));
    await page.keyboard.press('Enter');
    const trash = page.getByRole('dialog', { name: 'Deleted sessions' });
    await tabTo(page, trash.getByRole('button', { name: 'Restore earlier' }));
    await page.keyboard.press('Enter');
    await expect(trash).toContainText('The trash is empty');
    await page.keyboard.press('Escape');
    await expect(trash).toHaveCount(0);
    await expect(earlier).toBeVisible();
    await somewhere();

    await page.keyboard.press('Alt+t');
    await expect(bench.address).toBeFocused();
    await page.keyboard.type('localhost:1');
    const options = page.getByRole('button', { name: /^Options/ });
    await tabTo(page, options);
    await page.keyboard.press('Enter');
    const drawer = page.getByRole('dialog', { name: /^Options of this/ });
    await expect(drawer).toBeVisible();
    const controls = drawer.locator(
      ':is(input, select, textarea, [role=switch], [role=combobox]):not(:disabled)',
    );
    await expect.poll(() => controls.count()).toBeGreaterThan(5);
    for (const one of await controls.all()) await tabTo(page, one);
    await page.keyboard.press('Escape');
    await expect(drawer).toHaveCount(0);
    await expect(options).toBeFocused();

    const modes = page.getByRole('radiogroup', { name: 'Composer mode' }).getByRole('radio');
    await tabTo(page, modes.and(page.locator('[aria-checked=true], :checked')).first());
    await page.keyboard.press('End');
    await expect(modes.last()).toBeFocused();
    const fileMode = modes.and(page.getByRole('radio', { name: 'File' }));
    await page.keyboard.press('ArrowLeft');
    await expect(fileMode).toBeFocused();
    await expect(fileMode).toBeChecked();
    const choose = bench.button('Choose file…');
    // Asked for well before the key: the browser takes a moment to hand choosers over rather than to show them.
    const waiting = page.waitForEvent('filechooser');
    await tabTo(page, choose);
    await page.keyboard.press('Enter');
    await (await waiting).setFiles({ name: 'a.bin', mimeType: '', buffer: Buffer.from('00ff', 'hex') });
    await expect(bench.button('Choose another…')).toBeFocused();
    await untouched();
  },
);
