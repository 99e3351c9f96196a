import { type Locator, type Page, expect } from '@playwright/test';

export const isFocused = (one: Locator): Promise<boolean> =>
  one.evaluate((element) => element === document.activeElement).catch(() => false);

/** Goes on by Tab until something has the keyboard, as a person does who has nothing else. */
export async function tabTo(page: Page, wanted: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  await expect(wanted).toBeVisible();
  for (let presses = 0; presses < 90; presses++) {
    if (await isFocused(wanted)) return;
    // Tab is the message editor's own, until Esc.
    if (await page.evaluate(() => document.activeElement?.closest('.cm-editor') instanceof Element))
      await page.keyboard.press('Escape');
    await page.keyboard.press(key);
  }
  await expect(wanted, `is reached by ${key}`).toBeFocused();
}

/** No mouse is touched from here on: a click or a move that was not a key would be seen. */
export async function watchPointer(page: Page): Promise<() => Promise<void>> {
  await page.evaluate(() => {
    const seen: string[] = [];
    Object.assign(window, { pointerSeen: seen });
    for (const type of ['pointerdown', 'pointermove', 'wheel'])
      addEventListener(type, () => seen.push(type), { capture: true });
  });
  return async () =>
    expect(await page.evaluate(() => (window as unknown as { pointerSeen: string[] }).pointerSeen)).toEqual(
      [],
    );
}
