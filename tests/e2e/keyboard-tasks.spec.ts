import { connect } from 'node:net';
import type { Locator, Page } from '@playwright/test';
import { type Bench, collect, expect, test } from './fixture.js';
import { isFocused, tabTo, watchPointer } from './keys.js';

/** Where the keyboard is in a group of radios. */
const chosenIn = (group: Locator): Locator =>
  group.getByRole('radio').and(group.page().locator(':checked, [aria-checked=true]'));

/** Goes down a menu or a list that has just opened, to what is wanted, and takes it. */
async function take(page: Page, wanted: Locator): Promise<void> {
  await expect(wanted).toBeVisible();
  const at = () =>
    page.evaluate(() => {
      const now = document.activeElement;
      return now?.closest('[role=menu], [role=listbox]') == null ? null : now.textContent;
    });
  // The next key waits for what the one before it has moved.
  const quickly = { intervals: [10, 20, 50, 100] };
  await expect.poll(at, quickly).not.toBeNull();
  for (let steps = 0; steps < 40 && !(await isFocused(wanted)); steps++) {
    const before = await at();
    await page.keyboard.press('ArrowDown');
    await expect.poll(at, quickly).not.toBe(before);
  }
  await expect(wanted).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(wanted).toHaveCount(0);
}

const rowHasKeyboard = (bench: Bench, name: RegExp): Promise<void> =>
  expect(bench.selectedRow).toHaveAccessibleName(name);

test.describe('whole tasks by keys alone', () => {
  test('rows are marked and commented on, listed, and taken back', async ({ bench, peers }) => {
    const { page } = bench;
    const { port } = await peers.ws((socket) => {
      for (const text of ['one', 'two', 'three']) socket.send(text);
    });
    await bench.dial('ws', port);
    await bench.waitForRow(/, three$/);
    const untouched = await watchPointer(page);
    await tabTo(page, bench.timeline);
    await page.keyboard.press('End');
    await rowHasKeyboard(bench, /, three$/);
    await page.keyboard.press('Control+m');
    await bench.waitForRow(/, marked, three$/);
    await page.keyboard.press('ArrowUp');
    await rowHasKeyboard(bench, /, two$/);
    await page.keyboard.press('Shift+F10');
    await take(page, page.getByRole('menuitem', { name: 'Comment…' }));
    const text = page.getByRole('dialog').getByRole('textbox', { name: 'Comment' });
    await expect(text).toBeFocused();
    await page.keyboard.type('slow');
    await page.keyboard.press('Control+Enter');
    await bench.waitForRow(/, comment slow, two$/);
    await expect(bench.timeline).toBeFocused();

    await tabTo(page, chosenIn(page.getByRole('radiogroup', { name: 'Rows shown' })), 'Shift+Tab');
    await page.keyboard.press('End');
    await bench.expectRowCount(2);
    await tabTo(page, bench.timeline);
    await page.keyboard.press('Home');
    await rowHasKeyboard(bench, /, comment slow, two$/);
    await page.keyboard.press('Shift+F10');
    await take(page, page.getByRole('menuitem', { name: 'Remove comment' }));
    await bench.waitForRow(/, marked, two$/);
    await page.keyboard.press('Alt+n');
    await expect(bench.button('Undo')).toBeFocused();
    await page.keyboard.press('Enter');
    await bench.waitForRow(/, comment slow, two$/);
    await expect(bench.timeline).toBeFocused();

    // The list empties under the keyboard, which stays in it; the way back to all rows keeps it, too.
    await page.keyboard.press('Control+m');
    await bench.expectRowCount(1);
    await rowHasKeyboard(bench, /, three$/);
    await page.keyboard.press('Control+m');
    await bench.expectRowCount(0);
    await tabTo(page, bench.button('Show every row'));
    await page.keyboard.press('Enter');
    await bench.waitForRow(/, three$/);
    await expect(bench.timeline).toBeFocused();
    await untouched();
  });

  test('a listener greets and answers by itself, and its answers are paired', async ({ bench }) => {
    const { page } = bench;
    const untouched = await watchPointer(page);
    await page.keyboard.press('Alt+t');
    await expect(bench.address).toBeFocused();
    await page.keyboard.type('127.0.0.1:0');
    const protocol = page.getByRole('combobox', { name: 'Protocol' });
    await tabTo(page, protocol, 'Shift+Tab');
    await page.keyboard.press('Enter');
    await take(page, page.getByRole('option', { name: 'TCP listener', exact: true }));
    await expect(protocol).toContainText('TCP listener');
    await tabTo(page, page.getByRole('button', { name: /^Options/ }));
    await page.keyboard.press('Enter');
    const drawer = page.getByRole('dialog', { name: /^Options of this/ });
    const echo = drawer.getByRole('switch', { name: /^Echo/ });
    await tabTo(page, echo);
    await page.keyboard.press('Space');
    await expect(echo).toBeChecked();
    await tabTo(page, chosenIn(drawer.getByRole('radiogroup', { name: 'Greeting is' })));
    await page.keyboard.press('ArrowRight');
    await expect(drawer.getByRole('radio', { name: 'Hex' })).toBeChecked();
    await tabTo(page, drawer.getByRole('textbox', { name: 'Greeting' }));
    await page.keyboard.type('6869');
    await page.keyboard.press('Escape');
    await expect(drawer).toHaveCount(0);
    await tabTo(page, bench.button('Listen'));
    await page.keyboard.press('Enter');
    const socket = connect(await bench.boundPort(), '127.0.0.1');
    const answered = collect(socket);
    socket.write('ask');
    await expect.poll(() => answered.text()).toBe('hiask');

    await tabTo(page, bench.timeline);
    await page.keyboard.press('End');
    await tabTo(page, bench.inspectorTab('Payload'));
    await page.keyboard.press('End');
    const rule = page.getByRole('combobox', { name: 'Which message answers which' });
    await tabTo(page, rule);
    await page.keyboard.press('Enter');
    await take(page, page.getByRole('option', { name: /^In order/ }));
    await expect(rule).toContainText('In order');
    const asks = page.getByRole('radiogroup', { name: 'Who asks' });
    await tabTo(page, chosenIn(asks));
    await page.keyboard.press('Home');
    await expect(asks.getByRole('radio', { name: /^We ask/ })).toBeChecked();
    socket.destroy();
    await untouched();
  });

  test('a message is made of fields, nested, put in order, undone and sent', async ({ bench, peers }) => {
    const { page } = bench;
    let far = '';
    const { port } = await peers.tcp((socket) =>
      socket.on('data', (data: Buffer) => (far += data.toString('hex'))),
    );
    await bench.dial('tcp', port);
    const name = (of: string) => page.getByRole('textbox', { name: `Name of ${of}`, exact: true });
    const value = (of: string) => page.getByRole('textbox', { name: `Value of ${of}`, exact: true });
    const type = (of: string) => page.getByRole('combobox', { name: `Type of ${of}`, exact: true });
    const lines = page.getByRole('grid', { name: 'Fields', exact: true }).locator('[data-row]');
    const expectLines = (...labels: string[]) =>
      expect
        .poll(() => lines.evaluateAll((all) => all.map((one) => one.getAttribute('aria-label'))))
        .toEqual(labels);
    const untouched = await watchPointer(page);
    await tabTo(page, chosenIn(page.getByRole('radiogroup', { name: 'Composer mode' })));
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowLeft');
    await expect(page.getByRole('radio', { name: 'Fields' })).toBeFocused();
    await tabTo(page, bench.button('An empty table'));
    await page.keyboard.press('Enter');
    await expect(value('field')).toBeFocused();
    await tabTo(page, name('field'), 'Shift+Tab');
    await page.keyboard.type('kind');
    // Its line is another one by name, and keeps the keyboard all the same.
    await page.keyboard.press('Tab');
    await expect(type('kind')).toBeFocused();
    await tabTo(page, value('kind'));
    await page.keyboard.type('7');
    await page.keyboard.press('Enter');
    await expect(name('field')).toBeFocused();
    await page.keyboard.type('box');
    await page.keyboard.press('Tab');
    await expect(type('box')).toBeFocused();
    await page.keyboard.type('group');
    await expectLines('kind', 'box', 'box.field');
    await page.keyboard.press('Shift+F10');
    await take(page, page.getByRole('menuitem', { name: 'Add to this group' }));
    await expect(name('box.field 2')).toBeFocused();
    await page.keyboard.type('x');
    await page.keyboard.press('Tab');
    await expect(type('box.x')).toBeFocused();
    await tabTo(page, value('box.x'));
    await page.keyboard.type('9');
    await page.keyboard.press('Alt+ArrowUp');
    await expectLines('kind', 'box', 'box.x', 'box.field');
    await expect(value('box.x')).toBeFocused();
    await page.keyboard.press('Alt+ArrowLeft');
    await expectLines('kind', 'box', 'box.field', 'x');
    await expect(value('x')).toBeFocused();
    await page.keyboard.press('Control+Delete');
    await expectLines('kind', 'box', 'box.field');
    await expect(name('box.field')).toBeFocused();
    await page.keyboard.press('Control+z');
    await expectLines('kind', 'box', 'box.field', 'x');
    // What is undone takes the line of the keyboard away: the one in its place has it then.
    await page.keyboard.press('Insert');
    await expect(name('box.field 2')).toBeFocused();
    await page.keyboard.press('Control+z');
    await expectLines('kind', 'box', 'box.field', 'x');
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.closest('[data-row]') !== null))
      .toBe(true);
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => far).toBe('070009');
    await untouched();
  });
});
