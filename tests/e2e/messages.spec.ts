import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from '@playwright/test';
import { violationsInBoth } from './axe.js';
import { Bench, collect, expect, test } from './fixture.js';

const hostGone = /WebSocket connection to|ERR_CONNECTION_REFUSED|Failed to load resource/;
const saved = (bench: Bench, name: string): Locator =>
  bench.savedMessages.getByRole('treeitem', { name: new RegExp(`^${name},`) });
const list = (bench: Bench, name: 'Saved' | 'Sent' | 'Queue'): Locator =>
  bench.page.getByRole('tablist', { name: 'Messages' }).getByRole('tab', { name: new RegExp(`^${name}`) });
const queue = (bench: Bench): Locator =>
  bench.page.getByRole('tree', { name: 'Queue' }).getByRole('treeitem');

/** A workspace with one connection to a port, and messages in it. */
async function writeTill(workspace: string, port: number, large = 0): Promise<string> {
  const file = join(workspace, 'connections', 'till.json');
  await mkdir(join(workspace, 'connections'), { recursive: true });
  const message = (name: string) => ({
    id: name,
    name,
    mode: 'text',
    kind: 'text',
    body: `${name};${'x'.repeat(large)}`,
  });
  const config = { protocol: 'tcp', role: 'client', address: `127.0.0.1:${port}`, options: {} };
  const messages = ['login', 'buy', 'sell', 'logout'].map(message);
  const connection = { schema: 1, id: 'till', name: 'till', folder: '', order: 1, config, messages };
  await writeFile(file, JSON.stringify(connection, null, 2));
  return file;
}

async function openTill(bench: Bench): Promise<void> {
  await bench.connections.getByRole('treeitem', { name: /^till/ }).click();
  await bench.connect();
}

test.describe('saved messages', () => {
  test('are put into folders and moved by keys, one block of the file at a time', async ({
    bench,
    host,
    peers,
  }) => {
    const { port } = await peers.echo();
    const file = await writeTill(host.workspace, port);
    await openTill(bench);
    const stored = async (): Promise<string[]> => {
      const { messages } = JSON.parse(await readFile(file, 'utf8')) as {
        messages: { name: string; folder?: string }[];
      };
      return messages.map(({ name, folder }) => (folder === undefined ? name : `${folder}/${name}`));
    };
    await bench.button('New folder of messages').click();
    await expect(bench.page.getByRole('textbox', { name: 'New name' })).toBeFocused();
    await bench.page.keyboard.type('Orders');
    await bench.page.keyboard.press('Enter');
    await expect(saved(bench, 'Orders')).toBeFocused();
    await bench.page.keyboard.press('ArrowDown');
    await bench.page.keyboard.press('ArrowDown');
    await expect(saved(bench, 'buy')).toBeFocused();
    // Past its sibling, then into the folder beside it.
    await bench.page.keyboard.press('Alt+ArrowUp');
    await bench.page.keyboard.press('Alt+ArrowUp');
    await expect.poll(stored).toEqual(['Orders/buy', 'login', 'sell', 'logout']);
    await expect(saved(bench, 'buy')).toHaveAttribute('aria-level', '2');
    await expect(saved(bench, 'buy')).toBeFocused();
    // By drag as well.
    await saved(bench, 'sell').dragTo(saved(bench, 'Orders'));
    await expect.poll(stored).toEqual(['Orders/buy', 'Orders/sell', 'login', 'logout']);
    expect(await violationsInBoth(bench.page)).toEqual([]);
    await saved(bench, 'Orders').press('Delete');
    await expect.poll(stored).toEqual(['login', 'logout']);
    await bench.button('Undo').click();
    await expect.poll(stored).toEqual(['Orders/buy', 'Orders/sell', 'login', 'logout']);
    await bench.page.getByRole('searchbox', { name: 'Filter saved messages' }).fill('sell');
    await expect(bench.savedMessages.getByRole('treeitem')).toHaveCount(2);
  });

  test('are sent by one click, by key and from the palette, and the draft stays', async ({
    bench,
    host,
    peers,
  }) => {
    let far: ReturnType<typeof collect> | undefined;
    const { port } = await peers.tcp((socket) => (far = collect(socket)));
    await writeTill(host.workspace, port);
    await bench.connections.getByRole('treeitem', { name: /^till/ }).click();
    await saved(bench, 'login').hover();
    await expect(bench.button('Send login')).toBeDisabled();
    await bench.connect();
    await bench.compose('Text', 'a draft');
    await saved(bench, 'login').hover();
    await bench.button('Send login').click();
    await expect.poll(() => far?.text()).toBe('login;');
    await bench.page.keyboard.press('Alt+Shift+Digit2');
    await expect.poll(() => far?.text()).toBe('login;buy;');
    await bench.page.keyboard.press('Control+k');
    await expect(bench.page.getByRole('combobox', { name: 'Run a command or find a message' })).toBeFocused();
    await bench.page.keyboard.type('3');
    await bench.page.keyboard.press('Enter');
    await expect.poll(() => far?.text()).toBe('login;buy;sell;');
    await saved(bench, 'logout').click();
    await bench.button('Undo').click();
    await saved(bench, 'logout').press('Enter');
    await expect.poll(() => far?.text()).toBe('login;buy;sell;logout;');
    await expect(bench.message).toHaveText('a draft');
  });

  test('are described, and move to another connection and back', async ({ bench, host, peers }) => {
    const { port } = await peers.echo();
    await writeTill(host.workspace, port);
    await bench.openQuick('tcp', 'client', `127.0.0.1:${port}`);
    await bench.saveAs('other');
    await openTill(bench);
    await saved(bench, 'login').click({ button: 'right' });
    await bench.page.getByRole('menuitem', { name: 'Describe…' }).click();
    await bench.page.getByRole('textbox', { name: 'Description' }).fill('Says who we are');
    await bench.page.keyboard.press('Control+Enter');
    await expect(saved(bench, 'login')).toHaveAccessibleDescription(/Says who we are/);
    await saved(bench, 'login').click({ button: 'right' });
    await bench.page.getByRole('menuitem', { name: 'Move or copy to connection…' }).click();
    await bench.page.getByRole('searchbox', { name: 'Find a connection' }).fill('oth');
    await bench.page.keyboard.press('Enter');
    await expect(saved(bench, 'login')).toHaveCount(0);
    await bench.connections.getByRole('treeitem', { name: /^other/ }).click();
    await expect(saved(bench, 'login')).toBeVisible();
    await bench.tab('till').click();
    await bench.button('Undo').click();
    await expect(saved(bench, 'login')).toBeVisible();

    // By keys alone: a folder with what is in it is copied, and what was deleted of it comes back in place.
    const names = (): Promise<string[]> =>
      bench.savedMessages
        .getByRole('treeitem')
        .evaluateAll((rows) => rows.map((row) => (row.getAttribute('aria-label') ?? '').split(',')[0] ?? ''));
    await bench.button('New folder of messages').click();
    await expect(bench.page.getByRole('textbox', { name: 'New name' })).toBeFocused();
    await bench.page.keyboard.type('desk');
    await bench.page.keyboard.press('Enter');
    await expect(saved(bench, 'desk')).toBeFocused();
    for (const name of ['buy', 'sell']) {
      await saved(bench, name).click({ button: 'right' });
      await bench.page.getByRole('menuitem', { name: 'Move to folder' }).hover();
      await bench.page.getByRole('menuitem', { name: 'desk' }).click();
    }
    await expect.poll(names).toEqual(['desk', 'buy', 'sell', 'login', 'logout']);
    await saved(bench, 'desk').focus();
    await bench.page.keyboard.press('F6');
    const moving = bench.page.getByRole('dialog', { name: 'Move or copy “desk” to' });
    await expect(moving.getByRole('searchbox', { name: 'Find a connection' })).toBeFocused();
    await bench.page.keyboard.type('other');
    await bench.page.keyboard.press('Control+Enter');
    await expect(bench.page.getByText('Copied to other')).toBeVisible();
    await saved(bench, 'desk').focus();
    await bench.page.keyboard.press('Delete');
    await expect.poll(names).toEqual(['login', 'logout']);
    await bench.button('Undo').last().click();
    await expect.poll(names).toEqual(['desk', 'buy', 'sell', 'login', 'logout']);
    await bench.tab('other').click();
    await expect.poll(names).toEqual(['desk', 'buy', 'sell']);
  });
});

test.describe('what was sent', () => {
  test.use({ keepToken: true });

  test('is recalled after a restart of the host, frames and modes included, and leads to its row', async ({
    bench,
    host,
    peers,
    console: watch,
  }) => {
    watch.allow(hostGone);
    const { port } = await peers.ws((socket) => void socket.on('error', () => undefined));
    await bench.openQuick('ws', 'client', `ws://127.0.0.1:${port}`);
    await bench.saveAs('feed');
    await bench.connect();
    await bench.send('Hex', 'c0 ff ee');
    await bench.waitForRow(/^sent binary, 3 bytes/);
    await bench.send('Text', 'hello');
    await bench.waitForRow(/^sent text, .*hello$/);
    await list(bench, 'Sent').click();
    const sent = bench.page.getByRole('tree', { name: 'Sent messages' }).getByRole('treeitem');
    await expect(sent).toHaveCount(2);
    await sent.filter({ hasText: 'c0 ff ee' }).click();
    await expect(bench.selectedRow).toHaveAccessibleName(/^sent binary, 3 bytes/);
    // The tab goes, and the host: what belongs to the connection is there again.
    await bench.button('Disconnect').click();
    await expect(bench.status).toContainText('Closed');
    await bench.page.keyboard.press('Alt+w');
    await expect(bench.tabs).toHaveCount(0);
    await expect.poll(() => host.state()).toContain('"tabs":[]');
    await host.restart();
    const again = await Bench.open(bench.page, host.url);
    await again.connections.getByRole('treeitem', { name: /^feed/ }).click();
    await expect(sent).toHaveCount(2);
    await again.message.click();
    await again.page.keyboard.press('Alt+ArrowUp');
    await expect(again.message).toHaveText('hello');
    await again.page.keyboard.press('Alt+ArrowUp');
    await expect(again.page.getByRole('radio', { name: 'Hex', exact: true }).first()).toBeChecked();
    await expect(again.message).toHaveText('c0 ff ee');
    // Its session is a recorded one by now; the row is still there.
    await sent.filter({ hasText: 'hello' }).click();
    await expect(again.selectedRow).toHaveAccessibleName(/^sent text, .*hello$/);
    expect(await violationsInBoth(again.page)).toEqual([]);
  });
});

test.describe('the queue', () => {
  test.use({ keepToken: true });

  test('is filled from the list and the composer, stepped, paused and gone on with over a reload', async ({
    bench,
    host,
    peers,
  }) => {
    let far: ReturnType<typeof collect> | undefined;
    const { port } = await peers.tcp((socket) => (far = collect(socket)));
    await writeTill(host.workspace, port);
    await openTill(bench);
    await saved(bench, 'login').press('Alt+Enter');
    await list(bench, 'Queue').click();
    await expect(queue(bench)).toHaveCount(1);
    await bench.compose('Text', 'one\ntwo');
    await bench.button('Queue…').click();
    await bench.page.getByRole('menuitem', { name: /^Add each of the 2 lines/ }).click();
    await expect(queue(bench)).toHaveCount(3);
    // By keys: the last goes first.
    await queue(bench).last().click();
    await bench.page.keyboard.press('Alt+ArrowUp');
    await expect(queue(bench).nth(1)).toHaveAccessibleName(/^two,/);
    await bench.page.keyboard.press('Alt+ArrowUp');
    await expect(queue(bench).first()).toHaveAccessibleName(/^two,/);
    await bench.button('Send the next one').click();
    await expect.poll(() => far?.text()).toBe('two');
    await expect(queue(bench)).toHaveCount(2);
    await bench.reload();
    await expect(queue(bench)).toHaveCount(2);
    await queue(bench).last().click();
    await bench.page.keyboard.press('Delete');
    await expect(queue(bench)).toHaveCount(1);
    await bench.button('Undo').click();
    await expect(queue(bench)).toHaveCount(2);
    expect(await violationsInBoth(bench.page)).toEqual([]);
    await bench.button('Start the queue').click();
    await expect.poll(() => far?.text()).toBe('twologin;one');
    await bench.waitForRow(/The queue is empty; 3 sent/);
  });

  test('takes files and any delay; what it sends and what is repeated is remembered, over a restart too', async ({
    bench,
    host,
    peers,
    directory,
    console: watch,
  }) => {
    watch.allow(hostGone);
    let far: ReturnType<typeof collect> | undefined;
    const { port } = await peers.tcp((socket) => (far = collect(socket)));
    await bench.openQuick('tcp', 'client', `127.0.0.1:${port}`);
    await bench.saveAs('till');
    await bench.connect();
    const file = join(directory, 'blob.bin');
    await writeFile(file, 'F'.repeat(70_000));
    await bench.chooseFile(file);
    await bench.page.keyboard.press('Alt+Enter');
    await bench.compose('Text', 'one{{$counter}}');
    await bench.page.keyboard.press('Alt+Enter');
    await list(bench, 'Queue').click();
    await expect(queue(bench)).toHaveCount(2);
    await expect(queue(bench).first()).toHaveAccessibleName(/^blob\.bin, at once/);
    await queue(bench).last().click({ button: 'right' });
    await bench.page.getByRole('menuitem', { name: 'Delay before it' }).hover();
    await bench.page.getByRole('menuitem', { name: 'Other…' }).click();
    const dialog = bench.page.getByRole('dialog', { name: /^Delay before/ });
    await dialog.getByRole('spinbutton', { name: 'Delay' }).fill('-1');
    await expect(dialog.getByRole('button', { name: 'Set' })).toBeDisabled();
    await dialog.getByRole('spinbutton', { name: 'Delay' }).fill('12.5');
    expect(await violationsInBoth(bench.page)).toEqual([]);
    await bench.page.keyboard.press('Enter');
    await expect(queue(bench).last()).toHaveAccessibleName(/\+12\.5 ms/);
    await bench.button('Start the queue').click();
    await expect.poll(() => far?.text().length).toBe(70_004);

    // Again and again is one entry, with how often.
    await bench.write('tick');
    await bench.button('Repeat…').click();
    await bench.page.getByRole('spinbutton', { name: 'Every' }).fill('1');
    await bench.choose('Unit', 'ms');
    await bench.page.getByRole('spinbutton', { name: 'Times' }).fill('40');
    await bench.button('Start').click();
    await bench.waitForRow(/The repeat is done; 40 sent/);
    await list(bench, 'Sent').click();
    const sent = bench.page.getByRole('tree', { name: 'Sent messages' }).getByRole('treeitem');
    await expect(sent).toHaveCount(3);
    await expect(sent.first()).toHaveAccessibleName(/^tick, .*repeated every 1 ms, 40 times, done, 160 B/);
    await expect(sent.nth(2)).toHaveAccessibleName(/^blob\.bin, File, 70/);
    await sent.nth(1).click();
    await expect(bench.selectedRow).toHaveAccessibleName(/^sent data, 4 bytes, .*one1$/);
    await bench.write('');
    await bench.page.keyboard.press('Alt+ArrowUp');
    await expect(bench.message).toHaveText('tick');
    await bench.page.keyboard.press('Alt+ArrowUp');
    await expect(bench.message).toHaveText('one{{$counter}}');
    // One whose host is killed is not said to go on, nor to have sent nothing.
    await bench.write('tock');
    await bench.button('Repeat…').click();
    await bench.page.getByRole('spinbutton', { name: 'Times' }).fill('');
    await bench.button('Start').click();
    await expect(sent.first()).toHaveAccessibleName(/^tock, .*repeated every 1 ms, under way, \d/);
    // Which list shows is kept a moment later, as is what was begun: a page may know of either before the disk does.
    await expect.poll(() => host.state()).toContain('"composerList":"sent"');
    await expect.poll(() => host.history()).toContain('"tock"');
    await host.restart({ kill: true });
    const again = await Bench.open(bench.page, host.url);
    await again.closeCrashNotice();
    await expect(sent).toHaveCount(4);
    await expect(sent.first()).toHaveAccessibleName(/^tock, .*interrupted before it was counted, \d/);
    await expect.poll(() => host.errors).toContain('was not closed when the last run ended');
    host.takeErrors();
    await expect(again.page.getByRole('treeitem', { name: /^tick, .*40 times, done/ })).toBeVisible();
  });

  test('shows at 1024x700 who does not read, and drops that one', async ({ bench, host, peers }) => {
    await bench.page.setViewportSize({ width: 1024, height: 700 });
    const { port } = await peers.tcp((socket) => socket.pause());
    await writeTill(host.workspace, port, 3 << 20);
    await openTill(bench);
    for (const name of ['login', 'buy', 'sell']) await saved(bench, name).press('Alt+Enter');
    await list(bench, 'Queue').click();
    await expect(queue(bench)).toHaveCount(3);
    await bench.button('Start the queue').click();
    const controls = bench.page.getByRole('group', { name: 'Queue controls' });
    await expect(controls.getByRole('status')).toContainText('peer 1 does not read');
    const drop = controls.getByRole('button', { name: 'Reset peer 1' });
    await expect(drop).toBeInViewport({ ratio: 1 });
    await drop.click();
    await expect(bench.status).toContainText(/Closed|Failed|Reset/);
    await expect(controls.getByRole('status')).toContainText('Paused');
  });
});
