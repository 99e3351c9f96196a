import type { Duplex } from 'node:stream';
import type { Locator } from '@playwright/test';
import { violationsInBoth } from './axe.js';
import type { Bench } from './bench.js';
import { expect, test } from './fixture.js';
import { acceptUpgrade, askUpgrade, bytes } from './raw-web-socket.js';

const bit = (bench: Bench, name: string | RegExp): Locator =>
  bench.page.getByRole('listbox', { name: 'Header bits' }).getByRole('option', { name });
const field = (bench: Bench, name: string | RegExp): Locator =>
  bench.page.getByRole('tree', { name: 'Frame fields' }).getByRole('treeitem', { name });
/** The bytes of the hex view on screen, line by line. */
const wireBytes = (bench: Bench): Locator =>
  bench.page.getByRole('grid', { name: 'Bytes on the wire' }).locator('[data-index]');

/** The first pongs that never came, wherever the timeline is by now. */
async function expectFirstMissed(bench: Bench): Promise<void> {
  await bench.timeline.focus();
  await bench.page.keyboard.press('Home');
  await bench.waitForRow(/no pong for \d+ ms; 1 missed/);
  await bench.waitForRow(/no pong for \d+ ms; 2 missed/);
}

test.describe('the wire', () => {
  test('shows the frame of a text bit by bit, bits, fields and bytes linked', async ({ bench, peers }) => {
    const { port } = await peers.ws((socket) => socket.send('Hello'));
    await bench.dial('ws', port);
    await (await bench.waitForRow(/^received text, 5 bytes/)).click();
    await bench.inspectorTab('Wire').click();
    await expect(bench.page.getByRole('heading', { name: 'Frame header · 2 bytes' })).toBeVisible();
    await expect(bit(bench, 'FIN: 1, the last frame of its message')).toBeVisible();
    await expect(wireBytes(bench)).toHaveText(/0000\s*81 05 48 65 6c 6c 6f/);

    // The byte is named after what the pointer is over.
    await bit(bench, /^FIN/).hover();
    await expect(wireBytes(bench).getByTitle('FIN', { exact: true })).toHaveText('81');
    await field(bench, 'Payload length: 5, the shortest form').hover();
    await expect(wireBytes(bench).getByTitle('Payload length', { exact: true })).toHaveText('05');

    await bit(bench, 'Opcode: 0x1, text').click();
    await expect(field(bench, 'Opcode: 0x1, text')).toHaveAttribute('aria-selected', 'true');
    await expect(bench.page.getByRole('status', { name: 'Field' })).toContainText('byte 0, bits 4–7');
    await field(bench, /^Payload: 5 bytes/).click();
    await bench.page.getByRole('grid', { name: 'Bytes on the wire' }).press('Shift+ArrowRight');
    await bench.page.getByRole('grid', { name: 'Bytes on the wire' }).press('Control+Home');
    await expect(field(bench, /^FIN/)).toHaveAttribute('aria-selected', 'true');
    await expect(bit(bench, /^FIN/)).toHaveAttribute('aria-selected', 'true');

    const layers = bench.page.getByRole('region', { name: 'Layers' });
    await expect(layers.getByRole('row', { name: /^Payload 5/ })).toBeVisible();
    await expect(layers.getByRole('row', { name: /^WebSocket \+2/ })).toBeVisible();
    await expect(layers.getByRole('row', { name: /^TCP .*est\./ })).toBeVisible();
    await expect(layers.getByRole('row', { name: /^On the wire 59 overhead 54 bytes/ })).toBeVisible();
  });

  test('leads from a message to its three fragments and back', async ({ bench, peers }) => {
    const { port } = await peers.http((request, socket) => {
      acceptUpgrade(request, socket);
      socket.write(bytes('01 05 48 65 6c 6c 6f  00 02 2c 20  89 01 70  80 05 77 69 72 65 21'));
    });
    await bench.dial('ws', port);
    const message = await bench.waitForRow(/^received text, 12 bytes/);
    await message.click();
    await bench.inspectorTab('Wire').click();
    await expect(bench.inspectorPanel).toContainText(/Came in 3 frames: #\d+ #\d+ #\d+/);
    await bench.inspectorPanel
      .getByRole('button', { name: /^#\d+$/ })
      .nth(1)
      .click();
    await expect(bench.page.getByRole('radio', { name: 'Wire', exact: true })).toBeChecked();
    await expect(bench.inspectorPanel).toContainText(/Frame 2 of 3 of message\s+#\d+/);
    await expect(bit(bench, 'Opcode: 0x0, continuation')).toBeVisible();
    await expect(wireBytes(bench)).toHaveText(/0000\s*00 02 2c 20/);
    await bench.inspectorPanel.getByRole('button', { name: /^#\d+$/ }).click();
    await expect(bench.page.getByRole('radio', { name: 'Messages', exact: true })).toBeChecked();
    await expect(bench.selectedRow).toHaveAccessibleName(/^received text, 12 bytes/);
  });

  test('tells what compression did, and shows the frame of the message', async ({ bench, peers }) => {
    const { port } = await peers.ws((socket) => socket.send('abc '.repeat(500)), { perMessageDeflate: true });
    await bench.dial('ws', port);
    await (await bench.waitForRow(/^received text, 2000 bytes|^received text, 2.0 kB/)).click();
    await bench.inspectorTab('Wire').click();
    await expect(bench.inspectorPanel).toContainText(/B on the wire, 2(\.0)? kB inflated, ratio 0\.01/);
    await expect(bit(bench, 'RSV1: 1, the message is compressed')).toBeVisible();
    await expect(bench.page.getByRole('row', { name: /^On the wire .*less than the payload/ })).toBeVisible();
  });

  test('shows the mask of a client as key, masked and unmasked bytes', async ({ bench, peers }) => {
    const port = await bench.serve('ws');
    const socket = await peers.connect(port);
    await askUpgrade(socket);
    // RFC 6455 §5.7: a single-frame masked text message.
    socket.write(bytes('81 85 37 fa 21 3d 7f 9f 4d 51 58'));
    await (await bench.waitForRow(/^received text, 5 bytes/)).click();
    await bench.inspectorTab('Wire').click();
    await expect(field(bench, 'Masking key: 37 fa 21 3d')).toBeVisible();
    await expect(wireBytes(bench).first()).toHaveText(/81 85 37 fa 21 3d 7f 9f/);
    await bench.page.getByRole('radio', { name: 'Unmasked payload' }).click();
    await expect(wireBytes(bench).first()).toHaveText(/81 85 37 fa 21 3d 48 65/);
    const mask = bench.page.getByRole('region', { name: 'Mask' });
    await expect(mask.getByRole('row', { name: 'XOR key 37 fa 21 3d 37' })).toBeVisible();
    await expect(mask.getByRole('row', { name: 'Payload 48 65 6c 6c 6f' })).toBeVisible();
  });

  test('names the rules that a frame breaks, with their sections', async ({ bench, peers }) => {
    const { port } = await peers.http((request, socket) => {
      acceptUpgrade(request, socket);
      socket.write(bytes('a1 7e 00 02 68 69'));
    });
    await bench.openQuick('ws', 'client', `ws://127.0.0.1:${port}`);
    await bench.button('Connect').click();
    await bench.page.getByRole('radio', { name: 'Wire', exact: true }).click();
    await (await bench.waitForRow(/^received .*2 bytes/)).click();
    await bench.inspectorTab('Wire').click();
    const found = bench.page.getByRole('list', { name: 'Violations' }).getByRole('listitem');
    await expect(found).toHaveText([
      /RSV2 is set.*RFC 6455 §5\.2/,
      /must be written in 7 bits.*RFC 6455 §5\.2/,
    ]);
    await expect(bit(bench, /^RSV2: 1, wrong: RSV2 is set/)).toBeVisible();
  });

  test('shows chunks and datagrams with what lies below them', async ({ bench, peers }) => {
    const { port } = await peers.tcp((socket) => socket.write('stream'));
    await bench.dial('tcp', port);
    await (await bench.waitForRow(/^received data, 6 bytes/)).click();
    await bench.inspectorTab('Wire').click();
    await expect(bench.inspectorPanel).toContainText('a stream has no messages');
    await expect(wireBytes(bench)).toHaveText(/0000\s*73 74 72 65 61 6d/);
    const layers = bench.page.getByRole('region', { name: 'Layers' });
    await expect(layers.getByRole('row', { name: /^TCP \+32 est\./ })).toBeVisible();
    await bench
      .rows(/connected/)
      .first()
      .click();
    await expect(bench.inspectorPanel).toContainText('Nothing crossed the wire');

    const { port: udp } = await peers.udp((message, from, socket) =>
      socket.send(message, from.port, from.address),
    );
    await bench.dial('udp', udp);
    await bench.send('Text', 'ping');
    await (await bench.waitForRow(/^received datagram, 4 bytes/)).click();
    await bench.inspectorTab('Wire').click();
    await expect(bench.inspectorPanel).toContainText('it came whole or not at all');
    await expect(layers.getByRole('row', { name: /^UDP \+8 one head a datagram/ })).toBeVisible();
  });

  test('covers secrets of a handshake and computes its accept value', async ({ bench, peers }) => {
    const { port } = await peers.http((request, socket) => {
      acceptUpgrade(request, socket, ['Set-Cookie: sid=topsecret']);
    });
    await bench.dial('ws', port);
    await bench.inspectorTab('Handshake').click();
    await expect(bench.inspectorPanel).toContainText('258EAFA5-E914-47DA-95CA-C5AB0DC85B11');
    await expect(bench.inspectorPanel).toContainText('✓ the same');
    await expect(bench.inspectorPanel).not.toContainText('topsecret');
    await bench.inspectorPanel.getByRole('button', { name: 'Show Set-Cookie' }).click();
    await expect(bench.inspectorPanel).toContainText('sid=topsecret');
  });

  test('tells why an upgrade was refused', async ({ bench, peers }) => {
    const { port } = await peers.http((_, socket) => {
      socket.end('HTTP/1.1 426 Upgrade Required\r\nSec-WebSocket-Version: 8\r\nContent-Length: 0\r\n\r\n');
    });
    await bench.openQuick('ws', 'client', `ws://127.0.0.1:${port}`);
    await bench.button('Connect').click();
    await expect(bench.alert).toBeVisible();
    await bench.inspectorTab('Handshake').click();
    const reasons = bench.page.getByRole('list', { name: 'Why it was refused' });
    await expect(reasons).toContainText('speaks another version');
    await expect(reasons).toContainText('It speaks versions 8.');
  });

  test('counts pongs that a peer never sends, names each, and stops once it answers', async ({
    bench,
    peers,
  }) => {
    let far: Duplex | undefined;
    /** The payload of the last ping, masked as it came (RFC 6455 §5.3). */
    let ping: Buffer | undefined;
    const { port } = await peers.http((request, socket) => {
      acceptUpgrade(request, socket);
      far = socket;
      socket.on('data', (frames: Buffer) => (ping = frames.subarray(-10)));
    });
    await bench.openQuick('ws', 'client', `ws://127.0.0.1:${port}`);
    await bench.inOptions(async (options) => {
      await options.getByRole('spinbutton', { name: 'Ping every' }).fill('150');
    });
    await bench.connect();
    await bench.filter.fill('is:error');
    await expect.poll(() => bench.rowCount()).toBeGreaterThan(2);
    await expectFirstMissed(bench);
    await expect(bench.status).toContainText(/\d+ missed pongs/);

    // From here on every ping has its pong.
    await bench.filter.fill('kind:pong dir:in');
    far?.on('data', () => {
      if (ping?.[0] !== 0x89 || ping[1] !== 0x84) return;
      const payload = Buffer.from([0, 1, 2, 3].map((i) => (ping?.[6 + i] ?? 0) ^ (ping?.[2 + i] ?? 0)));
      far?.write(Buffer.concat([bytes('8a 04'), payload]));
    });
    await expect.poll(() => bench.rowCount()).toBeGreaterThan(3);
    await expect(bench.status).toContainText(/\d+ missed pongs/);
  });

  test('names the peer of a listener that never answers its pings', async ({ bench, peers }) => {
    await bench.openQuick('ws', 'server', 'ws://127.0.0.1:0');
    await bench.inOptions(async (options) => {
      await options.getByRole('spinbutton', { name: 'Ping every' }).fill('150');
    });
    const port = await bench.listen();
    // `ws` answers pings by itself.
    await peers.connectWs(`ws://127.0.0.1:${port}`, {}, [], () => undefined);
    const mute = await peers.connect(port);
    await askUpgrade(mute);
    await bench.filter.fill('kind:no-pong peer:2');
    await expect.poll(() => bench.rowCount()).toBeGreaterThan(2);
    await expectFirstMissed(bench);
    await bench.filter.fill('kind:no-pong peer:1');
    await bench.expectRowCount(0);
    await bench.filter.fill('kind:pong peer:1');
    await expect.poll(() => bench.rowCount()).toBeGreaterThan(1);
    await expect(bench.status).toContainText(/missed pongs/);
  });

  test('matches pings with pongs, and leads to either', async ({ bench, peers }) => {
    const { port } = await peers.ws((socket) => {
      socket.ping('one');
      socket.ping('two');
    });
    await bench.dial('ws', port);
    await (await bench.waitForRow(/^sent pong.*two/)).click();
    await bench.inspectorTab('Timing').click();
    const pings = bench.page.getByRole('region', { name: 'Pings and pongs' });
    await expect(pings.getByRole('img', { name: /2, 2 answered/ })).toBeVisible();
    await expect(bench.inspectorPanel).toContainText(/Round trip\s*\d+.* \(ping #\d+\)/);
    await pings
      .getByRole('button', { name: /received #\d+/ })
      .last()
      .click();
    await expect(bench.selectedRow).toHaveAccessibleName(/^received ping.*one/);
  });
});

/** gzip of {"in":1}. */
const gzip = bytes('1f8b0800000000000003 ab56cacc53b232ac0500 64e0ed0e 08000000');
/** MessagePack: {"seq": 4410, "bids": [1, 2, 3]}. */
const messagePack = bytes('82 a3736571 cd113a a462696473 93 01 02 03');

test.describe('decoded payloads', () => {
  test('chooses the format, links its tree with the bytes, reads bytes as numbers', async ({
    bench,
    peers,
  }) => {
    const { port } = await peers.ws((socket) => socket.send(messagePack));
    await bench.dial('ws', port);
    await (await bench.waitForRow(/^received binary/)).click();
    await bench.payloadAs('Decoded');
    await expect(bench.page.getByRole('combobox', { name: 'Decode as' })).toHaveText('Auto: MessagePack');
    await expect(bench.page.getByRole('combobox', { name: 'Decode as' })).toHaveAttribute(
      'title',
      /MessagePack fits best/,
    );
    await bench.page.getByRole('treeitem', { name: /^seq: 4410/ }).click();
    await bench.page.getByRole('button', { name: /^Data inspector/ }).click();
    const readings = bench.page.getByRole('group', { name: 'Readings' });
    await expect(readings.getByRole('row', { name: /^u8 / })).toHaveAccessibleName('u8 163');
    await bench.payloadAs('Hex');
    await bench.page.getByRole('grid', { name: 'Bytes', exact: true }).press('Control+Home');
    await expect(readings.getByRole('row', { name: /^u16 / })).toHaveAccessibleName('u16 41858 33443');
  });

  test('keeps a format for the session across a reload, or only for one row', async ({ bench, peers }) => {
    const { port } = await peers.ws((socket) => {
      socket.send(messagePack);
      socket.send(Buffer.from('{"a":1}'));
    });
    await bench.dial('ws', port);
    const first = await bench.waitForRow(/^received binary, 1\d bytes/);
    const second = await bench.waitForRow(/^received binary, 7 bytes/);
    await first.click();
    await bench.payloadAs('Decoded');
    await bench.choose('Decode as', 'CBOR');
    await second.click();
    const box = bench.page.getByRole('combobox', { name: 'Decode as' });
    await expect(box).toHaveText('Auto: JSON');
    await bench.choose('Decode as', 'Raw bytes');
    await bench.button('Decode as Raw bytes for this session').click();
    await first.click();
    await expect(box).toHaveText('CBOR');
    await bench.reload();
    await (await bench.waitForRow(/^received binary, 1\d bytes/)).click();
    await expect(box).toHaveText('Raw bytes');
  });

  test('follows what is wrapped, and takes a schema', async ({ bench, peers }) => {
    const { port } = await peers.ws((socket) => {
      socket.send(gzip);
      socket.send(bytes('0a 02 68 69 10 2a'));
    });
    await bench.dial('ws', port);
    await (await bench.waitForRow(/^received binary, \d\d bytes/)).click();
    await bench.payloadAs('Decoded');
    await bench.page.getByRole('treeitem', { name: /^in: 1/ }).click();
    await expect(bench.page.getByRole('radio', { name: /^inflated/ })).toBeChecked();
    await (await bench.waitForRow(/^received binary, 6 bytes/)).click();
    await bench.choose('Decode as', 'Protocol Buffers');
    await bench.button('Schema of Protocol Buffers').click();
    const dialog = bench.page.getByRole('dialog', { name: 'Schema of Protocol Buffers' });
    await dialog
      .getByRole('textbox', { name: 'Text of a .proto file' })
      .fill('syntax = "proto3";\nmessage Order { string id = 1; int32 qty = 2; }');
    await dialog.getByRole('button', { name: 'Order', exact: true }).click();
    await dialog.getByRole('button', { name: 'Use', exact: true }).click();
    await expect(bench.page.getByRole('treeitem', { name: /^qty.*42/ })).toBeVisible();
  });

  test('reads text in the charset asked for and shows controls instead of obeying them', async ({
    bench,
    peers,
  }) => {
    // Shift-JIS for "日本", then an escape sequence.
    const { port } = await peers.tcp((socket) => socket.write(bytes('93fa967b 1b5b324a')));
    await bench.dial('tcp', port);
    await (await bench.waitForRow(/^received data/)).click();
    await bench.payloadAs('Text');
    await bench.choose('Charset', 'Shift-JIS, Japanese');
    await expect(bench.page.getByRole('document', { name: 'Payload as text' })).toHaveText('日本␛[2J');
  });
});

test.describe('assistive technology, in both themes', () => {
  test('finds no fault with the wire, decoded payloads, handshakes and timing', async ({ bench, peers }) => {
    const { port } = await peers.http((request, socket) => {
      acceptUpgrade(request, socket, ['Set-Cookie: a=b']);
      socket.write(bytes('89 01 70  01 01 7b  80 01 7d  82 04 82a36173'));
    });
    await bench.dial('ws', port);
    await (await bench.waitForRow(/^received text, 2 bytes/)).click();
    await bench.payloadAs('Decoded');
    await bench.page.getByRole('treeitem').first().click();
    await bench.page.getByRole('button', { name: /^Data inspector/ }).click();
    expect(await violationsInBoth(bench.page)).toEqual([]);
    await bench.inspectorTab('Wire').click();
    await bit(bench, /^Opcode/).click();
    expect(await violationsInBoth(bench.page)).toEqual([]);
    await bench.inspectorTab('Handshake').click();
    await expect(bench.inspectorPanel).toContainText('GUID');
    expect(await violationsInBoth(bench.page)).toEqual([]);
    await bench.inspectorTab('Timing').click();
    await expect(bench.page.getByRole('region', { name: 'Pings and pongs' }).getByRole('img')).toBeVisible();
    expect(await violationsInBoth(bench.page)).toEqual([]);
  });
});
