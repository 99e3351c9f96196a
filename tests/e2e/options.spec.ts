import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { connect as connectTls } from 'node:tls';
import { TestAuthority } from '../../engine/endpoint/test-certificates.js';
import { collect, expect, test } from './fixture.js';

test.describe('options that change what a connection does', () => {
  test('greets each peer of a WebSocket listener, and of a TCP one in bytes', async ({ bench, peers }) => {
    await bench.openQuick('ws', 'server', 'ws://127.0.0.1:0');
    await bench.inOptions(async (options) => {
      await options.getByRole('textbox', { name: 'Greeting' }).fill('welcome');
    });
    const webPort = await bench.listen();
    const heard: string[] = [];
    await peers.connectWs(`ws://127.0.0.1:${webPort}`, {}, [], (data, binary) =>
      heard.push(`${String(binary)} ${data.toString()}`),
    );
    await bench.waitForRow(/^sent text, 7 bytes, .*welcome/);
    await expect.poll(() => heard).toEqual(['false welcome']);

    await bench.openQuick('tcp', 'server', '127.0.0.1:0');
    await bench.inOptions(async (options) => {
      await options
        .getByRole('radiogroup', { name: 'Greeting is' })
        .getByRole('radio', { name: 'Hex', exact: true })
        .click();
      await options.getByRole('textbox', { name: 'Greeting' }).fill('02 ff 03');
    });
    const port = await bench.listen();
    const caller = collect(await peers.connect(port));
    await expect.poll(() => caller.bytes().toString('hex')).toBe('02ff03');
    await bench.waitForRow(/^sent data, 3 bytes/);
  });

  test('hears a multicast group that is joined and left while it listens', async ({ bench }) => {
    const group = '239.255.77.12';
    await bench.openQuick('udp', 'server', '0.0.0.0:0');
    const port = await bench.listen();
    const sender = createSocket('udp4');
    sender.bind(0, '127.0.0.1');
    await once(sender, 'listening');
    sender.setMulticastInterface('127.0.0.1');
    try {
      await bench.inOptions(async (options) => {
        await options.getByRole('button', { name: 'Join a group' }).click();
        await options.getByRole('textbox', { name: 'Group 1' }).fill(group);
        const through = options.getByRole('textbox', { name: 'Interface 1' });
        await through.fill('127.0.0.1');
        await through.press('Enter');
        await expect(options.getByRole('status', { name: 'Multicast groups' })).toContainText('oined');
      });
      await bench.waitForRow(/group, .*joined 239\.255\.77\.12/);
      sender.send('to everyone', port, group);
      await bench.waitForRow(/^received datagram, 11 bytes, .*to everyone$/);
      await bench.inOptions(async (options) => {
        await options.getByRole('button', { name: 'Remove row 1' }).click();
        await expect(options.getByRole('status', { name: 'Multicast groups' })).toContainText('eft');
      });
      await bench.waitForRow(/group, .*left 239\.255\.77\.12/);
    } finally {
      sender.close();
    }
  });

  test('shows a client certificate to a server that requires one', async ({ bench, peers }) => {
    const authority = await TestAuthority.create();
    try {
      const server = await authority.server();
      const client = await authority.client('client', 'Bench Client');
      const read = (file: string): Buffer => readFileSync(join(authority.directory, file));
      const names: string[] = [];
      const { port } = await peers.tls(
        {
          key: read(server.keyFile),
          cert: read(server.certFile),
          ca: read(authority.caFile),
          requestCert: true,
          rejectUnauthorized: true,
        },
        (socket) => {
          const { subject } = (socket as ReturnType<typeof connectTls>).getPeerCertificate();
          names.push(String(subject.CN));
          socket.pipe(socket);
        },
      );
      await bench.openQuick('tls', 'client', `localhost:${port}`);
      await bench.inOptions(async (options) => {
        const fill = (name: string, file: string): Promise<void> =>
          options.getByRole('textbox', { name, exact: true }).fill(join(authority.directory, file));
        await fill('Authorities (CA)', authority.caFile);
        await fill('Certificate', client.certFile);
        await fill('Private key', client.keyFile);
      });
      await bench.connect();
      await bench.send('Text', 'it is me');
      await bench.waitForRow(/^received data, 8 bytes, .*it is me$/);
      expect(names).toEqual(['Bench Client']);
    } finally {
      authority.remove();
    }
  });

  test('asks the peers of a TLS listener for certificates and refuses strangers', async ({
    bench,
    peers,
  }) => {
    const authority = await TestAuthority.create();
    try {
      const server = await authority.server();
      const client = await authority.client('client', 'Known Client');
      const read = (file: string): Buffer => readFileSync(join(authority.directory, file));
      await bench.openQuick('tls', 'server', '127.0.0.1:0');
      await bench.inOptions(async (options) => {
        const fill = (name: string, file: string): Promise<void> =>
          options.getByRole('textbox', { name, exact: true }).fill(join(authority.directory, file));
        await fill('Authorities (CA)', authority.caFile);
        await fill('Certificate', server.certFile);
        await fill('Private key', server.keyFile);
        await bench.choose("Peers' certificates", 'Required');
      });
      const port = await bench.listen();
      // TLS 1.3: the stranger believes to be in until the server has read its empty certificate.
      const stranger = await peers.connectTls(port);
      await bench.waitForRow(/error|tls.*certificate/i);
      stranger.destroy();
      const known = await peers.connectTls(port, {
        key: read(client.keyFile),
        cert: read(client.certFile),
      });
      known.write('it is me');
      await bench.waitForRow(/^received data, 8 bytes, .*it is me$/);
      const row = await bench.waitForRow(/tls, .*TLSv1\.3/);
      await row.click();
      await bench.inspectorTab('Handshake').click();
      await expect(bench.inspectorPanel).toContainText('Known Client');
    } finally {
      authority.remove();
    }
  });
});
