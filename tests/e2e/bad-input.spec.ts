import { spawnSync } from 'node:child_process';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { violationsInBoth } from './axe.js';
import { Bench, Headless, expect, test } from './fixture.js';

test.describe('bad addresses', () => {
  for (const [protocol, role, address, message] of [
    ['ws', 'client', 'ws:/h', "after 'ws:' at offset 3 belongs //"],
    ['ws', 'client', 'ws://h/a b', 'U+0020 does not belong in a URL, at offset 8'],
    ['ws', 'client', 'ws://localhost:80/#x', 'a WebSocket URL has no fragment'],
    ['tcp', 'client', 'localhost:70000', 'port 70000 is out of range'],
    ['tcp', 'client', 'localhost:0', 'port 0 is only for listeners'],
    ['tcp', 'client', 'localhost', 'no port: write localhost:8080'],
    ['tcp', 'server', '127.0.0.1:70000', 'port 70000 is out of range'],
    ['tcp', 'client', '::1:8080', 'an IPv6 address stands in brackets'],
    ['tcp', 'client', 'ftp://h:1', 'unknown scheme ftp://'],
  ] as const) {
    test(`explains ${protocol} ${role} "${address}" and opens nothing`, async ({ bench }) => {
      await bench.openQuick(protocol, role, address);
      await bench.button(role === 'client' ? 'Connect' : 'Listen').click();
      await expect(bench.alert.first()).toContainText(message);
      await expect(bench.status).toContainText(role === 'client' ? 'Not connected' : 'Not listening');
      await expect(bench.address).toHaveValue(address);
    });
  }

  test('names an unknown host and where it failed', async ({ bench }) => {
    await bench.openQuick('tcp', 'client', 'no-such-host.invalid:80');
    await bench.button('Connect').click();
    await expect(bench.status).toContainText('Failed');
    await expect(bench.alert).toContainText('no-such-host.invalid');
    await expect(bench.alert).toContainText('while resolving the name');
    await bench.waitForRow(/^(error|resolve), .*no-such-host\.invalid/);
  });

  test('says that a connection was refused, and connects once somebody listens', async ({ bench, peers }) => {
    const port = await peers.freePort();
    await bench.openQuick('tcp', 'client', `127.0.0.1:${port}`);
    await bench.button('Connect').click();
    await expect(bench.alert).toContainText(`connection refused by 127.0.0.1:${port}`);
    await expect(bench.alert).toContainText('while connecting');
    await bench.waitForRow(/^error, .*refused/);
    await peers.echo(port);
    await bench.button('Try again').click();
    await expect(bench.status).toContainText('Open');
    await expect(bench.alert).toHaveCount(0);
  });

  test('gives up after the connect timeout, and cancels when asked', async ({ bench, peers }) => {
    // It accepts and never answers the upgrade.
    const { port } = await peers.tcp(() => undefined);
    await bench.openQuick('ws', 'client', `ws://127.0.0.1:${port}`);
    await bench.inOptions(async (options) => {
      await options.getByRole('spinbutton', { name: 'Timeout', exact: true }).fill('300');
      await bench.page.keyboard.press('Tab');
    });
    await bench.button('Connect').click();
    await expect(bench.alert).toContainText(/300 ms|0\.3 s/);
    await expect(bench.alert).toContainText('during the WebSocket upgrade');
    await bench.inOptions((options) => options.getByRole('button', { name: 'Reset all' }).click());
    await bench.button('Connect').click();
    await expect(bench.status).toContainText('Upgrading');
    await bench.button('Cancel').click();
    await expect(bench.status).toContainText('Closed');
    await bench.waitForRow(/stopped before it was open/);
    await expect(bench.button('Connect')).toBeVisible();
  });

  test('says that a port is in use and listens on another', async ({ bench, peers }) => {
    const { port } = await peers.echo();
    await bench.openQuick('tcp', 'server', `127.0.0.1:${port}`);
    await bench.button('Listen').click();
    await expect(bench.status).toContainText('Failed');
    await expect(bench.alert).toContainText(`127.0.0.1:${port} is in use by another program`);
    await bench.button('Listen on a free port').click();
    await expect(bench.status).toContainText('Listening');
    expect(await bench.boundPort()).not.toBe(port);
  });

  test('never makes two sockets of one connection', async ({ bench, peers }) => {
    let sockets = 0;
    const { port } = await peers.tcp(() => void sockets++);
    await bench.openQuick('tcp', 'client', `127.0.0.1:${port}`);
    await bench.address.focus();
    await bench.button('Connect').dblclick();
    await bench.address.press('Enter');
    await bench.address.press('Enter');
    await expect(bench.status).toContainText(/Open|Closed/);
    await bench.waitForRow(/^open, /);
    // The far end may hear of it later than the page.
    await expect.poll(() => sockets).toBe(1);
    await bench.send('Text', 'the only one');
    await bench.waitForRow(/^sent data, .*the only one$/);
    expect(sockets).toBe(1);
  });

  test('names a stale socket file and removes it only when told to', async ({ bench, directory }) => {
    const path = join(directory, 'stale.sock');
    // A program that ends without closing leaves its file behind.
    const left = `require('net').Server().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
    spawnSync(process.execPath, ['-e', left]);
    await bench.openQuick('unix', 'server', path);
    await bench.button('Listen').click();
    await expect(bench.alert).toContainText('a socket file nobody listens on is left');
    await bench.button('Remove the file and listen').click();
    await expect(bench.status).toContainText('Listening');
    await bench.waitForRow(/removed the stale socket file/);
  });
});

test.describe('bad messages', () => {
  for (const [mode, body, message] of [
    ['Hex', 'c0 f', "odd number of hex digits: the last digit 'f' at offset 3 has no pair"],
    ['Hex', 'c0 zz', "'z' at offset 3 is not a hex digit"],
    ['Base64', 'aGV$bG8=', 'offset 3'],
    ['Base64', 'a', 'Base64'],
  ] as const) {
    test(`cannot send ${mode} "${body}" and says why`, async ({ bench, peers }) => {
      let received = 0;
      const { port } = await peers.tcp((socket) => void socket.on('data', () => received++));
      await bench.dial('tcp', port);
      await bench.compose(mode, body);
      await expect(bench.composer).toContainText(
        new RegExp(message.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'i'),
      );
      await expect(bench.sendButton).toBeDisabled();
      await bench.page.keyboard.press('Control+Enter');
      await bench.send('Text', 'x');
      await expect.poll(() => received).toBe(1);
    });
  }

  test('refuses a ping over 125 bytes with the RFC', async ({ bench, peers }) => {
    const { port } = await peers.ws(() => undefined);
    await bench.dial('ws', port);
    await bench.choose('Frame kind', 'Ping');
    await bench.compose('Text', 'p'.repeat(126));
    await expect(bench.composer).toContainText('at most 125 bytes (RFC 6455 §5.5)');
    await expect(bench.sendButton).toBeDisabled();
  });
});

test.describe('bad peers', () => {
  test('says when a message is over the limit, and what came before stays', async ({ bench, peers }) => {
    const { port } = await peers.ws(
      (socket) => {
        socket.send('small');
        socket.send('x'.repeat(5_000));
      },
      { perMessageDeflate: false },
    );
    await bench.openQuick('ws', 'client', `ws://127.0.0.1:${port}`);
    await bench.inOptions(async (options) => {
      await options.getByRole('spinbutton', { name: 'Largest message' }).fill('1000');
      await bench.page.keyboard.press('Tab');
    });
    await bench.button('Connect').click();
    await expect(bench.alert).toContainText(/1 ?000/);
    await bench.waitForRow(/^received text, 5 bytes, .*small$/);
    await bench.waitForRow(/^sent close, .*1009/);
  });

  test('says where a text message is not UTF-8, and shows its bytes', async ({ bench, peers }) => {
    const { port } = await peers.ws((socket, request) => {
      void socket;
      request.socket.write(Buffer.from('8104ce61ff21', 'hex'));
    });
    await bench.openQuick('ws', 'client', `ws://127.0.0.1:${port}`);
    await bench.button('Connect').click();
    await expect(bench.alert).toContainText(/UTF-8/);
    await (await bench.waitForRow(/invalid, /)).click();
    await bench.payloadAs('Hex');
    await expect(bench.inspectorPanel).toContainText('ce 61 ff 21');
    await bench.waitForRow(/^sent close, .*1007/);
  });

  test('tells a reset from an end', async ({ bench, peers }) => {
    const { port } = await peers.tcp((socket) => {
      socket.write('last words');
      socket.once('data', () => socket.resetAndDestroy());
    });
    await bench.dial('tcp', port);
    await bench.waitForRow(/^received data, .*last words$/);
    await bench.send('Text', 'x');
    await expect(bench.alert).toContainText(`connection reset by 127.0.0.1:${port}`);
    await bench.waitForRow(/^received reset, .*RST/);
    await bench.waitForRow(/^received data, .*last words$/);
  });

  test('stays open with a server that accepts and says nothing', async ({ bench, peers }) => {
    const { port } = await peers.tcp(() => undefined);
    await bench.dial('tcp', port);
    await bench.send('Text', 'hello?');
    await bench.waitForRow(/^sent data, .*hello\?$/);
    await expect(bench.status).toContainText('Open');
    await expect(bench.alert).toHaveCount(0);
  });

  test('shows status, headers and body of a refused upgrade', async ({ bench, peers }) => {
    const { port } = await peers.http((_request, socket) => {
      socket.end('HTTP/1.1 403 Forbidden\r\nX-Reason: not you\r\nContent-Length: 12\r\n\r\nno such user');
    });
    await bench.openQuick('ws', 'client', `ws://127.0.0.1:${port}`);
    await bench.button('Connect').click();
    await expect(bench.alert).toContainText('upgrade refused: 403 Forbidden');
    await bench.inspectorTab('Handshake').click();
    await expect(bench.inspectorPanel).toContainText('HTTP/1.1 403 Forbidden');
    await expect(bench.inspectorPanel).toContainText('X-Reason');
    await expect(bench.inspectorPanel).toContainText('not you');
    await expect(bench.inspectorPanel.getByLabel('Body')).toHaveText('no such user');
  });

  test('shows what is wrong with a false accept key', async ({ bench, peers }) => {
    const { port } = await peers.http((_request, socket) => {
      socket.write(
        'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: AAAA\r\n\r\n',
      );
    });
    await bench.openQuick('ws', 'client', `ws://127.0.0.1:${port}`);
    await bench.button('Connect').click();
    await expect(bench.alert).toContainText(/Sec-WebSocket-Accept/);
    await bench.inspectorTab('Handshake').click();
    await expect(bench.inspectorPanel.getByLabel('failed').first()).toBeVisible();
    await expect(bench.inspectorPanel).toContainText('got AAAA');
  });

  test('shows garbage in place of an upgrade as it came', async ({ bench, peers }) => {
    const { port } = await peers.tcp((socket) =>
      socket.once('data', () => socket.end('SSH-2.0-OpenSSH_9.2\r\n')),
    );
    await bench.openQuick('ws', 'client', `ws://127.0.0.1:${port}`);
    await bench.button('Connect').click();
    await expect(bench.status).toContainText('Failed');
    await expect(bench.alert).toContainText('during the WebSocket upgrade');
    await bench.waitForRow(/^received response, .*SSH-2\.0-OpenSSH_9\.2/);
  });

  test('says that a server does not speak TLS', async ({ bench, peers }) => {
    const { port } = await peers.tcp((socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
    );
    await bench.openQuick('tls', 'client', `127.0.0.1:${port}`);
    await bench.button('Connect').click();
    await expect(bench.alert).toContainText('does not speak TLS');
  });
});

test.describe('bad workspaces', () => {
  test('reports a broken file by name and line, leaves it alone and loads the rest', async ({
    bench,
    host,
  }) => {
    await bench.openQuick('tcp', 'client', 'localhost:1');
    await bench.saveAs('good');
    const file = join(host.workspace, 'connections', 'broken.json');
    await writeFile(file, '{\n  "schema": 1,\n  "name": oops\n}\n');
    await expect(bench.alert).toContainText('broken.json, line 3');
    await expect(bench.connections.getByRole('treeitem', { name: /^good/ })).toBeVisible();
    await bench.reload();
    await expect(bench.alert).toContainText('broken.json, line 3');
    expect(await readFile(file, 'utf8')).toBe('{\n  "schema": 1,\n  "name": oops\n}\n');
  });

  test('opens a read-only workspace, says so, and does all but saving', async ({
    directory,
    page,
    console: watch,
    peers,
  }) => {
    watch.follow(page);
    const workspace = join(directory, 'read-only');
    const first = await Headless.start(workspace);
    await first.stop();
    await chmod(join(workspace, 'connections'), 0o555);
    await chmod(workspace, 0o555);
    const host = await Headless.start(workspace);
    try {
      const bench = await Bench.open(page, host.url);
      await expect(bench.alert).toContainText('read-only');
      const { port } = await peers.echo();
      await bench.dial('tcp', port);
      await bench.send('Text', 'works');
      await bench.waitForRow(/^received data, .*works$/);
      await bench.page.keyboard.press('Control+s');
      await expect(page.getByText('The draft stays in this tab')).toBeVisible();
    } finally {
      // A page that is there would look for its host.
      await page.close();
      await host.stop();
      await chmod(workspace, 0o755);
      await chmod(join(workspace, 'connections'), 0o755);
    }
  });

  test('never overwrites what another host wrote, and lets a person decide', async ({
    bench,
    host,
    context,
    console: watch,
  }) => {
    await bench.openQuick('tcp', 'client', 'localhost:1');
    await bench.saveAs('shared');
    const other = await Headless.start(host.workspace);
    try {
      await bench.address.fill('localhost:2');
      const page = await context.newPage();
      watch.follow(page);
      const second = await Bench.open(page, other.url);
      await second.connections.getByRole('treeitem', { name: /^shared/ }).dblclick();
      await expect(second.address).toHaveValue('localhost:1');
      await second.address.fill('localhost:3');
      await second.page.keyboard.press('Control+s');
      await expect(second.button('Saved')).toBeDisabled();

      await bench.page.bringToFront();
      await bench.address.focus();
      await bench.page.keyboard.press('Control+s');
      const dialog = bench.page.getByRole('dialog', { name: /was changed elsewhere/ });
      await expect(dialog).toBeVisible();
      expect(await violationsInBoth(bench.page)).toEqual([]);
      await dialog.getByRole('button', { name: 'Overwrite' }).click();
      await expect(dialog).toHaveCount(0);
      await expect(second.address).toHaveValue('localhost:2');
    } finally {
      await other.stop();
    }
  });

  test('keeps a connection that was edited by hand while nobody had it open', async ({ bench, host }) => {
    await bench.openQuick('tcp', 'client', 'localhost:1');
    await bench.saveAs('edited');
    const file = join(host.workspace, 'connections', 'edited.json');
    await writeFile(file, (await readFile(file, 'utf8')).replace('localhost:1', 'localhost:4242'));
    await expect(bench.address).toHaveValue('localhost:4242');
  });
});
