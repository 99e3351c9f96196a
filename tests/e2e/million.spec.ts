import { join } from 'node:path';
import { expect, test as base } from './fixture.js';
import { temporaryDirectory } from './headless.js';
import { every, messages, recordMillion, wireRows } from './recorded.js';

const test = base.extend({
  directory: async ({}, use) => {
    const directory = await temporaryDirectory();
    await recordMillion(join(directory.path, 'workspace'));
    await use(directory.path);
    await directory.remove();
  },
});

/** What the page's JavaScript may hold with all of it within reach, bytes after a collection. */
const mostHeap = 40 << 20;
/** Row height, px. */
const rowPx = 24;

test.describe('a recorded session of a million messages', () => {
  test('opens, is walked from end to end, filtered, seen on the wire, marked and found again', async ({
    bench,
    page,
  }) => {
    test.setTimeout(300_000);
    await bench.sessions.getByRole('button', { name: /million/ }).click();
    await bench.expectRowCount(messages);
    await bench.waitForRow(/, tick 999999$/);
    await expect(bench.follow).toHaveAttribute('aria-pressed', 'true');

    await bench.timeline.hover();
    await page.mouse.wheel(0, -20 * rowPx);
    await expect(bench.follow).toHaveAttribute('aria-pressed', 'false');
    await expect(bench.rows(/, tick 999999$/)).toHaveCount(0);
    await bench.timeline.focus();
    await page.keyboard.press('Home');
    await expect(bench.selectedRow).toHaveAccessibleName(/, tick 0$/);
    for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowDown');
    await expect(bench.selectedRow).toHaveAccessibleName(/, tick 5$/);
    await page.keyboard.press('End');
    await expect(bench.selectedRow).toHaveAccessibleName(/, tick 999999$/);
    await expect(bench.follow).toHaveAttribute('aria-pressed', 'true');
    await page.keyboard.press('ArrowUp');
    await expect(bench.selectedRow).toHaveAccessibleName(/, tick 999998$/);

    // A wheel moves by its pixels also where the scrollbar is scaled: to the very rows in the middle.
    await page.keyboard.press('Home');
    await expect(bench.selectedRow).toHaveAccessibleName(/, tick 0$/);
    await bench.timeline.hover();
    await page.mouse.wheel(0, (messages / 2) * rowPx);
    const middle = await bench.waitForRow(/, tick 500001$/);
    await middle.click();
    await expect(bench.selectedRow).toHaveAttribute('aria-rowindex', '500002');

    await bench.filter.fill('needle');
    await bench.expectRowCount(messages / every.needle);
    await bench.timeline.focus();
    await page.keyboard.press('End');
    await expect(bench.selectedRow).toHaveAccessibleName(/, needle 990003$/);
    await bench.follow.click();
    await bench.filter.fill('');
    await bench.expectRowCount(messages);
    await bench.show('Control');
    await bench.expectRowCount(messages / every.ping);
    await bench.show('All');
    await bench.expectRowCount(messages);

    await page.keyboard.press('Escape');
    await bench.filter.fill('tick 499950');
    await bench.expectRowCount(1);
    await bench.rows(/, tick 499950$/).click();
    await bench.filter.fill('');
    await bench.expectRowCount(messages);
    const layer = page.getByRole('radiogroup', { name: 'Layer' });
    await layer.getByRole('radio', { name: 'Wire' }).click();
    await bench.expectRowCount(wireRows);
    await expect(bench.selectedRow).toHaveAccessibleName(/ fragment, /);
    await layer.getByRole('radio', { name: 'Messages' }).click();
    await bench.expectRowCount(messages);
    await expect(bench.selectedRow).toHaveAccessibleName(/ fragmented, tick 499950$/);

    await bench.timeline.focus();
    await page.keyboard.press('Control+m');
    await bench.waitForRow(/, marked, tick 499950$/);
    await page.keyboard.press('Home');
    await expect(bench.selectedRow).toHaveAccessibleName(/, tick 0$/);
    await page.keyboard.press('Shift+F8');
    await expect(bench.selectedRow).toHaveAccessibleName(/, marked, tick 499950$/);
    expect(await bench.rows().count()).toBeLessThan(100);

    const devtools = await page.context().newCDPSession(page);
    await devtools.send('HeapProfiler.collectGarbage');
    const { usedSize } = await devtools.send('Runtime.getHeapUsage');
    expect(usedSize).toBeLessThan(mostHeap);
  });
});
