import { cp, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from '@playwright/test';
import { violationsInBoth } from './axe.js';
import { expect, test } from './fixture.js';
import type { Bench } from './fixture.js';

const fixtures = new URL('../../engine/workspace/fixtures/', import.meta.url);

const connectionFile = (id: string, name: string, folder = '', more: object = {}): string =>
  `${JSON.stringify(
    {
      schema: 2,
      id,
      name,
      folder,
      order: 1,
      config: { protocol: 'tcp', role: 'client', address: 'localhost:1', options: {} },
      messages: [{ id: 'hello', name: 'Hello', mode: 'text', kind: 'text', body: 'hello' }],
      ...more,
    },
    null,
    2,
  )}\n`;

async function writeConnections(workspace: string, files: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(join(workspace, 'connections'), { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    await writeFile(join(workspace, 'connections', name), text);
  }
}

async function workspaceMenu(bench: Bench, item: string | RegExp): Promise<void> {
  await bench.button(/^Workspace: /).click();
  await bench.page.getByRole('menuitem', { name: item }).click();
}

const row = (bench: Bench, name: RegExp): Locator => bench.connections.getByRole('treeitem', { name });

async function rowMenu(bench: Bench, name: RegExp, ...items: (string | RegExp)[]): Promise<void> {
  await row(bench, name).click({ button: 'right' });
  for (const item of items) await bench.page.getByRole('menuitem', { name: item }).click();
}

test.describe('workspaces', () => {
  test.use({ keepToken: true });

  test('creates one, moves a connection to it, switches, and lists what was open after a restart', async ({
    bench,
    host,
    directory,
    console: watch,
    peers,
  }) => {
    // The host goes and comes back: the browser says so.
    watch.allow(/WebSocket connection|Failed to load resource/);
    await writeConnections(host.workspace, {
      'a.json': connectionFile('a', 'alpha', '', { variables: [{ name: 'token', secret: true }] }),
      'b.json': connectionFile('b', 'beta'),
    });
    await expect(row(bench, /^alpha/)).toBeVisible();
    await workspaceMenu(bench, 'New workspace…');
    const dialog = bench.page.getByRole('dialog', { name: 'New workspace' });
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Second one');
    await expect(dialog.getByRole('textbox', { name: 'Directory' })).toHaveValue(
      join(directory, 'second-one'),
    );
    await dialog.getByRole('textbox', { name: 'Directory' }).fill('/etc');
    await dialog.getByRole('button', { name: 'Create and open' }).click();
    await expect(dialog.getByRole('alert')).toContainText('is not within');
    await dialog.getByRole('textbox', { name: 'Directory' }).fill(join(directory, 'second-one'));
    expect(await violationsInBoth(bench.page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Create and open' }).click();
    await expect(bench.button('Workspace: Second one')).toBeVisible();
    await expect(row(bench, /^alpha/)).toHaveCount(0);

    await workspaceMenu(bench, /^e2e/);
    await expect(bench.button('Workspace: e2e')).toBeVisible();
    await rowMenu(bench, /^alpha/, 'Move to workspace', /^Second one/);
    await expect(bench.page.getByText('Moved alpha to Second one')).toBeVisible();
    await expect(row(bench, /^alpha/)).toHaveCount(0);
    await expect.poll(() => readdir(join(directory, 'second-one', 'connections'))).toEqual(['alpha.json']);
    await bench.button('Undo').click();
    await expect(row(bench, /^alpha/)).toBeVisible();
    await rowMenu(bench, /^alpha/, 'Move to workspace', /^Second one/);
    await expect(row(bench, /^alpha/)).toHaveCount(0);

    // What is active is asked about before it ends.
    const { port } = await peers.echo();
    await bench.dial('tcp', port);
    await workspaceMenu(bench, /^Second one/);
    const question = bench.page.getByRole('alertdialog', { name: 'A session is active' });
    await question.getByRole('button', { name: 'Stay here' }).click();
    await expect(bench.button('Workspace: e2e')).toBeVisible();
    await workspaceMenu(bench, /^Second one/);
    await question.getByRole('button', { name: 'End them and switch' }).click();
    await expect(bench.button('Workspace: Second one')).toBeVisible();
    await expect(row(bench, /^alpha/)).toBeVisible();

    // A host that is started anew opens what it is told to; a page of another workspace begins anew with it.
    await host.restart();
    await expect(bench.button('Workspace: e2e')).toBeVisible();
    await expect(bench.address).toHaveValue(`127.0.0.1:${port}`);
    await workspaceMenu(bench, 'Open a workspace…');
    const recent = bench.page.getByRole('list', { name: 'Recent workspaces' });
    await expect(recent.getByRole('button', { name: /^Second one/ }).first()).toBeVisible();
    await recent.getByRole('button', { name: 'Take Second one off the list' }).click();
    await expect(recent.getByRole('listitem')).toHaveCount(1);
  });

  test('renames, duplicates and closes, and tells a second page', async ({ bench, host, secondBench }) => {
    await writeConnections(host.workspace, { 'a.json': connectionFile('a', 'alpha') });
    await expect(row(bench, /^alpha/)).toBeVisible();
    const other = await secondBench();
    await workspaceMenu(bench, 'Rename');
    const dialog = bench.page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Checkout');
    await dialog.getByRole('button', { name: 'Rename' }).click();
    await expect(bench.button('Workspace: Checkout')).toBeVisible();
    await expect(other.button('Workspace: Checkout')).toBeVisible();
    await workspaceMenu(bench, 'Duplicate');
    await dialog.getByRole('button', { name: 'Duplicate and open' }).click();
    await expect(bench.button('Workspace: Checkout copy')).toBeVisible();
    await expect(row(bench, /^alpha/)).toBeVisible();
    await expect(other.button('Workspace: Checkout copy')).toBeVisible();
    await workspaceMenu(bench, 'Close this workspace');
    await expect(bench.button('Workspace: Checkout')).toBeVisible();
  });
});

test.describe('what a workspace says', () => {
  test('shows Markdown as structure alone: no script, no picture, no link that runs something', async ({
    bench,
    host,
    context,
  }) => {
    const requests: string[] = [];
    bench.page.on('request', (request) => requests.push(request.url()));
    const description = [
      '# How to log in',
      '',
      'Ask **Ada**. [good](https://example.test/docs) [bad](javascript:document.title=1)',
      '',
      '<img src="https://tracker.test/p.png" onerror="document.title=2"><script>document.title=3</script>',
      '',
      '![map](https://tracker.test/map.png)',
    ].join('\n');
    await writeConnections(host.workspace, {
      'a.json': connectionFile('a', 'alpha', '', { description: description.split('\n') }),
    });
    await rowMenu(bench, /^alpha/, 'About this connection');
    const dialog = bench.page.getByRole('dialog', { name: 'About alpha' });
    await expect(dialog.getByRole('heading', { name: 'How to log in' })).toBeVisible();
    await expect(dialog).toContainText('[bad](javascript:document.title=1)');
    await expect(dialog).toContainText('<script>document.title=3</script>');
    await expect(dialog.getByRole('link')).toHaveCount(2);
    await expect(dialog.locator('img, script')).toHaveCount(0);
    expect(await violationsInBoth(bench.page)).toEqual([]);
    await context.route('https://example.test/**', (route) => route.fulfill({ body: 'docs' }));
    const opened = context.waitForEvent('page');
    await dialog.getByRole('link', { name: 'good' }).click();
    const tab = await opened;
    await tab.waitForURL('https://example.test/docs');
    expect(await tab.evaluate(() => window.opener === null)).toBe(true);
    await tab.close();
    expect(requests.filter((url) => url.includes('tracker.test'))).toEqual([]);
    expect(await bench.page.title()).not.toMatch(/^\d$/);

    await dialog.getByRole('radio', { name: 'Write' }).click();
    const field = dialog.getByRole('textbox', { name: 'Description in Markdown' });
    await field.fill('Now it is *short*.');
    // Somebody else has been faster.
    const file = join(host.workspace, 'connections', 'a.json');
    await writeFile(file, connectionFile('a', 'alpha', '', { description: 'Theirs.' }));
    await expect
      .poll(async () => {
        await dialog.getByRole('button', { name: 'Save' }).click();
        return dialog.getByRole('alert').count();
      })
      .toBe(1);
    await expect(dialog.getByRole('alert')).toContainText('was changed');
    await dialog.getByRole('button', { name: 'Overwrite it' }).click();
    await expect(dialog.getByRole('alert')).toHaveCount(0);
    await expect
      .poll(async () => (JSON.parse(await readFile(file, 'utf8')) as { description: string }).description)
      .toBe('Now it is *short*.');
  });

  test('opens a workspace of schema 1 and migrates a file when it is saved', async ({ bench, host }) => {
    await cp(new URL('schema-1', fixtures), host.workspace, { recursive: true, force: true });
    await expect(row(bench, /^Order stream/)).toBeVisible();
    await expect(bench.page.getByRole('alert')).toHaveCount(0);
    const read = (name: string) => readFile(join(host.workspace, name), 'utf8');
    expect(await read('workspace.json')).toContain('"schema": 1');
    await row(bench, /^Order stream/).click();
    await bench.page.keyboard.press('F2');
    await expect(bench.page.getByRole('textbox', { name: 'New name' })).toBeFocused();
    await bench.page.keyboard.type('Stream of orders');
    await bench.page.keyboard.press('Enter');
    await expect.poll(() => read('connections/order-stream.json')).toContain('"schema": 2');
    expect(await read('connections/tcp.json')).toContain('"schema": 1');
  });

  test('names the line of a badly merged file, and follows when it is mended', async ({ bench, host }) => {
    const text = connectionFile('a', 'alpha');
    const merged = text.replace('  "name": "alpha",\n', '  "name": "alpha",\n  "name": "beta",\n');
    await writeConnections(host.workspace, { 'a.json': merged });
    await expect(bench.alert).toContainText('connections/a.json, line 5');
    await expect(bench.alert).toContainText('"name" is there twice');
    await writeConnections(host.workspace, { 'a.json': text, 'b.json': text });
    await expect(bench.alert).toContainText('connections/b.json, line 3');
    await writeConnections(host.workspace, { 'b.json': connectionFile('b', 'beta') });
    await expect(bench.page.getByRole('alert')).toHaveCount(0);
    await expect(row(bench, /^beta/)).toBeVisible();
  });

  test('takes a deleted folder back whole, with its order and what is said of it', async ({
    bench,
    host,
  }) => {
    await writeFile(
      join(host.workspace, 'workspace.json'),
      `${JSON.stringify(
        {
          schema: 2,
          id: 'e2e',
          name: 'e2e',
          folders: [{ path: 'One', description: 'First.' }, { path: 'One/Inner' }, { path: 'Two' }],
        },
        null,
        2,
      )}\n`,
    );
    await writeConnections(host.workspace, {
      'a.json': connectionFile('a', 'alpha', 'One'),
      'b.json': connectionFile('b', 'beta', 'One/Inner'),
    });
    await expect(row(bench, /^beta/)).toBeVisible();
    const before = await readFile(join(host.workspace, 'workspace.json'), 'utf8');
    await rowMenu(bench, /^One, folder/, 'Delete');
    await expect(row(bench, /^One, folder/)).toHaveCount(0);
    await expect(row(bench, /^beta/)).toHaveCount(0);
    await bench.button('Undo').click();
    await expect(row(bench, /^beta/)).toBeVisible();
    await expect.poll(() => readFile(join(host.workspace, 'workspace.json'), 'utf8')).toBe(before);
    await expect(bench.connections.getByRole('treeitem').first()).toHaveAccessibleName('One, folder');
  });

  test('makes a connection from a template of its own and from one that everybody has', async ({
    bench,
    host,
  }) => {
    await writeConnections(host.workspace, { 'a.json': connectionFile('a', 'our gateway') });
    await row(bench, /^our gateway/).click({ button: 'right' });
    await bench.page.getByRole('menuitemcheckbox', { name: 'Use as a template' }).click();
    await expect(row(bench, /^our gateway, .*template/)).toBeVisible();
    await bench.button('New from template').click();
    await bench.page.getByRole('menuitem', { name: 'our gateway' }).click();
    await expect(bench.page.getByRole('textbox', { name: 'New name' })).toBeFocused();
    await bench.page.keyboard.press('Enter');
    await expect(row(bench, /^our gateway 2/)).toBeVisible();
    await bench.button('New from template').click();
    await bench.page.getByRole('menuitem', { name: 'Modbus TCP' }).click();
    await expect(bench.page.getByRole('textbox', { name: 'New name' })).toBeFocused();
    await bench.page.keyboard.press('Enter');
    await expect(bench.address).toHaveValue('localhost:502');
    await expect
      .poll(async () => (await readdir(join(host.workspace, 'connections'))).sort())
      .toEqual(['a.json', 'modbus-tcp.json', 'our-gateway-2.json']);
  });
});

test.describe('a workspace of 1 000 connections', () => {
  test('draws the rows that show, and reaches every other by key, letter, drag and filter', async ({
    bench,
    host,
  }) => {
    const file = (n: number): string =>
      connectionFile(`c${n}`, `node ${String(n).padStart(4, '0')}`, n < 500 ? 'First' : 'Second', {
        order: n,
      });
    const names = Array.from({ length: 1_000 }, (_, n) => n);
    await writeConnections(
      host.workspace,
      Object.fromEntries(
        names.map((n) => [`node-${n}.json`, n === 998 ? file(n).replace('node 0998', 'zebra') : file(n)]),
      ),
    );
    const items = bench.connections.getByRole('treeitem');
    await expect(items.first()).toHaveAccessibleName('First, folder');
    await expect(row(bench, /^node 0005/)).toHaveAttribute('aria-setsize', '500');
    expect(await items.count()).toBeLessThan(100);
    expect(await violationsInBoth(bench.page)).toEqual([]);

    await items.first().click();
    await bench.page.keyboard.press('End');
    await expect(row(bench, /^node 0999/)).toBeFocused();
    await expect(row(bench, /^node 0999/)).toBeInViewport();
    await expect(row(bench, /^node 0999/)).toHaveAttribute('aria-posinset', '500');
    await expect(row(bench, /^node 0005/)).toHaveCount(0);
    await bench.page.keyboard.press('Home');
    await expect(items.first()).toBeFocused();
    await bench.page.keyboard.press('z');
    await expect(row(bench, /^zebra/)).toBeFocused();
    await expect(row(bench, /^zebra/)).toBeInViewport();

    // A row that is moved by key goes with the focus; one that is renamed keeps its place.
    await bench.page.keyboard.press('Alt+ArrowUp');
    await expect(row(bench, /^zebra/)).toHaveAttribute('aria-posinset', '498');
    await expect(row(bench, /^zebra/)).toBeFocused();
    await bench.page.keyboard.press('F2');
    await bench.page.keyboard.type('zorro');
    await bench.page.keyboard.press('Enter');
    await expect(row(bench, /^zorro/)).toBeFocused();
    await row(bench, /^zorro/).dragTo(row(bench, /^node 0990/), { targetPosition: { x: 60, y: 2 } });
    await expect(row(bench, /^zorro/)).toHaveAttribute('aria-posinset', '491');

    await bench.page.mouse.move(100, 400);
    await bench.page.mouse.wheel(0, -13_000);
    await expect(row(bench, /^node 0480/)).toBeInViewport();
    await bench.page.getByRole('searchbox', { name: 'Filter connections' }).fill('0777');
    await expect(row(bench, /^node 0777/)).toBeVisible();
    await expect(items).toHaveCount(2);
  });
});
