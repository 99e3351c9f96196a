import { createHash, randomFillSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { collect, expect, test } from './fixture.js';

test.describe('sending', () => {
  test('sends text as typed, line breaks as LF, and the text stays', async ({ bench, peers }) => {
    let far = '';
    const { port } = await peers.tcp(
      (socket) => void socket.on('data', (data: Buffer) => (far += data.toString())),
    );
    await bench.dial('tcp', port);
    await bench.send('Text', 'GET / HTTP/1.0\n\nžluť 🐎');
    await expect.poll(() => far).toBe('GET / HTTP/1.0\n\nžluť 🐎');
    await expect(bench.message).toContainText('žluť 🐎');
    far = '';
    await bench.choose('Ending', /^CRLF/);
    await bench.send('Text', 'PING');
    await expect.poll(() => far).toBe('PING\r\n');
  });

  test('sends JSON untouched, formats it when asked, and warns of what is none', async ({ bench, peers }) => {
    const far: string[] = [];
    const { port } = await peers.ws((socket) =>
      socket.on('message', (data: Buffer) => far.push(data.toString())),
    );
    await bench.dial('ws', port);
    await bench.send('JSON', '{"id":90071992547409931234,"a":1.0,"a":2}');
    await expect.poll(() => far.at(-1)).toBe('{"id":90071992547409931234,"a":1.0,"a":2}');
    await bench.button('Format').click();
    await bench.sendButton.click();
    await expect.poll(() => far.at(-1)).toBe('{\n  "id": 90071992547409931234,\n  "a": 1.0,\n  "a": 2\n}');
    await bench.compose('JSON', '{"broken":');
    await expect(bench.composer).toContainText('Not JSON');
    await bench.sendButton.click();
    await expect.poll(() => far.at(-1)).toBe('{"broken":');
  });

  test('sends the bytes of forgiving hex', async ({ bench, peers }) => {
    let far = Buffer.alloc(0);
    const { port } = await peers.tcp(
      (socket) => void socket.on('data', (data: Buffer) => (far = Buffer.concat([far, data]))),
    );
    await bench.dial('tcp', port);
    await bench.compose('Hex', '00 01,02;0x03 \\x04\nfF:ee');
    await expect(bench.composer).toContainText('7 B');
    await bench.sendButton.click();
    await expect.poll(() => far.toString('hex')).toBe('0001020304ffee');
    await bench.waitForRow(/^sent data, 7 bytes, .*00 01 02 03 04 ff ee/);
  });

  test('sends the bytes of Base64, as text or binary as chosen', async ({ bench, peers }) => {
    const far: [string, boolean][] = [];
    const { port } = await peers.ws((socket) =>
      socket.on('message', (data: Buffer, binary) => far.push([data.toString('hex'), binary])),
    );
    await bench.dial('ws', port);
    await bench.choose('Frame kind', 'Binary');
    await bench.send('Base64', 'AAEC/w==');
    await expect.poll(() => far).toEqual([['000102ff', true]]);
    await bench.waitForRow(/^sent binary, 4 bytes, .*00 01 02 ff/);
    await bench.choose('Frame kind', 'Text');
    await bench.send('Base64', 'aGVsbG8');
    await expect.poll(() => far.at(-1)).toEqual([Buffer.from('hello').toString('hex'), false]);
  });

  test('streams a file of 100 MB whole, with progress', async ({ bench, peers, directory }) => {
    test.setTimeout(240_000);
    const file = join(directory, 'large.bin');
    const bytes = randomFillSync(Buffer.alloc(100 * 1024 * 1024));
    await writeFile(file, bytes);
    const hash = createHash('sha256');
    let received = 0;
    const { port } = await peers.tcp(
      (socket) =>
        void socket.on('data', (data: Buffer) => {
          received += data.length;
          hash.update(data);
        }),
    );
    await bench.dial('tcp', port);
    await bench.chooseFile(file);
    await expect(bench.composer).toContainText('large.bin');
    await bench.sendButton.click();
    await expect(bench.page.getByRole('progressbar', { name: /Sending large\.bin/ })).toBeVisible();
    await expect.poll(() => received, { timeout: 180_000 }).toBe(bytes.length);
    expect(hash.digest('hex')).toBe(createHash('sha256').update(bytes).digest('hex'));
    await expect(bench.sendButton).toBeEnabled();
    await expect(bench.page.getByRole('progressbar')).toHaveCount(0);
  });

  test('cancels a file half-way and goes on with the same connection', async ({
    bench,
    peers,
    directory,
  }) => {
    const file = join(directory, 'large.bin');
    await writeFile(file, Buffer.alloc(100 * 1024 * 1024));
    let reading = false;
    let last = '';
    const { port } = await peers.tcp((socket) => {
      // Nobody reads at first, so that the file cannot get through.
      socket.pause();
      socket.on('data', (data: Buffer) => (last = data.subarray(-5).toString()));
      readOn = () => {
        reading = true;
        socket.resume();
      };
    });
    let readOn = (): void => undefined;
    await bench.dial('tcp', port);
    await bench.chooseFile(file);
    await bench.sendButton.click();
    const progress = bench.page.getByRole('progressbar', { name: /Sending large\.bin/ });
    await expect(progress).toBeVisible();
    await bench.composer.getByRole('button', { name: 'Cancel' }).click();
    readOn();
    expect(reading).toBe(true);
    await expect(progress).toHaveCount(0);
    await expect(bench.status).toContainText('Open');
    await bench.send('Text', 'after');
    await expect.poll(() => last).toBe('after');
  });

  test('streams a file as one message of a WebSocket', async ({ bench, peers, directory }) => {
    const file = join(directory, 'firmware.bin');
    await writeFile(file, Buffer.alloc(1_000_000, 7));
    const far: [number, boolean][] = [];
    const { port } = await peers.ws((socket) =>
      socket.on('message', (data: Buffer, binary) => far.push([data.length, binary])),
    );
    await bench.dial('ws', port);
    await bench.choose('Frame kind', 'Binary');
    await bench.chooseFile(file);
    await bench.sendButton.click();
    await expect.poll(() => far).toEqual([[1_000_000, true]]);
  });

  test('pings, shows the round trip, and closes with a code and a reason', async ({ bench, peers }) => {
    const closed: [number, string][] = [];
    const { port } = await peers.ws((socket) =>
      socket.on('close', (code, reason) => closed.push([code, reason.toString()])),
    );
    await bench.dial('ws', port);
    await bench.choose('Frame kind', 'Ping');
    await bench.send('Text', 'hb01');
    await bench.waitForRow(/^sent ping, 4 bytes, .*"hb01"$/);
    await bench.waitForRow(/^received pong, 4 bytes, .*"hb01"$/);
    await expect(bench.status).toContainText('RTT');
    await bench.choose('Frame kind', 'Close');
    await bench.page.getByRole('spinbutton', { name: 'Close code' }).fill('4001');
    await bench.page.getByRole('textbox', { name: 'Close reason' }).fill('enough');
    await bench.sendButton.click();
    await expect.poll(() => closed).toEqual([[4001, 'enough']]);
    await bench.waitForRow(/^sent close, 8 bytes, .*4001 enough$/);
    await expect(bench.status).toContainText('Closed');
  });

  test('closes with a code from the menu beside Disconnect', async ({ bench, peers }) => {
    const closed: [number, string][] = [];
    const { port } = await peers.ws((socket) =>
      socket.on('close', (code, reason) => closed.push([code, reason.toString()])),
    );
    await bench.dial('ws', port);
    await bench.button('More ways to end').click();
    await bench.page.getByRole('menuitem', { name: /Close with code/ }).click();
    const dialog = bench.page.getByRole('dialog', { name: 'Close with code' });
    await dialog.getByRole('spinbutton', { name: 'Code' }).fill('3000');
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('bye');
    await dialog.getByRole('button', { name: 'Close', exact: true }).click();
    await expect.poll(() => closed).toEqual([[3000, 'bye']]);
    await expect(dialog).toHaveCount(0);
  });

  test('sends FIN and goes on reading', async ({ bench, peers }) => {
    let far: { write(text: string): void; end(): void } | undefined;
    let ended = false;
    const { port } = await peers.tcp((socket) => {
      socket.allowHalfOpen = true;
      socket.on('end', () => (ended = true)).resume();
      far = socket;
    });
    await bench.dial('tcp', port);
    await bench.button('More ways to end').click();
    await bench.page.getByRole('menuitem', { name: /Half-close/ }).click();
    await expect.poll(() => ended).toBe(true);
    await expect(bench.status).toContainText('Half-closed');
    far?.write('still here');
    await bench.waitForRow(/^received data, 10 bytes, .*still here$/);
  });

  test('sends by Ctrl+Enter, and brings earlier messages back by Alt+Up', async ({ bench, peers }) => {
    const { port } = await peers.echo();
    await bench.dial('tcp', port);
    for (const text of ['first', 'second']) {
      await bench.compose('Text', text);
      await bench.page.keyboard.press('Control+Enter');
      await bench.waitForRow(new RegExp(`^received data, .*${text}$`));
      await expect(bench.message).toHaveText(text);
    }
    await bench.write('draft');
    await bench.page.keyboard.press('Alt+ArrowUp');
    await expect(bench.message).toHaveText('second');
    await bench.page.keyboard.press('Alt+ArrowUp');
    await expect(bench.message).toHaveText('first');
    await bench.page.keyboard.press('Alt+ArrowDown');
    await bench.page.keyboard.press('Alt+ArrowDown');
    await expect(bench.message).toHaveText('draft');
  });

  test('keeps messages with the connection: saves, loads, sends and deletes them', async ({
    bench,
    peers,
  }) => {
    const { port } = await peers.tcp((socket) => (far = collect(socket)));
    let far: { text(): string } | undefined;
    await bench.openQuick('tcp', 'client', `127.0.0.1:${port}`);
    await bench.saveAs('till');
    await bench.connect();
    await bench.compose('Hex', '68 69');
    await bench.button('Save message').click();
    const saved = bench.savedMessages.getByRole('treeitem');
    await expect(saved).toHaveCount(1);
    // It asks for a name at once.
    await bench.page.getByRole('textbox', { name: 'New name' }).fill('greeting');
    await bench.page.keyboard.press('Enter');
    await expect(saved).toContainText('greeting');
    await bench.compose('Text', 'something else');
    await saved.click();
    await expect(bench.page.getByRole('radio', { name: 'Hex' })).toBeChecked();
    await expect(bench.message).toHaveText('68 69');
    await saved.dblclick();
    await expect.poll(() => far?.text()).toBe('hi');
    await saved.click({ button: 'right' });
    await bench.page.getByRole('menuitem', { name: /^Delete/ }).click();
    await expect(saved).toHaveCount(0);
    await bench.button('Undo').click();
    await expect(saved).toContainText('greeting');
  });

  test('says why nothing can be sent', async ({ bench, peers }) => {
    await bench.openQuick('tcp', 'client', '127.0.0.1:9');
    await expect(bench.sendButton).toBeDisabled();
    await expect(bench.composer).toContainText('Connect first');
    await bench.openQuick('tcp', 'server', '127.0.0.1:0');
    const port = await bench.listen();
    await expect(bench.composer).toContainText('No peer is connected');
    await peers.connect(port);
    await bench.compose('Text', 'x');
    await expect(bench.sendButton).toBeEnabled();
  });
});
