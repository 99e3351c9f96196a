import { execFile } from 'node:child_process';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Locator } from '@playwright/test';
import type { WebSocket } from 'ws';
import { violationsInBoth } from './axe.js';
import { expect, test } from './fixture.js';
import type { Bench, Headless } from './fixture.js';

const run = promisify(execFile);
const out = process.env['WIREBENCH_OUT'] ?? fileURLToPath(new URL('../../out', import.meta.url));
const secret = 'open-sesame-7431';

test.use({ keepToken: true });

const unlockDialog = (bench: Bench): Locator =>
  bench.page.getByRole('dialog', { name: 'Unlock secrets', exact: true });

async function unlock(bench: Bench, passphrase: string): Promise<void> {
  await unlockDialog(bench).getByLabel('Passphrase').fill(passphrase);
  await unlockDialog(bench).getByRole('button', { name: 'Unlock', exact: true }).click();
}

async function addSecret(bench: Bench): Promise<void> {
  await bench.choose('Environment', 'Manage…');
  const dialog = bench.page.getByRole('dialog', { name: 'Variables' });
  await dialog.getByRole('button', { name: 'Add a variable' }).click();
  await expect(dialog.getByRole('textbox', { name: 'Name 1', exact: true })).toBeFocused();
  await bench.page.keyboard.type('token');
  await dialog.getByRole('checkbox', { name: 'Secret 1' }).check();
  await dialog.getByLabel('Value 1', { exact: true }).fill(secret);
  await dialog.getByLabel('Value 1', { exact: true }).press('Enter');
  await bench.page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
}

async function choosePassphrase(bench: Bench, passphrase: string): Promise<void> {
  await bench.button(/^Workspace: /).click();
  await bench.page.getByRole('menuitem', { name: 'Passphrase for secrets…' }).click();
  const dialog = bench.page.getByRole('dialog', { name: 'Passphrase for secrets' });
  await dialog.getByLabel('New passphrase').fill(passphrase);
  await dialog.getByLabel('The same again').fill('not the same');
  await expect(dialog.getByText('This is not the same passphrase.')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Encrypt' })).toBeDisabled();
  expect(await violationsInBoth(bench.page)).toEqual([]);
  await dialog.getByLabel('The same again').fill(passphrase);
  await dialog.getByRole('button', { name: 'Encrypt' }).click();
  await expect(dialog).toHaveCount(0);
}

const secretsFile = (host: Headless): string => join(host.workspace, '.local', 'secrets.json');

/** What was put aside because it did not open. */
async function asideOf(host: Headless): Promise<string> {
  const own = join(host.workspace, '.local');
  const [aside = 'none'] = (await readdir(own)).filter((name) => name.includes('.locked-'));
  return readFile(join(own, aside), 'utf8');
}

/** Every file of the workspace that is not a recording: what crossed the wire is in those as it crossed it. */
async function filesOf(host: Headless): Promise<string[]> {
  const entries = await readdir(host.workspace, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.includes(join('.local', 'sessions')));
  return Promise.all(paths.map((path) => readFile(path, 'latin1')));
}

test.describe('secrets', () => {
  test('ask for their passphrase after a restart, take no other, and go on under a new one', async ({
    bench,
    host,
    console: watch,
  }) => {
    watch.allow(/WebSocket connection|Failed to load resource/);
    await addSecret(bench);
    await choosePassphrase(bench, 'first words');
    await expect.poll(() => readFile(secretsFile(host), 'utf8')).toContain('scrypt');
    expect(await readFile(secretsFile(host), 'utf8')).not.toContain(secret);

    await host.restart();
    await expect.poll(() => host.errors).toContain('is encrypted: unlock it with its passphrase');
    host.takeErrors();
    await expect(unlockDialog(bench)).toBeVisible();
    expect(await violationsInBoth(bench.page)).toEqual([]);
    await unlock(bench, 'wrong words');
    await expect(unlockDialog(bench).getByText('do not open with this passphrase')).toBeVisible();
    await bench.page.keyboard.press('Escape');
    await bench.choose('Environment', 'Manage…');
    const dialog = bench.page.getByRole('dialog', { name: 'Variables' });
    await expect(dialog.getByRole('alert')).toContainText('Secrets are locked');
    await dialog.getByRole('button', { name: 'Unlock…' }).click();
    await unlock(bench, 'first words');
    await expect(unlockDialog(bench)).toHaveCount(0);
    await dialog.getByRole('button', { name: 'Show value 1' }).click();
    await expect(dialog.getByLabel('Value 1', { exact: true })).toHaveValue(secret);
    await bench.page.keyboard.press('Escape');

    // A new passphrase, in a file this time; the old one opens nothing any more.
    await choosePassphrase(bench, 'second words');
    const file = `${host.workspace}.passphrase`;
    await writeFile(file, 'second words\n', { mode: 0o600 });
    host.settings = { args: ['--passphrase-file', file] };
    await host.restart();
    await bench.choose('Environment', 'Manage…');
    await expect(dialog).toContainText('encrypted by a passphrase');
    await expect(dialog.getByLabel('Value 1', { exact: true })).toHaveAttribute('placeholder', '••••••••');
    host.settings = { env: { WIREBENCH_SECRETS_KEY: 'first words' } };
    await host.restart();
    await expect.poll(() => host.errors).toContain('does not open with the passphrase that was given');
    host.takeErrors();

    // Whoever has lost it begins anew; nothing is thrown away.
    const before = await readFile(secretsFile(host), 'utf8');
    await unlockDialog(bench).getByRole('button', { name: 'Begin without them…' }).click();
    await bench.page.getByRole('alertdialog').getByRole('button', { name: 'Begin without them' }).click();
    await expect(bench.page.getByText('This workspace begins without secrets')).toBeVisible();
    await expect.poll(() => asideOf(host).catch(() => '')).toBe(before);
  });

  test('are masked on screen and in no file, log, export, code or line of the terminal', async ({
    bench,
    host,
    peers,
  }) => {
    let far: WebSocket | undefined;
    const headers: (string | undefined)[] = [];
    const { port } = await peers.ws((socket, request) => {
      far = socket;
      headers.push(request.headers.authorization);
      socket.on('message', (data: Buffer) => socket.send(`you said ${data.toString()}`));
    });
    await addSecret(bench);
    await choosePassphrase(bench, 'words');
    await bench.openQuick('ws', 'client', `ws://127.0.0.1:${port}/?key={{token}}`);
    await bench.inOptions(async (drawer) => {
      await drawer.getByRole('button', { name: 'Add a header' }).click();
      await drawer
        .getByRole('textbox', { name: /^Headers: \w+ 1$/ })
        .first()
        .fill('Authorization');
      await drawer.getByRole('textbox', { name: 'Headers: Value 1' }).fill('Bearer {{token}}');
    });
    await bench.saveAs('Gate');
    await bench.connect();
    await expect.poll(() => headers).toEqual([`Bearer ${secret}`]);
    await bench.compose('Text', 'login {{token}}');
    const preview = bench.page.getByRole('region', { name: 'Preview' });
    await expect(preview).toContainText('Will leave: 22 B');
    await expect(preview).not.toContainText(secret);
    await expect(bench.composer).not.toContainText(secret);
    await expect(bench.status).not.toContainText(secret);
    await bench.sendButton.click();
    await bench.waitForRow(/^received text, .*you said login/);
    expect(far).toBeDefined();

    for (const format of ['JSON lines', 'HAR', 'HTML report', 'CSV', 'Text', 'pcapng', 'YAML']) {
      const { bytes, text } = await bench.exportAs(format);
      expect(bytes.length, format).toBeGreaterThan(100);
      expect(bytes.includes(secret), format).toBe(false);
      const base64 = [0, 1, 2].map((shift) =>
        Buffer.from(secret)
          .subarray(shift, shift + 12)
          .toString('base64'),
      );
      for (const piece of base64) expect(text, format).not.toContain(piece);
    }
    await bench.button('Export').click();
    const dialog = bench.page.getByRole('dialog', { name: 'Export', exact: true });
    await dialog.getByRole('checkbox', { name: /^Cover secrets/ }).uncheck();
    await expect(dialog).toContainText('will hold whatever crossed the wire');
    expect(await violationsInBoth(bench.page)).toEqual([]);
    await dialog.getByRole('checkbox', { name: /^Cover secrets/ }).check();
    await bench.page.keyboard.press('Escape');

    await bench.connections.getByRole('treeitem', { name: /^Gate/ }).click({ button: 'right' });
    await bench.page.getByRole('menuitem', { name: /^As code/ }).click();
    const code = bench.page.getByRole('dialog', { name: 'As code' });
    await expect(code).toContainText('127.0.0.1');
    for (const box of await code.getByRole('checkbox', { name: /^(Put values|Fill)/ }).all())
      await box.check();
    await expect(code).not.toContainText(secret);
    await bench.page.keyboard.press('Escape');

    const terminal = (...args: string[]) =>
      run(process.execPath, [join(out, 'main', 'cli.js'), ...args], {
        env: { ...process.env, WIREBENCH_SECRETS_KEY: 'words' },
      });
    const talk = ['--workspace', host.workspace, '--send', 'login {{token}}', '--count', '1'];
    for (const print of [[], ['--json']]) {
      const { stdout, stderr } = await terminal(
        'connect',
        `ws://127.0.0.1:${port}/?key={{token}}`,
        ...talk,
        ...print,
      );
      expect(stdout + stderr).not.toContain(secret);
      expect(stdout).not.toContain(Buffer.from(`login ${secret}`).toString('base64'));
      expect(stdout.length).toBeGreaterThan(100);
    }
    const [session = ''] = await readdir(join(host.workspace, '.local', 'sessions'));
    const recorded = join(host.workspace, '.local', 'sessions', session);
    const { stdout: covered } = await terminal('export', recorded, '--format', 'text');
    expect(covered).toContain('login ****************');
    expect(covered).not.toContain(secret);
    await expect(
      run(process.execPath, [join(out, 'main', 'cli.js'), 'export', recorded], {
        env: { ...process.env, WIREBENCH_SECRETS_KEY: '' },
      }),
    ).rejects.toThrow('cannot be covered');
    expect((await terminal('export', recorded, '--format', 'text', '--with-secrets')).stdout).toContain(
      secret,
    );

    expect(host.errors).not.toContain(secret);
    for (const text of await filesOf(host)) expect(text).not.toContain(secret);
  });

  test('of a keychain elsewhere are named as such, and can be begun anew without losing their file', async ({
    bench,
    host,
    console: watch,
  }) => {
    watch.allow(/WebSocket connection|Failed to load resource/);
    const sealed = '{ "sealed": "keychain", "data": "AAAA" }\n';
    await writeFile(secretsFile(host), sealed, { mode: 0o600 });
    await host.restart();
    await expect.poll(() => host.errors).toContain('Open the workspace there and choose a passphrase');
    host.takeErrors();
    await expect(bench.alert).toContainText('encrypted by the keychain of the desktop app');
    await bench.button('Secrets are locked…').click();
    const dialog = bench.page.getByRole('dialog', { name: 'Secrets are locked' });
    await expect(dialog).toContainText('choose a passphrase for its secrets, or begin without them');
    expect(await violationsInBoth(bench.page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Not now' }).click();
    expect(await readFile(secretsFile(host), 'utf8')).toBe(sealed);
    await bench.button('Secrets are locked…').click();
    await dialog.getByRole('button', { name: 'Begin without them…' }).click();
    await bench.page.getByRole('alertdialog').getByRole('button', { name: 'Begin without them' }).click();
    await expect(bench.page.getByText('This workspace begins without secrets')).toBeVisible();
    await expect(bench.alert).toHaveCount(0);
    await expect.poll(() => asideOf(host).catch(() => '')).toBe(sealed);
    await addSecret(bench);
  });
});
