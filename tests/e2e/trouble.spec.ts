import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { violationsInBoth } from './axe.js';
import { Bench, expect, Headless, test } from './fixture.js';
import { writeEmptyWorkspace } from './headless.js';

/** Where the host of a test notes what failed. */
const logOf = (workspace: string): Promise<string> =>
  readFile(join(`${workspace}.data`, 'wirebench', 'logs', 'serve.log'), 'utf8').catch(() => '');

test('says that something in the page failed, copies a report and lets the person go on', async ({
  bench,
  page,
  host,
  console: watch,
}) => {
  watch.allow(/swordfish/);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const fail = (): Promise<unknown> =>
    page.evaluate(() => {
      const act = (): void => {
        throw new TypeError('cannot read "swordfish"');
      };
      for (let n = 0; n < 12; n++) setTimeout(act);
    });
  await fail();
  const banner = page.getByRole('alert').filter({ hasText: 'Something in this page failed' });
  await expect(banner).toContainText('10 times');
  await expect(banner).toContainText('TypeError: cannot read "…"');
  expect(await violationsInBoth(page)).toEqual([]);

  await banner.getByRole('button', { name: 'Copy report' }).click();
  const copied = (): Promise<string> => page.evaluate(() => navigator.clipboard.readText());
  await expect.poll(copied).toContain('In the page, 10 times: TypeError');
  expect(await copied()).not.toContain('swordfish');

  await banner.getByRole('button', { name: 'Go on' }).click();
  await expect(banner).toBeHidden();
  await bench.newTab();

  // What fails while a component draws comes the same way.
  await page.evaluate(() => {
    const root = document.querySelector('#app') as unknown as {
      __vue_app__: { config: { errorHandler: (error: Error) => void } };
    };
    root.__vue_app__.config.errorHandler(new RangeError('a drawing of swordfish'));
  });
  await expect(banner).toContainText('RangeError: a drawing of swordfish');
  await banner.getByRole('button', { name: 'Go on' }).click();
  await expect(banner).toBeHidden();

  await expect.poll(() => logOf(host.workspace)).toContain('Something failed in a page');
  expect(await logOf(host.workspace)).not.toContain('cannot read "swordfish"');
});

test('goes on after a failure in the host, notes it, and says so in the page', async ({
  directory,
  page,
  peers,
  console: watch,
}) => {
  const workspace = join(directory, 'other');
  await writeEmptyWorkspace(workspace);
  // Beside the host, in its process: whoever connects makes it fail outside of every request.
  const beside = join(directory, 'beside.mjs');
  const portFile = join(directory, 'port');
  await writeFile(
    beside,
    `import { createServer } from 'node:net';
     import { writeFileSync } from 'node:fs';
     const server = createServer((socket) => { socket.end(); throw new RangeError('a bug in a session'); });
     server.listen(0, '127.0.0.1', () => writeFileSync(${JSON.stringify(portFile)}, String(server.address().port)));`,
  );
  const host = await Headless.start(workspace, {
    env: { NODE_OPTIONS: `--import ${pathToFileURL(beside).href}` },
  });
  try {
    watch.follow(page);
    const bench = await Bench.open(page, host.url);
    await expect.poll(() => readFile(portFile, 'utf8').catch(() => '')).toMatch(/^\d+$/);
    const port = Number(await readFile(portFile, 'utf8'));
    const fail = async (): Promise<void> => {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => undefined).resume();
      await once(socket, 'close');
    };
    const { port: echo } = await peers.echo();
    await bench.openQuick('tcp', 'client', `127.0.0.1:${echo}`);
    await bench.connect();
    await fail();
    const banner = page.getByRole('alert').filter({ hasText: 'Something in the host failed' });
    await expect(banner).toContainText('RangeError: a bug in a session');
    await expect(banner).toContainText('serve.log');
    await banner.getByRole('button', { name: 'Go on' }).click();
    await expect(banner).toBeHidden();
    // A session that has nothing to do with it did not notice.
    await bench.send('Text', 'still here');
    await expect(bench.rows(/still here/)).toHaveCount(2);
    await expect(bench.status).toContainText('Open');
    await expect.poll(() => logOf(workspace)).toContain('RangeError: a bug in a session\n    at ');
  } finally {
    // A page whose host goes says so on its console.
    await page.goto('about:blank');
    await host.stop();
  }
  expect(host.takeErrors()).toContain('Nobody handled an error; the host goes on');
});
