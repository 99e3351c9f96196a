import { mkdir, readFile, readdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from '@playwright/test';
import { violationsInBoth } from './axe.js';
import { expect, test } from './fixture.js';
import type { Bench } from './fixture.js';

function dialogOf(bench: Bench): Locator {
  return bench.page.getByRole('dialog', { name: 'Import' });
}

/** Drops a file on the window, as a person does with one from their desktop. */
async function dropOnWindow(bench: Bench, name: string, content: string | Buffer): Promise<void> {
  const transfer = await bench.page.evaluateHandle(
    ({ file, bytes }) => {
      const held = new DataTransfer();
      held.items.add(new File([Uint8Array.from(bytes)], file));
      return held;
    },
    { file: name, bytes: [...Buffer.from(content)] },
  );
  await bench.page.dispatchEvent('body', 'dragover', { dataTransfer: transfer });
  await expect(bench.page.getByText(/^Drop to import/)).toBeVisible();
  await bench.page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
}

/** Pastes with no field focused. */
async function pasteOnWindow(bench: Bench, text: string): Promise<void> {
  await bench.page.evaluate((pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', pasted);
    document.body.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
    );
  }, text);
}

async function connectionFiles(workspace: string): Promise<string[]> {
  return readdir(join(workspace, 'connections')).catch(() => []);
}

test.describe('moving in', () => {
  test('a Packet Sender user drops an export, leaves one packet out, sends another, and takes it all back', async ({
    bench,
    host,
    peers,
  }) => {
    let far = Buffer.alloc(0);
    const { port } = await peers.tcp(
      (socket) => void socket.on('data', (data: Buffer) => (far = Buffer.concat([far, data]))),
    );
    const packet = { fromport: '8041183', sendresponse: '0', repeat: 0, requestpath: '', toip: '127.0.0.1' };
    const packets = [
      { ...packet, name: 'Web page', tcporudp: 'HTTP GET', port: '80', hexstring: '' },
      { ...packet, name: 'Old', tcporudp: 'TCP', port: String(port), hexstring: '00' },
      { ...packet, name: 'Wake', tcporudp: 'TCP', port: String(port), hexstring: '01 02 0d 0a', repeat: 2 },
    ];
    await dropOnWindow(bench, 'packets.json', JSON.stringify(packets));

    const dialog = dialogOf(bench);
    await expect(dialog).toContainText('Read as Packet Sender');
    const tree = dialog.getByRole('tree', { name: 'What comes' });
    await expect(tree.getByRole('treeitem', { name: /^message Wake, hex, 4 B/ })).toBeChecked();
    await expect(dialog.getByRole('list', { name: 'Will not come' })).toContainText(
      /Web page.*Wirebench does not speak HTTP.*packets\.json › \[0\]/,
    );
    await expect(dialog.getByRole('list', { name: 'Comes otherwise than it was' })).toContainText(
      /Wake.*resends every 2 s/,
    );
    await tree.getByRole('treeitem', { name: /^message Old/ }).click();
    await bench.page.keyboard.press('Space');
    await expect(tree.getByRole('treeitem', { name: /^message Old/ })).not.toBeChecked();
    expect(await violationsInBoth(bench.page, { inside: '[role=dialog]' })).toEqual([]);
    await dialog.getByRole('button', { name: 'Import 1 connection' }).click();
    await expect(dialog).toHaveCount(0);

    await bench.connections
      .getByRole('treeitem', { name: new RegExp(`^TCP 127\\.0\\.0\\.1:${port}`) })
      .click();
    await expect(bench.savedMessages.getByRole('treeitem')).toHaveCount(1);
    await bench.connect();
    await bench.savedMessages.getByRole('treeitem', { name: /Wake/ }).first().click();
    await bench.sendButton.click();
    await expect.poll(() => far.toString('hex')).toBe('01020d0a');
    // Its resend time is what Repeat is set to.
    await bench.page.getByRole('button', { name: 'Repeat…' }).click();
    await expect(
      bench.page.getByRole('spinbutton', { name: 'Every' }).or(bench.page.getByLabel('Every')),
    ).toHaveValue('2');
    await bench.page.keyboard.press('Escape');

    await expect.poll(() => connectionFiles(host.workspace)).toHaveLength(1);
    await bench.page.getByRole('button', { name: 'Undo' }).click();
    await expect(bench.page.getByText('The import was taken back')).toBeVisible();
    await expect(bench.connections.getByRole('treeitem')).toHaveCount(0);
    await expect.poll(() => connectionFiles(host.workspace)).toEqual([]);
  });

  test('a Postman user picks files: secrets stay off the shared files, the environment works', async ({
    bench,
    host,
    peers,
    directory,
  }) => {
    const far: string[] = [];
    const seen: (string | undefined)[] = [];
    const { port } = await peers.ws((socket, request) => {
      seen.push(request.headers.authorization);
      socket.on('message', (data: Buffer) => far.push(data.toString()));
    });
    const collection = {
      info: { name: 'Chat', schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json' },
      item: [
        {
          name: 'Rooms',
          auth: { type: 'bearer', bearer: [{ key: 'token', value: 'hunter2' }] },
          item: [
            {
              name: 'Join',
              request: {
                url: { raw: 'ws://{{host}}/join' },
                body: { mode: 'raw', raw: '{"as":"{{who}}"}', options: { raw: { language: 'json' } } },
              },
            },
          ],
        },
        { name: 'List', request: { method: 'GET', url: 'https://{{host}}/list' } },
      ],
    };
    const environment = {
      name: 'Local',
      values: [
        { key: 'host', value: `127.0.0.1:${port}` },
        { key: 'who', value: 'ada', type: 'secret' },
      ],
      _postman_variable_scope: 'environment',
    };
    const files = join(directory, 'files');
    await mkdir(files);
    await writeFile(join(files, 'chat.json'), JSON.stringify(collection));
    await writeFile(join(files, 'local.json'), JSON.stringify(environment));

    await bench.button('Import').click();
    const dialog = dialogOf(bench);
    await dialog
      .getByLabel('Files to import')
      .setInputFiles([join(files, 'chat.json'), join(files, 'local.json')]);
    await expect(dialog).toContainText('Read as Postman collection, Postman environment');
    await expect(dialog.getByRole('list', { name: 'Will not come' })).toContainText('1 HTTP request of Chat');
    await expect(
      dialog.getByRole('treeitem', { name: /^auth Authorization, .*stays on this machine/ }),
    ).toBeVisible();
    await expect(dialog).not.toContainText('hunter2');
    await dialog.getByRole('button', { name: 'Import 1 connection' }).click();
    await expect(dialog).toHaveCount(0);
    for (const file of await connectionFiles(host.workspace)) {
      expect(await readFile(join(host.workspace, 'connections', file), 'utf8')).not.toContain('hunter2');
    }

    await bench.choose('Environment', 'Local');
    await bench.connections.getByRole('treeitem', { name: /^Join/ }).click();
    await bench.connect();
    expect(seen).toEqual(['Bearer hunter2']);
    await bench.savedMessages
      .getByRole('treeitem', { name: /Message/ })
      .first()
      .click();
    await bench.sendButton.click();
    await expect.poll(() => far).toEqual(['{"as":"ada"}']);
  });

  test('what is written about a collection and its folders is seen before, read after, and kept where it was', async ({
    bench,
    host,
  }) => {
    const manifest = join(host.workspace, 'workspace.json');
    const known = { path: 'Chat/Private', description: 'Ours: ask **Ada**.' };
    await writeFile(
      manifest,
      `${JSON.stringify({ schema: 2, id: 'e2e', name: 'e2e', folders: [{ path: 'Chat' }, known] }, null, 2)}\n`,
    );
    const folderRow = (name: RegExp): Locator => bench.connections.getByRole('treeitem', { name });
    await expect(folderRow(/^Private, folder/)).toBeVisible();
    const before = await readFile(manifest, 'utf8');
    const item = (name: string): object => ({
      name,
      request: { url: 'ws://h.test', description: `Of ${name}` },
    });
    const collection = {
      info: { name: 'Chat', description: { content: '# How to talk\n\nPolitely.', type: 'text/markdown' } },
      item: [
        { name: 'Rooms', description: 'Where *people* meet', item: [item('Join')] },
        { name: 'Private', description: 'Theirs', item: [item('Whisper')] },
        {
          name: 'Users',
          description: 'All of them',
          item: [{ name: 'List', request: { url: 'https://h.test' } }],
        },
      ],
    };
    await dropOnWindow(bench, 'chat.json', JSON.stringify(collection));
    const dialog = dialogOf(bench);
    const tree = dialog.getByRole('tree', { name: 'What comes' });
    await expect(
      tree.getByRole('treeitem', { name: /^description How to talk, 24 characters/ }),
    ).toBeChecked();
    await expect(tree.getByRole('treeitem', { name: /^description Where \*people\* meet/ })).toBeChecked();
    await expect(
      tree.getByRole('treeitem', { name: /^description Theirs, .*yours stays: “Ours: ask/ }),
    ).toBeVisible();
    await expect(dialog.getByRole('list', { name: 'Will not come' })).toContainText(
      'description of Chat/Users',
    );
    await expect(dialog.getByRole('status')).toContainText('2 connections, 5 descriptions');
    await expect(dialog.getByRole('radiogroup', { name: 'Descriptions that differ' })).toBeVisible();
    expect(await violationsInBoth(bench.page, { inside: '[role=dialog]' })).toEqual([]);
    await dialog.getByRole('button', { name: 'Import 2 connections' }).click();
    await expect(dialog).toHaveCount(0);

    const about = async (name: RegExp, menu: string, title: string): Promise<Locator> => {
      await folderRow(name).click({ button: 'right' });
      await bench.page.getByRole('menuitem', { name: menu }).click();
      return bench.page.getByRole('dialog', { name: `About ${title}` });
    };
    const chat = await about(/^Chat, folder/, 'About this folder', 'Chat');
    await expect(chat.getByRole('heading', { name: 'How to talk' })).toBeVisible();
    await bench.page.keyboard.press('Escape');
    const rooms = await about(/^Rooms, folder/, 'About this folder', 'Chat/Rooms');
    await expect(rooms.locator('em')).toHaveText('people');
    await bench.page.keyboard.press('Escape');
    const ours = await about(/^Private, folder/, 'About this folder', 'Chat/Private');
    await expect(ours).toContainText('Ours: ask Ada.');
    await bench.page.keyboard.press('Escape');
    const joined = await about(/^Join/, 'About this connection', 'Join');
    await expect(joined).toContainText('Of Join');
    await bench.page.keyboard.press('Escape');

    await bench.page.getByRole('button', { name: 'Undo' }).click();
    await expect(bench.page.getByText('The import was taken back')).toBeVisible();
    await expect.poll(() => readFile(manifest, 'utf8')).toBe(before);
  });

  test('a Bruno user picks the folder of a collection, and a paste of command lines comes beside it', async ({
    bench,
    peers,
    directory,
  }) => {
    const far: string[] = [];
    const { port } = await peers.ws((socket) =>
      socket.on('message', (data: Buffer) => far.push(data.toString())),
    );
    const folder = join(directory, 'chat');
    await mkdir(join(folder, 'environments'), { recursive: true });
    await writeFile(join(folder, 'bruno.json'), '{"version":"1","name":"Chat","type":"collection"}');
    await writeFile(join(folder, 'environments', 'Dev.bru'), `vars {\n  host: 127.0.0.1:${port}\n}\n`);
    await writeFile(
      join(folder, 'echo.bru'),
      "meta {\n  name: Echo\n  type: ws\n}\n\nws {\n  url: ws://{{host}}/echo\n  auth: none\n}\n\nbody:ws {\n  name: greet\n  type: text\n  content: '''\n    hello\n  '''\n}\n\ntests {\n  test('x', () => {});\n}\n",
    );
    await bench.button('Import').click();
    const dialog = dialogOf(bench);
    await dialog.getByLabel('Folder to import').setInputFiles(folder);
    await expect(dialog).toContainText('Read as Bruno collection');
    await expect(dialog.getByRole('list', { name: 'Will not come' })).toContainText('tests of Echo');
    await dialog.getByRole('button', { name: 'Import 1 connection' }).click();
    await bench.choose('Environment', 'Dev');
    await bench.connections.getByRole('treeitem', { name: /^Echo/ }).click();
    await bench.connect();
    await bench.savedMessages.getByRole('treeitem', { name: /greet/ }).first().click();
    await bench.sendButton.click();
    await expect.poll(() => far).toEqual(['hello']);

    await pasteOnWindow(
      bench,
      `# live\nwscat -c ws://127.0.0.1:${port}/a -H 'X-A: b' --slash\nnc 127.0.0.1 9\n`,
    );
    await expect(dialog).toContainText('Read as Command lines');
    await expect(dialog.getByRole('treeitem', { name: /^connection live, ws:/ })).toBeVisible();
    await expect(dialog.getByRole('list', { name: 'Will not come' })).toContainText('--slash of live');
    await dialog.getByRole('button', { name: 'Import 2 connections' }).click();
    await expect(bench.connections.getByRole('treeitem', { name: /^live/ })).toBeVisible();
  });

  test('a capture is dropped, opens as a recorded session, and is taken back', async ({ bench }) => {
    // A pcapng of one UDP datagram, `needle`, from 10.0.0.1:4660 to 10.0.0.2:53.
    const capture = Buffer.from(
      '0a0d0d0a1c0000004d3c2b1a01000000ffffffffffffffff1c000000' +
        '01000000140000006500000000000000' +
        '14000000' +
        '06000000440000000000000000000000e8030000220000002200000' +
        '04500002200010000401100000a0000010a00000212340035000e00006e6565646c650000' +
        '44000000',
      'hex',
    );
    await dropOnWindow(bench, 'dns.pcapng', capture);
    const dialog = dialogOf(bench);
    await expect(dialog).toContainText('Read as pcapng');
    const item = dialog.getByRole('treeitem', {
      name: /^session 10\.0\.0\.1:4660 → 10\.0\.0\.2:53 · dns\.pcapng/,
    });
    await expect(item).toHaveAccessibleName(/2 rows, 6 B, udp client/);
    await dialog.getByRole('button', { name: 'Import 1 session' }).click();
    await expect(dialog).toHaveCount(0);
    await bench.sessions.getByRole('button', { name: /^10\.0\.0\.1:4660/ }).click();
    await expect(bench.rows(/needle/)).toHaveCount(1);
    // The session is open: its tab goes with it.
    await bench.page.getByRole('button', { name: 'Undo' }).click();
    await expect(bench.page.getByText('The import was taken back')).toBeVisible();
    await expect(bench.page.getByText('A tab that showed one of its sessions was closed.')).toBeVisible();
    await expect(bench.rows(/needle/)).toHaveCount(0);
    await expect(bench.sessions.getByRole('button')).toHaveCount(0);
  });

  test('a thousand requests that are pasted scroll to the last, and come', async ({ bench, host }) => {
    const item = Array.from({ length: 1_000 }, (_, i) => ({
      name: `Room ${i}`,
      request: { url: `ws://h/${i}` },
    }));
    await pasteOnWindow(bench, JSON.stringify({ info: { name: 'Many' }, item }));
    const dialog = dialogOf(bench);
    const tree = dialog.getByRole('tree', { name: 'What comes' });
    await tree.getByRole('treeitem', { name: /^connection Room 0/ }).click();
    // The list is drawn as a window of its rows.
    expect(await tree.getByRole('treeitem').count()).toBeLessThan(100);
    await bench.page.keyboard.press('End');
    await expect(tree.getByRole('treeitem', { name: /^connection Room 999/ })).toBeVisible();
    expect(await violationsInBoth(bench.page, { inside: '[role=dialog]' })).toEqual([]);
    await dialog.getByRole('button', { name: 'Import 1000 connections' }).click();
    await expect(dialog).toHaveCount(0, { timeout: 90_000 });
    await expect.poll(() => connectionFiles(host.workspace)).toHaveLength(1_000);
  });

  test('reading is given up by Cancel, and leaves nothing', async ({ bench, host, directory }) => {
    // Zeros behind the head of a capture: millions of packets without a byte.
    const capture = join(directory, 'zeros.pcap');
    await writeFile(capture, Buffer.from('d4c3b2a1020004000000000000000000ffff000001000000', 'hex'));
    await truncate(capture, 200 << 20);
    await bench.button('Import').click();
    const dialog = dialogOf(bench);
    await dialog.getByLabel('Files to import').setInputFiles(capture);
    await expect(dialog.getByRole('progressbar')).toBeVisible();
    const kept = (): Promise<string[]> => readdir(join(host.workspace, '.local', 'imports')).catch(() => []);
    await expect.poll(kept).toHaveLength(1);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await expect(dialog.getByRole('button', { name: 'Choose files…' })).toBeVisible();
    await expect.poll(kept).toEqual([]);
  });

  test('says of a file that nobody can read what is wrong, and changes nothing', async ({ bench, host }) => {
    await bench.button('Import').click();
    const dialog = dialogOf(bench);
    await dialog.getByLabel('Files to import').setInputFiles({
      name: 'cut.json',
      mimeType: 'application/json',
      buffer: Buffer.from('{"info": {"name": "Cut", "item": ['),
    });
    await expect(dialog.getByRole('alert')).toContainText('cut.json is no JSON that can be read');
    await dialog.getByRole('textbox', { name: 'Or paste it' }).fill('good morning');
    await dialog.getByRole('button', { name: 'Read it' }).click();
    await expect(dialog.getByRole('alert')).toContainText('no format that can be read');
    expect(await connectionFiles(host.workspace)).toEqual([]);
  });
});
