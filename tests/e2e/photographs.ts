import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { expect } from './fixture.js';

/** Where pictures of a run are: of every dialog and every page of the settings. */
const directory = join(import.meta.dirname, '..', '..', 'test-results', 'screens');

const sizes = [
  { width: 1440, height: 900 },
  { width: 1024, height: 700 },
] as const;

/** What 1280 × 1024 leaves at 400 % (WCAG 1.4.10). */
export const smallest = { width: 320, height: 256 } as const;

/**
 * Photographs what is shown, in both themes and at both sizes, and answers where it does not fit: a dialog beyond the
 * window, or something in it that is cut off at its side. At the smallest size nothing may have to be scrolled sideways.
 */
export async function photograph(page: Page, shown: Locator, name: string): Promise<string[]> {
  await mkdir(directory, { recursive: true });
  const before = page.viewportSize();
  const found: string[] = [];
  for (const size of sizes) {
    await page.setViewportSize(size);
    await expect(shown).toBeVisible();
    for (const theme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme: theme });
      await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
      await page.screenshot({ path: join(directory, `${name}-${theme}-${size.width}x${size.height}.png`) });
    }
    for (const fault of await shown.evaluate(beyond))
      found.push(`${name}, ${size.width}x${size.height}: ${fault}`);
  }
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize(smallest);
  await expect.poll(() => shown.evaluate(sideways), `${name}, one column`).toEqual([]);
  if (before !== null) await page.setViewportSize(before);
  return found;
}

/** What of a place is wider than the window, or has to be scrolled to sideways. Runs in the page. */
export function sideways(place: Element): string[] {
  const root = document.documentElement;
  const faults: string[] = [];
  if (root.dataset['layout'] !== 'column') faults.push('panes stand beside each other');
  if (root.scrollWidth > root.clientWidth) faults.push(`the document is ${root.scrollWidth} px wide`);
  const nameOf = (one: Element): string =>
    (one.getAttribute('aria-label') ?? one.textContent ?? '').trim().slice(0, 40) || one.tagName;
  for (const one of [place, ...place.querySelectorAll('*')]) {
    if (!one.checkVisibility() || one.closest('.sr-only, .cm-editor') !== null) continue;
    const rolls = /auto|scroll/.test(getComputedStyle(one).overflowX);
    if (rolls && one.scrollWidth > one.clientWidth + 1) faults.push(`scrolls sideways: ${nameOf(one)}`);
    if (!one.matches('button, input, select, textarea, h1, h2, h3, h4, p')) continue;
    const at = one.getBoundingClientRect();
    if (at.width > 1 && (at.left < -1 || at.right > innerWidth + 1)) faults.push(`beyond: ${nameOf(one)}`);
  }
  return faults;
}

/** Runs in the page. */
function beyond(dialog: Element): string[] {
  const faults: string[] = [];
  const box = dialog.getBoundingClientRect();
  if (box.left < 0 || box.top < 0 || box.right > innerWidth || box.bottom > innerHeight)
    faults.push(`reaches from ${box.left}, ${box.top} to ${box.right}, ${box.bottom}`);
  for (const one of dialog.querySelectorAll('button, input, select, [role=radio], h2, h3, h4')) {
    if (!one.checkVisibility() || one.closest('[role=tablist], .ellipsis, .cm-editor') !== null) continue;
    const at = one.getBoundingClientRect();
    if (at.width > 1 && (at.left < box.left - 1 || at.right > box.right + 1))
      faults.push(
        `cut off: ${(one.textContent ?? '').trim() || (one.getAttribute('aria-label') ?? one.tagName)}`,
      );
  }
  return faults;
}
