import { join } from 'node:path';
import type { Locator } from '@playwright/test';
import { expect, test } from './fixture.js';
import type { Bench } from './fixture.js';
import { firstJson } from './headless.js';

/** The composer's mode Frame, by role and name. */
class Frame {
  readonly bytes: Locator;
  readonly violations: Locator;
  readonly size: Locator;

  constructor(readonly bench: Bench) {
    this.bytes = bench.page.getByRole('list', { name: 'Bytes that leave' });
    this.violations = bench.page.getByRole('list', { name: 'Violations' });
    this.size = bench.page.getByRole('status', { name: 'Size on the wire' });
  }

  field(name: string): Locator {
    return this.bench.composer.getByLabel(name, { exact: true });
  }

  bit(name: string): Locator {
    return this.bench.composer.getByRole('button', { name, exact: true });
  }

  /** Bytes as they are shown, without what is said of them. */
  async hex(): Promise<string> {
    const shown = await this.bytes.locator('.hex').allInnerTexts();
    return shown.join(' ').replaceAll(/\s+/g, ' ').trim();
  }

  async preset(title: string | RegExp): Promise<void> {
    await this.bit('Presets').click();
    await this.bench.page.getByRole('menuitem', { name: title }).click();
  }

  async payload(mode: string, text: string): Promise<void> {
    await this.bench.composer
      .getByRole('radiogroup', { name: 'Payload typed as' })
      .getByRole('radio', { name: mode, exact: true })
      .click();
    await this.bench.write(text);
  }
}

async function open(bench: Bench, port: number): Promise<Frame> {
  await bench.dial('ws', port, '/feed');
  await bench.mode('Frame');
  return new Frame(bench);
}

test.describe('crafting frames', () => {
  test('shows the exact bytes and what they break, sends them, and the peer closes with 1002', async ({
    bench,
    peers,
  }) => {
    const seen: string[] = [];
    const { port } = await peers.ws((socket) => {
      socket.on('error', ({ message }) => seen.push(message));
    });
    const frame = await open(bench, port);
    await frame.payload('Text', 'Hello');
    await frame.field('Masking key').fill('37fa213d');
    // The masked Hello of RFC 6455 §5.7.
    await expect.poll(() => frame.hex()).toBe('81 85 37 fa 21 3d 7f 9f 4d 51 58');
    await expect(frame.size).toHaveText('11 B in 1 write');
    await expect(bench.composer).toContainText('Breaks no rule');
    await frame.bit('RSV2').click();
    await expect.poll(() => frame.hex()).toBe('a1 85 37 fa 21 3d 7f 9f 4d 51 58');
    await expect(frame.violations.getByRole('listitem')).toHaveText(/RSV2 is set.*§5\.2.*1002/);
    await expect(bench.sendButton).toBeEnabled();
    await bench.message.press('Control+Enter');
    await bench.waitForRow(/^sent .*5 bytes, .*crafted/);
    const close = await bench.waitForRow(/^received close, /);
    await expect(close).toContainText('1002');
    expect(seen).toEqual(['Invalid WebSocket frame: RSV2 and RSV3 must be clear']);
    await expect(bench.status).toContainText('Closed');
    await expect(bench.composer).toContainText('Connect first');
  });

  test('offers every opcode, length and key, and says which field cannot be read', async ({
    bench,
    peers,
  }) => {
    const { port } = await peers.ws((socket) => void socket.on('error', () => undefined));
    const frame = await open(bench, port);
    await frame.payload('Hex', '01 02');
    await frame.bit('Mask').click();
    await bench.choose('Opcode', 'b reserved control');
    await expect.poll(() => frame.hex()).toBe('8b 02 01 02');
    await bench.choose('Opcode', '2 binary');
    await bench.page
      .getByRole('radiogroup', { name: 'Length form' })
      .getByRole('radio', { name: '64' })
      .click();
    await expect.poll(() => frame.hex()).toBe('82 7f 00 00 00 00 00 00 00 02 01 02');
    await expect(frame.violations).toContainText('must be written in 7 bits');
    await frame.field('Length claimed').fill('0x8000000000000000');
    await expect.poll(() => frame.hex()).toBe('82 7f 80 00 00 00 00 00 00 00 01 02');
    await frame.field('Length claimed').fill('a few');
    await expect(bench.composer).toContainText('The length is a whole number');
    await expect(bench.sendButton).toBeDisabled();
    await expect(bench.composer).toContainText('Mend the frame first');
    await frame.field('Length claimed').fill('');
    await frame.field('Cut after').fill('3');
    await expect.poll(() => frame.hex()).toBe('82 7f 00 00 00 00 00 00 00 02 01 02');
    await expect(frame.size).toHaveText('3 B in 1 write');
    await expect(frame.violations).toContainText('A frame ends within its header, after 3 bytes');
    await frame.field('Junk between frames').fill('ff');
    await expect(frame.size).toHaveText('4 B in 2 writes');
  });

  test('cuts a message into fragments that wait, each a row, and gives them up when asked', async ({
    bench,
    peers,
  }) => {
    const far: string[] = [];
    const { port } = await peers.ws((socket) => {
      socket.on('message', (data: Buffer) => far.push(data.toString()));
    });
    const frame = await open(bench, port);
    await frame.payload('JSON', '{"in":"three"}');
    await frame.field('Fragments').fill('3');
    await frame.field('Delay between fragments').fill('40');
    await expect(frame.size).toHaveText(/in 3 writes, 80 ms$/);
    await expect(frame.bytes.getByRole('listitem')).toHaveCount(3);
    await bench.sendButton.click();
    await expect.poll(() => far).toEqual(['{"in":"three"}']);
    await frame.field('Delay between fragments').fill('60000');
    await bench.sendButton.click();
    const progress = bench.page.getByRole('progressbar', { name: 'Sending the fragments' });
    await expect(progress).toBeVisible();
    await bench.composer.getByRole('button', { name: 'Cancel' }).click();
    await expect(progress).toHaveCount(0);
    await expect(bench.alert).toHaveCount(0);
    await expect(bench.status).toContainText('Open');
    expect(far).toEqual(['{"in":"three"}']);
  });

  test('sets up a preset by keyboard, named with its section and what a correct peer answers', async ({
    bench,
    peers,
  }) => {
    const { port } = await peers.ws((socket) => void socket.on('error', () => undefined));
    const frame = await open(bench, port);
    await frame.bit('Presets').focus();
    await bench.page.keyboard.press('Enter');
    await expect(bench.page.getByRole('menuitem', { name: /^Masked server frame/ })).toHaveCount(0);
    const item = bench.page.getByRole('menuitem', { name: /^Close code 1005/ });
    await expect(item).toHaveText(/Close code 1005 on the wire.*fails the connection with 1002.*§7\.4\.1/);
    await bench.page.keyboard.type('close');
    await expect(item).toBeFocused();
    await bench.page.keyboard.press('Enter');
    await expect(frame.bit('Presets')).toBeFocused();
    await expect(bench.page.getByRole('combobox', { name: 'Opcode' })).toHaveText('8 close');
    await expect(bench.message).toHaveText('03 ed');
    await frame.preset(/^New message inside/);
    await expect(bench.message).toHaveText('Hello');
    await expect(frame.bit('Same opcode')).toHaveAttribute('aria-pressed', 'true');
    await expect(frame.violations).toContainText('§5.4');
    await bench.sendButton.click();
    await expect(await bench.waitForRow(/^received close, /)).toContainText('1002');
  });

  test('keeps a frame with the connection as a few lines of its file, and drafts over a reload', async ({
    bench,
    peers,
    directory,
  }) => {
    const { port } = await peers.ws((socket) => void socket.on('error', () => undefined));
    await bench.openQuick('ws', 'client', `ws://127.0.0.1:${port}/feed`);
    await bench.saveAs('feed');
    await bench.mode('Frame');
    const frame = new Frame(bench);
    await frame.payload('Text', 'Hello');
    await frame.bit('RSV2').click();
    await bench.button('Save message').click();
    await bench.page.getByRole('textbox', { name: 'New name' }).fill('bad RSV2 frame');
    await bench.page.keyboard.press('Enter');
    const saved = bench.savedMessages.getByRole('treeitem');
    await expect(saved).toHaveAccessibleName('bad RSV2 frame, Frame');
    const folder = join(directory, 'workspace', 'connections');
    await expect
      .poll(async () => ((await firstJson(folder)) as { messages: unknown } | null)?.messages)
      .toMatchObject([{ name: 'bad RSV2 frame', mode: 'text', body: 'Hello', frame: { rsv2: true } }]);
    await frame.bit('RSV3').click();
    await bench.reload();
    await expect(frame.bit('RSV3')).toHaveAttribute('aria-pressed', 'true');
    await expect.poll(() => frame.hex()).toMatch(/^b1 85 /);
    await bench.mode('Text');
    await expect(bench.message).toHaveText('Hello');
    await saved.click();
    await expect(frame.bit('RSV3')).toHaveAttribute('aria-pressed', 'false');
    await expect.poll(() => frame.hex()).toMatch(/^a1 85 /);
  });

  test('lets a listener send what no server may, and offers frames to WebSockets alone', async ({
    bench,
    peers,
  }) => {
    const port = await bench.serve('ws');
    const far = await peers.connectWs(`ws://127.0.0.1:${port}/x`);
    const trouble = new Promise<string>((resolve) => far.on('error', ({ message }) => resolve(message)));
    await bench.mode('Frame');
    const frame = new Frame(bench);
    await frame.payload('Text', 'Hello');
    await expect.poll(() => frame.hex()).toBe('81 05 48 65 6c 6c 6f');
    await frame.preset(/^Masked server frame/);
    await expect(bench.page.getByRole('menuitem')).toHaveCount(0);
    await bench.sendButton.click();
    expect(await trouble).toBe('Invalid WebSocket frame: MASK must be clear');
    await bench.waitForRow(/^sent .*crafted/);
    await expect(await bench.waitForRow(/^received close, /)).toContainText('1002');
    const echo = await peers.echo();
    await bench.dial('tcp', echo.port);
    await expect(bench.page.getByRole('radio', { name: 'Base64', exact: true })).toBeVisible();
    await expect(bench.page.getByRole('radio', { name: 'Frame', exact: true })).toHaveCount(0);
  });
});
