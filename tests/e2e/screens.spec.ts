import type { JSHandle, Page } from '@playwright/test';
import { violationsInBoth } from './axe.js';
import { expect, test } from './fixture.js';
import type { Bench } from './fixture.js';
import { photograph } from './photographs.js';
import { atClient, atListener, clientScreens, listenerScreens, shownAs } from './screens.js';
import type { Screen } from './screens.js';

/** Notes what had the keyboard last outside of all layers: what opened one, or what somebody was at. */
async function noteOpeners(page: Page): Promise<void> {
  await page.evaluate(() => {
    const note = ({ target }: Event): void => {
      const layers = '[role=menu], [role=dialog], [role=alertdialog]';
      if (target instanceof Element && target.closest(layers) === null)
        Object.assign(window, { from: target });
    };
    addEventListener('focusin', note, { capture: true });
  });
}

const openerOf = (page: Page): Promise<JSHandle<Element | undefined>> =>
  page.evaluateHandle(() => (window as unknown as { from?: Element }).from);

/** What has the keyboard where it should not: it goes back to what opened the layer, unless that was drawn anew. */
const astray = (opener: JSHandle<Element | undefined>): Promise<string | null> =>
  opener.evaluate((one) => {
    const now = document.activeElement;
    if (one?.isConnected !== true ? now !== document.body : now === one) return null;
    return `${now?.outerHTML.slice(0, 160)} rather than ${one?.outerHTML.slice(0, 160)}`;
  });

/** Opens it, has axe judge it in both themes, photographs it, leaves it by Esc and looks whether the keyboard is back. */
async function visit(bench: Bench, screen: Screen): Promise<string[]> {
  const { page } = bench;
  // A button that is being filled in has a colour on its way.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await screen.open(bench);
  const shown = shownAs(bench, screen);
  await expect(shown, screen.file).toBeVisible();
  await expect
    .poll(() => shown.evaluate((one) => one.contains(document.activeElement)), screen.file)
    .toBe(true);
  // A popover is no landmark, and stands outside of all.
  const faults = await violationsInBoth(page, {
    inside: '[role=dialog], [role=alertdialog]',
    besides: ['region'],
  });
  const name = screen.picture ?? screen.file.replaceAll('/', '-').replace('.vue', '');
  faults.push(...(await photograph(page, shown, name)));
  const opener = await openerOf(page);
  await page.keyboard.press('Escape');
  await expect(shown, screen.file).toHaveCount(0);
  await expect.poll(() => astray(opener), `${screen.file}: what has the keyboard after Esc`).toBe(null);
  return faults.map((fault) => `${screen.file}: ${fault}`);
}

async function walk(bench: Bench, screens: readonly Screen[]): Promise<void> {
  const found: string[] = [];
  await noteOpeners(bench.page);
  for (const screen of screens) found.push(...(await visit(bench, screen)));
  expect(found).toEqual([]);
}

test.describe('dialogs, drawers and popovers, in both themes, both sizes and with the focus where it was', () => {
  test('have no fault that axe finds, at a client', async ({ bench, peers }) => {
    await atClient(bench, peers);
    await walk(bench, clientScreens);
  });

  test('have no fault that axe finds, at a listener', async ({ bench, peers }) => {
    await atListener(bench, peers);
    await walk(bench, listenerScreens);
  });

  test('every section of the settings fits in the window, and in the dialog', async ({ bench }) => {
    const { page } = bench;
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.keyboard.press('Control+,');
    const settings = page.getByRole('dialog', { name: 'Settings' });
    const sections = settings.getByRole('navigation').getByRole('button');
    await expect(sections.first()).toBeVisible();
    const found: string[] = [];
    for (const section of await sections.all()) {
      const title = (await section.textContent())?.trim() ?? '';
      await section.click();
      await expect(settings.getByRole('heading', { name: title, exact: true }).first()).toBeVisible();
      found.push(...(await photograph(page, settings, `settings-${title.toLowerCase()}`)));
    }
    await settings.getByRole('button', { name: 'Reset all…' }).click();
    const asked = page.getByRole('alertdialog', { name: 'Reset all settings?' });
    await expect(asked).toBeVisible();
    found.push(...(await violationsInBoth(page, { inside: '[role=alertdialog]', besides: ['region'] })));
    found.push(...(await photograph(page, asked, 'settings-ResetAllDialog')));
    expect(found).toEqual([]);
  });
});
