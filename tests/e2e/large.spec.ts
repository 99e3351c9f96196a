import { join } from 'node:path';
import { violations } from './axe.js';
import { expect, test } from './fixture.js';
import { gigabyte, recordGigabyte } from './recorded.js';

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
  await expect(text.getByRole('option', { name: /^offset 0, {"id":9007199254740993/ })).toBeVisible();

  // Ctrl+F belongs to the payload while the keyboard is in it.
  await text.press('ControlOrMeta+f');
  const find = panel.getByRole('search', { name: 'Find in the payload' });
  await find.getByRole('textbox').fill('NEEDLE');
  await page.keyboard.press('Enter');
  await expect(find.getByRole('status')).toHaveText(
    `at ${gigabyte.needleAt.toLocaleString('en')}`.replaceAll(',', ' '),
    {
      timeout: 30_000,
    },
  );
  await expect(text.locator('.hit')).toHaveText('needle');
  expect(await violations(page)).toEqual([]);
  await find.getByRole('textbox').fill('hex:7a 7a 00');
  await find.getByRole('button', { name: 'Previous place' }).click();
  await expect(find.getByRole('status')).toHaveText('It is not in this payload.', { timeout: 30_000 });
  await page.keyboard.press('Escape');
  await expect(find).toHaveCount(0);

  await bench.payloadAs('JSON tree');
  const tree = panel.getByRole('listbox', { name: 'JSON tree' });
  await expect(tree.getByRole('option').filter({ hasText: 'id' })).toContainText('9007199254740993');
  const data = tree.getByRole('option').filter({ hasText: 'data' });
  await expect(data).toContainText('[…]');
  // What stands behind a gigabyte of items comes once it was passed over.
  await expect(tree.getByRole('option').filter({ hasText: 'last' })).toContainText('"needle"', {
    timeout: 30_000,
  });
  await data.click();
  await tree.press('ArrowRight');
  await expect(tree.getByRole('option', { name: /^0: {…} 437 B/ })).toBeVisible();
  await tree.press('ArrowDown');
  await tree.press('ArrowRight');
  await expect(tree.getByRole('option').filter({ hasText: 'name' })).toContainText('"Žluťoučký xxx');
  expect(await violations(page)).toEqual([]);

  const heap = await page.evaluate(
    () => (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize,
  );
  expect(heap).toBeLessThan(100 << 20);
});
