import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import type { Locator, Page } from '@playwright/test';
import type { WebSocket as FarSocket } from 'ws';
import { TestAuthority } from '../../engine/endpoint/test-certificates.js';
import { violationsInBoth } from './axe.js';
import { expect, test } from './fixture.js';
import type { Bench } from './fixture.js';
import type { Peers } from './peers.js';

const run = promisify(execFile);
const dialogOf = (bench: Bench): Locator => bench.page.getByRole('dialog', { name: 'Export', exact: true });
const codeOf = (bench: Bench): Locator => bench.page.getByRole('dialog', { name: 'As code' });

/** A WebSocket that has heard `count` numbered messages. */
async function talk(bench: Bench, port: number, far: () => FarSocket | undefined, count = 3): Promise<void> {
  await bench.dial('ws', port, '/chat');
  await bench.waitForRow(/^open, /);
  for (let n = 0; n < count; n++) far()?.send(`message ${n}`);
  await bench.waitForRow(new RegExp(`, message ${count - 1}$`));
}

async function open(bench: Bench): Promise<Locator> {
  await bench.button('Export').click();
  await expect(dialogOf(bench)).toBeVisible();
  return dialogOf(bench);
}

/** A session that received `mebibytes` of 1 MiB chunks, each of its number. */
async function record(bench: Bench, peers: Peers, mebibytes: number): Promise<void> {
  const { port } = await peers.tcp((socket) => {
    for (let n = 0; n < mebibytes; n++) socket.write(Buffer.alloc(1 << 20, n));
    socket.end();
  });
  await bench.openQuick('tcp', 'client', `127.0.0.1:${port}`);
  await bench.button('Connect').click();
  await bench.waitForRow(/ended its side/);
}

/**
 * Lets the page ask for the first step of an export, and for the next ones when it is opened: an export is
 * half done for as long as a test wants.
 */
async function exportGate(page: Page): Promise<{ open(): Promise<void> }> {
  await page.evaluate(() => {
    const held: (() => void)[] = [];
    let open = false;
    let steps = 0;
    const { send } = WebSocket.prototype;
    WebSocket.prototype.send = function (data) {
      const bytes = ArrayBuffer.isView(data)
        ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
        : data;
      const asks =
        bytes instanceof Uint8Array && new TextDecoder('latin1').decode(bytes).includes('export.next');
      if (!asks || open || steps++ === 0) send.call(this, data);
      else held.push(() => send.call(this, data));
    };
    Object.assign(window, {
      openGate: () => {
        open = true;
        for (const go of held.splice(0)) go();
      },
    });
  });
  return { open: () => page.evaluate(() => (Reflect.get(window, 'openGate') as () => void)()) };
}

test.describe('exporting', () => {
  let far: FarSocket | undefined;

  test('writes every format from one dialog and remembers the last choice', async ({ bench, peers }) => {
    const { port } = await peers.ws((socket) => (far = socket));
    await talk(bench, port, () => far);
    const capture = await bench.exportAs('pcapng');
    expect(capture.name).toMatch(/\.pcapng$/);
    expect(capture.bytes.readUInt32LE(0)).toBe(0x0a0d0d0a);
    expect(capture.bytes.includes('GET /chat HTTP/1.1')).toBe(true);
    const har = JSON.parse((await bench.exportAs('HAR')).text) as {
      log: { entries: { _webSocketMessages: { data: string }[] }[] };
    };
    expect(har.log.entries[0]?._webSocketMessages.map(({ data }) => data)).toEqual([
      'message 0',
      'message 1',
      'message 2',
    ]);
    expect((await bench.exportAs('YAML')).text).toMatch(/^peers:\n {2}- peer: 0\n/);
    expect((await bench.exportAs('Raw bytes')).text).toBe('message 0message 1message 2');
    expect((await bench.exportAs('C arrays')).text).toContain('static const unsigned char peer1_in_');

    await bench.reload();
    const dialog = await open(bench);
    await expect(dialog.getByRole('radio', { name: 'C arrays', exact: true })).toBeFocused();
    await expect(dialog.getByRole('radio', { name: 'Both', exact: true })).toBeChecked();
    expect(await violationsInBoth(bench.page)).toEqual([]);
  });

  test('writes a report of marked rows without what is secret, and it is only text', async ({
    bench,
    peers,
  }) => {
    const { port } = await peers.ws((socket) => (far = socket));
    await bench.openQuick('ws', 'client', `ws://127.0.0.1:${port}/chat`);
    await bench.inOptions(async (drawer) => {
      await drawer.getByRole('button', { name: 'Add a header' }).click();
      await drawer
        .getByRole('textbox', { name: /^Headers: \w+ 1$/ })
        .first()
        .fill('Authorization');
      await drawer.getByRole('textbox', { name: 'Headers: Value 1' }).fill('Bearer s3cr3t');
    });
    await bench.connect();
    far?.send('<script>document.title = "run"</script>');
    far?.send('not marked');
    await bench.rowMenu(await bench.waitForRow(/, <script>/), 'Mark');
    const { text, name } = await bench.exportAs('HTML report', /^Marked rows/);
    expect(text).toContain('<td class="covered">covered</td>');
    expect(text).not.toContain('s3cr3t');
    expect(text).not.toContain('not marked');
    expect(name).toMatch(/\.html$/);
    const page = await bench.page.context().newPage();
    const problems: string[] = [];
    page.on('console', (message) => problems.push(message.text()));
    await page.setContent(text);
    await expect(page.getByText('<script>document.title = "run"</script>')).toBeVisible();
    expect(await page.title()).not.toBe('run');
    expect(problems).toEqual([]);
    expect(await violationsInBoth(page)).toEqual([]);
    await page.close();
  });

  test('goes to the clipboard, and from the list of sessions', async ({ bench, peers, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const { port } = await peers.ws((socket) => (far = socket));
    await talk(bench, port, () => far);
    const dialog = await open(bench);
    await dialog.getByRole('radio', { name: 'CSV', exact: true }).check();
    await dialog.getByRole('radio', { name: 'Received', exact: true }).click();
    await dialog.getByRole('button', { name: 'Copy' }).click();
    await expect(dialog).toHaveCount(0);
    const copied = (): Promise<string> => bench.page.evaluate(() => navigator.clipboard.readText());
    await expect.poll(copied).toContain('"message 2"');
    expect(await copied()).not.toContain(',none,');
    await bench.page.keyboard.press('Control+k');
    await bench.page
      .getByRole('combobox', { name: 'Run a command or find a message' })
      .fill('export the session');
    await bench.page.keyboard.press('Enter');
    await expect(dialogOf(bench)).toBeVisible();
    await bench.page.keyboard.press('Escape');
    await expect(dialogOf(bench)).toHaveCount(0);
  });

  test('streams from the host into the browser’s downloads, past the page', async ({ bench, peers }) => {
    await record(bench, peers, 48);
    // Reloaded so that its bridge can be listened to.
    let received = 0;
    bench.page.on('websocket', (bridge) =>
      bridge.on('framereceived', ({ payload }) => (received += payload.length)),
    );
    await bench.reload();
    await bench.waitForRow(/ended its side/);
    received = 0;
    const { bytes, name } = await bench.exportAs('Raw bytes');
    expect(name).toMatch(/\.bin$/);
    expect(bytes.length).toBe(48 << 20);
    for (let n = 0; n < 48; n++) expect(bytes[(n << 20) + 7]).toBe(n);
    expect(received).toBeLessThan(2 << 20);
  });

  test('shows how far it is, and is cancelled without leaving a part of it', async ({ bench, peers }) => {
    await record(bench, peers, 8);
    const gate = await exportGate(bench.page);
    const dialog = await open(bench);
    await dialog.getByRole('radio', { name: 'Raw bytes', exact: true }).check();
    const waiting = bench.page.waitForEvent('download');
    await dialog.getByRole('button', { name: 'Save Raw bytes' }).click();
    const download = await waiting;
    await expect(dialog.getByRole('progressbar', { name: 'Exporting' })).toBeVisible();
    await expect(dialog).toContainText(/rows, [1-9][\d.]* [kM]B/);
    expect(await violationsInBoth(bench.page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    // The host cuts the download off: the browser has half of it, and keeps nothing.
    expect(await download.failure()).not.toBeNull();
    await gate.open();
    await expect(dialog.getByRole('progressbar')).toHaveCount(0);
    await expect(dialog.getByRole('alert')).toHaveCount(0);
    await bench.page.keyboard.press('Escape');
    expect((await bench.exportAs('Raw bytes')).bytes.length).toBe(8 << 20);
  });

  test('says so where the browser stops the download, and starts over', async ({ bench, peers }) => {
    await record(bench, peers, 8);
    const gate = await exportGate(bench.page);
    const dialog = await open(bench);
    await dialog.getByRole('radio', { name: 'Raw bytes', exact: true }).check();
    const waiting = bench.page.waitForEvent('download');
    await dialog.getByRole('button', { name: 'Save Raw bytes' }).click();
    const download = await waiting;
    await expect(dialog).toContainText(/rows, [1-9][\d.]* [kM]B/);
    await download.cancel();
    await gate.open();
    const alert = dialog.getByRole('alert');
    await expect(alert).toContainText('The browser stopped the download');
    await expect(alert).toContainText('export.download');
    expect(await violationsInBoth(bench.page)).toEqual([]);
    const again = bench.page.waitForEvent('download');
    await dialog.getByRole('button', { name: 'Save Raw bytes' }).click();
    expect(await (await again).failure()).toBeNull();
    await expect(dialog).toHaveCount(0);
  });

  test('goes on when its dialog is closed, and ends with its page', async ({ bench, peers }) => {
    await record(bench, peers, 8);
    await exportGate(bench.page);
    const dialog = await open(bench);
    await dialog.getByRole('radio', { name: 'Raw bytes', exact: true }).check();
    const waiting = bench.page.waitForEvent('download');
    await dialog.getByRole('button', { name: 'Save Raw bytes' }).click();
    const download = await waiting;
    await expect(dialog).toContainText(/rows, [1-9][\d.]* [kM]B/);
    await bench.page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
    await expect(bench.button('Export')).toBeVisible();
    // As when the tab is closed: the host hears that its page has gone.
    await bench.page.goto('about:blank');
    expect(await download.failure()).not.toBeNull();
  });
});

test('exports TLS as it crossed the wire, with the secrets that were recorded for it, and asks each time', async ({
  bench,
  peers,
}) => {
  const authority = await TestAuthority.create();
  try {
    const { key, cert } = await authority.server();
    const pem = key.export({ type: 'pkcs8', format: 'pem' });
    const { port } = await peers.tls({ key: pem, cert }, (socket) => socket.pipe(socket));
    await bench.openQuick('tls', 'client', `localhost:${port}`);
    await bench.inOptions(async (options) => {
      await options.getByRole('switch', { name: 'Verify the certificate' }).click();
      await options.getByRole('switch', { name: 'Record TLS secrets' }).click();
      await expect(options).toContainText('whoever has the recording can decrypt this connection');
    });
    await bench.connect();
    await bench.send('Text', 'behind the curtain');
    await bench.waitForRow(/^received data, 18 bytes/);
    expect((await bench.exportAs('pcapng')).bytes.includes('behind the curtain')).toBe(true);

    const dialog = await open(bench);
    const secrets = dialog.getByRole('checkbox', { name: /^TLS records, with the secrets/ });
    await expect(secrets).not.toBeChecked();
    await dialog.getByRole('radiogroup', { name: 'Direction' }).getByRole('radio', { name: 'Sent' }).click();
    await secrets.check();
    await expect(dialog.getByRole('checkbox', { name: /^Cover secrets/ })).toBeDisabled();
    // What was chosen before is not lost in silence.
    const ignored = dialog.getByRole('status', { name: 'What does not count' });
    await expect(ignored).toContainText('Sent');
    await expect(ignored).toContainText('Cover secrets');
    expect(await violationsInBoth(bench.page)).toEqual([]);
    const waiting = bench.page.waitForEvent('download');
    await dialog.getByRole('button', { name: 'Save pcapng' }).click();
    const capture = await readFile(await (await waiting).path());
    await expect(dialog).toHaveCount(0);
    expect(capture.includes('CLIENT_TRAFFIC_SECRET_0 ')).toBe(true);
    expect(capture.includes('behind the curtain')).toBe(false);
    await open(bench);
    await expect(secrets).not.toBeChecked();
  } finally {
    authority.remove();
  }
});

test.describe('as code', () => {
  test('writes a message as a command that sends the same bytes', async ({ bench, peers, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const { port } = await peers.echo();
    await bench.dial('tcp', port);
    const text = `it's "$HOME" \`id\` 100%\\n`;
    await bench.send('Text', text);
    const row = await bench.waitForRow(/^received data, /);
    await bench.rowMenu(row, 'As code…');
    const dialog = codeOf(bench);
    await dialog.getByRole('tab', { name: 'socat', exact: true }).click();
    await expect(dialog.getByLabel('Code')).toContainText(`TCP:127.0.0.1:${port}`);
    expect(await violationsInBoth(bench.page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Copy' }).click();
    const copied = (): Promise<string> => bench.page.evaluate(() => navigator.clipboard.readText());
    await expect.poll(copied).toContain(`TCP:127.0.0.1:${port}`);
    const command = await copied();

    const got: Buffer[] = [];
    const server = createServer((socket) =>
      socket.on('data', (data) => got.push(data)).on('end', () => socket.end()),
    );
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const other = (server.address() as AddressInfo).port;
    for (const tab of ['socat', 'ncat', 'Node', 'Python']) {
      got.length = 0;
      await dialog.getByRole('tab', { name: tab, exact: true }).click();
      const code = (await dialog.getByLabel('Code').innerText()).replaceAll(String(port), String(other));
      expect(tab === 'socat' ? code.trim() : '').toBe(
        tab === 'socat' ? command.trim().replaceAll(String(port), String(other)) : '',
      );
      const [program, args] =
        tab === 'Node'
          ? [process.execPath, ['--input-type=module', '-e', `${code}\nsocket.end();`]]
          : tab === 'Python'
            ? ['python3', ['-c', code.replace('while data', 'sock.shutdown(1)\nwhile data')]]
            : ['bash', ['-c', code]];
      await run(program, args, { timeout: 60_000 });
      // A program may be gone before the far end has read what it left.
      await expect.poll(() => Buffer.concat(got).toString(), tab).toBe(text);
    }
    server.close();
  });

  test('leaves secrets out until asked, and says what a tool cannot do', async ({ bench }) => {
    await bench.openQuick('ws', 'client', 'ws://127.0.0.1:9/chat');
    await bench.inOptions(async (drawer) => {
      await drawer.getByRole('button', { name: 'Add a header' }).click();
      await drawer
        .getByRole('textbox', { name: /^Headers: \w+ 1$/ })
        .first()
        .fill('Authorization');
      await drawer.getByRole('textbox', { name: 'Headers: Value 1' }).fill('Bearer s3cr3t');
    });
    await bench.page.keyboard.press('Control+k');
    await bench.page
      .getByRole('combobox', { name: 'Run a command or find a message' })
      .fill('connection as code');
    await bench.page.keyboard.press('Enter');
    const dialog = codeOf(bench);
    await dialog.getByRole('tab', { name: 'websocat', exact: true }).click();
    await expect(dialog.getByLabel('Code')).toContainText(`-H='Authorization: <Authorization>'`);
    await expect(dialog.getByLabel('Code')).toContainText('# Note: The value of Authorization is left out');
    await dialog.getByRole('checkbox', { name: 'Put secrets in' }).check();
    await expect(dialog.getByLabel('Code')).toContainText(`Bearer s3cr3t`);
    await dialog.getByRole('tab', { name: 'ncat', exact: true }).click();
    await expect(dialog.getByRole('alert')).toContainText('It knows no WebSocket');
  });
});
