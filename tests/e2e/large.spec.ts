import { join } from 'node:path';
import { violationsInBoth } from './axe.js';
import { expect, test } from './fixture.js';
import { gigabyte, recordGigabyte, recordTexts } from './recorded.js';

test('reads a message of a gigabyte by range: text, tree and bytes, and finds what stands at its end', async ({
  bench,
  directory,
}) => {
  await recordGigabyte(join(directory, 'workspace'));
  await bench.reload();
  const { page } = bench;
  await bench.sessions.getByRole('listitem').getByRole('button').first().click();
  await bench.rows(/^received text, 1000000000 bytes/).click();
  const panel = bench.inspectorPanel;
  const text = panel.getByRole('listbox', { name: 'Payload as text' });
  await bench.payloadAs('Text');
  await expect(text.getByRole('option', { name: /^line 1, offset 0, {"id":9007199254740993/ })).toBeVisible();

  // Ctrl+F belongs to the payload while the keyboard is in it.
  await text.press('ControlOrMeta+f');
  const find = panel.getByRole('search', { name: 'Find in the payload' });
  await find.getByRole('textbox').fill('NEEDLE');
  await page.keyboard.press('Enter');
  await expect(find.getByRole('status')).toHaveText(
    new RegExp(`at ${gigabyte.needleAt.toLocaleString('en').replaceAll(',', '.')}$`),
    {
      timeout: 90_000,
    },
  );
  await expect(text.locator('.hit')).toHaveText('needle');
  expect(await violationsInBoth(page)).toEqual([]);
  await expect(find.getByRole('status')).toHaveText(/^1 of 1 · at /, { timeout: 90_000 });
  await expect(panel.getByText(/^1 GB · 1 line$/)).toBeVisible();
  // Patterns of the filter language; counted while the first of them is in sight already.
  await find.getByRole('textbox').fill('/"n":00[0-9]{2}00[0-9],/');
  await page.keyboard.press('Enter');
  await expect(find.getByRole('status')).toHaveText(/^1 of [\d ]+\+? · at /);
  await expect(text.locator('.hit').first()).toHaveText(/^"n":00/);
  await find.getByRole('textbox').fill('/(/');
  await page.keyboard.press('Enter');
  await expect(find.getByRole('status')).toContainText('Expected');
  await find.getByRole('textbox').fill('hex:7a 7a 00');
  await find.getByRole('button', { name: 'Previous place' }).click();
  await expect(find.getByRole('status')).toHaveText('It is not in this payload.', { timeout: 90_000 });
  await page.keyboard.press('Escape');
  await expect(find).toHaveCount(0);

  await bench.payloadAs('JSON tree');
  const tree = panel.getByRole('listbox', { name: 'JSON tree' });
  await expect(tree.getByRole('option').filter({ hasText: 'id' })).toContainText('9007199254740993');
  const data = tree.getByRole('option').filter({ hasText: 'data' });
  await expect(data).toContainText('[…]');
  // What stands behind a gigabyte of items comes once it was passed over.
  await expect(tree.getByRole('option').filter({ hasText: 'last' })).toContainText('"needle"', {
    timeout: 90_000,
  });
  await data.click();
  await tree.press('ArrowRight');
  await expect(tree.getByRole('option', { name: /^0: {…} 437 B/ })).toBeVisible();
  await tree.press('ArrowDown');
  await tree.press('ArrowRight');
  await expect(tree.getByRole('option').filter({ hasText: 'name' })).toContainText('"Žluťoučký xxx');
  expect(await violationsInBoth(page)).toEqual([]);

  // What can be collected does not count, whenever the browser comes to it.
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('HeapProfiler.collectGarbage');
  const { usedSize } = await devtools.send('Runtime.getHeapUsage');
  expect(usedSize).toBeLessThan(100 << 20);
});

test('shows a large text by its lines, long ones in several rows, and goes to any of them', async ({
  bench,
  directory,
}) => {
  const count = 200_000;
  const lines = Array.from({ length: count }, (_, i) =>
    i % 1_000 === 7 ? `long ${i} ${'word '.repeat(120)}` : `entry ${i}`,
  );
  await recordTexts(join(directory, 'workspace'), '20261121-080000-0005', 'lines', [lines.join('\n')]);
  await bench.reload();
  await bench.sessions.getByRole('listitem').getByRole('button').first().click();
  await bench.rows(/^received text, /).click();
  await bench.payloadAs('Text');
  const panel = bench.inspectorPanel;
  const text = panel.getByRole('listbox', { name: 'Payload as text' });
  await expect(panel.getByText(/ · 200 000 lines$/)).toBeVisible();
  await expect(text.getByRole('option', { name: /^line 1, offset 0, entry 0$/ })).toBeVisible();
  await expect(text.getByRole('option', { name: /^line 8, offset \d+, long 7 word / })).toBeVisible();
  await expect(text.getByRole('option', { name: /^goes on at offset \d+, .*word/ }).first()).toBeVisible();
  await text.focus();
  await text.press('End');
  await expect(text.getByRole('option', { name: /^line 200000, offset \d+, entry 199999$/ })).toBeVisible();
  expect(await violationsInBoth(bench.page)).toEqual([]);

  await text.press('ControlOrMeta+f');
  const find = panel.getByRole('search', { name: 'Find in the payload' });
  const status = find.getByRole('status');
  await find.getByRole('textbox').fill('/^long \\d+/m');
  await bench.page.keyboard.press('Enter');
  await expect(status).toHaveText(/^1 of 200 · at /);
  await expect(text.locator('.hit')).toHaveText('long 7');
  await bench.page.keyboard.press('Shift+Enter');
  await expect(status).toHaveText('200 of 200 · On from the end.');
  await expect(text.locator('.hit')).toHaveText('long 199007');
  await bench.page.keyboard.press('Shift+Enter');
  await expect(status).toHaveText(/^199 of 200 · at /);
  await bench.page.keyboard.press('Escape');

  // Another width cuts other rows: what was looked at stays, neither its number nor what was found counts.
  await text.focus();
  await text.press('Home');
  for (let pages = 0; pages < 12; pages++) await text.press('PageDown');
  // Upwards it comes to stand at the top, which a lower pane shows as well.
  for (let pages = 0; pages < 3; pages++) await text.press('PageUp');
  const selected = text.getByRole('option', { selected: true });
  await expect(selected).toHaveAccessibleName(/^line \d+, offset \d+, entry \d+$/);
  const looked = (await selected.getAttribute('aria-label')) ?? '';
  const where = await selected.getAttribute('aria-posinset');
  await bench.page.setViewportSize({ width: 1024, height: 700 });
  await expect(selected).toHaveAccessibleName(looked);
  await expect(selected).toBeInViewport();
  await expect(selected).not.toHaveAttribute('aria-posinset', where ?? '');
});

test('marks what the filter found in a payload that is read by range, and brings it into sight', async ({
  bench,
  directory,
}) => {
  const line = 'nothing to see in this line\n';
  const far = `${line.repeat(40_000)}the needle\n${line.repeat(40_000)}`;
  await recordTexts(join(directory, 'workspace'), '20261121-080000-0009', 'far', ['before', far]);
  await bench.reload();
  await bench.sessions.getByRole('button', { name: /^far/ }).click();
  await bench.filter.fill('NEEDLE');
  await bench.expectRowCount(1);
  await bench.rows().first().click();
  await bench.payloadAs('Text');
  const panel = bench.inspectorPanel;
  const text = panel.getByRole('listbox', { name: 'Payload as text' });
  await expect(text.locator('.hit')).toHaveText('needle');
  await expect(text.locator('.hit')).toBeInViewport();
});
