import { readFile } from 'node:fs/promises';
import type { Locator } from '@playwright/test';
import { violationsInBoth } from './axe.js';
import { expect, test } from './fixture.js';
import type { Bench } from './fixture.js';
import type { Peers } from './peers.js';

/** Connects to a far end, and answers how to wait for what it gets next, all of it, as hex. */
async function sink(bench: Bench, peers: Peers): Promise<(hex: string) => Promise<void>> {
  let far = Buffer.alloc(0);
  const { port } = await peers.tcp(
    (socket) => void socket.on('data', (data: Buffer) => (far = Buffer.concat([far, data]))),
  );
  await bench.dial('tcp', port);
  return async (hex) => {
    await expect.poll(() => far.toString('hex')).toBe(hex);
    far = Buffer.alloc(0);
  };
}

const hexOf = (text: string): string => Buffer.from(text).toString('hex');
const menu = async (bench: Bench, item: string): Promise<void> => {
  await bench.button('Edit the message').click();
  await bench.page.getByRole('menu').getByText(item, { exact: true }).click();
};
const problem = (bench: Bench, name: RegExp): Locator =>
  bench.composer.getByRole('group', { name: 'Problems' }).getByRole('button', { name });
const gridOf = (bench: Bench): Locator => bench.page.getByRole('grid', { name: 'Message bytes' });
const press = async (bench: Bench, ...keys: string[]): Promise<void> => {
  for (const key of keys) await bench.page.keyboard.press(key);
};

test.describe('the message editor', () => {
  test('keeps line ends and controls exactly as pasted, goes on in their way, and shows them', async ({
    bench,
    peers,
  }) => {
    const far = await sink(bench, peers);
    await bench.mode('Text');
    await bench.paste(bench.message, 'a\r\nb\rc\0\r\nd');
    await expect(bench.composer).toContainText('CRLF + CR');
    await bench.sendButton.click();
    await far(hexOf('a\r\nb\rc\0\r\nd'));
    await bench.message.focus();
    await press(bench, 'ControlOrMeta+End', 'Enter', 'e', 'ControlOrMeta+Enter');
    await far(hexOf('a\r\nb\rc\0\r\nd\r\ne'));
    // A CRLF is deleted as one.
    await press(bench, 'Backspace', 'Backspace', 'ControlOrMeta+Enter');
    await far(hexOf('a\r\nb\rc\0\r\nd'));
    await menu(bench, 'Show line ends');
    await expect(bench.message.getByLabel('line end CRLF, 0d 0a')).toHaveCount(2);
    await menu(bench, 'All line ends LF');
    await bench.choose('Ending', /^NUL/);
    await bench.sendButton.click();
    await far(hexOf('a\nb\nc\0\nd\0'));
  });

  test('sends escapes with variables among them, and refuses one at its place', async ({ bench, peers }) => {
    const far = await sink(bench, peers);
    await bench.send('Escapes', '\\x00\\u{1F600}{{bytes "00 ff"}}\\\\{{bytes 41}}\\{{\\n');
    await far('00f09f988000ff5c417b7b0a');
    await bench.compose('Escapes', 'ab\\n\ncd\\q');
    await expect(problem(bench, /^line 2, column 3: .*unknown escape/i)).toBeVisible();
    await expect(bench.sendButton).toBeDisabled();
    await bench.write('{{bytes 41}}\\q');
    await expect(problem(bench, /^line 1, column 13: /)).toBeVisible();
    await expect(bench.sendButton).toBeDisabled();
  });

  test('lists every fault of JSON, leads to each, and lays out big integers untouched', async ({
    bench,
    peers,
  }) => {
    const far = await sink(bench, peers);
    await bench.compose('JSON', '{\n  a: 1,\n  "b": [1, 2,]\n}');
    await expect(bench.composer).toContainText('Not JSON');
    await expect(problem(bench, /^line 2, column 3: A key is in double quotes/)).toBeVisible();
    await problem(bench, /^line 3, column 13: ',' before/).click();
    await press(bench, 'Delete', 'ControlOrMeta+Home', 'ArrowDown', 'ArrowRight', 'ArrowRight');
    await bench.page.keyboard.insertText('"');
    await press(bench, 'ArrowRight');
    await bench.page.keyboard.insertText('"');
    await expect(bench.composer).not.toContainText('Not JSON');
    await bench.write('{"n":90071992547409931234,"v":{{bytes 31}},"n":1.0e5}');
    await bench.button('Format').click();
    await expect(bench.message).toContainText('"n": 90071992547409931234,');
    await bench.button('Minify').click();
    await bench.sendButton.click();
    await far(hexOf('{"n":90071992547409931234,"v":1,"n":1.0e5}'));
  });

  test('finds faults of XML at their place, formats it, and leaves mixed content alone', async ({
    bench,
    peers,
  }) => {
    const far = await sink(bench, peers);
    await bench.compose('XML', '<a>\n <b x="1" x="2">1 & 2</b>\n</c></a>');
    await expect(problem(bench, /^line 2, column 11: The attribute x stands here twice/)).toBeVisible();
    await expect(problem(bench, /^line 3, column 1: <\/c> closes nothing/)).toBeAttached();
    await bench.write('<a><p>x <b>y</b></p><q/></a>');
    await bench.button('Format').click();
    await bench.sendButton.click();
    await far(hexOf('<a>\n  <p>x <b>y</b></p>\n  <q/>\n</a>'));
  });

  test('writes a large grid as text without a stall, shows how it begins, and undoes after coming back', async ({
    bench,
    peers,
  }) => {
    let far = 0;
    let first = '';
    const { port } = await peers.tcp((socket) => {
      socket.on('data', (data: Buffer) => {
        if (far === 0) first = data.subarray(0, 2).toString('hex');
        far += data.length;
      });
    });
    await bench.dial('tcp', port);
    await bench.mode('Hex');
    const entry = (name: string) =>
      bench.page.getByRole('radiogroup', { name: 'Hex entry' }).getByRole('radio', { name });
    await entry('Grid').click();
    await gridOf(bench).focus();
    await bench.page.keyboard.type('41');
    await bench.button('Fill…').click();
    await bench.page.getByRole('textbox', { name: 'Pattern in hex' }).fill('42');
    await bench.page.getByRole('spinbutton', { name: 'Bytes' }).fill('3000000');
    await bench.page.keyboard.press('Enter');
    await gridOf(bench).focus();
    await bench.page.keyboard.press('Control+Home');
    await bench.page.keyboard.type('ff');
    // Left in the middle of it: the text follows the bytes.
    await entry('Typed').click();
    await expect(bench.page.getByText('are edited in the grid')).toBeVisible();
    const head = bench.page.getByLabel('How the message begins');
    await expect(head).toContainText('ff 41 42 42');
    expect((await head.innerText()).length).toBeLessThan(100_000);
    // It is told before it is lost, and can be kept as a file.
    const unkept = bench.page.getByRole('status', { name: 'What is not kept' });
    await expect(unkept).toContainText(/Hex has more than 4.000.000 characters/);
    const download = bench.page.waitForEvent('download');
    await bench.button('Save Hex as a file').click();
    const saved = await readFile(await (await download).path());
    expect([saved.length, saved.subarray(0, 3).toString('hex')]).toEqual([3_000_002, 'ff4142']);
    await bench.mode('Text');
    await bench.mode('Hex');
    await bench.button('Edit in the grid').click();
    await bench.button('Undo').click();
    await bench.sendButton.click();
    await expect.poll(() => far).toBe(3_000_001);
    expect(first).toBe('4142');
    await bench.button('Undo').click();
    await entry('Typed').click();
    await expect(bench.message).toHaveText('41');
    // What is typed as text is one step of the grid's undo.
    await bench.write('41 43');
    await entry('Grid').click();
    await bench.button('Undo').click();
    await entry('Typed').click();
    await expect(bench.message).toHaveText('41');
  });

  test('edits bytes in a grid by keys, with undo, and shows them as text and back', async ({
    bench,
    peers,
  }) => {
    const far = await sink(bench, peers);
    await bench.mode('Hex');
    await bench.page.getByRole('radio', { name: 'Grid', exact: true }).click();
    const grid = gridOf(bench);
    await grid.focus();
    await bench.page.keyboard.type('68 65 6c6c6f');
    await press(bench, 'ControlOrMeta+Enter');
    await far('68656c6c6f');
    // Over what is there, one undo for both bytes.
    await press(bench, 'Home', 'Insert');
    await expect(bench.button('Overwrite')).toBeVisible();
    await bench.page.keyboard.type('4865');
    await press(bench, 'Insert', 'Tab', 'End', 'ControlOrMeta+End');
    await bench.page.keyboard.type('!');
    await bench.paste(grid, 'é');
    await press(bench, 'ControlOrMeta+Enter');
    await far('48656c6c6f21c3a9');
    await press(bench, 'ControlOrMeta+z', 'ControlOrMeta+z', 'ControlOrMeta+z', 'ControlOrMeta+Enter');
    await far('68656c6c6f');
    await press(bench, 'ControlOrMeta+y', 'ControlOrMeta+Enter');
    await far('48656c6c6f');
    // Ranges: delete three, fill what is left of it.
    await press(
      bench,
      'ControlOrMeta+Home',
      'Shift+ArrowRight',
      'Shift+ArrowRight',
      'Shift+ArrowRight',
      'Delete',
    );
    await bench.button('Fill…').click();
    await bench.page.getByRole('textbox', { name: 'Pattern in hex' }).fill('ab cd');
    await bench.page.getByRole('spinbutton', { name: 'Bytes' }).fill('3');
    await bench.page.getByRole('button', { name: 'Fill', exact: true }).click();
    await press(bench, 'ControlOrMeta+Enter');
    await far('abcdab6c6f');
    await bench.page.getByRole('radio', { name: 'Typed', exact: true }).click();
    await expect(bench.message).toHaveText('ab cd ab 6c 6f');
    await bench.write('00 {{counter}}');
    await bench.page.getByRole('radio', { name: 'Grid', exact: true }).click();
    await expect(bench.composer).toContainText('Placeholders have bytes when the message is sent');
    await bench.button('Edit as text').click();
    await expect(bench.message).toContainText('{{counter}}');
  });

  test('selects by mouse, copies and pastes hex and text, and goes to offsets', async ({ bench, peers }) => {
    const far = await sink(bench, peers);
    await bench.compose('Text', 'abcdefghijklmnopqrstuvwxyz');
    await bench.mode('Hex');
    await bench.page.getByRole('radio', { name: 'Grid', exact: true }).click();
    const grid = gridOf(bench);
    const pairs = (at: number): Locator => grid.locator(`[data-column=hex] [data-at="${at}"]`);
    await pairs(1).hover();
    await bench.page.mouse.down();
    await pairs(3).hover();
    await bench.page.mouse.up();
    await expect(bench.composer).toContainText('0x1–0x3, 3 B');
    await press(bench, 'ControlOrMeta+x');
    await press(bench, 'ControlOrMeta+End', 'ControlOrMeta+v');
    await bench.button('Go to…').click();
    await bench.page.getByRole('textbox', { name: 'Offset', exact: true }).fill('0x1');
    await press(bench, 'Enter');
    await bench.paste(grid, 'zz');
    await expect(bench.page.getByText('Paste into the text column')).toBeVisible();
    await press(bench, 'Tab');
    await bench.paste(grid, 'ZZ');
    await press(bench, 'ControlOrMeta+Enter');
    await far(hexOf('aZZefghijklmnopqrstuvwxyzbcd'));
    expect(await violationsInBoth(bench.page)).toEqual([]);
  });

  test('shows a message in a mode nobody has written in, and converts on demand with undo', async ({
    bench,
    peers,
  }) => {
    const far = await sink(bench, peers);
    await bench.compose('Text', 'hé');
    await bench.mode('Hex');
    await expect(bench.message).toHaveText('68 c3 a9');
    await bench.mode('Escapes');
    await bench.write('\\xff');
    await bench.mode('Text');
    await expect(bench.message).toHaveText('hé');
    await menu(bench, 'Convert to Escapes');
    await expect(bench.message).toHaveText('hé');
    await bench.button('Undo').click();
    await expect(bench.page.getByRole('radio', { name: 'Text', exact: true })).toBeChecked();
    await bench.mode('Escapes');
    await expect(bench.message).toHaveText('\\xff');
    await menu(bench, 'Convert to Text');
    await expect(bench.page.getByText('no text in UTF-8')).toBeVisible();
    await menu(bench, 'Convert to Base64, URL-safe');
    await expect(bench.message).toHaveText('_w');
    await bench.sendButton.click();
    await far('ff');
    // Each mode takes back its own changes and no one else's.
    await bench.mode('Text');
    await bench.message.focus();
    await press(bench, 'ControlOrMeta+End');
    await bench.page.keyboard.insertText('!');
    await bench.mode('Hex');
    await bench.mode('Text');
    await bench.message.focus();
    await press(bench, 'ControlOrMeta+z');
    await expect(bench.message).toHaveText('hé');
  });

  test('finds and replaces in the message, and leaves Ctrl+F to the timeline', async ({ bench, peers }) => {
    const far = await sink(bench, peers);
    await bench.compose('Text', 'one two one');
    await press(bench, 'Control+h');
    await bench.page.getByRole('textbox', { name: 'Find' }).fill('one');
    await bench.page.getByRole('textbox', { name: 'Replace' }).fill('1');
    await bench.page.getByRole('button', { name: 'replace all' }).click();
    await press(bench, 'Escape');
    await expect(bench.message).toBeFocused();
    await press(bench, 'Control+Enter');
    await far(hexOf('1 two 1'));
    await press(bench, 'Control+f');
    await expect(bench.filter).toBeFocused();
  });
});
