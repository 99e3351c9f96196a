import { join } from 'node:path';
import type { Locator } from '@playwright/test';
import type { WebSocket } from 'ws';
import { violationsInBoth } from './axe.js';
import { expect, test } from './fixture.js';
import type { Bench } from './fixture.js';
import { firstJson } from './headless.js';

const offered = (bench: Bench): Locator => bench.page.getByRole('listbox', { name: 'What can follow' });
const chosen = (bench: Bench): Locator => offered(bench).getByRole('option', { selected: true });
const fault = (bench: Bench): Locator => bench.page.getByRole('status').filter({ hasText: /^.*Expected / });

/** A WebSocket that has told of ticks, a binary message and its end of a conversation. */
async function talk(bench: Bench, port: number, far: () => WebSocket | undefined): Promise<number> {
  await bench.dial('ws', port);
  await bench.waitForRow(/^open, /);
  for (let n = 0; n < 5; n++) {
    far()?.send(JSON.stringify({ type: n % 2 === 0 ? 'tick' : 'tock', id: `9007199254740993${n}`, n }));
  }
  far()?.send(
    `{"type":"tick","id":9007199254740993,"note":"${'x'.repeat(400)} far behind the preview: needle 42"}`,
  );
  far()?.send(Buffer.from('01037fff0a', 'hex'));
  await bench.send('Text', 'say tick');
  await bench.waitForRow(/^sent text, .*say tick$/);
  await bench.waitForRow(/^received binary, 5 bytes/);
  return bench.rowCount();
}

test.describe('the filter language', () => {
  let far: WebSocket | undefined;

  test('asks of columns and whole payloads, and combines with the switches', async ({ bench, peers }) => {
    const { port } = await peers.ws((socket) => (far = socket));
    const all = await talk(bench, port, () => far);
    const counts: [string, number][] = [
      ['tick', 5],
      ['dir:in "tick"', 4],
      ['dir:out kind:text', 1],
      ['kind:binary or dir:out "say"', 2],
      ['hex:03 ?? ff', 1],
      ['json:$.type=="tick" json:$.n>=2', 2],
      ['json:$.id==9007199254740993', 1],
      ['text~/needle \\d+/', 1],
      ['kind:text len>400', 1],
      ['kind:text not (json:$.n or "say")', 1],
      ['is:marked', 0],
      ['t>10min', 0],
      ['', all],
    ];
    for (const [query, count] of counts) {
      await bench.filter.fill(query);
      await bench.expectRowCount(count);
    }
    await bench.show('Received');
    await bench.filter.fill('"tick"');
    await bench.expectRowCount(4);
    await bench.filter.fill('');
    await bench.show('All');
    await bench.expectRowCount(all);
  });

  test('offers what can follow, taken by keys alone', async ({ bench, peers }) => {
    const { port } = await peers.ws((socket) => (far = socket));
    const all = await talk(bench, port, () => far);
    await bench.filter.focus();
    await bench.page.keyboard.type('ki');
    await expect(offered(bench).getByRole('option')).toHaveCount(1);
    await bench.page.keyboard.press('Tab');
    await expect(bench.filter).toHaveValue('kind:');
    await expect(offered(bench).getByRole('option').first()).toContainText('text');
    await bench.page.keyboard.press('ArrowDown');
    await bench.page.keyboard.press('ArrowDown');
    await expect(chosen(bench)).toContainText('binary');
    await expect(bench.filter).toHaveAttribute('aria-activedescendant', /.+/);
    expect(await violationsInBoth(bench.page)).toEqual([]);
    await bench.page.keyboard.press('Enter');
    await expect(bench.filter).toHaveValue('kind:binary ');
    await bench.expectRowCount(1);
    await bench.page.keyboard.type('o');
    await expect(offered(bench)).toBeVisible();
    await bench.page.keyboard.press('Escape');
    await expect(offered(bench)).toHaveCount(0);
    await expect(bench.filter).toHaveValue('kind:binary o');
    await bench.page.keyboard.press('Escape');
    await expect(bench.filter).toHaveValue('');
    await bench.expectRowCount(all);
    await bench.page.keyboard.press('ArrowDown');
    await expect(offered(bench).getByRole('option', { name: /^json:/ })).toBeVisible();
  });

  test('says where a filter goes wrong and keeps the rows', async ({ bench, peers }) => {
    const { port } = await peers.ws((socket) => (far = socket));
    await talk(bench, port, () => far);
    await bench.filter.fill('dir:out kind:text');
    await bench.expectRowCount(1);
    await bench.filter.fill('dir:out kind:txt');
    await expect(fault(bench)).toContainText('Expected a kind such as text, ping or error at offset 13');
    await expect(bench.filter).toHaveAttribute('aria-invalid', 'true');
    await bench.expectRowCount(1);
    expect(await violationsInBoth(bench.page)).toEqual([]);
    await bench.filter.fill('dir:out kind:ping');
    await expect(fault(bench)).toHaveCount(0);
    await bench.expectRowCount(0);
  });

  test('marks what it found in previews, text and bytes', async ({ bench, peers }) => {
    const { port } = await peers.ws((socket) => (far = socket));
    await talk(bench, port, () => far);
    await bench.filter.fill('hex:03 ?? ff');
    await bench.expectRowCount(1);
    await expect(bench.timeline.locator('.hit')).toHaveText(['03 7f ff']);
    await bench.rows(/^received binary/).click();
    await bench.payloadAs('Hex');
    await expect(bench.inspectorPanel.getByTitle('Found by the filter')).toHaveText([/03/, /7f/, /ff/]);
    await bench.filter.fill('hex:73 61 79');
    await bench.expectRowCount(1);
    await expect(bench.timeline.locator('.hit')).toHaveText(['say']);
    await bench.filter.fill('"type":"tock"');
    await bench.expectRowCount(2);
    await bench
      .rows(/^received text/)
      .first()
      .click();
    await bench.payloadAs('JSON tree');
    await expect(bench.inspectorPanel.locator('.hit')).toHaveText(['type', '"tock"']);
    expect(await violationsInBoth(bench.page)).toEqual([]);
    await bench.filter.fill('text~/needle \\d+/');
    await bench.expectRowCount(1);
    await bench.rows(/^received text/).click();
    await bench.payloadAs('Text');
    const hit = bench.inspectorPanel.locator('.hit');
    await expect(hit).toHaveText(['needle 42']);
    await expect(hit).toBeInViewport();
  });

  test('steps through matches, and starts where somebody types among the rows', async ({ bench, peers }) => {
    const { port } = await peers.ws((socket) => (far = socket));
    await talk(bench, port, () => far);
    await bench.rows(/^received binary/).click();
    await bench.timeline.focus();
    await bench.page.keyboard.type('tick');
    await expect(bench.filter).toBeFocused();
    await expect(bench.filter).toHaveValue('tick');
    await bench.expectRowCount(5);
    await bench.page.keyboard.press('Enter');
    await expect(bench.selectedRow).toHaveAccessibleName(/"n":0/);
    await bench.page.keyboard.press('Enter');
    await expect(bench.selectedRow).toHaveAccessibleName(/"n":2/);
    await bench.page.keyboard.press('Shift+Enter');
    await bench.page.keyboard.press('Shift+Enter');
    await expect(bench.selectedRow).toHaveAccessibleName(/say tick$/);
    await bench.page.keyboard.press('F3');
    await expect(bench.selectedRow).toHaveAccessibleName(/"n":0/);
    await bench.page.keyboard.press('Shift+F3');
    await expect(bench.selectedRow).toHaveAccessibleName(/say tick$/);
    await expect(bench.filter).toBeFocused();
  });

  test('keeps filters by name with the connection, and takes a deleted one back from another tab', async ({
    bench,
    peers,
    directory,
  }) => {
    const { port } = await peers.ws((socket) => (far = socket));
    await talk(bench, port, () => far);
    await bench.saveAs('feed');
    const menu = bench.button('Saved filters');
    const item = (name: string): Locator => bench.page.getByRole('menuitem', { name });
    await bench.filter.fill('dir:out kind:text');
    await bench.expectRowCount(1);
    await menu.click();
    await item('Save this filter').click();
    const dialog = bench.page.getByRole('dialog', { name: 'Save the filter' });
    await expect(dialog).toContainText('dir:out kind:text');
    await expect(dialog.getByRole('textbox', { name: 'Name' })).toBeFocused();
    await bench.page.keyboard.type('Calls');
    await bench.page.keyboard.press('Enter');
    await expect(dialog).toBeHidden();
    await expect(bench.page.getByText('Filter saved')).toBeVisible();
    const folder = join(directory, 'workspace', 'connections');
    const file = (): Promise<unknown> => firstJson(folder);
    await expect.poll(file).toMatchObject({ filters: [{ name: 'Calls', query: 'dir:out kind:text' }] });
    await bench.filter.fill('');
    await menu.click();
    await bench.page.getByRole('menuitemcheckbox', { name: 'Calls' }).click();
    await expect(bench.filter).toHaveValue('dir:out kind:text');
    await bench.expectRowCount(1);

    await menu.click();
    await item('Delete').click();
    await item('Calls').click();
    await expect(bench.page.getByText('Filter deleted')).toBeVisible();
    await expect.poll(file).not.toHaveProperty('filters');
    await bench.newTab();
    await bench.button('Undo').click();
    await expect.poll(file).toMatchObject({ filters: [{ name: 'Calls', query: 'dir:out kind:text' }] });
  });

  test('names filters and colours the rows they find, by whole payloads and in order', async ({
    bench,
    peers,
    directory,
  }) => {
    const { port } = await peers.ws((socket) => (far = socket));
    await talk(bench, port, () => far);
    await bench.saveAs('feed');
    const { page } = bench;
    const edit = async (): Promise<void> => {
      await bench.button('Saved filters').click();
      await page.getByRole('menuitem', { name: 'Names and colours…' }).click();
    };
    await edit();
    const dialog = page.getByRole('dialog', { name: 'Filters and colours' });
    const field = (name: string): Locator => dialog.getByRole('textbox', { name, exact: true });
    const paint = async (index: number, colour: string): Promise<void> => {
      await dialog.getByRole('combobox', { name: `Colour ${index}` }).click();
      await page.getByRole('option', { name: colour }).click();
    };
    await expect(dialog).toContainText('No filter is kept yet');
    await field('New filter').fill('json:$.n>');
    await expect(dialog.getByRole('button', { name: 'Add', exact: true })).toBeDisabled();
    await field('New filter').fill('json:$.type=="tick"');
    await field('New filter').press('Enter');
    // It stands far behind the preview.
    await field('New filter').fill('"needle 42"');
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await expect(field('Filter 2')).toHaveValue('"needle 42"');
    await paint(1, 'Green');
    await paint(2, 'Red');
    await field('Name 1').fill('a tick');
    await field('Name 1').press('Enter');
    expect(await violationsInBoth(page)).toEqual([]);
    const done = (): Promise<void> => dialog.getByRole('button', { name: 'Done' }).click();
    await done();
    const row = (rest: RegExp): Locator => bench.rows(rest);
    await expect(row(/coloured by a tick, \{"type":"tick","id":"9/)).toHaveCount(3);
    await expect(row(/coloured by a tick, .*"note"/)).toHaveCount(1);
    await expect(row(/"tock".*|say tick$/).filter({ hasText: 'a tick' })).toHaveCount(0);

    // The first one counts.
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 1024, height: 700 });
    await edit();
    await dialog.getByRole('button', { name: 'Move filter 2 up' }).click();
    await expect(field('Filter 1')).toHaveValue('"needle 42"');
    await done();
    await expect(row(/coloured by "needle 42", .*"note"/)).toHaveCount(1);

    await edit();
    await field('Filter 1').fill('len>');
    await field('Filter 1').press('Enter');
    await expect(dialog.getByText(/Expected/)).toBeVisible();
    await field('Filter 1').fill('kind:binary');
    await field('Filter 1').press('Enter');
    await done();
    await expect(row(/^received binary.*coloured by kind:binary/)).toHaveCount(1);
    expect(await violationsInBoth(page)).toEqual([]);

    const folder = join(directory, 'workspace', 'connections');
    await expect
      .poll(() => firstJson(folder))
      .toMatchObject({
        filters: [
          { query: 'kind:binary', colour: 'red' },
          { name: 'a tick', query: 'json:$.type=="tick"', colour: 'green' },
        ],
      });
    await bench.reload();
    await expect(row(/coloured by a tick/)).toHaveCount(4);
    // What a person calls it is what the menu calls it.
    await bench.button('Saved filters').click();
    await page.getByRole('menuitemcheckbox', { name: /^a tick/ }).click();
    await bench.expectRowCount(4);
  });
});
