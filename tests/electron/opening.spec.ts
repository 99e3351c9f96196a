import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { violationsInBoth } from '../e2e/axe.js';
import { Bench } from '../e2e/bench.js';
import { Desktop } from './desktop.js';

const link = (address: string): string => `wirebench://connect?url=${encodeURIComponent(address)}`;

test('electron-host (fake): shows where a link leads, and opens a tab that waits', async () => {
  const desktop = await Desktop.launch(
    'renderer',
    {},
    { empty: true, args: [link('wss://first.example/a')] },
  );
  const { page } = desktop;
  const bench = Bench.inWindow(page);
  const dialog = page.getByRole('dialog', { name: 'A link asks to open an address' });
  try {
    // One that started the app.
    await expect(dialog).toContainText('wss://first.example/a');
    await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(dialog).toBeHidden();
    await expect(bench.tabs).toHaveCount(0);

    // One from another instance, and one of macOS; the second waits until the first is answered.
    const argv = ['/usr/bin/wirebench', '--no-sandbox', link('tcp://ex\u0430mple.com:1502')];
    await desktop.ask('secondInstance', { argv, directory: '/' });
    await desktop.ask('openUrl', link('wss://second.example/\u202egpj'));
    await expect(dialog).toContainText('xn--');
    await expect(dialog).toContainText('\u0430 (U+0430)');
    expect(await violationsInBoth(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Open in a new tab' }).click();
    await expect(dialog).toContainText('wss://second.example/⟨U+202E⟩gpj');
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    await expect(bench.tabs).toHaveCount(1);
    await expect(bench.address).toHaveValue('ex\u0430mple.com:1502');
    await expect(bench.button('Connect')).toBeVisible();

    await desktop.ask('openUrl', link('wss://evil.example/{{token}}'));
    await expect(page.getByText('Its address holds a variable')).toBeVisible();
    await expect(page.getByRole('dialog')).toBeHidden();
  } finally {
    await desktop.dispose();
  }
});

test('electron-host (fake): shows few of a flood of links', async () => {
  const desktop = await Desktop.launch('renderer', {}, { empty: true });
  const { page } = desktop;
  const bench = Bench.inWindow(page);
  try {
    const flood = Array.from({ length: 300 }, (_, n) => link(`wss://flood.example/${n}`));
    await desktop.ask('openUrls', flood);
    const dialog = page.getByRole('dialog', { name: 'A link asks to open an address' });
    for (let n = 0; n < 5; n++) {
      await expect(dialog).toContainText(`wss://flood.example/${n}`);
      await page.keyboard.press('Escape');
    }
    await expect(page.getByText('More than 5 links came within 10 seconds')).toBeVisible();
    await expect(dialog).toBeHidden();
    await expect(bench.tabs).toHaveCount(0);
  } finally {
    await desktop.dispose();
  }
});

test('electron-host (fake): opens files in the preview of an import, and workspaces after a question', async () => {
  const elsewhere = await mkdtemp(join(tmpdir(), 'wirebench-opened-'));
  const desktop = await Desktop.launch('renderer', {}, { empty: true });
  const { page } = desktop;
  try {
    const file = join(elsewhere, 'shared.wirebench');
    const connection = {
      id: 'c1',
      name: 'A shared one',
      folder: '',
      order: 0,
      messages: [],
      config: { protocol: 'tcp', role: 'client', address: '127.0.0.1:1', options: {} },
    };
    await writeFile(
      file,
      JSON.stringify({ kind: 'wirebench-workspace', version: 2, name: 'Shared', connections: [connection] }),
    );
    await desktop.ask('secondInstance', {
      argv: ['/usr/bin/wirebench', 'shared.wirebench'],
      directory: elsewhere,
    });
    const dialog = page.getByRole('dialog', { name: 'Import' });
    await expect(dialog).toContainText('Nothing has changed yet.');
    await expect(dialog).toContainText('A shared one');
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    await expect(page.getByRole('tree', { name: 'Connections' })).not.toContainText('A shared one');

    await desktop.ask('openFile', join(elsewhere, 'missing.har'));
    await expect(page.getByText('missing.har is not opened')).toBeVisible();

    const other = join(elsewhere, 'other');
    await mkdir(other);
    const manifest = { schema: 1, id: 'other', name: 'Elsewhere', folders: [] };
    await writeFile(join(other, 'workspace.json'), JSON.stringify(manifest));
    await desktop.ask('openFile', other);
    const question = page.getByRole('dialog', { name: 'Open this workspace?' });
    await expect(question).toContainText(other);
    await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused();
    await question.getByRole('button', { name: 'Open the workspace' }).click();
    await expect(question).toBeHidden();
    await expect(page.getByText('Elsewhere', { exact: true })).toBeVisible();

    // One that is dropped on the window; the path comes from the drop itself, past the page.
    const dropped = join(elsewhere, 'dropped');
    await mkdir(join(dropped, 'connections'), { recursive: true });
    await writeFile(join(dropped, 'workspace.json'), JSON.stringify({ ...manifest, name: 'Dropped here' }));
    const second = join(elsewhere, 'second');
    await cp(dropped, second, { recursive: true });
    await desktop.ask('drop', [dropped, second]);
    // Two of them are asked about one after the other.
    for (const one of [dropped, second]) {
      await expect(question).toContainText(one);
      await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused();
      await expect(dialog).toBeHidden();
      await page.keyboard.press('Escape');
    }
    await expect(question).toBeHidden();
    await expect(page.getByText('Elsewhere', { exact: true })).toBeVisible();
    // While an import is on screen, too; what a script of the page makes up is no drop.
    await desktop.ask('drop', [file]);
    await expect(dialog).toContainText('A shared one');
    await desktop.ask('drop', [dropped]);
    await expect(question).toContainText(dropped);
    await expect(dialog).toBeHidden();
    await question.getByRole('button', { name: 'Open the workspace' }).click();
    await expect(page.getByText('Dropped here', { exact: true })).toBeVisible();

    // Any other folder is imported, as ever.
    const theirs = join(elsewhere, 'theirs');
    await mkdir(theirs);
    await cp(file, join(theirs, 'shared.wirebench'));
    await desktop.ask('drop', [theirs]);
    await expect(dialog).toContainText('A shared one');
    await expect(question).toBeHidden();
  } finally {
    await desktop.dispose();
    await rm(elsewhere, { recursive: true, force: true });
  }
});
