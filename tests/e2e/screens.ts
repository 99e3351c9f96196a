import { expect } from '@playwright/test';
import type { Locator } from '@playwright/test';
import type { Bench } from './bench.js';
import type { Peers } from './peers.js';

/** A dialog, drawer or popover: which file draws it, how it is opened, and what it is called then. */
export interface Screen {
  /** Under `renderer/src`. */
  readonly file: string;
  readonly name: RegExp;
  readonly open: (bench: Bench) => Promise<void>;
  /** Names its picture where one file draws several. */
  readonly picture?: string;
}

/** A screen that was opened, the innermost that lies over the window. */
export const shownAs = ({ page }: Bench, { name }: Screen): Locator =>
  page.getByRole('dialog', { name }).or(page.getByRole('alertdialog', { name })).first();

/** What `clientScreens` are opened at. */
export async function atClient(bench: Bench, peers: Peers): Promise<void> {
  const { port } = await peers.ws((socket) => socket.send('{"hello":"you"}'));
  await bench.openQuick('tcp', 'client', 'localhost:1');
  await bench.saveAs('other');
  await bench.dial('ws', port, '/feed');
  await bench.saveAs('feed');
  await bench.waitForRow(/^received text, /);
  await bench.compose('Text', 'hello');
  await bench.button('Save message').click();
  await bench.page.getByRole('textbox', { name: 'New name' }).fill('greeting');
  await bench.page.keyboard.press('Enter');
  await expect(bench.savedMessages.getByRole('treeitem', { name: /^greeting/ })).toBeVisible();
}

/** What `listenerScreens` are opened at. */
export async function atListener(bench: Bench, peers: Peers): Promise<void> {
  await peers.connect(await bench.serve('tcp'));
  await expect(bench.peers.getByRole('row', { name: /open/i }).first()).toBeVisible();
}

async function command(bench: Bench, title: string): Promise<void> {
  const { page } = bench;
  await page.keyboard.press('Control+k');
  const box = page.getByRole('combobox', { name: 'Run a command or find a message' });
  await box.fill(title);
  await page.getByRole('option', { selected: true }).filter({ hasText: title }).waitFor();
  await box.press('Enter');
}

const byCommand =
  (title: string): Screen['open'] =>
  (bench) =>
    command(bench, title);

const byKey =
  (key: string): Screen['open'] =>
  ({ page }) =>
    page.keyboard.press(key);

const byButton =
  (name: string | RegExp): Screen['open'] =>
  (bench) =>
    bench.button(name).press('Enter');

async function menuOf(bench: Bench, row: RegExp, item: string | RegExp): Promise<void> {
  await bench.page.getByRole('treeitem', { name: row }).first().click({ button: 'right' });
  await bench.page.getByRole('menuitem', { name: item }).click();
}

/** With a saved WebSocket client that is open, has a saved message and a received row. */
export const clientScreens: readonly Screen[] = [
  { file: 'palette/CommandPalette.vue', name: /^Command palette$/, open: byKey('Control+k') },
  {
    file: 'palette/ShortcutSheet.vue',
    name: /^Keyboard shortcuts$/,
    open: byCommand('Keyboard shortcuts'),
  },
  { file: 'settings/SettingsDialog.vue', name: /^Settings$/, open: byKey('Control+,') },
  { file: 'exporting/ExportDialog.vue', name: /^Export$/, open: byButton('Export') },
  { file: 'exporting/CodeDialog.vue', name: /^As code$/, open: byCommand('Connection as code') },
  { file: 'importing/ImportDialog.vue', name: /^Import$/, open: byCommand('Import from another tool') },
  { file: 'compare/CompareDialog.vue', name: /^Compare transports$/, open: byButton('Compare transports') },
  {
    file: 'environments/EnvironmentsDialog.vue',
    name: /^Variables$/,
    open: byCommand('Edit variables and environments'),
  },
  {
    file: 'sidebar/SearchDialog.vue',
    name: /^Search all sessions$/,
    open: byCommand('Search all sessions'),
  },
  {
    file: 'workspaces/WorkspacesDialog.vue',
    name: /^Open a workspace|^Duplicate/,
    open: byCommand('Duplicate the workspace'),
  },
  {
    file: 'workspaces/DocsDialog.vue',
    name: /^About workspace|^About e2e/,
    open: byCommand('About this workspace'),
  },
  {
    file: 'workspaces/ProtectDialog.vue',
    name: /^Passphrase for secrets$/,
    open: byCommand('Encrypt secrets by a passphrase'),
  },
  {
    file: 'timeline/FiltersDialog.vue',
    name: /^Filters and colours$/,
    open: byCommand('Name and colour saved filters'),
  },
  {
    file: 'timeline/KeepFilterDialog.vue',
    name: /^Save the filter$/,
    open: async (bench) => {
      await bench.filter.fill('dir:in');
      await bench.button('Saved filters').press('Enter');
      // Not before the filter is applied.
      await bench.page.getByRole('menuitem', { name: 'Save this filter', disabled: false }).press('Enter');
    },
  },
  {
    file: 'timeline/CommentDialog.vue',
    name: /^Comment on row /,
    open: async (bench) => {
      await (await bench.waitForRow(/^received text, /)).click();
      await command(bench, 'Comment on the row');
    },
  },
  { file: 'connection/CloseCodeDialog.vue', name: /^Close with code$/, open: byCommand('Close with code') },
  {
    file: 'connection/OptionsDrawer.vue',
    name: /^Options of this /,
    open: byCommand('Options of the connection'),
  },
  { file: 'composer/RepeatMenu.vue', name: /^Repeat…$/, open: byButton('Repeat…') },
  {
    file: 'composer/DescribeDialog.vue',
    name: /^Describe /,
    open: (bench) => menuOf(bench, /^greeting/, 'Describe…'),
  },
  {
    file: 'composer/MoveMessageDialog.vue',
    name: /^Move or copy /,
    open: (bench) => menuOf(bench, /^greeting/, 'Move or copy to connection…'),
  },
  {
    file: 'composer/DelayDialog.vue',
    name: /^Delay before /,
    open: async (bench) => {
      await bench.page.keyboard.press('Alt+Enter');
      await bench.page
        .getByRole('tablist', { name: 'Messages' })
        .getByRole('tab', { name: /^Queue/ })
        .click();
      await bench.page
        .getByRole('tree', { name: 'Queue' })
        .getByRole('treeitem')
        .first()
        .click({ button: 'right' });
      await bench.page.getByRole('menuitem', { name: 'Delay before it' }).press('ArrowRight');
      await bench.page.getByRole('menuitem', { name: 'Other…' }).press('Enter');
    },
  },
  {
    file: 'tabs/CloseDialog.vue',
    name: / is connected$/,
    open: byKey('Alt+w'),
  },
];

/** With a listener that has a peer, in front of the ended client from above. */
export const listenerScreens: readonly Screen[] = [
  {
    file: 'peers/PeerDetails.vue',
    name: /^Peer 1$/,
    open: async (bench) => {
      await bench.peers.getByRole('row').nth(1).click({ button: 'right' });
      await bench.page.getByRole('menuitem', { name: /details…$/ }).press('Enter');
    },
  },
  {
    file: 'timeline/FramingMenu.vue',
    name: /^Framing details$/,
    open: async (bench) => {
      await bench.choose('Framing', /^Fixed/);
      await byButton('Framing details')(bench);
    },
  },
  {
    file: 'ui/HexEditTools.vue',
    name: /^Go to/,
    open: async (bench) => {
      await bench.compose('Hex', '00 01 02');
      await bench.page.getByRole('radio', { name: 'Grid', exact: true }).click();
      await byButton('Go to…')(bench);
    },
  },
  { file: 'ui/HexEditTools.vue', name: /^Fill/, open: byButton('Fill…'), picture: 'ui-HexEditTools-fill' },
  {
    file: 'connection/SaveDialog.vue',
    name: /^Save the connection$/,
    open: async (bench) => {
      await bench.openQuick('tcp', 'client', 'localhost:2');
      await bench.page.keyboard.press('Control+s');
    },
  },
  {
    file: 'composer/fields/BytesDialog.vue',
    name: /^Learn from bytes$/,
    open: async (bench) => {
      await bench.mode('Fields');
      await bench.button('Layout').press('Enter');
      await bench.page.getByRole('menuitem', { name: /^From bytes/ }).press('Enter');
    },
  },
];
