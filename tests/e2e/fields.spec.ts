import { readFile } from 'node:fs/promises';
import { expect, test } from './fixture.js';

/** Three registers from 0x006b of device 17, and the CRC of it. */
const request = '1103006b00037687';

test.describe('messages made of fields', () => {
  test('builds a frame, refuses an overflow at its row, and reads the answer by the same layout', async ({
    bench,
    peers,
  }) => {
    let far = '';
    const { port } = await peers.tcp((socket) => {
      socket.on('data', (data: Buffer) => {
        far += data.toString('hex');
        // The answer has the same shape, and one bit of its checksum is wrong.
        socket.write(Buffer.from('1103006b00037686', 'hex'));
      });
    });
    await bench.dial('tcp', port);
    await bench.mode('Fields');
    await bench.button('Begin with Modbus RTU').click();
    const table = bench.page.getByRole('grid', { name: 'Fields', exact: true });
    await expect(table.getByRole('columnheader')).toHaveText([
      'Move',
      'Name',
      'Type',
      'Byte order',
      'Value',
      'Bytes',
      'Options',
      'What is wrong',
    ]);
    const lines = table.getByRole('row').filter({ has: bench.page.getByRole('gridcell') });
    await expect(lines).toHaveCount(5);
    await expect(lines.first()).toHaveAttribute('aria-rowindex', '2');
    await expect(table).toHaveAttribute('aria-rowcount', '6');
    await expect(table.getByRole('row', { name: 'crc' })).toContainText('76 87');

    const quantity = bench.page.getByRole('textbox', { name: 'Value of quantity' });
    await quantity.fill('65536');
    await expect(table.getByRole('row', { name: 'quantity' })).toContainText(
      'u16 holds 0 to 65535: 65536 is more',
    );
    await expect(bench.sendButton).toBeDisabled();
    await bench.page.keyboard.press('Control+z');
    await expect(quantity).toHaveValue('3');
    await expect(bench.page.getByRole('status', { name: 'Size of the message' })).toHaveText('8 B');

    await bench.sendButton.click();
    await expect.poll(() => far).toBe(request);
    const answer = await bench.waitForRow(/^received data, 8 bytes/);
    await answer.click();
    await bench.payloadAs('Decoded');
    await bench.choose('Decode as', 'Modbus RTU request');
    const fields = bench.page.getByRole('tree', { name: 'Decoded fields' });
    await expect(fields).toContainText('the bytes make 0x8776: 0x8676 is there');
    await expect(fields).toContainText('Read Holding Registers');
  });

  test('edits the table by keys, keeps it with the connection, and puts variables in', async ({
    bench,
    peers,
  }) => {
    let far = '';
    const { port } = await peers.udp((message) => void (far = message.toString('hex')));
    await bench.openQuick('udp', 'client', `127.0.0.1:${port}`);
    await bench.saveAs('device');
    await bench.connect();
    await bench.mode('Fields');
    await bench.button('An empty table').click();
    const name = (of: string) => bench.page.getByRole('textbox', { name: `Name of ${of}` });
    const value = (of: string) => bench.page.getByRole('textbox', { name: `Value of ${of}` });
    await name('field').fill('kind');
    await name('field').press('Tab');
    await value('kind').fill('7');
    await value('kind').press('Insert');
    await expect(name('field')).toBeFocused();
    await bench.page.getByRole('combobox', { name: 'Type of field' }).selectOption('text');
    await value('field').fill('{{$counter}}');
    await value('field').press('Alt+Shift+ArrowDown');
    await expect(name('field 2')).toBeFocused();
    await name('field 2').press('Alt+ArrowUp');
    await name('field 2').press('Alt+ArrowUp');
    const rows = bench.page
      .getByRole('grid', { name: 'Fields', exact: true })
      .getByRole('row')
      .filter({ has: bench.page.getByRole('gridcell') });
    await expect(rows.first()).toHaveAccessibleName('field 2');
    await name('field 2').press('Control+Delete');
    await expect(rows).toHaveCount(2);
    await bench.sendButton.click();
    await expect.poll(() => far).toBe('0731');
    await bench.sendButton.click();
    await expect.poll(() => far).toBe('0732');
    await bench.button('Keep, export and order').click();
    await bench.page.getByRole('menuitem', { name: 'Keep with the connection' }).click();
    await expect(bench.page.getByText('Layout kept')).toBeVisible();
    await bench.button('Save message').click();
    await expect(bench.page.getByRole('textbox', { name: 'New name' })).toBeFocused();
    await bench.page.keyboard.press('Enter');
    await expect(bench.page.getByRole('textbox', { name: 'New name' })).toHaveCount(0);
    await bench.reload();
    await expect(value('kind')).toHaveValue('7');
    await bench.button('Layout').click();
    await expect(bench.page.getByRole('menuitem', { name: /New layout/ })).toBeVisible();
  });

  test('takes a received row apart, splits what no layout knows, and undoes it after leaving the table', async ({
    bench,
    peers,
  }) => {
    const answers = [request, '0102c3a96869'];
    const got: string[] = [];
    const { port } = await peers.tcp((socket) => {
      socket.on('data', (data: Buffer) => {
        got.push(data.toString('hex'));
        const answer = answers.shift();
        if (answer !== undefined) socket.write(Buffer.from(answer, 'hex'));
      });
    });
    await bench.dial('tcp', port);
    await bench.send('Hex', 'aa');
    await bench.rowMenu(await bench.waitForRow(/^received data, 8 bytes/), 'Edit as fields');
    const value = (of: string) => bench.page.getByRole('textbox', { name: `Value of ${of}`, exact: true });
    const type = (of: string) => bench.page.getByRole('combobox', { name: `Type of ${of}`, exact: true });
    const layoutName = bench.page.getByRole('textbox', { name: 'Name of the layout' });
    await expect(layoutName).toHaveValue('Modbus RTU request');
    await value('quantity').fill('4');
    await bench.sendButton.click();
    await expect.poll(() => got).toEqual(['aa', '1103006b00043745']);

    // Of bytes that no layout knows each type takes what it needs, and the cursor cuts the rest.
    await bench.rowMenu(await bench.waitForRow(/^received data, 6 bytes/), 'Edit as fields');
    await expect(value('data')).toHaveValue('01 02 c3 a9 68 69');
    await type('data').selectOption('u16');
    await expect(value('data')).toHaveValue('258');
    await value('data 2').press('Home');
    for (let step = 0; step < 5; step++) await value('data 2').press('ArrowRight');
    await value('data 2').press('Alt+Insert');
    await expect(value('data 2')).toHaveValue('c3 a9');
    await expect(value('data 3')).toBeFocused();
    await type('data 2').selectOption('text');
    await expect(value('data 2')).toHaveValue('\u00e9');
    const bytes = bench.page.getByRole('grid', { name: 'Bytes of the message' });
    await bytes.getByText('69', { exact: true }).click();
    await bench.button('Split data 3 before byte 5').click();
    await expect(value('data 4')).toHaveValue('69');
    await bench.sendButton.click();
    await expect.poll(() => got.at(-1)).toBe('0102c3a96869');

    await bench.mode('Text');
    await bench.mode('Fields');
    for (let step = 0; step < 5; step++) await bench.button('Undo').click();
    await expect(layoutName).toHaveValue('Modbus RTU request');
    await expect(value('quantity')).toHaveValue('4');
  });

  test('takes a layout of a thousand lines from a file, reorders it by dragging, and writes it to another', async ({
    bench,
    peers,
  }) => {
    const { port } = await peers.tcp(() => undefined);
    await bench.dial('tcp', port);
    await bench.mode('Fields');
    const file = bench.page.getByLabel('A layout as JSON');
    const take = (name: string, text: string) =>
      file.setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(text) });
    const layout = (fields: unknown) => JSON.stringify({ id: 'many', name: 'Many', fields });
    await take('torn.json', '{"fields":');
    await expect(bench.page.getByText('torn.json holds no layout')).toBeVisible();
    await take('wrong.json', layout([{ name: 'a', type: 'u9' }]));
    await expect(bench.page.getByText(/fields\.0\.type/)).toBeVisible();

    const many = Array.from({ length: 1_000 }, (_, index) => ({ name: `f${index}`, type: 'u8' }));
    await take('many.json', layout(many));
    const table = bench.page.getByRole('grid', { name: 'Fields', exact: true });
    await expect(table).toHaveAttribute('aria-rowcount', '1001');
    expect(await table.getByRole('row').count()).toBeLessThan(60);
    const row = (name: string) => table.getByRole('row', { name, exact: true });
    await row('f0')
      .getByRole('gridcell')
      .first()
      .dragTo(row('f2').getByRole('gridcell').first(), {
        targetPosition: { x: 6, y: 20 },
      });
    await expect(row('f0')).toHaveAttribute('aria-rowindex', '4');
    // The keyboard goes where nothing was drawn, and what is typed there counts.
    const value = (of: string) => bench.page.getByRole('textbox', { name: `Value of ${of}`, exact: true });
    await value('f2').focus();
    for (let page = 0; page < 4; page++) await bench.page.keyboard.press('PageDown');
    await expect(value('f41')).toBeFocused();
    await bench.page.keyboard.type('300');
    await expect(row('f41')).toContainText('u8 holds 0 to 255: 300 is more');
    await table.evaluate((element) => element.scrollTo(0, element.scrollHeight));
    await expect(row('f999')).toBeVisible();
    await bench.page.keyboard.press('Backspace');
    await expect(value('f41')).toHaveValue('30');

    await bench.button('Keep, export and order').click();
    const download = bench.page.waitForEvent('download');
    await bench.page.getByRole('menuitem', { name: 'Save as a file' }).click();
    const saved = JSON.parse(await readFile(await (await download).path(), 'utf8')) as {
      name: string;
      fields: { name: string; value?: string }[];
    };
    expect(saved.fields.slice(0, 3).map(({ name }) => name)).toEqual(['f1', 'f2', 'f0']);
    expect(saved.fields[41]).toEqual({ name: 'f41', type: 'u8', value: '30' });
    await bench.button('Layout').click();
    await bench.page.getByRole('menuitem', { name: 'An empty table' }).click();
    await expect(table).toHaveAttribute('aria-rowcount', '2');
    await take('again.json', JSON.stringify(saved));
    await expect(row('f0')).toHaveAttribute('aria-rowindex', '4');
  });

  test('reads what arrives by a layout that was kept, unasked, and shows the bytes that variables make', async ({
    bench,
    peers,
  }) => {
    const { port } = await peers.echo();
    await bench.openQuick('tcp', 'client', `127.0.0.1:${port}`);
    await bench.saveAs('device');
    await bench.connect();
    await bench.mode('Fields');
    await bench.button('Layout').click();
    await bench.page.getByRole('menuitem', { name: /^Length before a message/ }).click();
    await bench.page.getByRole('textbox', { name: 'Name of the layout' }).fill('Framed');
    await bench.button('Keep, export and order').click();
    await bench.page.getByRole('menuitem', { name: 'Keep with the connection' }).click();
    const payload = bench.page.getByRole('textbox', { name: 'Value of payload' });
    await payload.fill('{{nobody}}');
    const row = bench.page.getByRole('row', { name: 'payload', exact: true });
    await expect(row).toContainText('{{nobody}}');
    await expect(bench.sendButton).toBeDisabled();
    await payload.fill('no {{$counter}}');
    // The host made these: n, o, a space and the number.
    await expect(bench.page.getByRole('region', { name: 'What leaves' })).toContainText(/6e 6f 20.*31/);
    await bench.sendButton.click();
    await (await bench.waitForRow(/^received data/)).click();
    await bench.mode('Text');
    await bench.payloadAs('Decoded');
    const decoded = bench.page.getByRole('tree', { name: 'Decoded fields' });
    await expect(decoded).toContainText('no 1');
    await expect(bench.page.getByRole('combobox', { name: 'Decode as' })).toContainText('Framed');
  });
});
