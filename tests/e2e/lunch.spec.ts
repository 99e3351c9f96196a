import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
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
    { scope: 'test', timeout: 300_000 },
  ],
});

/** Many patterns, each asked of every row, and found in none but those that end so. */
const slow = Array.from({ length: 72 }, (_, i) => `text~/k.*${i % 10}.*${(i * 3) % 10}.*77777$/`).join(
  ' or ',
);

test.describe('a flood of a million messages that was left alone', () => {
  test('has the row somebody wants three words after they come back', async ({ bench, page }) => {
    test.setTimeout(300_000);
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
    test.setTimeout(300_000);
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
    const often = { intervals: [100] };
    await expect.poll(looked, often).toBeGreaterThan(0);
    const before = await looked();
    await expect.poll(looked, often).toBeGreaterThan(before);
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

/** The far end of `flood-peer.mjs`: `say` answers how many messages went before. */
interface Flood {
  readonly port: number;
  say(text: string): Promise<number>;
  /** The last thing it says; then nothing more comes. */
  end(text: string): Promise<number>;
}

const flooded = base.extend<{ flood: Flood }>({
  flood: async ({}, use) => {
    const child = fork(fileURLToPath(new URL('flood-peer.mjs', import.meta.url)));
    const [{ port }] = (await once(child, 'message')) as [{ port: number }];
    const tell = async (say: string, end: boolean): Promise<number> => {
      const told = once(child, 'message');
      child.send({ say, end });
      const [{ at }] = (await told) as [{ at: number }];
      return at;
    };
    await use({ port, say: (text) => tell(text, false), end: (text) => tell(text, true) });
    const gone = once(child, 'exit');
    child.disconnect();
    await gone;
  },
});

/** Rows after which something counts as flooded: well above what a window holds, little for a slow machine. */
const plenty = 10_000;

flooded(
  'has the row somebody wants while the flood goes on, and holds it',
  async ({ bench, page, flood }) => {
    flooded.setTimeout(240_000);
    const more = async (): Promise<void> => {
      const before = await bench.rowCount();
      await expect.poll(() => bench.rowCount(), { timeout: 60_000 }).toBeGreaterThan(before + plenty);
    };
    await bench.dial('ws', flood.port);
    await more();
    const at = await flood.say(`venue XLON: ${words}, ACME at 101.25`);
    await more();
    await expect(bench.follow).toHaveAttribute('aria-pressed', 'true');

    await bench.timeline.focus();
    await page.keyboard.type(words);
    await page.keyboard.press('Enter');
    const wantedRow = new RegExp(`, venue XLON: ${words}`);
    await expect(bench.selectedRow).toHaveAccessibleName(wantedRow);
    await expect(bench.selectedRow).toBeInViewport();
    await expect(bench.inspectorPanel).toContainText('ACME at 101.25');
    await bench.expectRowCount(1);
    await expect(bench.follow).toHaveAttribute('aria-pressed', 'false');

    // What comes is looked through as well, and nothing is taken from under the eye for it.
    await flood.say(`again: ${words}`);
    await bench.expectRowCount(2);
    await expect(bench.selectedRow).toHaveAccessibleName(wantedRow);

    // The filter goes, the row stays where it is however many come behind it.
    await page.keyboard.press('Escape');
    await expect(bench.filter).toHaveValue('');
    await expect.poll(() => bench.rowCount()).toBeGreaterThan(at);
    await expect(bench.selectedRow).toHaveAccessibleName(wantedRow);
    await expect(bench.selectedRow).toBeInViewport();
    const place = await bench.selectedRow.boundingBox();
    const index = await bench.selectedRow.getAttribute('aria-rowindex');
    await more();
    await expect(bench.selectedRow).toHaveAccessibleName(wantedRow);
    await expect(bench.selectedRow).toHaveAttribute('aria-rowindex', index ?? '');
    expect(await bench.selectedRow.boundingBox()).toEqual(place);
    // New is what came since the filter went, not what it had hidden.
    const pill = page.getByRole('button', { name: /\d new/ });
    const fresh = Number((await pill.textContent())?.replace(/\D/g, ''));
    expect(fresh).toBeGreaterThan(0);
    expect(fresh).toBeLessThanOrEqual((await bench.rowCount()) - at);
    await bench.timeline.focus();
    await page.keyboard.press('ArrowUp');
    await expect(bench.selectedRow).toHaveAccessibleName(new RegExp(`, tick ${at - 1}$`));

    // Back to what comes now, to the very last of it: none was lost.
    await page.keyboard.press('End');
    await expect(bench.follow).toHaveAttribute('aria-pressed', 'true');
    await more();
    const sent = (await flood.end('that was all')) + 1;
    await bench.waitForRow(/, that was all$/);
    await bench.filter.fill('dir:in kind:text');
    await bench.expectRowCount(sent);
  },
);
