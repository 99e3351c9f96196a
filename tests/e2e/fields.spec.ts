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
    await expect(table.getByRole('row')).toHaveCount(5);
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
    const rows = bench.page.getByRole('grid', { name: 'Fields', exact: true }).getByRole('row');
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
    await bench.page.keyboard.press('Enter');
    await bench.reload();
    await expect(value('kind')).toHaveValue('7');
    await bench.button('Layout').click();
    await expect(bench.page.getByRole('menuitem', { name: /New layout/ })).toBeVisible();
  });
});
