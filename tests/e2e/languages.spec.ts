import { readFile, rename, writeFile } from 'node:fs/promises';
import { expect, test } from './fixture.js';
import type { Bench } from './fixture.js';
import { atClient, atListener, clientScreens, listenerScreens, shownAs } from './screens.js';
import type { Screen } from './screens.js';
import { untranslated } from './untranslated.js';

/** Chooses a language as a person does who edits the file, whatever lies over the window. */
async function speak(bench: Bench, file: string, language: string): Promise<void> {
  const before = JSON.parse(await readFile(file, 'utf8').catch(() => '{}')) as object;
  await writeFile(`${file}.new`, JSON.stringify({ ...before, 'language.interface': language }));
  await rename(`${file}.new`, file);
  await expect(bench.page.locator('html')).toHaveAttribute('lang', language);
}

const settingsOf = (host: { readonly workspace: string }): string =>
  `${host.workspace}.data/wirebench/settings.json`;

/** Opens each, turns it into one language after the other and looks at it. */
async function walk(
  bench: Bench,
  file: string,
  screens: readonly Screen[],
  languages: readonly string[],
  look: () => Promise<string[]>,
): Promise<string[]> {
  const { page } = bench;
  const found: string[] = [];
  for (const screen of screens) {
    await screen.open(bench);
    const shown = shownAs(bench, screen);
    await expect(shown, screen.file).toBeVisible();
    for (const language of languages) {
      await speak(bench, file, language);
      for (const fault of await look()) found.push(`${screen.file}, ${language}: ${fault}`);
    }
    await speak(bench, file, 'en');
    await page.keyboard.press('Escape');
    await expect(shown, screen.file).toHaveCount(0);
  }
  return found;
}

/** What reaches beyond the window, or is cut off without saying so. */
const overflowing = (bench: Bench): Promise<string[]> =>
  bench.page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const faults = scrollWidth > clientWidth ? [`the window is ${scrollWidth - clientWidth} px wider`] : [];
    for (const button of document.querySelectorAll('button, [role=tab], [role=radio], h2, h3, h4, label')) {
      if (!button.checkVisibility() || button.closest('[data-ltr], .ellipsis, [role=tablist]') !== null)
        continue;
      const box = button.getBoundingClientRect();
      if (box.width === 0 || box.height === 0) continue;
      if (box.left < -1 || box.right > innerWidth + 1)
        faults.push(
          `beyond the window: ${(button.textContent ?? '').trim() || button.getAttribute('aria-label')}`,
        );
    }
    return faults;
  });

/** Names that were typed, a name made while English was spoken, and how a close code is named in RFC 6455. */
const mine = ['greeting', 'feed', 'other', 'hello', 'localhost', 'e2e', 'ws client', 'normal closure'];

test.describe('languages', () => {
  test('every text of the window and its dialogs is of a catalogue, at a client', async ({
    bench,
    host,
    peers,
  }) => {
    await atClient(bench, peers);
    const { page } = bench;
    const file = settingsOf(host);
    // What is made once and stays: a toast, the search of the editor. And what the filter can go on with.
    await bench.savedMessages.getByRole('treeitem', { name: /^greeting/ }).press('Delete');
    const toast = page.locator('.toast').filter({ hasText: 'greeting' });
    // Its clock stands while it is pointed at.
    await toast.hover();
    await page.locator('.cm-content').press('Control+h');
    const find = page.locator('.cm-search [name=search]');
    await find.fill('lo');
    await bench.filter.press('ArrowDown');
    await expect(page.getByRole('listbox', { name: 'What can follow' })).toBeVisible();
    await speak(bench, file, 'en-XA');
    const window = await untranslated(page, mine);
    await expect(find).toHaveValue('lo');
    await speak(bench, file, 'en');
    await find.press('Escape');
    await toast.getByRole('button', { name: 'Undo' }).click();
    await expect(bench.savedMessages.getByRole('treeitem', { name: /^greeting/ })).toBeVisible();
    const dialogs = await walk(bench, file, clientScreens, ['en-XA'], () => untranslated(bench.page, mine));
    expect([...window, ...dialogs]).toEqual([]);
  });

  test('every text of the window and its dialogs is of a catalogue, at a listener', async ({
    bench,
    host,
    peers,
  }) => {
    await atListener(bench, peers);
    const file = settingsOf(host);
    await speak(bench, file, 'en-XA');
    const window = await untranslated(bench.page, mine);
    await speak(bench, file, 'en');
    const dialogs = await walk(bench, file, listenerScreens, ['en-XA'], () => untranslated(bench.page, mine));
    expect([...window, ...dialogs]).toEqual([]);
  });

  // Two at a time: most of the work is to open each screen, and one test for all would be long.
  for (const languages of [
    ['de', 'ru'],
    ['zh-CN', 'ar-XB'],
  ])
    test(`no screen is too narrow for ${languages.join(' or ')} at 1024 x 700`, async ({
      bench,
      host,
      peers,
    }) => {
      await bench.page.setViewportSize({ width: 1024, height: 700 });
      await atClient(bench, peers);
      // The pane below is near, and cuts nothing off.
      await bench.filter.press('ArrowDown');
      const list = bench.page.getByRole('listbox', { name: 'What can follow' });
      await expect(list).toBeVisible();
      await expect
        .poll(() =>
          list.evaluate((one) => {
            const { left, bottom } = one.getBoundingClientRect();
            return one.contains(document.elementFromPoint(left + 16, bottom - 8));
          }),
        )
        .toBe(true);
      await bench.filter.press('Escape');
      await expect(list).toHaveCount(0);
      const file = settingsOf(host);
      const found: string[] = [];
      for (const language of languages) {
        await speak(bench, file, language);
        for (const fault of await overflowing(bench)) found.push(`${language}: ${fault}`);
      }
      await speak(bench, file, 'en');
      found.push(...(await walk(bench, file, clientScreens, languages, () => overflowing(bench))));
      expect(found).toEqual([]);
    });

  test('what fails is told in the language of the window, and turns with it', async ({ bench, host }) => {
    const { page } = bench;
    const file = settingsOf(host);
    await bench.openQuick('tcp', 'client', 'localhost:1');
    await bench.button('Connect').click();
    await expect(page.getByRole('alert').filter({ hasText: 'connection refused by' }).first()).toBeVisible();
    await speak(bench, file, 'de');
    await expect(
      page
        .getByRole('alert')
        .filter({ hasText: /Verbindung von .+ abgelehnt/ })
        .first(),
    ).toBeVisible();
    // The log keeps English; its rows are told by their form.
    await expect(page.getByRole('row', { name: /localhost ist .*127\.0\.0\.1/ }).first()).toBeVisible();
    await expect(page.getByRole('row', { name: /Verbindung von .+ abgelehnt/ }).first()).toBeVisible();
    await speak(bench, file, 'zh-CN');
    await expect(
      page
        .getByRole('alert')
        .filter({ hasText: /连接被 .+ 拒绝/ })
        .first(),
    ).toBeVisible();
    await page.reload();
    await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  });

  test('from right to left the window turns round, and bytes do not', async ({ bench, host, peers }) => {
    const { page } = bench;
    const { port } = await peers.ws((socket) => socket.send('{"hello":"you"}'));
    await bench.dial('ws', port, '/feed');
    await (await bench.waitForRow(/^received text, /)).click();
    await bench.payloadAs('Hex');
    const hex = page.locator('.hex-view').first();
    await expect(hex).toBeVisible();
    const filter = page.getByRole('separator').first();
    const before = await filter.boundingBox();
    await speak(bench, settingsOf(host), 'ar-XB');
    await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
    await expect.poll(async () => (await filter.boundingBox())?.x).not.toBe(before?.x);
    expect((await filter.boundingBox())?.x).toBeGreaterThan(720);
    expect(await hex.evaluate((one) => getComputedStyle(one).direction)).toBe('ltr');
    // The line between panes goes where its key points.
    await filter.focus();
    const from = (await filter.boundingBox())?.x ?? 0;
    await page.keyboard.press('ArrowLeft');
    await expect.poll(async () => (await filter.boundingBox())?.x).toBeLessThan(from);
  });
});
