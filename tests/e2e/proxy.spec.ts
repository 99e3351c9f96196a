import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { expect, test } from './fixture.js';
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
