import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import type { Locator } from '@playwright/test';
import { TestAuthority } from '../../engine/endpoint/test-certificates.js';
import { expect, test } from './fixture.js';
import type { Bench } from './fixture.js';
import type { Peers } from './peers.js';

/** A small HTTP proxy that lets through who says a password, and leads everybody to one port. */
async function proxy(peers: Peers, far: number, password = ''): Promise<{ port: number; heads: string[] }> {
  const heads: string[] = [];
  const serve = (client: Socket): void => {
    let head = '';
    const onData = (bytes: Buffer): void => {
      head += bytes.toString('latin1');
      if (!head.includes('\r\n\r\n')) return;
      client.off('data', onData);
      heads.push(head);
      const known = Buffer.from(`me:${password}`).toString('base64');
      if (password !== '' && !head.includes(`Basic ${known}\r\n`)) {
        const challenge = 'Proxy-Authenticate: Basic realm="test"\r\nContent-Length: 0\r\n';
        client.end(`HTTP/1.1 407 Proxy Authentication Required\r\n${challenge}\r\n`);
        return;
      }
      const through = connect(far, '127.0.0.1', () => {
        client.write('HTTP/1.1 200 Connection established\r\n\r\n');
        client.pipe(through).pipe(client);
      });
      through.on('error', () => client.destroy());
      client.on('close', () => through.destroy());
    };
    client.on('data', onData);
  };
  const { port } = await peers.tcp(serve);
  return { port, heads };
}

async function openSettings({ page }: Bench, section: string): Promise<Locator> {
  await page.keyboard.press('Control+,');
  const dialog = page.getByRole('dialog', { name: 'Settings' });
  const sections = dialog.getByRole('navigation', { name: 'Sections of settings' });
  await sections.getByRole('button', { name: section }).click();
  return dialog;
}

test.describe('a proxy', () => {
  test('of the connection leads to a name that only it knows, and its password is shown nowhere', async ({
    bench,
    peers,
  }) => {
    const far = await peers.echo();
    const way = await proxy(peers, far.port, 'w0rd');
    await bench.openQuick('tcp', 'client', 'far.invalid:7');
    await bench.inOptions(async (options) => {
      await expect(options.getByRole('textbox', { name: 'Proxy URL' })).toBeDisabled();
      await options.getByRole('combobox', { name: 'Proxy', exact: true }).click();
      await bench.page.getByRole('option', { name: 'Its own' }).click();
      const url = options.getByRole('textbox', { name: 'Proxy URL' });
      await url.fill('http://127.0.0.1');
      await expect(options.getByText('the port of the proxy is missing')).toBeVisible();
      await url.fill(`http://me:wrong@127.0.0.1:${way.port}`);
      // A password goes to its own field, where it is covered.
      await expect(url).toHaveValue(`http://me@127.0.0.1:${way.port}`);
      await expect(options.locator('input[type=password]')).toHaveValue('wrong');
    });
    await bench.button('Connect').click();
    await expect(bench.alert).toContainText('answered 407 Proxy Authentication Required');
    await bench.inOptions(async (options) => {
      await options.locator('input[type=password]').fill('w0rd');
    });
    await bench.button('Connect').click();
    await bench.waitForRow(/answered 200 Connection established/);
    await expect(bench.status).toContainText(`far.invalid:7 via 127.0.0.1:${way.port}`);
    await bench.message.fill('through');
    await bench.sendButton.click();
    await bench.waitForRow(/^received data, 7 bytes/);
    expect(way.heads.at(-1)).toContain('CONNECT far.invalid:7 HTTP/1.1\r\n');
    await expect(bench.page.locator('body')).not.toContainText('w0rd');
  });
});

test.describe('settings of the network', () => {
  test('lead every connection through a proxy but those of this machine, and keep its password apart', async ({
    bench,
    peers,
    host,
  }) => {
    const far = await peers.echo();
    const way = await proxy(peers, far.port, 'w0rd');
    const settings = await openSettings(bench, 'Network');
    const url = settings.getByRole('textbox', { name: 'Proxy URL' });
    await expect(url).toBeDisabled();
    await settings.getByRole('combobox', { name: 'Proxy' }).click();
    await bench.page.getByRole('option', { name: 'The one below' }).click();
    await expect(settings.getByText('Connections fail until there is one.')).toBeVisible();
    await url.fill('http://127.0.0.1');
    await url.blur();
    await expect(settings.getByText('the port of the proxy is missing')).toBeVisible();
    await url.fill(`http://me:w0rd@127.0.0.1:${way.port}`);
    await url.press('Enter');
    await expect(url).toHaveValue(`http://me@127.0.0.1:${way.port}`);
    await expect(settings.getByRole('button', { name: 'Forget it' })).toBeVisible();
    const file = `${host.workspace}.data/wirebench/settings.json`;
    await expect
      .poll(() => readFile(file, 'utf8').catch(() => ''))
      .toContain(`http://me@127.0.0.1:${way.port}`);
    expect(await readFile(file, 'utf8')).not.toContain('w0rd');
    const exceptions = settings.getByRole('textbox', { name: 'Straight there' });
    await exceptions.fill('10.0.0.0/99');
    await expect(settings.getByText('after the slash belongs a number up to 32')).toBeVisible();
    await exceptions.fill('*.local');
    await exceptions.press('Enter');
    await bench.page.keyboard.press('Escape');

    await bench.openQuick('tcp', 'client', 'far.invalid:7');
    await bench.connect();
    await bench.waitForRow(/answered 200 Connection established/);
    expect(way.heads).toHaveLength(1);
    await bench.dial('tcp', far.port);
    await bench.waitForRow(/open to 127\.0\.0\.1/);
    expect(way.heads).toHaveLength(1);
    await bench.openQuick('tcp', 'client', 'other.invalid:7');
    await bench.inOptions(async () => {
      await bench.choose('Proxy', 'None');
    });
    await bench.button('Connect').click();
    await expect(bench.alert).toContainText('other.invalid');
    expect(way.heads).toHaveLength(1);
  });

  test('trust an authority and show a certificate to hosts that ask, until they are taken out', async ({
    bench,
    peers,
  }) => {
    const authority = await TestAuthority.create();
    const [server, ours, expired] = [
      await authority.server(),
      await authority.client(),
      await authority.expired(),
    ];
    const at = (file: string): string => join(authority.directory, file);
    try {
      const shown: string[] = [];
      const tls = {
        cert: server.cert,
        key: server.key.export({ type: 'pkcs8', format: 'pem' }).toString(),
        ca: readFileSync(at(authority.caFile)),
        requestCert: true,
        rejectUnauthorized: false,
      };
      const { port } = await peers.tls(tls, (socket) => {
        // Empty where none was shown.
        const { subject } = (socket as TLSSocket).getPeerCertificate() as { subject?: { CN?: string } };
        shown.push(subject?.CN ?? 'nobody');
      });
      await bench.openQuick('tls', 'client', `localhost:${port}`);
      await bench.button('Connect').click();
      await expect(bench.alert).toContainText('authority');

      const settings = await openSettings(bench, 'Certificates');
      const file = settings.getByRole('textbox', { name: 'File of an authority' });
      await file.fill(at('gone.pem'));
      await file.press('Enter');
      await expect(settings.getByText('does not exist')).toBeVisible();
      for (const one of [authority.caFile, expired.certFile]) {
        await file.fill(at(one));
        await file.press('Enter');
        await expect(file).toHaveValue('');
      }
      const authorities = settings.getByRole('list', { name: 'Authorities' });
      await expect(authorities).toContainText('CN=Test Authority, valid until');
      await expect(authorities).toContainText('expired');
      await settings.getByRole('textbox', { name: 'Hosts' }).fill('*');
      await settings.getByRole('textbox', { name: 'Certificate', exact: true }).fill(at(ours.certFile));
      await settings.getByRole('textbox', { name: 'Private key' }).fill(at(ours.keyFile));
      const add = settings.getByRole('button', { name: 'Add the certificate' });
      await add.click();
      await expect(settings.getByText('every host would be told who you are')).toBeVisible();
      await settings.getByRole('textbox', { name: 'Hosts' }).fill('localhost');
      await add.click();
      const clients = settings.getByRole('list', { name: 'Client certificates' });
      await expect(clients).toContainText('CN=Test Client, valid until');
      await bench.page.keyboard.press('Escape');

      await bench.connect();
      await expect.poll(() => shown).toEqual(['Test Client']);
      await (await bench.waitForRow(/^tls, .*TLSv1\.3/)).click();
      await expect(bench.inspectorPanel).toContainText('CN=Test Client (Settings, for localhost)');
      await bench.button('Disconnect').click();

      const again = await openSettings(bench, 'Certificates');
      await again.getByRole('button', { name: 'Remove the certificate for localhost' }).click();
      await expect(again.getByRole('list', { name: 'Client certificates' })).toBeHidden();
      await bench.page.getByRole('button', { name: 'Undo' }).click();
      await expect(again.getByRole('list', { name: 'Client certificates' })).toContainText('localhost');
    } finally {
      authority.remove();
    }
  });
});
