import { once } from 'node:events';
import { createServer } from 'node:net';
import { readFile } from 'node:fs/promises';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { Bench } from '../e2e/bench.js';
import { Desktop } from './desktop.js';

interface Facts {
  readonly notifications: readonly { readonly title: string; readonly body: string }[];
  readonly badge: number;
  readonly blockers: readonly string[];
  readonly tray: { readonly tip: string; readonly items: readonly string[] } | null;
}
/** Switches these on in the settings. */
async function choose(desktop: Desktop, bench: Bench, ...names: string[]): Promise<void> {
  await bench.page.keyboard.press('Control+,');
  const settings = bench.page.getByRole('dialog', { name: 'Settings' });
  await settings.getByRole('button', { name: 'Desktop', exact: true }).click();
  for (const name of names) await settings.getByRole('switch', { name }).click();
  // The page shows a choice before the host has it on the disk, and acts by it.
  await expect
    .poll(() =>
      readFile(join(desktop.directory, 'data', 'wirebench', 'settings.json'), 'utf8').catch(() => ''),
    )
    .toMatch(new RegExp(`(?:: true[^]*){${names.length}}`));
  await bench.page.keyboard.press('Escape');
  await expect(bench.page.getByRole('dialog', { name: 'Settings' })).toBeHidden();
}

const facts = (desktop: Desktop): Promise<Facts> => desktop.ask<Facts>('facts');

test('electron-host (fake): notifies of what was chosen, counts what is new, and keeps the machine awake', async () => {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const desktop = await Desktop.launch('renderer', {}, { empty: true });
  const bench = Bench.inWindow(desktop.page);
  try {
    await bench.ready();
    await choose(
      desktop,
      bench,
      'A connection failed',
      'A filter with a name found a row',
      'Keep the machine awake while a session is active',
    );
    const accepted = once(server, 'connection');
    await bench.openQuick('tcp', 'client', `127.0.0.1:${port}`);
    await bench.saveAs('till');
    await bench.filter.fill('dir:in one');
    await bench.button('Saved filters').click();
    await desktop.page.getByRole('menuitem', { name: /^Save this filter/ }).click();
    const name = desktop.page.getByRole('dialog').getByRole('textbox', { name: 'Name' });
    await name.fill('alarms');
    await name.press('Enter');
    // By then the host has it too.
    await expect(desktop.page.getByText('Filter saved')).toBeVisible();
    await bench.filter.fill('');
    await bench.button('Connect').click();
    const [socket] = (await accepted) as [Socket];
    await expect.poll(async () => (await facts(desktop)).blockers).toEqual(['prevent-app-suspension']);

    await desktop.ask('lookAway');
    socket.write('one\n');
    await expect.poll(async () => (await facts(desktop)).badge).toBeGreaterThan(0);
    await expect
      .poll(async () => (await facts(desktop)).notifications)
      .toEqual([{ title: 'A filter found a row', body: 'till: alarms' }]);
    socket.resetAndDestroy();
    await expect
      .poll(async () => (await facts(desktop)).notifications.map(({ title }) => title))
      .toEqual(['A filter found a row', 'A connection failed']);
    expect((await facts(desktop)).notifications[1]?.body).not.toContain('one');
    await expect.poll(async () => (await facts(desktop)).blockers).toEqual([]);
    await desktop.ask('lookHere');
    await expect.poll(async () => (await facts(desktop)).badge).toBe(0);
  } finally {
    await desktop.dispose();
    server.close();
  }
});

test('electron-host (fake): keeps listening without a window where that was chosen, and quits from the tray', async () => {
  const desktop = await Desktop.launch('renderer', {}, { empty: true });
  const bench = Bench.inWindow(desktop.page);
  try {
    await bench.ready();
    // The second is told of by what it does: by then the host has the first as well.
    await choose(
      desktop,
      bench,
      'Keep listening when the last window is closed',
      'Keep the machine awake while a session is active',
    );
    await bench.openQuick('tcp', 'server', '127.0.0.1:0');
    await bench.button('Listen').click();
    await expect(bench.button(/Stop/)).toBeVisible();
    await expect.poll(async () => (await facts(desktop)).blockers).toEqual(['prevent-app-suspension']);
    expect((await facts(desktop)).tray).toBeNull();
    await desktop.ask('closeWindow');
    await expect
      .poll(async () => (await facts(desktop)).tray)
      .toEqual({
        tip: 'Wirebench: 1 session is live',
        items: ['1 session is live', 'Open Wirebench', 'Quit'],
      });
    expect(await desktop.quit('quitByTray')).toBe(0);
  } finally {
    await desktop.dispose();
  }
});
