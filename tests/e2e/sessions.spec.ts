import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from '@playwright/test';
import { violationsInBoth } from './axe.js';
import { Bench, expect, test } from './fixture.js';
import type { Headless } from './fixture.js';
import { temporaryDirectory } from './headless.js';
import { recordTexts } from './recorded.js';

const rowOf = (bench: Bench, name: string): Locator =>
  bench.sessions.getByRole('button', { name: new RegExp(`^${name}, `) });

/** A session by that name which has ended, and whose tab is closed. */
async function record(bench: Bench, port: number, name: string, texts: readonly string[]): Promise<void> {
  await bench.openQuick('tcp', 'client', `127.0.0.1:${port}`);
  await bench.saveAs(name);
  await bench.connect();
  for (const text of texts) await bench.send('Text', text);
  await bench.waitForRow(new RegExp(`^received data, .*${texts.at(-1)}$`));
  await bench.button('Disconnect').click();
  await expect(bench.status).toContainText('Closed');
  await bench.page.keyboard.press('Alt+w');
  await expect(rowOf(bench, name)).toBeVisible();
}

async function menu(bench: Bench, name: string, item: string | RegExp): Promise<void> {
  await rowOf(bench, name).click({ button: 'right' });
  await bench.page.getByRole('menuitem', { name: item }).click();
}

const kept = (host: Headless): Promise<string[]> => readdir(join(host.workspace, '.local', 'sessions'));

/** A pattern with a state of its own for nearly every byte of `noise`: a second or so for each of its texts. */
const costly = '[ab]*a[ab]{14}c';
function* noise(): Generator<string> {
  for (let text = 0, state = 7; text < 100; text++) {
    yield Array.from({ length: 200_000 }, () => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
      return (state & 0x10000) === 0 ? 'a' : 'b';
    }).join('');
  }
}

test.describe('recorded sessions', () => {
  test('are named, starred, commented and found again after a restart', async ({
    bench,
    host,
    peers,
    console: watch,
  }) => {
    const { port } = await peers.echo();
    await record(bench, port, 'first', ['one']);
    await record(bench, port, 'second', ['two']);
    await rowOf(bench, 'second').focus();
    await bench.page.keyboard.press('F2');
    await bench.page.getByRole('textbox', { name: 'New name of the session' }).fill('nightly');
    await bench.page.keyboard.press('Enter');
    await expect(rowOf(bench, 'nightly')).toBeFocused();
    await menu(bench, 'nightly', /^Star/);
    await menu(bench, 'nightly', /^Comment/);
    const dialog = bench.page.getByRole('dialog', { name: 'Comment on nightly' });
    await dialog.getByRole('textbox', { name: 'Comment' }).fill('after the <b>deploy</b>');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(rowOf(bench, 'nightly')).toHaveAccessibleName(
      /, starred, comment after the <b>deploy<\/b>$/,
    );
    await expect(rowOf(bench, 'nightly')).toContainText('after the <b>deploy</b>');

    watch.allow(/WebSocket connection to|ERR_CONNECTION_REFUSED|Failed to load resource/);
    await host.restart({ kill: true });
    await expect.poll(() => host.errors.match(/was not closed when the last run ended/g)?.length).toBe(2);
    host.takeErrors();
    await bench.page.goto(host.url);
    await bench.ready();
    await bench.closeCrashNotice();
    // Counted behind the scenes: nobody has opened it.
    await expect(rowOf(bench, 'nightly')).toHaveAccessibleName(/, starred, comment /);
    const filter = bench.page.getByRole('searchbox', { name: 'Filter connections' });
    await filter.fill('deploy');
    await expect(bench.sessions.getByRole('button')).toHaveCount(1);
    await filter.fill('');
    await expect(bench.page.getByRole('group', { name: 'Disk use' })).toContainText('2 sessions');
    expect(await violationsInBoth(bench.page)).toEqual([]);
  });

  test('go into the trash, come back, and are gone for good when it is emptied', async ({
    bench,
    host,
    peers,
  }) => {
    const { port } = await peers.echo();
    for (const name of ['a1', 'a2', 'a3']) await record(bench, port, name, [name]);
    await rowOf(bench, 'a1').focus();
    await bench.page.keyboard.press('Space');
    await rowOf(bench, 'a2').click({ modifiers: ['Control'] });
    await bench.page.keyboard.press('Delete');
    await expect(bench.sessions.getByRole('button')).toHaveCount(1);
    await expect.poll(() => kept(host)).toHaveLength(1);
    await bench.button('Undo').click();
    await expect(bench.sessions.getByRole('button')).toHaveCount(3);
    await expect.poll(() => kept(host)).toHaveLength(3);

    // In a tab: kept, and the list says why.
    await rowOf(bench, 'a3').click();
    await expect(bench.tab('a3')).toBeVisible();
    await bench.waitForRow(/a3$/);
    await rowOf(bench, 'a3').focus();
    await bench.page.keyboard.press('Delete');
    await expect(bench.page.getByText('open in a tab: close the tab to delete it')).toBeVisible();
    await expect(bench.sessions.getByRole('button')).toHaveCount(3);
    await bench.page.keyboard.press('Alt+w');
    await rowOf(bench, 'a3').focus();
    await bench.page.keyboard.press('Delete');
    await expect(bench.sessions.getByRole('button')).toHaveCount(2);

    // Beneath notices that are still there: they lie over nothing.
    await bench.button('1 in the trash').click();
    const trash = bench.page.getByRole('dialog', { name: 'Deleted sessions' });
    await expect(trash.getByRole('listitem')).toContainText('gone in 7 days');
    expect(await violationsInBoth(bench.page)).toEqual([]);
    await trash.getByRole('button', { name: 'Empty the trash' }).click();
    await bench.page.getByRole('button', { name: 'Delete for good' }).click();
    await expect(trash).toHaveCount(0);
    await expect(bench.button('1 in the trash')).toHaveCount(0);
    await expect.poll(() => readdir(join(host.workspace, '.local', 'trash', 'sessions'))).toEqual([]);
  });

  test('show another page what one page does', async ({ bench, secondBench, peers }) => {
    const { port } = await peers.echo();
    await record(bench, port, 'shared', ['x']);
    const second = await secondBench();
    await menu(bench, 'shared', /^Star/);
    await expect(rowOf(second, 'shared')).toHaveAccessibleName(/, starred$/);
    await menu(second, 'shared', 'Remove the star');
    await expect(rowOf(bench, 'shared')).not.toHaveAccessibleName(/starred/);
    await rowOf(second, 'shared').focus();
    await second.page.keyboard.press('Delete');
    await expect(bench.sessions.getByRole('button')).toHaveCount(0);
  });

  test('are searched all at once, and a result leads to its row', async ({ bench, peers }) => {
    const { port } = await peers.echo();
    await record(bench, port, 'hay', ['straw']);
    await record(bench, port, 'stack', ['straw', 'a needle']);
    await bench.page.keyboard.press('Control+Shift+f');
    const dialog = bench.page.getByRole('dialog', { name: 'Search all sessions' });
    await dialog.getByRole('searchbox', { name: 'Search all sessions' }).fill('straw');
    await expect(dialog.getByRole('status')).toHaveText('4 rows in 2 sessions');
    await expect(dialog.getByRole('option').first()).toHaveAccessibleName(/^stack, /);
    await expect(dialog.locator('.found')).toHaveText(['straw', 'straw', 'straw', 'straw']);
    expect(await violationsInBoth(bench.page)).toEqual([]);
    await dialog.getByRole('searchbox').fill('dir:in needle');
    await expect(dialog.getByRole('status')).toHaveText('1 row in 2 sessions');
    await dialog.getByRole('option', { name: /a needle$/ }).click();
    await expect(dialog).toHaveCount(0);
    await expect(bench.tab('stack')).toBeVisible();
    await expect(bench.selectedRow).toHaveAccessibleName(/^received data, .*a needle$/);

    // The head of a session leads to all its rows, the words being their filter.
    await bench.page.keyboard.press('Control+Shift+f');
    await dialog.getByRole('searchbox').fill('straw');
    await dialog.getByRole('option', { name: /^hay, .*show all$/ }).click();
    await expect(dialog).toHaveCount(0);
    await expect(bench.tab('hay')).toHaveAttribute('aria-selected', 'true');
    await expect(bench.filter).toHaveValue('straw');
    await bench.expectRowCount(2);
  });

  test.describe('with one that takes minutes to search', () => {
    test.use({
      directory: async ({}, use) => {
        const directory = await temporaryDirectory();
        const workspace = join(directory.path, 'workspace');
        await recordTexts(workspace, '20261121-080000-0001', 'endless', noise());
        await use(directory.path);
        await directory.remove();
      },
    });

    test('give up a search at once, keep what it found, and have their turn for the next', async ({
      bench,
      peers,
    }) => {
      await record(bench, (await peers.echo()).port, 'newest', ['a needle']);
      await bench.page.keyboard.press('Control+Shift+f');
      const dialog = bench.page.getByRole('dialog', { name: 'Search all sessions' });
      const words = dialog.getByRole('searchbox', { name: 'Search all sessions' });
      const status = dialog.getByRole('status');
      const stop = dialog.getByRole('button', { name: 'Stop' });
      await words.fill(`text~/needle|${costly}/`);
      // The newest is found before the other is looked through.
      await expect(dialog.getByRole('option', { name: /^newest, row \d+,.*a needle$/ })).toHaveCount(2);
      await expect(status).toHaveText('2 rows in 1 of 2 sessions so far');
      await stop.click();
      await expect(stop).toHaveCount(0);
      await expect(status).toHaveText('2 rows in 1 of 2 sessions: stopped');
      await expect(dialog.getByRole('option', { name: /a needle$/ })).toHaveCount(2);

      // Nothing goes on behind it: the next one has the host for itself, and so has one that another word ends.
      await words.fill('needle');
      await expect(status).toHaveText('2 rows in 2 sessions');
      await words.fill(`text~/straw|${costly}/`);
      await expect(status).toContainText('so far');
      await words.fill('dir:in needle');
      await expect(status).toHaveText('1 row in 2 sessions');

      // Nor behind a dialog that is closed while it runs.
      await words.fill(`text~/needle|${costly}/`);
      await expect(status).toHaveText('2 rows in 1 of 2 sessions so far');
      await dialog.getByRole('button', { name: 'Close the dialog' }).click();
      await expect(dialog).toHaveCount(0);
      await bench.page.keyboard.press('Control+Shift+f');
      await expect(status).toHaveText('2 rows in 1 of 2 sessions: stopped');
    });
  });

  test('keep to limits that say what is past them', async ({ bench, peers }) => {
    const { port } = await peers.echo();
    await record(bench, port, 'big', ['kept']);
    await bench.page.keyboard.press('Control+,');
    const settings = bench.page.getByRole('dialog', { name: 'Settings' });
    await settings.getByRole('button', { name: 'Recording', exact: true }).click();
    await settings
      .getByRole('textbox', { name: /^Keep for/ })
      .or(settings.getByLabel('Keep for'))
      .first()
      .fill('30');
    await bench.page.keyboard.press('Tab');
    await expect(settings).toContainText('Nothing is past the limits.');
    expect(await violationsInBoth(bench.page)).toEqual([]);
  });

  test('say what a power cut may take, and keep what is chosen over a restart', async ({
    bench: { page },
    host,
  }) => {
    await page.keyboard.press('Control+,');
    const settings = page.getByRole('dialog', { name: 'Settings' });
    await settings.getByRole('button', { name: 'Recording', exact: true }).click();
    const window = settings.getByRole('spinbutton', { name: 'A power cut may take' });
    await expect(window).toHaveValue('1000');
    await expect(settings).toContainText('A power cut loses at most 1 s of rows');
    await window.fill('60001');
    await expect(window).toHaveAttribute('aria-invalid', 'true');
    await window.fill('0');
    await page.keyboard.press('Tab');
    await expect(settings).toContainText('The disk is synced after every write');
    await expect
      .poll(() => readFile(join(host.workspace, '.local', 'sync.json'), 'utf8').catch(() => ''))
      .toContain('"ms": 0');
    await page.goto('about:blank');
    await host.restart();
    await Bench.open(page, host.url);
    await page.keyboard.press('Control+,');
    await settings.getByRole('button', { name: 'Recording', exact: true }).click();
    await expect(window).toHaveValue('0');
    expect(await violationsInBoth(page)).toEqual([]);
  });
});

test.describe('sessions past the limits', () => {
  test.use({
    directory: async ({}, use) => {
      const directory = await temporaryDirectory();
      const workspace = join(directory.path, 'workspace');
      await recordTexts(workspace, '20261121-080000-0001', 'large', ['x'.repeat(1_500_000)]);
      await use(directory.path);
      await directory.remove();
    },
  });

  test('are shown before they go, and come back from the trash', async ({ bench }) => {
    const { page } = bench;
    await page.keyboard.press('Control+,');
    const settings = page.getByRole('dialog', { name: 'Settings' });
    await settings.getByRole('button', { name: 'Recording', exact: true }).click();
    await settings.getByLabel('Keep at most').fill('1');
    await page.keyboard.press('Tab');
    await settings.getByRole('button', { name: 'Review…' }).press('Enter');
    const review = page.getByRole('dialog', { name: 'Sessions past the limits' });
    await expect(review).toContainText('large');
    expect(await violationsInBoth(page)).toEqual([]);
    await review.getByRole('button', { name: 'Move 1 to the trash' }).press('Enter');
    await expect(rowOf(bench, 'large')).toHaveCount(0);
    await bench.button('Undo').press('Enter');
    await expect(rowOf(bench, 'large')).toBeVisible();
  });
});

test.describe('a host that was started with --sync-ms', () => {
  test.use({ hostArgs: ['--sync-ms', '250'] });

  test('says that this holds, and lets nothing else be chosen', async ({ bench }) => {
    await bench.page.keyboard.press('Control+,');
    const settings = bench.page.getByRole('dialog', { name: 'Settings' });
    await settings.getByRole('button', { name: 'Recording', exact: true }).click();
    await expect(settings.getByRole('spinbutton', { name: 'A power cut may take' })).toBeDisabled();
    await expect(settings).toContainText('A power cut loses at most 250 ms of rows');
    await expect(settings).toContainText('was started with --sync-ms 250');
    expect(await violationsInBoth(bench.page)).toEqual([]);
  });
});
