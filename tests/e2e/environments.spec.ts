import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from '@playwright/test';
import { violationsInBoth } from './axe.js';
import { expect, test } from './fixture.js';
import type { Bench } from './fixture.js';
import { firstJson } from './headless.js';

const environmentFile = (id: string, name: string, variables: unknown[]): string =>
  `${JSON.stringify({ schema: 1, id, name, variables }, null, 2)}\n`;

async function writeEnvironment(
  workspace: string,
  id: string,
  name: string,
  variables: unknown[],
): Promise<void> {
  await mkdir(join(workspace, 'environments'), { recursive: true });
  await writeFile(join(workspace, 'environments', `${id}.json`), environmentFile(id, name, variables));
}

function dialogOf(bench: Bench): Locator {
  return bench.page.getByRole('dialog', { name: 'Variables' });
}

async function openVariables(bench: Bench): Promise<Locator> {
  await bench.choose('Environment', 'Manage…');
  await expect(dialogOf(bench)).toBeVisible();
  return dialogOf(bench);
}

/** Types a variable into the last line of the table, as somebody at the keyboard does. */
async function addVariable(dialog: Locator, name: string, value: string): Promise<number> {
  const line = (await dialog.getByRole('textbox', { name: /^Name \d+$/ }).count()) + 1;
  await dialog.getByRole('button', { name: 'Add a variable' }).click();
  await expect(dialog.getByRole('textbox', { name: `Name ${line}`, exact: true })).toBeFocused();
  await dialog.page().keyboard.type(name);
  await dialog.page().keyboard.press('Tab');
  await dialog.page().keyboard.type(value);
  await dialog.page().keyboard.press('Tab');
  return line;
}

test.describe('environments', () => {
  test('names, fills and uses an environment; its values reach the address, a header and the wire', async ({
    bench,
    host,
    peers,
  }) => {
    const far: string[] = [];
    const headers: (string | undefined)[] = [];
    const { port } = await peers.ws((socket, request) => {
      headers.push(request.headers.authorization);
      socket.on('message', (data: Buffer) => far.push(data.toString()));
    });
    const dialog = await openVariables(bench);
    await dialog.getByRole('button', { name: 'New environment' }).click();
    await expect(dialog.getByRole('textbox', { name: 'Name of the new environment' })).toBeFocused();
    await bench.page.keyboard.type('Staging');
    await bench.page.keyboard.press('Enter');
    await expect(dialog.getByRole('textbox', { name: 'Name of the environment' })).toHaveValue('Staging');
    await expect(dialog.getByRole('button', { name: /^Staging/ })).toBeFocused();
    await addVariable(dialog, 'port', String(port));
    await addVariable(dialog, 'who', 'ada');
    const secret = await addVariable(dialog, 'token', 'hunter2');
    await dialog.getByRole('checkbox', { name: `Secret ${secret}` }).check();
    await dialog.getByRole('button', { name: 'Use', exact: true }).click();
    await bench.page.keyboard.press('Escape');
    await expect(bench.page.getByRole('combobox', { name: 'Environment' })).toContainText('Staging');

    // The file of a first value is rewritten without it once it is known for a secret.
    const shared = (): Promise<unknown> => firstJson(join(host.workspace, 'environments'));
    await expect.poll(shared).toEqual({
      schema: 2,
      id: 'staging',
      name: 'Staging',
      variables: [
        { name: 'port', value: String(port) },
        { name: 'who', value: 'ada' },
        { name: 'token', secret: true },
      ],
    });

    await bench.openQuick('ws', 'client', 'ws://127.0.0.1:{{port}}/{{who}}');
    await expect(bench.page.getByRole('list', { name: 'Variables in the address' })).toContainText(
      `port${port}`,
    );
    await bench.inOptions(async (drawer) => {
      await drawer.getByRole('button', { name: 'Add a header' }).click();
      await drawer
        .getByRole('textbox', { name: /^Headers: \w+ 1$/ })
        .first()
        .fill('Authorization');
      await drawer.getByRole('textbox', { name: 'Headers: Value 1' }).fill('Bearer {{token}}');
      await expect(drawer.getByRole('list', { name: /^Variables in/ })).toContainText('token••••••••');
    });
    await bench.connect();
    expect(headers).toEqual(['Bearer hunter2']);

    await bench.compose('Text', 'hello {{who}}, {{counter}}');
    const preview = bench.page.getByRole('region', { name: 'Preview' });
    await expect(preview).toContainText('Will leave: 12 B');
    await bench.sendButton.click();
    await bench.sendButton.click();
    await expect.poll(() => far).toEqual(['hello ada, 1', 'hello ada, 2']);
    await bench.waitForRow(/^sent text, 12 bytes, .*hello ada, 2/);
    // Kept as it was typed, beside the rows too.
    await bench.reload();
    await expect(bench.address).toHaveValue('ws://127.0.0.1:{{port}}/{{who}}');
    await expect(bench.page.getByRole('combobox', { name: 'Environment' })).toContainText('Staging');
  });

  test('previews the bytes that leave, random ones too, and masks secrets until asked', async ({
    bench,
    host,
    peers,
  }) => {
    await writeEnvironment(host.workspace, 'lab', 'Lab', [{ name: 'key', secret: true }]);
    let far = Buffer.alloc(0);
    const { port } = await peers.tcp(
      (socket) => void socket.on('data', (data: Buffer) => (far = Buffer.concat([far, data]))),
    );
    await bench.choose('Environment', 'Lab');
    await bench.dial('tcp', port);
    await bench.compose('Hex', '01 {{random bytes 4}} {{key}}');
    await expect(bench.composer).toContainText('The secret {{key}} has no value on this machine');
    await expect(bench.sendButton).toBeDisabled();

    const dialog = await openVariables(bench);
    await dialog.getByLabel('Value 1', { exact: true }).fill('AB');
    await dialog.getByLabel('Value 1', { exact: true }).press('Enter');
    await dialog.getByRole('button', { name: 'Close' }).click();
    await expect(dialog).toHaveCount(0);
    await expect(bench.sendButton).toBeEnabled();
    const preview = bench.page.getByRole('region', { name: 'Preview' });
    await expect(preview).toContainText('Will leave: 7 B');
    await expect(preview).toContainText('2a 2a');
    await preview.getByRole('button', { name: 'Show secrets' }).click();
    await expect(preview).toContainText('41 42');
    const shown = (await preview.innerText()).match(/01( [0-9a-f]{2}){4} 41 42/)?.[0].replaceAll(' ', '');
    await bench.sendButton.click();
    await expect.poll(() => far.toString('hex')).toMatch(/^01.{8}4142$/);
    if (shown !== undefined) expect(far.toString('hex')).toBe(shown);
    await bench.sendButton.click();
    await expect.poll(() => far.length).toBe(14);
    expect(far.subarray(1, 5)).not.toEqual(far.subarray(8, 12));
  });

  test('refuses to connect and to send what names nobody, and says which', async ({ bench, peers }) => {
    await bench.openQuick('tcp', 'client', '{{host}}:{{nobody}}');
    await expect(bench.page.getByRole('list', { name: 'Variables in the address' })).toContainText(
      'nobodyunknown',
    );
    await bench.button('Connect').click();
    await expect(bench.alert.first()).toContainText('{{host}}');
    await expect(bench.alert.first()).toContainText('{{nobody}}');
    const { port } = await peers.echo();
    await bench.address.fill(`127.0.0.1:${port}`);
    await bench.connect();
    await bench.compose('Text', 'a {{missing}} and {{other}}');
    await expect(bench.composer).toContainText('{{missing}}');
    await expect(bench.composer).toContainText('{{other}}');
    await expect(bench.sendButton).toBeDisabled();
    await bench.send('Text', 'a \\{{missing}}');
    await bench.waitForRow(/^received data, 13 bytes, .*a \{\{missing\}\}/);
  });

  test('puts every generated value on the wire, and refuses what leads to itself', async ({
    bench,
    host,
    peers,
  }) => {
    let far = '';
    const { port } = await peers.tcp(
      (socket) => void socket.on('data', (data: Buffer) => (far += data.toString())),
    );
    await writeFile(join(host.workspace, 'note.txt'), 'from a file');
    await writeFile(
      join(host.workspace, 'variables.json'),
      JSON.stringify({
        schema: 2,
        variables: [
          { name: 'a', value: '{{b}}' },
          { name: 'b', value: '{{a}}' },
        ],
      }),
    );
    await bench.dial('tcp', port);
    const values: [template: string, pattern: string][] = [
      ['uuid', '[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}'],
      ['ulid', '[0-9A-HJKMNP-TV-Z]{26}'],
      ['timestamp s', '\\d{10}'],
      ['timestamp ms', '\\d{13}'],
      ['timestamp us', '\\d{16}'],
      ['timestamp iso', '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d+Z'],
      ['timestamp "YYYY-MM-DD"', '\\d{4}-\\d\\d-\\d\\d'],
      ['counter', '1'],
      ['random int 1 6', '[1-6]'],
      ['random float 0 1', '(0|1|0\\.\\d+(e-\\d+)?)'],
      ['random string 5', '.{5}'],
      ['env PATH', '[^|]+'],
      ['file note.txt', 'from a file'],
      ['base64 "hi"', 'aGk='],
      ['hash sha-256 "a"', 'ca978112[0-9a-f]{56}'],
      ['local-address', '127\\.0\\.0\\.1'],
      ['local-port', '\\d{2,5}'],
    ];
    await bench.compose('Text', values.map(([template]) => `{{${template}}}`).join('|'));
    await expect(bench.page.getByRole('region', { name: 'Preview' })).toContainText('Will leave');
    await bench.sendButton.click();
    await expect.poll(() => far).toMatch(new RegExp(`^${values.map(([, pattern]) => pattern).join('\\|')}$`));
    await bench.compose('Text', 'round {{a}}');
    await expect(bench.composer).toContainText(/itself/);
    await expect(bench.sendButton).toBeDisabled();
  });

  test('opens by Ctrl+E, duplicates, deletes with undo, and follows edits made outside', async ({
    bench,
    host,
  }) => {
    await writeEnvironment(host.workspace, 'one', 'One', [{ name: 'a', value: '1' }]);
    await bench.page.keyboard.press('Control+e');
    await bench.page.getByRole('option', { name: 'One', exact: true }).click();
    const dialog = await openVariables(bench);
    await dialog.getByRole('button', { name: 'Duplicate the environment' }).click();
    await expect(dialog.getByRole('textbox', { name: 'Name of the environment' })).toHaveValue('One copy');
    await dialog.getByRole('button', { name: 'Delete the environment' }).click();
    await expect(dialog.getByRole('button', { name: /^One copy/ })).toHaveCount(0);
    await expect.poll(() => readdir(join(host.workspace, 'environments'))).toEqual(['one.json']);
    await bench.button('Undo').click();
    await expect(dialog.getByRole('textbox', { name: 'Name of the environment' })).toHaveValue('One copy');

    await dialog.getByRole('button', { name: /^One\b(?! copy)/ }).click();
    await writeEnvironment(host.workspace, 'one', 'One', [{ name: 'a', value: 'from outside' }]);
    await expect(dialog.getByLabel('Value 1', { exact: true })).toHaveValue('from outside');
    await writeFile(join(host.workspace, 'environments', 'two.json'), '{\n  "schema": 1,\n<<<<<<< HEAD\n}\n');
    await bench.page.keyboard.press('Escape');
    await expect(bench.page.getByText(/environments\/two\.json/)).toBeVisible();
  });
});

test.describe('what was received', () => {
  test('is never read as a template', async ({ bench, peers }) => {
    let far = '';
    const { port } = await peers.tcp((socket) => {
      socket.on('data', (data: Buffer) => (far += data.toString()));
      socket.write('x {{env PATH}}');
    });
    await bench.dial('tcp', port);
    const row = await bench.waitForRow(/^received data, /);
    await row.click({ button: 'right' });
    await bench.page.getByRole('menuitem', { name: /^Edit and resend/ }).click();
    await expect(bench.message).toContainText('x \\{{env PATH}}');
    await bench.sendButton.click();
    await expect.poll(() => far).toBe('x {{env PATH}}');
  });
});

test.describe('variables of a connection', () => {
  test('are edited beside the environments, kept in its file, and win', async ({ bench, host, peers }) => {
    const far: string[] = [];
    const { port } = await peers.tcp(
      (socket) => void socket.on('data', (data: Buffer) => far.push(data.toString())),
    );
    await writeEnvironment(host.workspace, 'lab', 'Lab', [{ name: 'who', value: 'environment' }]);
    const file = join(host.workspace, 'connections', 'one.json');
    const config = { protocol: 'tcp', role: 'client', address: '127.0.0.1:{{port}}', options: {} };
    const connection = { schema: 1, id: 'one', name: 'One', folder: '', order: 1, config, messages: [] };
    await writeFile(file, `${JSON.stringify(connection, null, 2)}\n`);
    await bench.connections.getByRole('treeitem', { name: /One/ }).dblclick();
    await bench.choose('Environment', 'Lab');
    const dialog = await openVariables(bench);
    await dialog.getByRole('navigation', { name: 'Scopes' }).getByRole('button', { name: /^One/ }).click();
    await addVariable(dialog, 'port', String(port));
    await addVariable(dialog, 'who', 'connection');
    const written = async (): Promise<unknown> =>
      (JSON.parse(await readFile(file, 'utf8')) as { variables?: unknown }).variables;
    await expect.poll(written).toEqual([
      { name: 'port', value: String(port) },
      { name: 'who', value: 'connection' },
    ]);
    await dialog.getByRole('button', { name: 'Close' }).click();
    await bench.connect();
    await bench.send('Text', 'hi {{who}}');
    await expect.poll(() => far.join('')).toBe('hi connection');
    await bench.page.keyboard.press('Control+s');
    await expect.poll(written).toHaveLength(2);
  });
});

test.describe('environments for assistive technology, in both themes', () => {
  test('finds no fault with the dialog, the chips, the marks and the preview', async ({
    bench,
    host,
    peers,
  }) => {
    await writeEnvironment(host.workspace, 'lab', 'Lab', [
      { name: 'a', value: '1' },
      { name: 'key', secret: true },
    ]);
    const { port } = await peers.echo();
    await bench.choose('Environment', 'Lab');
    const dialog = await openVariables(bench);
    await dialog.getByText('Generated values').click();
    expect(await violationsInBoth(bench.page)).toEqual([]);
    await bench.page.keyboard.press('Escape');
    await bench.dial('tcp', port);
    await bench.compose('Text', 'x {{a}} {{timestamp iso}}');
    await expect(bench.page.getByRole('region', { name: 'Preview' })).toContainText('Will leave');
    expect(await violationsInBoth(bench.page)).toEqual([]);
    await bench.compose('Text', 'x {{nobody}}');
    await expect(bench.composer).toContainText('{{nobody}}');
    expect(await violationsInBoth(bench.page)).toEqual([]);
  });
});
