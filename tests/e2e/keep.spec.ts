import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { WebSocket } from 'ws';
import { Bench, expect, test } from './fixture.js';

/** The browser tells on its console that a connection to the host was lost. */
const hostGone = /WebSocket connection to|ERR_CONNECTION_REFUSED|Failed to load resource/;

test.describe('what is kept', () => {
  test('saves a connection by Ctrl+S under a name, as a file that can be reviewed', async ({
    bench,
    host,
  }) => {
    await bench.openQuick('ws', 'client', 'ws://127.0.0.1:9/feed');
    await bench.saveAs('order stream');
    await expect(bench.tab('order stream')).toBeVisible();
    const file = join(host.workspace, 'connections', 'order-stream.json');
    const saved = async (): Promise<unknown> => JSON.parse(await readFile(file, 'utf8'));
    await expect.poll(saved).toMatchObject({
      schema: 2,
      name: 'order stream',
      config: { protocol: 'ws', role: 'client', address: 'ws://127.0.0.1:9/feed' },
    });
    await bench.address.fill('ws://127.0.0.1:9/other');
    await expect(bench.button('Save')).toBeEnabled();
    await bench.page.keyboard.press('Control+s');
    await expect(bench.button('Saved')).toBeDisabled();
    await expect.poll(saved).toMatchObject({ config: { address: 'ws://127.0.0.1:9/other' } });
  });

  test('shows tabs, drafts, running session and rows again after a reload', async ({ bench, peers }) => {
    let far: WebSocket | undefined;
    const { port } = await peers.ws((socket) => (far = socket));
    await bench.dial('ws', port);
    await bench.send('Text', 'before');
    await bench.waitForRow(/^sent text, .*before$/);
    await bench.openQuick('tcp', 'client', 'localhost:12345');
    await bench.compose('Hex', 'c0 ff ee');
    await bench.tab('ws://').click();
    await bench.compose('JSON', '{"draft":true}');
    const rows = await bench.rowCount();

    // At once: what was typed a moment ago is kept, too.
    await bench.reload();
    await expect(bench.tabs).toHaveCount(2);
    await expect(bench.status).toContainText('Open');
    await bench.expectRowCount(rows);
    await bench.waitForRow(/^sent text, .*before$/);
    await expect(bench.message).toHaveText('{"draft":true}');
    far?.send('after');
    await bench.waitForRow(/^received text, .*after$/);
    await bench.tab('localhost:12345').click();
    await expect(bench.address).toHaveValue('localhost:12345');
    await expect(bench.page.getByRole('radio', { name: 'Hex', exact: true }).first()).toBeChecked();
    await expect(bench.message).toHaveText('c0 ff ee');
  });

  test('shows every tab again after a reload at once, and none that was just closed', async ({ bench }) => {
    for (let i = 1; i <= 8; i++) await bench.newTab();
    await expect(bench.tabs).toHaveCount(8);
    await bench.reload();
    await expect(bench.tabs).toHaveCount(8);
    await bench.page.keyboard.press('Alt+w');
    await expect(bench.tabs).toHaveCount(7);
    await bench.reload();
    await expect(bench.tabs).toHaveCount(7);
  });

  test('captures what comes while no page is open', async ({ bench, peers }) => {
    let far: WebSocket | undefined;
    const { port } = await peers.ws((socket) => (far = socket));
    await bench.dial('ws', port);
    const address = bench.page.url();
    await bench.page.goto('about:blank');
    for (let i = 0; i < 50; i++) far?.send(`unseen ${i}`);
    await bench.page.goto(address);
    await bench.waitForRow(/^received text, .*unseen 49$/);
  });

  test('finds everything again after a crash in the middle of a recording', async ({
    bench,
    host,
    peers,
    console: watch,
  }) => {
    watch.allow(hostGone);
    let far: WebSocket | undefined;
    const { port } = await peers.ws((socket) => (far = socket), { perMessageDeflate: false });
    await bench.openQuick('ws', 'client', `ws://127.0.0.1:${port}`);
    await bench.saveAs('flood');
    await bench.connect();
    await bench.compose('Text', 'a draft');
    await expect.poll(() => host.state()).toContain('a draft');
    const flood = setInterval(() => {
      for (let i = 0; i < 20; i++) far?.send(`tick ${i} ${'.'.repeat(200)}`);
    }, 5);
    await expect.poll(() => bench.rowCount()).toBeGreaterThan(500);
    const seen = await bench.rowCount();
    // What the page has seen is on the disk a moment later, however busy that is: each row has 200 dots and more.
    const sessions = join(host.workspace, '.local', 'sessions');
    const [session = ''] = await readdir(sessions);
    await expect
      .poll(async () => (await stat(join(sessions, session, 'rows.wblog'))).size)
      .toBeGreaterThan(seen * 250);
    await host.restart({ kill: true });
    clearInterval(flood);

    const again = await Bench.open(bench.page, host.url);
    await expect(again.page.getByRole('region', { name: 'Notifications' })).toContainText(
      /Back after a crash.*did not end properly the last time\. Workspace e2e is open again\. 1 tab is back, flood in front\. Tabs and drafts are as they were kept last\. 1 recording was cut off, .*: flood \([\d ,\u202f]+ rows\)\./,
    );
    await again.closeCrashNotice();
    await expect(again.tab('flood')).toBeVisible();
    await expect(again.message).toHaveText('a draft');
    await expect(again.connections.getByRole('treeitem', { name: /^flood/ })).toBeVisible();
    // A row at the end says what was dropped of the last moment, if anything was.
    await expect.poll(() => again.rowCount()).toBeGreaterThanOrEqual(seen);
    await again.waitForRow(/^(recovered|received text), /);
    await again.sessions.getByRole('button', { name: /^flood, / }).click();
    await again.filter.fill('recovered');
    await again.waitForRow(/^recovered, /);
    await expect
      .poll(() => host.errors)
      .toMatch(/^Session "flood" was not closed when the last run ended: .*\n$/);
    host.takeErrors();

    // One that ends as it should has nothing to say.
    await host.restart();
    const after = await Bench.open(again.page, host.url);
    await expect(after.tab('flood')).toBeVisible();
    await expect(after.page.getByText('Back after a crash')).toHaveCount(0);
  });

  test('shows the same rows in two pages at once, and neither loses anything', async ({
    bench,
    host,
    peers,
    secondBench,
  }) => {
    const { port } = await peers.echo();
    await bench.dial('tcp', port);
    await bench.send('Text', 'from the first');
    await bench.waitForRow(/^received data, .*from the first$/);
    await expect.poll(() => host.state()).toContain('from the first');
    const second = await secondBench();
    await second.waitForRow(/^received data, .*from the first$/);
    await second.send('Text', 'from the second');
    await second.waitForRow(/^received data, .*from the second$/);
    await bench.waitForRow(/^received data, .*from the second$/);
    await expect.poll(async () => (await bench.rowCount()) - (await second.rowCount())).toBe(0);
    await second.openQuick('tcp', 'client', `127.0.0.1:${port}`);
    await second.saveAs('shared');
    await expect(bench.connections.getByRole('treeitem', { name: /^shared/ })).toBeVisible();
    await second.page.close();
    await bench.send('Text', 'goes on');
    await bench.waitForRow(/^received data, .*goes on$/);
  });

  test('opens a past session again, and connects anew with its settings', async ({ bench, peers }) => {
    const { port } = await peers.echo();
    await bench.dial('tcp', port);
    await bench.send('Text', 'long ago');
    await bench.waitForRow(/^received data, .*long ago$/);
    await bench.button('Disconnect').click();
    await expect(bench.status).toContainText('Closed');
    await bench.page.keyboard.press('Alt+w');
    await expect(bench.tabs).toHaveCount(0);
    await bench.sessions.getByRole('button', { name: new RegExp(`127\\.0\\.0\\.1:${port}`) }).click();
    await bench.waitForRow(/^received data, 8 bytes, .*long ago$/);
  });

  test('renames, duplicates and deletes a connection, and takes the deletion back', async ({ bench }) => {
    await bench.openQuick('tcp', 'client', 'localhost:1');
    await bench.saveAs('alpha');
    const item = bench.connections.getByRole('treeitem', { name: /^alpha,/ });
    await item.click();
    await bench.page.keyboard.press('F2');
    await expect(bench.page.getByRole('textbox', { name: 'New name' })).toBeFocused();
    await bench.page.keyboard.press('ControlOrMeta+a');
    await bench.page.keyboard.type('omega');
    await bench.page.keyboard.press('Enter');
    const renamed = bench.connections.getByRole('treeitem', { name: /^omega,/ });
    await expect(renamed).toBeVisible();
    await expect(bench.tab('omega')).toBeVisible();
    await renamed.click({ button: 'right' });
    await bench.page.getByRole('menuitem', { name: 'Duplicate' }).click();
    await expect(bench.connections.getByRole('treeitem', { name: /^omega copy,/ })).toBeVisible();
    await renamed.click({ button: 'right' });
    await bench.page.getByRole('menuitem', { name: /^Delete/ }).click();
    await expect(renamed).toHaveCount(0);
    await bench.button('Undo').click();
    await expect(renamed).toBeVisible();
  });

  test('asks before a running tab is closed, and what runs on is found again', async ({ bench, peers }) => {
    const { port } = await peers.echo();
    await bench.dial('tcp', port);
    await bench.page.keyboard.press('Alt+w');
    await bench.page.getByRole('dialog').getByRole('button', { name: 'Keep running' }).click();
    await expect(bench.tabs).toHaveCount(0);
    await bench.sessions.getByRole('button', { name: /open$/ }).click();
    await expect(bench.status).toContainText('Open');
    await bench.send('Text', 'still here');
    await bench.waitForRow(/^received data, .*still here$/);
  });
});

test.describe('a host that keeps its token', () => {
  test.use({ keepToken: true });

  test('finds everything again after the host was restarted, in the page that stayed open', async ({
    bench,
    host,
    peers,
    console: watch,
  }) => {
    watch.allow(hostGone);
    const { port } = await peers.echo();
    await bench.openQuick('tcp', 'client', `127.0.0.1:${port}`);
    await bench.saveAs('till');
    await bench.connect();
    await bench.send('Text', 'recorded');
    await bench.waitForRow(/^received data, .*recorded$/);
    await host.stop();
    await expect(bench.alert).toContainText('The host cannot be reached');
    await expect(bench.button('Disconnect')).toBeDisabled();
    await expect(bench.button('More ways to end')).toHaveCount(0);
    await bench.compose('Text', 'typed while it was gone');
    await host.restart();
    await expect(bench.alert).toHaveCount(0);
    await expect(bench.tab('till')).toBeVisible();
    await bench.waitForRow(/^received data, .*recorded$/);
    await expect(bench.connections.getByRole('treeitem', { name: /^till/ })).toBeVisible();
    await expect(bench.sessions.getByRole('button', { name: /^till, / })).toBeVisible();
    await expect.poll(() => host.state()).toContain('typed while it was gone');
    await bench.connect();
  });
});
