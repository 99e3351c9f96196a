import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { Bench } from '../e2e/bench.js';
import { Desktop } from './desktop.js';

// In Node with a stand-in for Electron: what its windows hold and keep. How a system shows them, only Electron can.
test.describe('several windows of the desktop (fake)', () => {
  let desktop: Desktop;
  test.beforeEach(async () => {
    desktop = await Desktop.launch('renderer', {}, { empty: true });
  });
  test.afterEach(() => desktop.dispose());

  /** The page of a window, once it is there and has its tabs. */
  async function windowAt(search: string): Promise<Page> {
    const found = (): Page | undefined => desktop.pages.find((page) => page.url().endsWith(search));
    await expect.poll(found).toBeDefined();
    const page = found();
    if (page === undefined) throw new Error(`No window has ${search}`);
    await Bench.inWindow(page).ready();
    return page;
  }
  const first = (): Promise<Page> => windowAt('?transport=port');
  const second = (): Promise<Page> => windowAt('&window=2');
  const stateOf = (file: string): Promise<string> =>
    readFile(join(desktop.directory, 'workspace', '.local', 'window-1', file), 'utf8').catch(() => '');

  test('a tab moves to a new window with its draft and its live session, and back, and both come back', async () => {
    const sockets: Socket[] = [];
    const echo = createServer((socket) => {
      sockets.push(socket);
      socket.pipe(socket);
    }).listen(0, '127.0.0.1');
    await once(echo, 'listening');
    const { port } = echo.address() as AddressInfo;
    try {
      const bench = Bench.inWindow(await first());
      await bench.dial('tcp', port);
      await bench.send('Text', 'before the move');
      await bench.waitForRow(/^received data, .*before the move$/);
      await bench.compose('Text', 'a draft that goes along');

      await bench.tabs.first().click({ button: 'right' });
      await bench.page.getByRole('menuitem', { name: 'Move to a new window' }).click();
      const other = Bench.inWindow(await second());
      await expect(bench.tabs).toHaveCount(0);
      await expect(other.tabs).toHaveCount(1);
      await other.waitForRow(/^received data, .*before the move$/);
      await expect(other.message).toContainText('a draft that goes along');
      await other.sendButton.click();
      await other.waitForRow(/^received data, .*a draft that goes along$/);
      expect(sockets).toHaveLength(1);
      // A system lists windows by the titles of their pages.
      await expect(other.page).toHaveTitle(new RegExp(`^127\\.0\\.0\\.1:${port} — .+ — Wirebench$`));
      await expect(bench.page).toHaveTitle(/^[^—]+ — Wirebench$/);

      // Each window has the theme it was opened from, its own tabs, and a file of its own.
      await bench.openQuick('udp', 'client', '127.0.0.1:9');
      await expect.poll(() => stateOf('state.json')).toContain('127.0.0.1:9');
      await expect.poll(() => stateOf('state-2.json')).toContain('a draft that goes along');
      await expect.poll(() => stateOf('open.json')).toContain('[1,2]');

      // A menu shows what is known as it opens, and what another window is called is told a moment after it is kept.
      const there = other.page.getByRole('menuitem', { name: /^Move to window: 127\.0\.0\.1:9/ });
      await expect(async () => {
        await other.page.keyboard.press('Escape');
        await other.tabs.first().click({ button: 'right' });
        await expect(there).toBeVisible({ timeout: 2_000 });
      }).toPass();
      await there.click();
      await expect(other.tabs).toHaveCount(0);
      await expect(bench.tabs).toHaveCount(2);
      await bench.waitForRow(/^received data, .*a draft that goes along$/);
      expect(sockets).toHaveLength(1);
      await bench.page.keyboard.press('Control+t');
      await expect(bench.tabs).toHaveCount(3);
      await desktop.choose('tabs.to-window');
      await windowAt('&window=3');
      await expect.poll(() => stateOf('open.json')).toContain('[1,2,3]');

      await expect.poll(() => stateOf('moves.json')).toContain('"moves":[]');
      await expect.poll(() => stateOf('state-3.json')).toContain('"config"');
      await desktop.restart();
      const again = Bench.inWindow(await first());
      await expect(again.tabs).toHaveCount(2);
      await expect(Bench.inWindow(await second()).tabs).toHaveCount(0);
      await expect(Bench.inWindow(await windowAt('&window=3')).tabs).toHaveCount(1);
    } finally {
      for (const socket of sockets) socket.destroy();
      echo.close();
    }
  });

  test('a window that was closed is reopened with its tabs, and the last one comes back by itself', async () => {
    const one = Bench.inWindow(await first());
    await desktop.choose('window.new');
    const other = Bench.inWindow(await second());
    await other.openQuick('tcp', 'client', 'localhost:4711');
    await expect.poll(() => stateOf('state-2.json')).toContain('localhost:4711');
    await desktop.ask('closeWindow', '&window=2');
    await expect.poll(() => desktop.pages.length).toBe(1);
    await expect.poll(() => stateOf('open.json')).toContain('[1]');

    await desktop.choose('window.reopen');
    await expect(Bench.inWindow(await second()).tabs).toHaveText(/localhost:4711/);
    await expect(one.tabs).toHaveCount(0);
    await expect.poll(() => stateOf('open.json')).toContain('[1,2]');

    await desktop.ask('closeWindow', '?transport=port');
    await expect.poll(() => stateOf('open.json')).toContain('[2]');
    await desktop.restart();
    await expect(Bench.inWindow(await second()).tabs).toHaveText(/localhost:4711/);
    expect(desktop.pages).toHaveLength(1);
  });

  test('every window and tab is back after a kill, and the notice says how many are where', async () => {
    const one = Bench.inWindow(await first());
    await one.openQuick('tcp', 'client', 'one.example:1');
    await one.openQuick('udp', 'client', 'two.example:2');
    await desktop.choose('window.new');
    const other = Bench.inWindow(await second());
    await other.openQuick('ws', 'client', 'ws://three.example/');
    await expect.poll(() => stateOf('state.json')).toContain('two.example:2');
    await expect.poll(() => stateOf('state-2.json')).toContain('ws://three.example/');
    await expect.poll(() => stateOf('open.json')).toContain('[1,2]');

    await desktop.crash();
    const again = Bench.inWindow(await first());
    await expect(again.tabs).toHaveText([/one\.example:1/, /two\.example:2/]);
    const back = Bench.inWindow(await second());
    await expect(back.tabs).toHaveText([/three\.example/]);
    // One window says it: the first whose page is there.
    const said =
      /3 tabs are back in 2 windows: 2 in window 1 \(two\.example:2 in front\), 1 in window 2 \(ws:\/\/three\.example\/ in front\)\./;
    const shown = async (): Promise<number> =>
      (await again.page.getByText(said).count()) + (await back.page.getByText(said).count());
    await expect.poll(shown).toBe(1);
  });

  test('the menu is that of the window in front, and acts there', async () => {
    const one = Bench.inWindow(await first());
    await desktop.choose('window.new');
    const other = Bench.inWindow(await second());
    await desktop.choose('tabs.new');
    await expect(other.tabs).toHaveCount(1);
    await expect(one.tabs).toHaveCount(0);
  });
});
