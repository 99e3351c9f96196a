import { violationsInBoth } from './axe.js';
import {
  craftedFrame,
  dialogs,
  firstStart,
  handshake,
  listenerWithPeer,
  runningSession,
} from './aria-trees.js';
import { composerModes, fieldsMode, hexGrid } from './composer-trees.js';
import { expect, test } from './fixture.js';
import { sideways, smallest } from './photographs.js';

test.describe('assistive technology, in both themes', () => {
  test.use({ sample: true });

  test('finds no fault with the first start, the palette, the settings and the keys', async ({ bench }) => {
    expect(await violationsInBoth(bench.page)).toEqual([]);
    await expect(bench.page.locator('body')).toMatchAriaSnapshot(firstStart);
    for (const [key, name] of [
      ['Control+k', 'Command palette'],
      ['Control+,', 'Settings'],
    ] as const) {
      await bench.page.keyboard.press(key);
      await expect(bench.page.getByRole('dialog', { name })).toBeVisible();
      expect(await violationsInBoth(bench.page)).toEqual([]);
      await expect(bench.page.getByRole('dialog', { name })).toMatchAriaSnapshot(dialogs[name]);
      await bench.page.keyboard.press('Escape');
      await expect(bench.page.getByRole('dialog', { name })).toHaveCount(0);
    }
  });

  test('finds no fault with a running session, its rows and payloads', async ({ bench, peers }) => {
    const { port } = await peers.ws((socket) => {
      socket.send('{"id":90071992547409931234,"list":[1,2]}');
      socket.send(Buffer.from('00010203', 'hex'));
    });
    await bench.dial('ws', port, '/feed');
    await (await bench.waitForRow(/^received text, /)).click();
    await bench.payloadAs('JSON tree');
    await bench.compose('JSON', '{"op":');
    expect(await violationsInBoth(bench.page)).toEqual([]);
    await expect(bench.page.getByRole('tabpanel').first()).toMatchAriaSnapshot(runningSession);
    await bench.payloadAs('Hex');
    expect(await violationsInBoth(bench.page)).toEqual([]);
    await bench.inspectorTab('Handshake').click();
    expect(await violationsInBoth(bench.page)).toEqual([]);
    await expect(bench.inspectorPanel).toMatchAriaSnapshot(handshake);

    const { page } = bench;
    await page.emulateMedia({ contrast: 'more' });
    await expect(page.locator('html')).toHaveAttribute('data-contrast', 'more');
    expect(await violationsInBoth(page, { coloursAlone: true })).toEqual([]);
    await page.emulateMedia({ contrast: 'no-preference' });
    await expect(page.locator('html')).toHaveAttribute('data-contrast', 'normal');

    // What a pointer can drag has a menu, too.
    const edge = bench.timeline.getByRole('separator', { name: 'Width of the column Kind' });
    const width = Number(await edge.getAttribute('aria-valuenow'));
    for (const [choice, by] of [
      ['wider', 40],
      ['narrower', 0],
    ] as const) {
      await edge.click({ button: 'right' });
      await page.getByRole('menuitem', { name: `Make the column ${choice}` }).click();
      await expect(edge).toHaveAttribute('aria-valuenow', `${width + by}`);
    }

    // A tooltip stays while the pointer goes over to it, and Esc takes it away.
    const tooltip = page.locator('.ui-tooltip');
    await bench.button('Settings').hover();
    await expect(tooltip).toContainText('Settings');
    const box = await tooltip.boundingBox();
    if (box === null) throw new Error('the tooltip is nowhere');
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 4 });
    await expect(tooltip).toContainText('Settings');
    await page.keyboard.press('Escape');
    await expect(tooltip).toHaveCount(0);
    await page.mouse.move(0, 0);

    // At 400 % one column, with every place, command and setting there is beside panes.
    const commands = async (): Promise<string[]> => {
      await page.keyboard.press('Control+k');
      const palette = page.getByRole('dialog', { name: 'Command palette' });
      await expect(palette.getByRole('option').first()).toBeVisible();
      const found = await palette.getByRole('option').allTextContents();
      if (page.viewportSize()?.width === smallest.width)
        await expect.poll(() => palette.evaluate(sideways)).toEqual([]);
      await page.keyboard.press('Escape');
      await expect(palette).toHaveCount(0);
      return found;
    };
    const wide = await commands();
    await page.setViewportSize(smallest);
    await expect.poll(() => page.locator('body').evaluate(sideways)).toEqual([]);
    expect(await violationsInBoth(page)).toEqual([]);
    for (const [place, region] of [
      ['Connections', page.locator('#place-sidebar')],
      ['Connection', page.getByRole('region', { name: 'Connection settings' })],
      ['Timeline', page.getByRole('region', { name: 'Timeline of the session' })],
      ['Inspector', page.getByRole('region', { name: 'Inspector' })],
      ['Composer', bench.composer],
    ] as const) {
      const places = page.getByRole('navigation', { name: 'Places of the window' });
      await places.getByRole('button', { name: place, exact: true }).press('Enter');
      await expect(region).toBeFocused();
      await expect(region).toBeInViewport();
    }
    expect(await commands()).toEqual(wide);
    await page.keyboard.press('Control+,');
    const settings = page.getByRole('dialog', { name: 'Settings' });
    await expect.poll(() => settings.evaluate(sideways)).toEqual([]);
  });

  test('finds no fault with frames being crafted, and their presets', async ({ bench, peers }) => {
    const { port } = await peers.ws(() => undefined);
    await bench.dial('ws', port, '/feed');
    await bench.compose('Text', 'Hello');
    for (const [mode, tree] of composerModes) {
      await bench.mode(mode);
      await expect(bench.composer).toMatchAriaSnapshot(tree);
    }
    await bench.mode('Hex');
    await bench.page.getByRole('radio', { name: 'Grid', exact: true }).click();
    await expect(bench.composer).toMatchAriaSnapshot(hexGrid);
    await bench.page.getByRole('radio', { name: 'Typed', exact: true }).click();
    await bench.mode('Text');
    await bench.compose('Frame', 'Hello');
    await bench.button('Presets').press('Enter');
    await expect(bench.page.getByRole('menuitem').first()).toBeFocused();
    // A menu lies over the page's regions, in none of them, and scrolls as the arrows move through it.
    const ofMenus = ['region', 'scrollable-region-focusable'];
    expect(await violationsInBoth(bench.page, { besides: ofMenus })).toEqual([]);
    await bench.page.getByRole('menuitem', { name: /^New message inside/ }).click();
    await bench.page.getByLabel('Length claimed').fill('many');
    await bench.page.getByLabel('Junk between frames').fill('ff');
    expect(await violationsInBoth(bench.page)).toEqual([]);
    await bench.page.getByLabel('Length claimed').fill('');
    await expect(bench.page.getByRole('list', { name: 'Violations' })).toBeVisible();
    expect(await violationsInBoth(bench.page)).toEqual([]);
    await expect(bench.composer).toMatchAriaSnapshot(craftedFrame);
  });

  test('finds no fault with a message made of fields, what is wrong with it and its options', async ({
    bench,
    peers,
  }) => {
    const { port } = await peers.tcp(() => undefined);
    await bench.dial('tcp', port);
    await bench.mode('Fields');
    await expect(bench.button('An empty table')).toBeVisible();
    expect(await violationsInBoth(bench.page)).toEqual([]);
    await bench.button('Begin with Modbus RTU').click();
    await expect(bench.composer).toMatchAriaSnapshot(fieldsMode);
    await bench.page.getByRole('textbox', { name: 'Value of quantity' }).fill('65536');
    await bench.page.getByRole('textbox', { name: 'Value of address' }).fill('{{$counter}}{{nobody}}');
    const table = bench.page.getByRole('grid', { name: 'Fields', exact: true });
    await expect(table.getByRole('row', { name: 'address' })).toContainText('nobody');
    expect(await violationsInBoth(bench.page)).toEqual([]);
    await bench.button('Options of crc').click();
    await expect(bench.page.getByRole('combobox', { name: 'Algorithm' })).toBeVisible();
    expect(await violationsInBoth(bench.page)).toEqual([]);
  });

  test('finds no fault with the options and with a failure', async ({ bench, peers }) => {
    await bench.openQuick('ws', 'client', `ws://127.0.0.1:${await peers.freePort()}`);
    await bench.page.getByRole('button', { name: /^Options/, expanded: false }).click();
    await expect(bench.page.getByRole('dialog', { name: /^Options of this/ })).toBeVisible();
    expect(await violationsInBoth(bench.page)).toEqual([]);
    await bench.page.keyboard.press('Escape');
    await bench.button('Connect').click();
    await expect(bench.alert).toBeVisible();
    expect(await violationsInBoth(bench.page)).toEqual([]);
  });

  test('finds no fault with marks, comments and frames', async ({ bench, peers }) => {
    const { port } = await peers.ws((socket) => {
      socket.send('one', { fin: false });
      socket.send('two');
    });
    await bench.dial('ws', port);
    const row = await bench.waitForRow(/^received text, 6 bytes, /);
    await bench.rowMenu(row, 'Comment…');
    const dialog = bench.page.getByRole('dialog', { name: /^Comment on row/ });
    await dialog.getByRole('textbox', { name: 'Comment' }).fill('in two frames');
    expect(await violationsInBoth(bench.page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await bench.waitForRow(/, marked, comment in two frames, /);
    expect(await violationsInBoth(bench.page)).toEqual([]);
    await bench.page.getByRole('radio', { name: 'Wire' }).click();
    await (await bench.waitForRow(/, first fragment, one$/)).click();
    expect(await violationsInBoth(bench.page)).toEqual([]);
  });

  test('finds no fault with a listener and its peers', async ({ bench, peers }) => {
    const port = await bench.serve('ws');
    expect(await violationsInBoth(bench.page)).toEqual([]);
    const peer = await peers.connectWs(`ws://127.0.0.1:${port}/x`);
    peer.send('hello');
    await bench.waitForRow(/^received text, /);
    expect(await violationsInBoth(bench.page)).toEqual([]);
    await expect(bench.page.getByRole('tabpanel').first()).toMatchAriaSnapshot(listenerWithPeer);
  });
});
