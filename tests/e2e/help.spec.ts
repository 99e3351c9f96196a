import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { violationsInBoth } from './axe.js';
import { expect, test } from './fixture.js';

const settingsOf = (workspace: string): Promise<string> =>
  readFile(join(`${workspace}.data`, 'wirebench', 'settings.json'), 'utf8').catch(() => '');

test.describe('the tour of a first start', () => {
  test.use({ sample: true, tour: true });

  test('goes through four steps by keys, stays where it was, and never comes back by itself', async ({
    bench,
    host,
  }) => {
    const { page } = bench;
    const tour = page.getByRole('region', { name: 'Tour' });
    await expect(tour).toContainText('1 of 4');
    await expect(tour).toContainText('Connect the sample');
    expect(await violationsInBoth(page)).toEqual([]);
    await tour.getByRole('button', { name: 'Go to the address' }).press('Enter');
    await expect(bench.address).toBeFocused();
    // Whoever runs this may use the sample's port for something else.
    await bench.address.fill('ws://127.0.0.1:0');
    await page.keyboard.press('Enter');
    await expect(bench.status).toContainText('Listening');
    const next = tour.getByRole('button', { name: 'Next' });
    await next.press('Enter');
    await expect(tour).toContainText('2 of 4');
    // A reload goes on where it was.
    await expect.poll(() => settingsOf(host.workspace)).toContain('"help.tourStep": 2');
    await bench.reload();
    await expect(tour).toContainText('Send a message');
    await tour.getByRole('button', { name: 'Back' }).press('Enter');
    await expect(tour).toContainText('1 of 4');
    await expect(next).toBeFocused();
    for (const step of ['2 of 4', '3 of 4', '4 of 4']) {
      await page.keyboard.press('Enter');
      await expect(tour).toContainText(step);
    }
    await page.keyboard.press('Tab');
    await tour.getByRole('button', { name: 'Done' }).press('Enter');
    await expect(tour).toHaveCount(0);
    await expect(bench.address).toBeFocused();
    await expect.poll(() => settingsOf(host.workspace)).toContain('"help.tourStep": 5');
    await page.keyboard.press('Control+k');
    const palette = page.getByRole('combobox', { name: 'Run a command or find a message' });
    await palette.fill('tour again');
    await palette.press('Enter');
    await expect(tour).toContainText('1 of 4');
  });

  test('goes on by itself when the thing of a step is done, and says when it was the last', async ({
    bench,
    page,
  }) => {
    await page.setViewportSize({ width: 1024, height: 700 });
    const tour = page.getByRole('region', { name: 'Tour' });
    await expect(tour).toContainText('1 of 4');
    // Whoever runs this may use the sample's port for something else.
    await bench.address.fill('ws://127.0.0.1:0');
    const port = await bench.listen();
    await expect(tour).toContainText('1 of 4');
    await bench.tabs.nth(1).click();
    await bench.address.fill(`ws://127.0.0.1:${port}`);
    await bench.connect();
    await expect(tour).toContainText('2 of 4');
    await bench.sendButton.click();
    await expect(tour).toContainText('3 of 4');
    // Back to what is done already: it stays there until the thing is done again.
    await tour.getByRole('button', { name: 'Back' }).press('Enter');
    await expect(tour).toContainText('2 of 4');
    await bench.sendButton.click();
    await expect(tour).toContainText('3 of 4');
    await (await bench.waitForRow(/^received text, /)).click();
    await expect(tour).toContainText('4 of 4');
    await bench.filter.fill('dir:in');
    await expect(tour).toContainText('That was it');
    expect(await violationsInBoth(page)).toEqual([]);
    await tour.getByRole('button', { name: 'Done' }).press('Enter');
    await expect(tour).toHaveCount(0);
  });

  test('is skipped for ever, on every workspace', async ({ bench, host }) => {
    const tour = bench.page.getByRole('region', { name: 'Tour' });
    await tour.getByRole('button', { name: 'Skip the tour' }).press('Enter');
    await expect(tour).toHaveCount(0);
    await expect(bench.address).toBeFocused();
    await expect.poll(() => settingsOf(host.workspace)).toContain('"help.tourStep": 5');
    await bench.reload();
    await expect(bench.tabs).not.toHaveCount(0);
    await expect(tour).toHaveCount(0);
  });
});

test('shows versions in About, and copies a report without what people named or sent', async ({
  bench,
  context,
  host,
  peers,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const { port } = await peers.echo();
  await bench.openQuick('tcp', 'client', `127.0.0.1:${port}`);
  await bench.saveAs('till of Ada');
  await bench.connect();
  await bench.send('Text', 'swordfish');
  await bench.waitForRow(/^received data, 9 bytes/);
  await bench.page.keyboard.press('Control+k');
  const palette = bench.page.getByRole('combobox', { name: 'Run a command or find a message' });
  await palette.fill('About Wirebench');
  await palette.press('Enter');
  const about = bench.page.getByRole('dialog', { name: 'About Wirebench' });
  await expect(about).toContainText(`Node ${process.versions.node}`);
  const report = about.getByRole('textbox', { name: 'Diagnostic report' });
  await expect(report).toHaveValue(/Connections: 1, tabs: 1, sessions: 1, running: 1/);
  await expect(report).toHaveValue(/System: \w+/);
  expect(await violationsInBoth(bench.page)).toEqual([]);
  await about.getByRole('button', { name: 'Copy diagnostic report' }).press('Enter');
  await expect(about.getByRole('status')).toContainText('on the clipboard');
  const text = await bench.page.evaluate(() => navigator.clipboard.readText());
  expect(text).toContain('Wirebench: ');
  for (const word of [
    'swordfish',
    'Ada',
    `127.0.0.1`,
    String(port),
    host.workspace,
    process.env['HOME'] ?? 'none',
  ])
    expect(text).not.toContain(word);
});

test('has help in the header: shortcuts, the tour, About, the guide and where the log is', async ({
  bench,
}) => {
  const { page } = bench;
  const menu = page.getByRole('menu', { name: 'Help' });
  await bench.button('Help').press('Enter');
  for (const name of [/^User guide/, /^Keyboard shortcuts/, /^Show the tour again/, /^About Wirebench/])
    await expect(menu.getByRole('menuitem', { name })).toBeVisible();
  await menu.getByRole('menuitem', { name: /^Show the log/ }).press('Enter');
  await expect(page.getByText('The log of the host')).toBeVisible();
  await expect(page.getByText(/logs[/\\]serve[.]log$/)).toBeVisible();
});

test('has the guide inside, by a key: it is searched, read and followed without the network', async ({
  bench,
  console: watch,
}) => {
  const { page } = bench;
  // The first time its pages do not come.
  watch.allow(/Failed to load resource/);
  await page.route(/guide-pages/, (route) => route.abort(), { times: 1 });
  await page.keyboard.press('F1');
  const guide = page.getByRole('dialog', { name: 'User guide' });
  const text = guide.getByRole('region', { name: 'Text of the guide' });
  await expect(guide.getByRole('alert')).toContainText('The guide could not be loaded');
  await guide.getByRole('button', { name: 'Try again' }).click();
  await expect(text).toContainText('Each chapter takes a few minutes');
  await text.getByRole('link', { name: 'Listeners' }).click();
  await expect(text.getByRole('heading', { name: 'Listeners' })).toBeVisible();
  await expect(text).toBeFocused();
  expect(await violationsInBoth(page)).toEqual([]);
  const search = guide.getByRole('searchbox', { name: 'Search the guide' });
  await search.fill('wirebench decode');
  await expect(text.getByRole('listitem').first()).toBeVisible();
  await search.press('Enter');
  await expect(text.getByRole('heading').first()).toBeVisible();
  await search.fill('xyzzy');
  await expect(text).toContainText('Nothing in the guide has these words');
  await page.keyboard.press('Escape');
  await expect(search).toHaveValue('');
  await page.keyboard.press('Escape');
  await expect(guide).toHaveCount(0);
});

test('has running sessions on the palette, also those without a tab', async ({ bench, peers }) => {
  const { page } = bench;
  const { port } = await peers.tcp(() => undefined);
  await bench.dial('tcp', port);
  await page.keyboard.press('Alt+w');
  await page
    .getByRole('alertdialog')
    .or(page.getByRole('dialog'))
    .getByRole('button', { name: /Keep/ })
    .click();
  await expect(bench.tabs).toHaveCount(0);
  await page.keyboard.press('Control+k');
  const palette = page.getByRole('combobox', { name: 'Run a command or find a message' });
  await palette.fill(`127.0.0.1:${port}`);
  const found = page.getByRole('option', { name: /Open · / });
  await expect(found).toBeVisible();
  await palette.press('Enter');
  await expect(bench.status).toContainText('Open');
  await expect(bench.tabs).toHaveCount(1);
});
