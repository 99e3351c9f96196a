import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import type { Locator } from '@playwright/test';
import type { WebSocket } from 'ws';
import { violations } from './axe.js';
import { expect, test } from './fixture.js';
import type { Bench } from './fixture.js';

const run = promisify(execFile);
const dialogOf = (bench: Bench): Locator => bench.page.getByRole('dialog', { name: 'Export', exact: true });
const codeOf = (bench: Bench): Locator => bench.page.getByRole('dialog', { name: 'As code' });

/** A WebSocket that has heard `count` numbered messages. */
async function talk(bench: Bench, port: number, far: () => WebSocket | undefined, count = 3): Promise<void> {
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

test.describe('exporting', () => {
  let far: WebSocket | undefined;

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
    expect(await violations(bench.page)).toEqual([]);
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
    expect(await violations(page)).toEqual([]);
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
    const copied = await bench.page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toContain('"message 2"');
    expect(copied).not.toContain(',none,');
    await bench.page.keyboard.press('Control+k');
    await bench.page.getByRole('combobox').last().fill('export the session');
    await bench.page.keyboard.press('Enter');
    await expect(dialogOf(bench)).toBeVisible();
    await bench.page.keyboard.press('Escape');
    await expect(dialogOf(bench)).toHaveCount(0);
  });

  test('writes whole files through the browser, says why one failed, and is cancelled', async ({
    bench,
    peers,
  }) => {
    const server = await peers.tcp((socket) => {
      for (let n = 0; n < 20; n++) socket.write(Buffer.alloc(1 << 20, n));
      socket.end();
    });
    await bench.openQuick('tcp', 'client', `127.0.0.1:${server.port}`);
    await bench.button('Connect').click();
    await bench.waitForRow(/ended its side/);
    // The browser's own dialog cannot be driven: this one answers with a file of the page's own disk.
    await bench.page.evaluate(() => {
      const state = { fail: false, slow: false, names: [] as string[] };
      Object.assign(window, {
        exportState: state,
        showSaveFilePicker: async ({ suggestedName }: { suggestedName: string }) => {
          state.names.push(suggestedName);
          const root = await navigator.storage.getDirectory();
          const handle = await root.getFileHandle('picked', { create: true });
          const createWritable = handle.createWritable.bind(handle);
          handle.createWritable = async () => {
            const file = await createWritable();
            const write = file.write.bind(file);
            file.write = async (data) => {
              if (state.fail) throw new DOMException('no space left', 'QuotaExceededError');
              if (state.slow) await new Promise((done) => setTimeout(done, 200));
              return write(data);
            };
            return file;
          };
          return handle;
        },
      });
    });
    const size = (): Promise<number> =>
      bench.page.evaluate(async () => {
        const root = await navigator.storage.getDirectory();
        const handle = await root.getFileHandle('picked').catch(() => null);
        return handle === null ? -1 : (await handle.getFile()).size;
      });
    const set = (part: object): Promise<void> =>
      bench.page.evaluate(
        (given) => void Object.assign(Reflect.get(window, 'exportState') as object, given),
        part,
      );

    await set({ fail: true });
    const dialog = await open(bench);
    await dialog.getByRole('radio', { name: 'Raw bytes', exact: true }).check();
    await dialog.getByRole('button', { name: 'Save Raw bytes' }).click();
    await expect(dialog.getByRole('alert')).toContainText('no space left');
    expect(await size()).toBe(-1);
    expect(await violations(bench.page)).toEqual([]);

    await set({ fail: false, slow: true });
    await dialog.getByRole('button', { name: 'Save Raw bytes' }).click();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await expect(dialog.getByRole('progressbar')).toHaveCount(0);
    expect(await size()).toBe(-1);

    await set({ slow: false });
    await dialog.getByRole('button', { name: 'Save Raw bytes' }).click();
    await expect(dialog).toHaveCount(0);
    expect(await size()).toBe(20 << 20);
  });
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
    expect(await violations(bench.page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Copy' }).click();
    const command = await bench.page.evaluate(() => navigator.clipboard.readText());

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
      await run(program, args, { timeout: 10_000 });
      expect(Buffer.concat(got).toString(), tab).toBe(text);
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
    await bench.page.getByRole('combobox').last().fill('connection as code');
    await bench.page.keyboard.press('Enter');
    const dialog = codeOf(bench);
    await dialog.getByRole('tab', { name: 'websocat', exact: true }).click();
    await expect(dialog.getByLabel('Code')).toContainText(`-H='Authorization: <Authorization>'`);
    await expect(dialog.getByLabel('Code')).toContainText('# The value of Authorization is left out');
    await dialog.getByRole('checkbox', { name: 'Put secrets in' }).check();
    await expect(dialog.getByLabel('Code')).toContainText(`Bearer s3cr3t`);
    await dialog.getByRole('tab', { name: 'ncat', exact: true }).click();
    await expect(dialog.getByRole('alert')).toContainText('It knows no WebSocket');
  });
});
