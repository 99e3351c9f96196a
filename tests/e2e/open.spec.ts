import { join } from 'node:path';
import type { Locator } from '@playwright/test';
import { TestAuthority } from '../../engine/endpoint/test-certificates.js';
import { collect, expect, test } from './fixture.js';

async function makeCertificate(options: Locator): Promise<void> {
  await options.getByRole('button', { name: 'Make a self-signed certificate for localhost' }).click();
  await expect(options.getByRole('textbox', { name: 'Certificate', exact: true })).not.toHaveValue('');
}

test.describe('opening each kind', () => {
  test('connects to a TCP server, sends and shows what comes back', async ({ bench, peers }) => {
    const { port } = await peers.echo();
    await bench.dial('tcp', port);
    await expect(bench.status).toContainText(`127.0.0.1:${port}`);
    await bench.send('Text', 'over TCP');
    await bench.waitForRow(/^sent data, 8 bytes, [\d.]+ seconds, over TCP$/);
    await bench.waitForRow(/^received data, 8 bytes, [\d.]+ seconds, over TCP$/);
    await bench.button('Disconnect').click();
    await expect(bench.status).toContainText('Closed');
    await bench.waitForRow(/^(sent |received )?closed, .*closed by us/);
    await expect(bench.button('Connect')).toBeVisible();
  });

  test('listens on TCP, shows the peers and answers all of them or one', async ({ bench, peers }) => {
    const port = await bench.serve('tcp');
    const first = collect(await peers.connect(port));
    await expect(bench.peers).toHaveAttribute('aria-rowcount', '1');
    const second = collect(await peers.connect(port));
    await expect(bench.peers).toHaveAttribute('aria-rowcount', '2');
    await bench.send('Text', 'to all');
    await expect.poll(() => [first.text(), second.text()]).toEqual(['to all', 'to all']);
    await bench.sendToPeer(2, 'Text', ', to you');
    await expect.poll(() => second.text()).toBe('to all, to you');
    expect(first.text()).toBe('to all');
  });

  test('shows what peers of a TCP listener send, and that they leave', async ({ bench, peers }) => {
    const port = await bench.serve('tcp');
    const peer = await peers.connect(port);
    await bench.waitForRow(/accept, .*accepted 127\.0\.0\.1/);
    peer.write('Hello, server!');
    await bench.waitForRow(/^received data, 14 bytes, .*Hello, server!$/);
    peer.end();
    await bench.waitForRow(/half-close, .*FIN received/);
    await bench.button('Stop').click();
    await bench.waitForRow(/stopped listening/);
    await expect(bench.button('Listen')).toBeVisible();
  });

  test('sends datagrams as a UDP client and receives the answers', async ({ bench, peers }) => {
    const { port } = await peers.udp((message, from, socket) => {
      socket.send(`echo ${message.toString()}`, from.port, from.address);
    });
    await bench.dial('udp', port);
    await bench.send('Text', 'beacon');
    await bench.waitForRow(/^sent datagram, 6 bytes, .*beacon$/);
    await bench.waitForRow(/^received datagram, 11 bytes, .*echo beacon$/);
  });

  test('receives datagrams as a UDP listener and answers their sender', async ({ bench, peers }) => {
    const port = await bench.serve('udp');
    const heard: string[] = [];
    const { socket } = await peers.udp((message) => heard.push(message.toString()));
    socket.send('who is there?', port, '127.0.0.1');
    await bench.waitForRow(/^received datagram, 13 bytes, .*who is there\?$/);
    await bench.send('Text', 'me');
    await expect.poll(() => heard).toEqual(['me']);
  });

  test('connects to a WebSocket server with a subprotocol and headers', async ({ bench, peers }) => {
    const asked: (string | undefined)[] = [];
    const { port } = await peers.ws((socket, request) => {
      asked.push(request.url, request.headers['x-tenant'] as string | undefined);
      socket.on('message', (data, binary) => socket.send(data, { binary }));
    });
    await bench.openQuick('ws', 'client', `ws://127.0.0.1:${port}/orders?depth=5`);
    await bench.inOptions(async (options) => {
      await options.getByRole('button', { name: 'Add a header' }).click();
      await options.getByRole('textbox', { name: 'Header 1' }).fill('X-Tenant');
      await options.getByRole('textbox', { name: 'Value 1' }).fill('acme');
    });
    await bench.connect();
    expect(asked).toEqual(['/orders?depth=5', 'acme']);
    await bench.waitForRow(/^sent upgrade, /);
    await bench.waitForRow(/^received response, /);
    await bench.send('Text', 'héllo');
    await bench.waitForRow(/^sent text, 6 bytes, .*héllo$/);
    await bench.waitForRow(/^received text, 6 bytes, .*héllo$/);
  });

  test('listens for WebSockets and shows path, headers and messages of a peer', async ({ bench, peers }) => {
    const port = await bench.serve('ws');
    const peer = await peers.connectWs(`ws://127.0.0.1:${port}/feed`, { headers: { 'X-Peer': 'seven' } });
    const answers: string[] = [];
    peer.on('message', (data: Buffer) => answers.push(data.toString()));
    await expect(bench.peers.getByRole('row', { name: /\/feed/ })).toBeVisible();
    peer.send('{"op":"subscribe"}');
    await bench.waitForRow(/^received text, 18 bytes, .*subscribe/);
    await bench.send('JSON', '{"ok":true}');
    await expect.poll(() => answers).toEqual(['{"ok":true}']);
  });

  test('listens for TLS with a certificate made in one click, and a client is told why not to trust it', async ({
    bench,
  }) => {
    await bench.openQuick('tls', 'server', 'localhost:0');
    await bench.inOptions(makeCertificate);
    const port = await bench.listen();

    await bench.openQuick('tls', 'client', `localhost:${port}`);
    await bench.button('Connect').click();
    await expect(bench.status).toContainText('Failed');
    await expect(bench.alert).toContainText('localhost is self-signed');
    await expect(bench.alert).toContainText('tls.self-signed');
    await expect(bench.alert).toContainText('during the TLS handshake');

    await bench.inOptions((options) =>
      options.getByRole('switch', { name: 'Verify the certificate' }).click(),
    );
    await expect(bench.status).toContainText('Verification is off');
    await bench.connect();
    await expect(bench.status).toContainText('Verification is off');
    await expect(bench.status).toContainText('TLSv1.3');
    await bench.send('Text', 'in secret');
    await bench.waitForRow(/^sent data, 9 bytes, .*in secret$/);
    await bench.tab(/:0/).click();
    await bench.waitForRow(/^received data, 9 bytes, .*in secret$/);
  });

  test('connects over TLS to a server whose authority is given', async ({ bench, peers }) => {
    const authority = await TestAuthority.create();
    try {
      const { key, cert } = await authority.server();
      const pem = key.export({ type: 'pkcs8', format: 'pem' });
      const { port } = await peers.tls({ key: pem, cert }, (socket) => socket.pipe(socket));
      await bench.openQuick('tls', 'client', `localhost:${port}`);
      const file = join(authority.directory, authority.caFile);
      await bench.inOptions((options) =>
        options.getByRole('textbox', { name: 'Authorities (CA)' }).fill(file),
      );
      await bench.connect();
      await bench.send('Text', 'trusted');
      await bench.waitForRow(/^received data, 7 bytes, .*trusted$/);
      const row = await bench.waitForRow(/^(sent |received )?tls, /);
      await row.click();
      await expect(bench.inspectorPanel).toContainText('Test Authority');
    } finally {
      authority.remove();
    }
  });

  test('speaks WebSocket over TLS on both ends', async ({ bench }) => {
    await bench.openQuick('wss', 'server', 'wss://localhost:0');
    await bench.inOptions(async (options) => {
      await makeCertificate(options);
      await options.getByRole('switch', { name: /^Echo/ }).click();
    });
    const port = await bench.listen();
    await bench.openQuick('wss', 'client', `wss://localhost:${port}`);
    await bench.inOptions((options) =>
      options.getByRole('switch', { name: 'Verify the certificate' }).click(),
    );
    await bench.connect();
    await bench.send('Text', 'sealed');
    await bench.waitForRow(/^received text, 6 bytes, .*sealed$/);
  });

  test('listens on a local socket and connects to one', async ({ bench, directory, peers }) => {
    const path = join(directory, 'app.sock');
    await bench.openQuick('unix', 'server', path);
    await bench.button('Listen').click();
    await expect(bench.status).toContainText('Listening');
    const peer = collect(await peers.connect(path));
    await expect(bench.peers).toHaveAttribute('aria-rowcount', '1');
    await bench.openQuick('unix', 'client', path);
    await bench.connect();
    await bench.send('Text', 'on this machine');
    await bench.tab('app.sock').first().click();
    await bench.waitForRow(/^received data, 15 bytes, .*on this machine$/);
    await bench.send('Text', 'heard');
    await expect.poll(() => peer.text()).toBe('heard');
  });

  test('opens a kind straight from the New tab menu', async ({ bench }) => {
    await bench.button('New tab').first().click();
    await bench.page.getByRole('menuitem', { name: 'UDP listener' }).click();
    await expect(bench.page.getByRole('combobox', { name: 'Protocol' })).toContainText('UDP listener');
    await expect(bench.address).toBeFocused();
  });

  test('understands a pasted command line of another tool', async ({ bench, peers }) => {
    const { port } = await peers.ws(() => undefined, {
      handleProtocols: (offered) => [...offered][0] ?? false,
    });
    await bench.newTab();
    await bench.paste(bench.address, `wscat -c ws://127.0.0.1:${port}/x -s orders.v2 -H 'X-A: 1'`);
    await expect(bench.address).toHaveValue(`ws://127.0.0.1:${port}/x`);
    await bench.connect();
    await expect(bench.status).toContainText('orders.v2');
  });
});

test.describe('the sample of a first start', () => {
  test.use({ sample: true });

  test('shows the whole thing by Listen, Connect and Send', async ({ bench, peers }) => {
    await expect(bench.tabs).toHaveCount(2);
    await expect(bench.address).toHaveValue('ws://127.0.0.1:8080');
    // Whoever runs this may use 8080 for something else.
    const port = await peers.freePort();
    await bench.address.fill(`ws://127.0.0.1:${port}`);
    await bench.listen();
    await bench.tab('WebSocket client').click();
    await expect(bench.address).toHaveValue('ws://localhost:8080');
    await bench.address.fill(`ws://localhost:${port}`);
    await bench.connect();
    await bench.sendButton.click();
    await bench.waitForRow(/^sent text, 14 bytes, .*Hello, socket!$/);
    await bench.waitForRow(/^received text, 14 bytes, .*Hello, socket!$/);
    await bench.tab('Echo listener').click();
    await bench.waitForRow(/^received text, 14 bytes, .*Hello, socket!$/);
    await bench.waitForRow(/^sent text, 14 bytes, .*automatic, Hello, socket!$/);
  });
});
