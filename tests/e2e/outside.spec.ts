import { utimesSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from '@playwright/test';
import { expect, test } from './fixture.js';
import type { Bench } from './fixture.js';

const row = (bench: Bench, name: RegExp): Locator => bench.connections.getByRole('treeitem', { name });

const connection = (id: string, name: string, address = 'localhost:1'): string =>
  `${JSON.stringify(
    {
      schema: 2,
      id,
      name,
      folder: '',
      order: 1,
      config: { protocol: 'tcp', role: 'client', address, options: {} },
      messages: [],
    },
    null,
    2,
  )}\n`;

test.describe('what somebody else does to the files', () => {
  test('shows at once, and takes nothing that is not saved yet', async ({ bench, host }) => {
    const folder = join(host.workspace, 'connections');
    await mkdir(folder, { recursive: true });
    const file = join(folder, 'a.json');
    await writeFile(file, connection('a', 'alpha'));
    await writeFile(join(folder, 'b.json'), connection('b', 'beta'));
    await row(bench, /^beta/).dblclick();
    await row(bench, /^alpha/).dblclick();

    // Renamed, both as a file and by name: a tab without a draft goes along.
    await rename(file, join(folder, 'z.json'));
    await writeFile(join(folder, 'z.json'), connection('a', 'zeta', 'localhost:2'));
    await expect(row(bench, /^zeta/)).toBeVisible();
    await expect(bench.tab('zeta')).toBeVisible();
    await expect(bench.address).toHaveValue('localhost:2');

    // Deleted under a draft: it stays, the tab says so, and what comes back is asked about.
    await bench.address.fill('localhost:3');
    await rm(join(folder, 'z.json'));
    await expect(row(bench, /^zeta/)).toHaveCount(0);
    const notice = bench.page.getByText('This connection is no longer in the workspace');
    await expect(notice).toBeVisible();
    await expect(bench.address).toHaveValue('localhost:3');
    await rm(join(folder, 'b.json'));
    await expect(row(bench, /^beta/)).toHaveCount(0);
    await writeFile(join(folder, 'z.json'), connection('a', 'zeta', 'localhost:4'));
    await writeFile(join(folder, 'b.json'), connection('b', 'beta', 'localhost:5'));
    await expect(notice).toHaveCount(0);
    await bench.page.keyboard.press('Control+s');
    const conflict = bench.page.getByRole('dialog', { name: /changed/i });
    await expect(conflict).toBeVisible();
    await bench.page.keyboard.press('Escape');
    await expect(bench.address).toHaveValue('localhost:3');
    // One without a draft follows what came back.
    await bench.tab('beta').click();
    await expect(bench.address).toHaveValue('localhost:5');

    // Deleted for good: the draft can be saved anew.
    await bench.tab('zeta').click();
    await rm(join(folder, 'z.json'));
    await bench.button('Save it anew').click();
    await bench.page
      .getByRole('dialog', { name: 'Save the connection' })
      .getByRole('button', { name: 'Save' })
      .click();
    await expect(row(bench, /^zeta/)).toBeVisible();
    await expect
      .poll(() => readFile(join(folder, 'zeta.json'), 'utf8').catch(() => ''))
      .toContain('localhost:3');
  });

  test('of a file that is half written flashes nothing and costs no draft', async ({ bench, host }) => {
    const folder = join(host.workspace, 'connections');
    await mkdir(folder, { recursive: true });
    const file = join(folder, 'a.json');
    await writeFile(file, connection('a', 'alpha'));
    await row(bench, /^alpha/).dblclick();
    await bench.address.fill('localhost:7');
    const flashes = await bench.page.evaluateHandle(() => {
      const seen: string[] = [];
      const tree = document.querySelector('[role=tree][aria-label=Connections]');
      new MutationObserver(() => {
        for (const one of document.querySelectorAll('[role=alert]')) seen.push(one.textContent ?? '');
        if (!tree?.isConnected || !tree.textContent?.includes('alpha')) seen.push('the row is gone');
      }).observe(document.body, { subtree: true, childList: true });
      return seen;
    });
    for (let n = 0; n < 5; n++) {
      await writeFile(file, '');
      await writeFile(file, connection('a', `alpha ${n}`).slice(0, 90));
      // Somebody goes on writing it: what nobody touches for a second is told as broken.
      const writing = setInterval(() => utimesSync(file, new Date(), new Date()), 50);
      for (let look = 0; look < 10; look++) await expect(row(bench, /^alpha/)).toBeVisible();
      clearInterval(writing);
      await writeFile(file, connection('a', `alpha ${n}`));
      await expect(row(bench, new RegExp(`^alpha ${n}`))).toBeVisible();
    }
    await expect(bench.address).toHaveValue('localhost:7');
    expect(await flashes.jsonValue()).toEqual([]);
  });

  test('to folders, variables and environments shows too; a value being typed is asked about', async ({
    bench,
    host,
  }) => {
    const manifest = (...folders: string[]): string =>
      JSON.stringify({ schema: 2, id: 'e2e', name: 'e2e', folders: folders.map((path) => ({ path })) });
    await writeFile(join(host.workspace, 'workspace.json'), manifest('One', 'Two'));
    await expect(bench.connections.getByRole('treeitem')).toHaveText(['One', 'Two']);
    await writeFile(join(host.workspace, 'workspace.json'), manifest('Two', 'Three', 'One'));
    await expect(bench.connections.getByRole('treeitem')).toHaveText(['Two', 'Three', 'One']);

    const variables = (value: string): string =>
      JSON.stringify({ schema: 2, variables: [{ name: 'a', value }] });
    const file = join(host.workspace, 'variables.json');
    await writeFile(file, variables('1'));
    await bench.choose('Environment', 'Manage…');
    const dialog = bench.page.getByRole('dialog', { name: 'Variables' });
    const value = dialog.getByLabel('Value 1', { exact: true });
    await expect(value).toHaveValue('1');
    await writeFile(file, variables('2'));
    await expect(value).toHaveValue('2');
    await value.fill('mine');
    await writeFile(file, variables('theirs'));
    // The environment tells that the page has heard of it.
    const folder = join(host.workspace, 'environments');
    await mkdir(folder, { recursive: true });
    const lab = join(folder, 'lab.json');
    await writeFile(lab, JSON.stringify({ schema: 2, id: 'lab', name: 'Lab', variables: [] }));
    const scopes = dialog.getByRole('navigation', { name: 'Scopes' });
    await expect(scopes.getByRole('button', { name: /^Lab/ })).toBeVisible();
    await expect(value).toHaveValue('mine');
    await value.press('Enter');
    await expect(dialog.getByRole('alert')).toContainText('was changed in variables.json');
    expect(await readFile(file, 'utf8')).toBe(variables('theirs'));
    await dialog.getByRole('button', { name: 'Take that version' }).click();
    await expect(value).toHaveValue('theirs');

    // An environment that goes while it is open leaves the workspace's variables in its place.
    await scopes.getByRole('button', { name: /^Lab/ }).click();
    await expect(dialog.getByRole('textbox', { name: 'Name of the environment' })).toHaveValue('Lab');
    await writeFile(lab, JSON.stringify({ schema: 2, id: 'lab', name: 'Renamed', variables: [] }));
    await expect(dialog.getByRole('textbox', { name: 'Name of the environment' })).toHaveValue('Renamed');
    await rm(lab);
    await expect(scopes.getByRole('button', { name: /^Renamed/ })).toHaveCount(0);
    await expect(value).toHaveValue('theirs');
  });
});
