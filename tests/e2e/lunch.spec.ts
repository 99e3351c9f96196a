import { join } from 'node:path';
import { expect, test as base } from './fixture.js';
import { temporaryDirectory } from './headless.js';
import { messages, recordMillion } from './recorded.js';

/** What somebody remembers of the one row they want. */
const words = 'halt trading now';
const wanted = 712_345;

const test = base.extend({
  directory: [
    async ({}, use) => {
      const directory = await temporaryDirectory();
      await recordMillion(join(directory.path, 'workspace'), {
        id: '20261121-080000-0001',
        name: 'flood',
        without: new Set(),
        texts: new Map([[wanted, `venue XLON: ${words}, ACME at 101.25`]]),
      });
      await use(directory.path);
      await directory.remove();
    },
    // A million rows are written first, on whatever disk there is.
    { scope: 'test', timeout: 120_000 },
  ],
});

/** Many patterns, each asked of every row, and found in none but those that end so. */
const slow = Array.from({ length: 24 }, (_, i) => `text~/k.*${i % 10}.*${(i * 3) % 10}.*77777$/`).join(
  ' or ',
);

test.describe('a flood of a million messages that was left alone', () => {
  test('has the row somebody wants three words after they come back', async ({ bench, page }) => {
    test.setTimeout(120_000);
    await bench.sessions.getByRole('button', { name: /flood/ }).click();
    await bench.expectRowCount(messages);
    await bench.timeline.focus();
    await page.keyboard.type(words);
    await expect(bench.filter).toBeFocused();
    // At once: nobody waits for the rows before they press it.
    await page.keyboard.press('Enter');
    await bench.expectRowCount(1);
    await expect(bench.selectedRow).toHaveAccessibleName(new RegExp(`, venue XLON: ${words}`));
    await expect(bench.selectedRow).toBeInViewport();
    await expect(bench.inspectorPanel).toContainText('ACME at 101.25');
    // What stood around it: the filter goes, the row stays.
    await page.keyboard.press('Escape');
    await expect(bench.filter).toHaveValue('');
    await bench.expectRowCount(messages);
    await expect(bench.selectedRow).toHaveAttribute('aria-rowindex', String(wanted + 1));
    await expect(bench.selectedRow).toBeInViewport();
    await bench.timeline.focus();
    await page.keyboard.press('ArrowUp');
    await expect(bench.selectedRow).toHaveAccessibleName(new RegExp(`, tick ${wanted - 1}$`));
  });

  test('is searched with a count that runs, and ends the search at once', async ({ bench, page }) => {
    test.setTimeout(120_000);
    await bench.sessions.getByRole('button', { name: /flood/ }).click();
    await bench.expectRowCount(messages);
    const searching = page.getByRole('progressbar', { name: 'Searching' });
    const count = page.getByText(/found · .* looked at$/);
    await bench.filter.fill(slow);
    await expect(searching).toBeVisible();
    const looked = async (): Promise<number> =>
      Number(
        /· ([\d\s.,\u00a0\u202f]+) of/.exec((await count.textContent()) ?? '')?.[1]?.replace(/\D/g, '') ?? 0,
      );
    await expect.poll(looked).toBeGreaterThan(0);
    const before = await looked();
    await expect.poll(looked).toBeGreaterThan(before);
    expect(await looked()).toBeLessThan(messages);
    await page.getByRole('button', { name: /^Cancel/ }).click();
    await expect(searching).toHaveCount(0);
    await expect(bench.filter).toHaveValue('');
    await bench.expectRowCount(messages);

    // Escape does it as well, and the host is free for the next search at once.
    await bench.filter.fill(slow);
    await expect(searching).toBeVisible();
    await bench.filter.press('Escape');
    await expect(searching).toHaveCount(0);
    await bench.filter.fill(words);
    await bench.expectRowCount(1);
  });
});
