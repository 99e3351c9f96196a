import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { Bench } from '../e2e/bench.js';
import { Headless } from '../e2e/headless.js';
import { Desktop } from './desktop.js';

const secret = 'open-sesame-7431';

async function benchOf(page: Page): Promise<Bench> {
  const bench = Bench.inWindow(page);
  await bench.ready();
  return bench;
}

async function addSecret(bench: Bench, name: string, value: string): Promise<void> {
  await bench.choose('Environment', 'Manage…');
  const dialog = bench.page.getByRole('dialog', { name: 'Variables' });
  await dialog.getByRole('button', { name: 'Add a variable' }).click();
  await expect(dialog.getByRole('textbox', { name: 'Name 1', exact: true })).toBeFocused();
  await bench.page.keyboard.type(name);
  await dialog.getByRole('checkbox', { name: 'Secret 1' }).check();
  await dialog.getByLabel('Value 1', { exact: true }).fill(value);
  await dialog.getByLabel('Value 1', { exact: true }).press('Enter');
  await expect(dialog).toContainText('encrypted by its keychain');
  await bench.page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
}

const unlockDialog = (page: Page): Locator => page.getByRole('dialog', { name: 'Unlock secrets' });

async function choosePassphrase(bench: Bench, passphrase: string): Promise<void> {
  await bench.button(/^Workspace: /).click();
  await bench.page.getByRole('menuitem', { name: 'Passphrase for secrets…' }).click();
  const dialog = bench.page.getByRole('dialog', { name: 'Passphrase for secrets' });
  await dialog.getByLabel('New passphrase').fill(passphrase);
  await dialog.getByLabel('The same again').fill(passphrase);
  await dialog.getByRole('button', { name: 'Encrypt' }).click();
  await expect(dialog).toHaveCount(0);
}

// The keychain here is a stand-in: that it is asked is shown, not how well it hides.
test.describe('secrets on the desktop (fake)', () => {
  let desktop: Desktop;
  const secretsFile = (): Promise<string> =>
    readFile(join(desktop.directory, 'workspace', '.local', 'secrets.json'), 'utf8').catch(() => '');
  test.afterEach(() => desktop.dispose());

  test('are encrypted by the keychain, open after a restart, and move to a host without a window by a passphrase', async () => {
    test.slow();
    desktop = await Desktop.launch('renderer', {}, { empty: true });
    let bench = await benchOf(desktop.page);
    await addSecret(bench, 'token', secret);
    await expect.poll(secretsFile).toContain('"keychain"');
    expect(await secretsFile()).not.toContain(secret);

    await desktop.restart();
    bench = await benchOf(desktop.page);
    await bench.choose('Environment', 'Manage…');
    const dialog = bench.page.getByRole('dialog', { name: 'Variables' });
    const value = dialog.getByLabel('Value 1', { exact: true });
    await expect(value).toHaveAttribute('placeholder', '••••••••');
    await dialog.getByRole('button', { name: 'Show value 1' }).click();
    await expect(value).toHaveValue(secret);
    await bench.page.keyboard.press('Escape');

    // A headless host of the same workspace says what is wrong, and what helps.
    const beside = await mkdtemp(join(tmpdir(), 'wirebench-beside-'));
    const workspace = join(beside, 'workspace');
    await cp(join(desktop.directory, 'workspace'), workspace, { recursive: true });
    const lost = await Headless.start(workspace);
    await expect
      .poll(() => lost.errors)
      .toMatch(/encrypted by the keychain of the desktop app.*choose a passphrase/);
    await lost.stop();

    await choosePassphrase(bench, 'shared words');
    await expect.poll(secretsFile).toContain('scrypt');
    await cp(join(desktop.directory, 'workspace'), workspace, { recursive: true });
    const found = await Headless.start(workspace, { env: { WIREBENCH_SECRETS_KEY: 'shared words' } });
    expect(found.errors).toBe('');
    await found.stop();
    await rm(beside, { recursive: true, force: true });

    // The desktop asks for it too, from its next start on.
    await desktop.restart();
    bench = Bench.inWindow(desktop.page);
    const unlock = unlockDialog(desktop.page);
    await unlock.getByLabel('Passphrase').fill('other words');
    await unlock.getByRole('button', { name: 'Unlock', exact: true }).click();
    await expect(unlock.getByText('do not open with this passphrase')).toBeVisible();
    await unlock.getByLabel('Passphrase').fill('shared words');
    await unlock.getByLabel('Passphrase').press('Enter');
    await expect(unlock).toHaveCount(0);
    await bench.button(/^Workspace: /).click();
    await bench.page.getByRole('menuitem', { name: 'Passphrase for secrets…' }).click();
    await desktop.page.getByRole('button', { name: 'Stop using one' }).click();
    await expect.poll(secretsFile).toContain('"keychain"');
    expect(desktop.errors).not.toContain(secret);
  });

  test('reach a connection without being shown, and links of descriptions open outside', async () => {
    const server = createServer();
    const heard = new Promise<string>((resolve) =>
      server.on('connection', (socket) => socket.on('data', (data) => resolve(data.toString()))),
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    desktop = await Desktop.launch('renderer', {}, { empty: true });
    const bench = await benchOf(desktop.page);
    await addSecret(bench, 'token', secret);
    await bench.dial('tcp', port);
    await bench.compose('Text', 'login {{token}}');
    const preview = bench.page.getByRole('region', { name: 'Preview' });
    await expect(preview).toContainText('Will leave: 22 B');
    await expect(preview).not.toContainText(secret);
    await bench.sendButton.click();
    expect(await heard).toBe(`login ${secret}`);

    await bench.button(/^Workspace: /).click();
    await bench.page.getByRole('menuitem', { name: 'About this workspace' }).click();
    const about = bench.page.getByRole('dialog', { name: /^About / });
    await about.getByRole('radio', { name: 'Write' }).click();
    await about
      .getByRole('textbox', { name: 'Description in Markdown' })
      .fill('[docs](https://example.test/docs)');
    await about.getByRole('button', { name: 'Save' }).click();
    await expect(about).toHaveCount(0);
    await bench.button(/^Workspace: /).click();
    await bench.page.getByRole('menuitem', { name: 'About this workspace' }).click();
    await about.getByRole('link', { name: 'docs' }).click();
    await expect
      .poll(async () => (await desktop.ask<{ opened: string[] }>('facts')).opened)
      .toEqual(['https://example.test/docs']);
    expect((await desktop.ask<{ foreignRequests: string[] }>('facts')).foreignRequests).toEqual([]);
    server.close();
  });

  test('without a keychain say that they lie in a file only its owner can read', async () => {
    desktop = await Desktop.launch('renderer', { FAKE_KEYCHAIN: 'none' }, { empty: true });
    const bench = await benchOf(desktop.page);
    await bench.choose('Environment', 'Manage…');
    await expect(bench.page.getByRole('dialog', { name: 'Variables' })).toContainText(
      'in a file only you can read',
    );
    await bench.page.keyboard.press('Escape');
    await choosePassphrase(bench, 'words');
    await expect.poll(secretsFile).toContain('scrypt');
  });
});
