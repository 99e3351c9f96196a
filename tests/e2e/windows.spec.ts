import { expect, test, Bench } from './fixture.js';

test.describe('several windows in a browser', () => {
  test('a tab moves to a page of its own with its draft and its live session, and back', async ({
    bench,
    host,
    peers,
    context,
    console: watch,
  }) => {
    const { port } = await peers.echo();
    await bench.dial('tcp', port);
    await bench.send('Text', 'before the move');
    await bench.waitForRow(/^received data, .*before the move$/);
    await bench.compose('Text', 'a draft that goes along');
    const coming = context.waitForEvent('page');
    await bench.tabs.first().click({ button: 'right' });
    await bench.page.getByRole('menuitem', { name: 'Move to a new window' }).click();
    const page = await coming;
    watch.follow(page);
    const other = Bench.inPage(page);
    await other.ready();
    await expect(page).toHaveURL(/[?]window=2$/);
    await expect(other.tabs).toHaveCount(1);
    await expect(bench.tabs).toHaveCount(0);
    await other.waitForRow(/^received data, .*before the move$/);
    await expect(other.message).toContainText('a draft that goes along');
    await other.sendButton.click();
    await other.waitForRow(/^received data, .*a draft that goes along$/);

    // Each keeps its own, also over a reload.
    await bench.openQuick('udp', 'client', '127.0.0.1:9');
    await expect.poll(() => host.state()).toContain('127.0.0.1:9');
    await other.reload();
    await expect(other.tabs).toHaveCount(1);
    await bench.reload();
    await expect(bench.tabs).toHaveText(/127\.0\.0\.1:9/);

    await other.tabs.first().click({ button: 'right' });
    await page.getByRole('menuitem', { name: /^Move to window: 127\.0\.0\.1:9/ }).click();
    await expect(other.tabs).toHaveCount(0);
    await expect(bench.tabs).toHaveCount(2);
    await bench.waitForRow(/^received data, .*a draft that goes along$/);
  });

  test('a window that was closed is reopened with its tabs', async ({
    bench,
    host,
    context,
    console: watch,
  }) => {
    const opened = async (open: () => Promise<void>): Promise<Bench> => {
      const coming = context.waitForEvent('page');
      await open();
      const page = await coming;
      watch.follow(page);
      const window = Bench.inPage(page);
      await window.ready();
      return window;
    };
    const other = await opened(() => bench.page.keyboard.press('Alt+Shift+n'));
    await other.openQuick('tcp', 'client', 'localhost:4711');
    await expect(other.tabs).toHaveText(/localhost:4711/);
    await expect(bench.tabs).toHaveCount(0);
    await expect.poll(() => host.state(2)).toContain('localhost:4711');
    await other.page.close();
    const again = await opened(async () => {
      await bench.page.keyboard.press('Control+k');
      const palette = bench.page.getByRole('dialog');
      await palette.getByRole('combobox').fill('Reopen the closed window');
      await palette.getByRole('option', { name: /^Reopen the closed window/ }).click();
    });
    await expect(again.tabs).toHaveText(/localhost:4711/);
  });

  test('a tab that is dropped on the tabs of another window goes there', async ({
    bench,
    host,
    context,
    console: watch,
  }) => {
    await bench.openQuick('tcp', 'client', 'localhost:4711');
    await expect.poll(() => host.state()).toContain('localhost:4711');
    const page = await context.newPage();
    watch.follow(page);
    await page.goto(new URL('?window=2', bench.page.url()).href);
    const other = Bench.inPage(page);
    await other.ready();
    // What the browser carries between two windows: taken from one strip, dropped on the other.
    const carried = await bench.tabs.first().evaluate((tab) => {
      const dataTransfer = new DataTransfer();
      tab.dispatchEvent(new DragEvent('dragstart', { bubbles: true, dataTransfer }));
      return dataTransfer.getData('application/x-wirebench-tab');
    });
    await page.getByRole('tablist', { name: 'Open tabs' }).evaluate((strip, data) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.setData('application/x-wirebench-tab', data);
      for (const type of ['dragover', 'drop'])
        strip.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer }));
    }, carried);
    await expect(other.tabs).toHaveText(/localhost:4711/);
    await expect(bench.tabs).toHaveCount(0);
    await expect.poll(() => host.state(2)).toContain('localhost:4711');
    await expect.poll(() => host.state()).not.toContain('localhost:4711');
  });
});
