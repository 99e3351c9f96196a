import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Bench, test as base, expect } from './fixture.js';

const shared = {
  kind: 'wirebench-workspace',
  version: 2,
  name: 'Shared',
  connections: [
    {
      id: 'c1',
      name: 'A shared one',
      folder: '',
      order: 0,
      messages: [],
      config: { protocol: 'tcp', role: 'client', address: '127.0.0.1:1', options: {} },
    },
  ],
};

const test = base.extend({
  // What the command line of the host names besides.
  hostArgs: async ({ directory }, use) => {
    const file = join(directory, 'shared.wirebench');
    await writeFile(file, JSON.stringify(shared));
    await use([file]);
  },
});

test('a file named on the command line is shown in the first page alone, and taken when one says so', async ({
  page,
  context,
  host,
}) => {
  await page.goto(host.url);
  const dialog = page.getByRole('dialog', { name: 'Import' });
  await expect(dialog).toContainText('Nothing has changed yet.');
  await expect(dialog).toContainText('A shared one');

  // The address that the first came in by opens once.
  const other = await Bench.open(await context.newPage(), page.url());
  await expect(other.page.getByRole('dialog')).toHaveCount(0);
  const tree = other.page.getByRole('tree', { name: 'Connections' });
  await expect(tree).not.toContainText('A shared one');

  await dialog.getByRole('button', { name: 'Import 1 connection' }).click();
  await expect(tree).toContainText('A shared one');
});
