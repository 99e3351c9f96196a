import type { WebSocket } from 'ws';
import { expect, test } from './fixture.js';

test.describe('the timeline', () => {
  test('names each row for those who do not see it, with its place among all', async ({ bench, peers }) => {
    const { port } = await peers.echo();
    await bench.dial('tcp', port);
    await bench.send('Text', 'abc');
    const row = await bench.waitForRow(/^received data, 3 bytes, \d+\.\d{3} seconds, abc$/);
    const total = await bench.rowCount();
    await expect(row).toHaveAttribute('aria-rowindex', String(total));
    expect(total).toBeGreaterThanOrEqual(4); // resolve, connect, sent, received
    await bench.waitForRow(/^resolve, /);
    await bench.waitForRow(/connect, .*connected to 127\.0\.0\.1/);
  });

  test('follows the tail, holds still while read, and counts what is new', async ({ bench, peers }) => {
    let far: WebSocket | undefined;
    const { port } = await peers.ws((socket) => (far = socket), { perMessageDeflate: false });
    await bench.dial('ws', port);
    await bench.waitForRow(/^open, /);
    const before = await bench.rowCount();
    for (let i = 0; i < 300; i++) far?.send(`tick ${i}`);
    await bench.expectRowCount(before + 300);
    await bench.waitForRow(/, tick 299$/);
    await expect(bench.follow).toHaveAttribute('aria-pressed', 'true');

    await bench.timeline.hover();
    await bench.page.mouse.wheel(0, -2_000);
    await expect(bench.follow).toHaveAttribute('aria-pressed', 'false');
    await expect(bench.rows(/, tick 299$/)).toHaveCount(0);
    // The wheel has been followed once two looks a frame apart agree.
    const first = (): Promise<string | null> => bench.rows().first().getAttribute('aria-rowindex');
    await expect
      .poll(() =>
        bench.timeline.evaluate(async (element) => {
          const look = () => `${element.scrollTop} ${element.querySelector('[aria-rowindex]')?.ariaRowIndex}`;
          const before = look();
          await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
          return look() === before;
        }),
      )
      .toBe(true);
    const held = await first();
    for (let i = 300; i < 320; i++) far?.send(`tick ${i}`);
    await bench.expectRowCount(before + 320);
    await expect(bench.button(/^20 new/)).toBeVisible();
    expect(await first()).toBe(held);
    await expect(bench.rows(/, tick 319$/)).toHaveCount(0);

    await bench.button(/^20 new/).click();
    await bench.waitForRow(/, tick 319$/);
    await expect(bench.follow).toHaveAttribute('aria-pressed', 'true');
  });

  test('goes on following a stream of lines while the window becomes higher and lower', async ({
    bench,
    peers,
  }) => {
    const { port } = await peers.tcp((socket) => {
      let sent = 0;
      const feed = setInterval(() => {
        let lines = '';
        for (let i = 0; i < 400; i++) lines += `line ${++sent}\n`;
        socket.write(lines);
      }, 20);
      socket.on('close', () => clearInterval(feed));
    });
    await bench.dial('tcp', port);
    await bench.page.getByRole('combobox', { name: 'Framing' }).click();
    await bench.page.getByRole('option', { name: /^Lines/ }).click();
    await bench.waitForRow(/, line \d{4,}$/);
    for (const height of [700, 900, 760, 901]) {
      await bench.page.setViewportSize({ width: 1440, height });
      const last = await bench.rowCount();
      await expect.poll(() => bench.rowCount()).toBeGreaterThan(last + 50);
      await expect(bench.follow).toHaveAttribute('aria-pressed', 'true');
    }
  });

  test('keeps up with ten thousand rows a moment, and reaches the first and the last', async ({
    bench,
    peers,
  }) => {
    let far: WebSocket | undefined;
    const { port } = await peers.ws((socket) => (far = socket), { perMessageDeflate: false });
    await bench.dial('ws', port);
    await bench.waitForRow(/^open, /);
    const before = await bench.rowCount();
    for (let i = 0; i < 10_000; i++) far?.send(`row ${i}`);
    await bench.expectRowCount(before + 10_000);
    await bench.waitForRow(/, row 9999$/);
    await bench.rows(/, row 9999$/).click();
    await bench.page.keyboard.press('Home');
    await bench.waitForRow(/^resolve, /);
    await bench.page.keyboard.press('End');
    await bench.waitForRow(/, row 9999$/);
    // However many there are, the page draws a screenful.
    expect(await bench.rows().count()).toBeLessThan(100);
  });

  test('filters by direction, kind and text, and says how many are left', async ({ bench, peers }) => {
    const { port } = await peers.ws((socket) =>
      socket.on('message', (data: Buffer) => socket.send(`answer to ${data.toString()}`)),
    );
    await bench.dial('ws', port);
    for (const text of ['alpha', 'beta']) {
      await bench.send('Text', text);
      await bench.waitForRow(new RegExp(`answer to ${text}$`));
    }
    const all = await bench.rowCount();
    await bench.show('Received');
    await bench.expectRowCount(3); // the response to the upgrade and two answers
    await expect(bench.rows(/^sent /)).toHaveCount(0);
    await bench.show('Sent');
    await bench.expectRowCount(3);
    await bench.show('Control');
    await expect(bench.rows(/ text, /)).toHaveCount(0);
    await bench.waitForRow(/^sent upgrade, /);
    await bench.show('All');
    await bench.expectRowCount(all);

    await bench.filter.fill('TO BETA');
    await bench.expectRowCount(1);
    await bench.waitForRow(/^received text, .*answer to beta$/);
    await expect(bench.page.getByRole('toolbar', { name: 'Timeline tools' })).toContainText(`1 / ${all}`);
    await bench.send('Text', 'another to beta');
    await bench.expectRowCount(3);
    await bench.filter.fill('nothing is like this');
    await expect(bench.page.getByText('No row matches')).toBeVisible();
    await bench.button('Clear filter').click();
    await bench.expectRowCount(all + 2);
  });

  test('finds text deep in a payload, far behind the preview', async ({ bench, peers }) => {
    let far: WebSocket | undefined;
    const { port } = await peers.ws((socket) => (far = socket));
    await bench.dial('ws', port);
    far?.send(`${'x'.repeat(300_000)}needle${'y'.repeat(300_000)}`);
    far?.send('without it');
    await bench.waitForRow(/, without it$/);
    await bench.filter.fill('needle');
    await bench.expectRowCount(1);
    await bench.waitForRow(/^received text, 600006 bytes, /);
  });

  test('clears the view without deleting, and shows all again', async ({ bench, peers }) => {
    const { port } = await peers.echo();
    await bench.dial('tcp', port);
    await bench.send('Text', 'one');
    await bench.waitForRow(/^received data, .*one$/);
    const all = await bench.rowCount();
    await bench.button('Clear').click();
    await bench.expectRowCount(0);
    await expect(bench.page.getByText('Nothing was deleted')).toBeVisible();
    await bench.send('Text', 'two');
    await bench.waitForRow(/^received data, .*two$/);
    await bench.expectRowCount(2);
    await bench.button('Show all').click();
    await bench.expectRowCount(all + 2);
  });

  test('exports the shown rows as text, JSON lines and CSV, byte for byte', async ({ bench, peers }) => {
    const { port } = await peers.echo();
    await bench.dial('tcp', port);
    await bench.send('Hex', '00 ff 22 0a');
    await bench.waitForRow(/^received data, 4 bytes, /);
    await bench.send('Text', '=SUM(A1), "quoted"');
    await bench.waitForRow(/^received data, 18 bytes, /);
    await bench.show('Sent');
    await bench.expectRowCount(2);

    const jsonl = await bench.exportAs('JSON lines', /^What is shown/);
    expect(jsonl.name).toMatch(/\.jsonl$/);
    const rows = jsonl.text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { dir: string; kind: string; length: number; payload: string });
    expect(rows.map(({ dir, kind, length }) => ({ dir, kind, length }))).toEqual([
      { dir: 'out', kind: 'chunk', length: 4 },
      { dir: 'out', kind: 'chunk', length: 18 },
    ]);
    expect(rows.map((row) => Buffer.from(row.payload, 'base64').toString('latin1'))).toEqual([
      '\u0000\u00ff"\n',
      '=SUM(A1), "quoted"',
    ]);

    const csv = await bench.exportAs('CSV', /^What is shown/);
    const lines = csv.text.split('\r\n');
    expect(lines[0]).toBe('seq,time,offset_ns,direction,kind,flags,peer,length,payload,marked,comment');
    expect(lines).toHaveLength(4);
    // A spreadsheet must not take a payload for a formula.
    expect(lines[2]).toMatch(/,18,"'=SUM\(A1\), ""quoted""",,$/);

    const text = await bench.exportAs('Text', /^What is shown/);
    expect(text.text.trimEnd().split('\n')).toHaveLength(2);
    expect(text.text).toContain('00 ff 22 0a');
    expect(text.text).toContain('=SUM(A1), "quoted"');
  });

  test('cuts the past anew when the framing changes', async ({ bench, peers }) => {
    const { port } = await peers.tcp((socket) => void socket.write('one\r\ntwo\r\nthr'));
    await bench.dial('tcp', port);
    await bench.waitForRow(/^received data, 13 bytes, /);
    await bench.show('Received');
    await bench.expectRowCount(1);
    await bench.choose('Framing', /^Line/);
    await bench.expectRowCount(3);
    await bench.waitForRow(/^received data, 3 bytes, .*one$/);
    await bench.waitForRow(/^received data, 3 bytes, .*unfinished, thr$/);
    await bench.choose('Framing', /^Fixed/);
    await bench.button('Framing details').click();
    await bench.page.getByRole('spinbutton').fill('4');
    await bench.page.keyboard.press('Tab');
    await bench.expectRowCount(4);
    await bench.page.keyboard.press('Escape');
    await bench.choose('Framing', /^Raw/);
    await bench.expectRowCount(1);
  });

  test('resends a row, edits it, and copies it', async ({ bench, peers, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const far: string[] = [];
    const { port } = await peers.ws((socket) =>
      socket.on('message', (data: Buffer) => far.push(data.toString())),
    );
    await bench.dial('ws', port);
    await bench.send('Text', 'again');
    const row = await bench.waitForRow(/^sent text, .*again$/);
    await bench.rowMenu(row, 'Resend');
    await expect.poll(() => far).toEqual(['again', 'again']);
    await bench.write('something else');
    await bench.rowMenu(row, 'Edit and resend');
    await expect(bench.message).toHaveText('again');
    await expect(bench.message).toBeFocused();
    await bench.rowMenu(row, 'Copy as hex');
    await expect.poll(() => bench.page.evaluate(() => navigator.clipboard.readText())).toBe('61 67 61 69 6e');
  });
});

test.describe('the inspector', () => {
  test('shows a payload as text, as a tree with exact numbers, and as bytes', async ({ bench, peers }) => {
    const text = '{"id":90071992547409931234,"name":"žluť","list":[1,2.50]}';
    const { port } = await peers.ws((socket) => void socket.send(text));
    await bench.dial('ws', port);
    await (await bench.waitForRow(/^received text, .*90071992547409931234/)).click();
    const tree = bench.inspectorPanel.getByRole('listbox', { name: 'JSON tree' });
    await bench.payloadAs('JSON tree');
    await expect(tree).toContainText('90071992547409931234');
    await expect(tree).toContainText('2.50');
    await expect(tree).toContainText('žluť');
    await bench.payloadAs('Text');
    await expect(bench.inspectorPanel.getByRole('document', { name: 'Payload as text' })).toHaveText(text);
    await bench.payloadAs('Hex');
    await expect(bench.inspectorPanel).toContainText('7b');
    await expect(bench.inspectorPanel).toContainText('{"id":90');
  });

  test('shows the handshake with its headers and why the accept key is right', async ({ bench, peers }) => {
    const { port } = await peers.ws(() => undefined);
    await bench.dial('ws', port, '/feed?x=1');
    await bench.inspectorTab('Handshake').click();
    await expect(bench.inspectorPanel).toContainText('GET /feed?x=1 HTTP/1.1');
    await expect(bench.inspectorPanel).toContainText('Sec-WebSocket-Key');
    await expect(bench.inspectorPanel).toContainText('HTTP/1.1 101 Switching Protocols');
    await expect(bench.inspectorPanel).toContainText('Sec-WebSocket-Accept');
    await expect(bench.inspectorPanel.getByLabel('passed').first()).toBeVisible();
    await expect(bench.inspectorPanel.getByLabel('failed')).toHaveCount(0);
  });

  test('pages through a payload of many megabytes', async ({ bench, peers }) => {
    const { port } = await peers.ws((socket) => void socket.send(Buffer.alloc(20_000_000, 0xab)));
    await bench.dial('ws', port);
    await (await bench.waitForRow(/^received binary, 20000000 bytes, /)).click();
    await expect(bench.inspectorPanel).toContainText('ab ab ab ab');
    await bench.inspectorPanel.getByRole('grid').first().focus();
    // The first key puts the cursor down.
    await bench.page.keyboard.press('ArrowRight');
    await bench.page.keyboard.press('Control+End');
    await expect(bench.inspectorPanel).toContainText('1312cf8');
  });
});
