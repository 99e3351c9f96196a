import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { Locator } from '@playwright/test';
import { expect, test } from './fixture.js';
import type { Bench } from './fixture.js';
import type { Peers } from './peers.js';

/** Opens a WebSocket by hand, to send frames as no library would. */
async function shakeHands(peers: Peers, port: number, extensions = ''): Promise<Socket> {
  const socket = await peers.connect(port);
  socket.write(
    `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      `Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n${extensions}\r\n`,
  );
  await once(socket, 'data');
  return socket;
}

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');
const layerOf = (bench: Bench): Locator => bench.page.getByRole('radiogroup', { name: 'Layer' });
const show = (bench: Bench, layer: 'Messages' | 'Wire'): Promise<void> =>
  layerOf(bench).getByRole('radio', { name: layer }).click();

test.describe('messages and the wire', () => {
  test('shows a fragmented message once, and each of its frames', async ({ bench, peers }) => {
    const port = await bench.serve('ws');
    const far = await shakeHands(peers, port);
    // "Hel" and "lo", masked with 37fa213d (RFC 6455 §5.7), a ping in between, then "Hello" in one frame.
    far.write(hex('01 83 37fa213d 7f9f4d'));
    far.write(hex('89 80 00000000'));
    far.write(hex('80 82 37fa213d 5b95'));
    far.write(hex('81 85 37fa213d 7f9f4d5158'));
    await bench.waitForRow(/^received text, 5 bytes, \d+\.\d{3} seconds, Hello$/);
    const whole = await bench.waitForRow(/^received text, 5 bytes, .* fragmented, Hello$/);
    await expect(layerOf(bench).getByRole('radio', { name: 'Messages' })).toBeChecked();
    await expect(bench.rows(/ frame, /)).toHaveCount(0);

    await show(bench, 'Wire');
    const first = await bench.waitForRow(
      /^received text frame, 3 bytes, .* opcode 1, not final, masked 37fa213d, first fragment, Hel$/,
    );
    await bench.waitForRow(/^received ping frame, 0 bytes, .* opcode 9, final, masked 00000000/);
    const last = await bench.waitForRow(
      /^received continuation frame, 2 bytes, .* opcode 0, final, masked 37fa213d, last fragment, lo$/,
    );
    await bench.waitForRow(/^received text frame, 5 bytes, .* opcode 1, final, masked 37fa213d, Hello$/);
    await bench.waitForRow(/^sent pong frame, 0 bytes, .* final, not masked, automatic/);
    await expect(bench.rows(/ fragmented, Hello$/)).toHaveCount(0);
    await expect(first).toContainText('37fa213d');

    // There and back by key.
    await last.click();
    await bench.page.keyboard.press('Enter');
    await expect(layerOf(bench).getByRole('radio', { name: 'Messages' })).toBeChecked();
    await expect(bench.selectedRow).toHaveAccessibleName(/, fragmented, Hello$/);
    await bench.page.keyboard.press('Enter');
    await expect(bench.selectedRow).toHaveAccessibleName(/, first fragment, Hel$/);
    // And by menu.
    await bench.rowMenu(last, 'Show message');
    await expect(bench.selectedRow).toHaveAccessibleName(/, fragmented, Hello$/);
    await bench.rowMenu(whole, 'Show frames');
    await expect(bench.selectedRow).toHaveAccessibleName(/, first fragment, Hel$/);
  });

  test('keeps the selected row through the layers, and the layer through a reload', async ({
    bench,
    peers,
  }) => {
    const port = await bench.serve('ws');
    const far = await shakeHands(peers, port);
    for (let n = 0; n < 60; n++) far.write(hex('01 81 00000000 61 80 81 00000000 62'));
    far.write(hex('81 83 00000000 6f6e65'));
    const one = await bench.waitForRow(/^received text, 3 bytes, .*one$/);
    await one.click();
    await show(bench, 'Wire');
    await expect(bench.selectedRow).toHaveAccessibleName(/^received text frame, .* final, .*one$/);
    // Until the frames are there the messages are still drawn, with their frames' words.
    await expect.poll(() => bench.rowCount()).toBeGreaterThan(120);
    await bench.page.keyboard.press('F7');
    await expect(bench.selectedRow).toHaveAccessibleName(/, last fragment, b$/);
    // A fragment is not among the messages: its message is.
    await show(bench, 'Messages');
    await expect(bench.selectedRow).toHaveAccessibleName(/^received text, 2 bytes, .*fragmented, ab$/);
    await show(bench, 'Wire');
    await expect(bench.selectedRow).toHaveAccessibleName(/^received text frame, .* first fragment, a$/);
    const rows = await bench.rowCount();
    await bench.page.keyboard.press('Control+m');
    await expect(bench.selectedRow).toHaveAccessibleName(/, marked, /);
    await bench.reload();
    await expect(layerOf(bench).getByRole('radio', { name: 'Wire' })).toBeChecked();
    await bench.expectRowCount(rows);
    await bench.show('Marked');
    await bench.expectRowCount(1);
  });

  test('names what is compressed', async ({ bench, peers }) => {
    const port = await bench.serve('ws');
    const far = await peers.connectWs(`ws://127.0.0.1:${port}`, { perMessageDeflate: { threshold: 0 } });
    far.send('compressed '.repeat(40));
    await bench.waitForRow(/^received text, 440 bytes, .*compressed/);
    await show(bench, 'Wire');
    const frame = await bench.waitForRow(
      /^received text frame, .* opcode 1, final, RSV1, masked .*compressed/,
    );
    await expect(frame).toContainText('RSV1');
    await bench.rowMenu(frame, 'Show message');
    await expect(bench.selectedRow).toHaveAccessibleName(/^received text, 440 bytes, /);
  });

  test('shows what is no frame, and what breaks the rules, with a word for it', async ({ bench, peers }) => {
    const port = await bench.serve('ws');
    const far = await shakeHands(peers, port);
    far.write(hex('81 83 00000000 6f6e65'));
    await bench.waitForRow(/^received text, .*one$/);
    // A reserved opcode, then a length that cannot be.
    far.write(hex('83 80 00000000'));
    await show(bench, 'Wire');
    const broken = await bench.waitForRow(/^received reserved data frame, 0 bytes, .* opcode 3, .*invalid/);
    await expect(broken.getByText('invalid')).toBeVisible();
    const other = await shakeHands(peers, port);
    other.write(hex('82 ff ffffffffffffffff 00000000 6162'));
    const bytes = await bench.waitForRow(/^received bytes outside a frame, .*invalid/);
    await expect(bytes).toContainText('No frame');
  });

  test('shows chunks as they came where framing cuts messages, and says so', async ({ bench, peers }) => {
    const { port } = await peers.tcp((socket) => void socket.write('one\ntwo\nthree\n'));
    await bench.dial('tcp', port);
    await bench.choose('Framing', /^Line/);
    await bench.show('Received');
    await bench.expectRowCount(3);
    await show(bench, 'Wire');
    await bench.expectRowCount(1);
    await bench.waitForRow(/^received data, 14 bytes, /);
    await expect(bench.page.getByText('Raw chunks')).toBeVisible();
    await expect(bench.page.getByRole('combobox', { name: 'Framing' })).toHaveCount(0);
    await show(bench, 'Messages');
    await bench.expectRowCount(3);
  });

  test('shows datagrams in both layers', async ({ bench, peers }) => {
    const far = await peers.udp((message, from, socket) => socket.send(message, from.port, from.address));
    await bench.openQuick('udp', 'client', `127.0.0.1:${far.port}`);
    await bench.button('Connect').click();
    await expect(bench.status).toContainText('Open');
    await bench.send('Text', 'ping');
    await bench.waitForRow(/^received datagram, 4 bytes, .*ping$/);
    const rows = await bench.rowCount();
    await show(bench, 'Wire');
    await bench.expectRowCount(rows);
    await bench.waitForRow(/^received datagram, 4 bytes, .*ping$/);
  });
});
