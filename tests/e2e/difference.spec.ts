import { open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { difference } from './aria-trees.js';
import { violationsInBoth } from './axe.js';
import { Bench, expect, test as base } from './fixture.js';
import { temporaryDirectory } from './headless.js';
import { messages, recordMillion, recordTexts } from './recorded.js';

const pairs = (page: Page): Locator => page.getByRole('grid', { name: 'Pairs of rows' });
const pair = (page: Page, name: RegExp): Locator => pairs(page).getByRole('row', { name });
const selected = (page: Page): Locator => pairs(page).getByRole('row', { selected: true });
const byPath = (page: Page): Locator => page.getByRole('grid', { name: 'Differences by path' });

async function expectTotals(page: Page, totals: string | RegExp): Promise<void> {
  await expect(page.getByRole('status', { name: 'Totals' })).toContainText(totals, { timeout: 90_000 });
}

/** Sends messages over a real socket, each once the answer to the one before is there. */
async function talk(bench: Bench, port: number, texts: readonly string[]): Promise<void> {
  await bench.dial('ws', port);
  for (const text of texts) {
    await bench.send('Text', text);
    await bench.waitForRow(new RegExp(`^received .*${text.slice(0, 5).replace(/[{"]/g, '\\$&')}`));
  }
}

const left = ['hello', '{"id":9007199254740993,"px":101.25,"t":1}', 'gone', 'byte 1'];
const right = ['hello', '{"id":9007199254740993,"px":101.5,"t":2,"n":null}', 'byte 22', 'more 1', 'again'];

base('compares two sessions over real sockets, live ones too', async ({ bench, page, peers, host }) => {
  const { port } = await peers.ws((socket) => {
    socket.on('message', (data, binary) => socket.send(data, { binary }));
  });
  await talk(bench, port, left);
  await talk(bench, port, right);
  await bench.tabs.first().click({ button: 'right' });
  await page.getByRole('menuitem', { name: /^Compare with ws:/ }).click();
  await expect(bench.tab('Difference')).toHaveAttribute('aria-selected', 'true');
  await page.getByRole('button', { name: 'Swap the sides' }).click();
  await expectTotals(page, '2 same, 4 changed, 2 only left, 4 only right, 0 moved in time');

  // By path, with every digit; what is ignored is gone from there and, where nothing else differs, from the totals.
  await pair(page, /^changed, sent text, left row \d+ \{"id"/).click();
  await expect(
    byPath(page).getByRole('row', { name: /^changed, \$\.px, left 101\.25, right 101\.5$/ }),
  ).toBeVisible();
  await expect(byPath(page).getByRole('row', { name: /^added, \$\.n, right null$/ })).toBeVisible();
  await expect(byPath(page).getByRole('row')).toHaveCount(4);
  await page.getByRole('button', { name: 'What counts' }).click();
  await page.getByRole('textbox', { name: 'Ignored JSON paths' }).fill('t, $.px, $.n, $.');
  await expect(page.getByText(/The path “\$\.” cannot be read at offset 2/).first()).toBeVisible();
  await page.getByRole('textbox', { name: 'Ignored JSON paths' }).fill('t, $.px, n');
  await page.keyboard.press('Escape');
  await expectTotals(page, '4 same, 2 changed');

  // By byte: what was put in is told apart from what it pushes along.
  await pairs(page).focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('F8');
  await expect(selected(page)).toHaveAccessibleName(/^only left, sent text, left row \d+ gone/);
  await page.keyboard.press('F8');
  await page.keyboard.press('F8');
  await expect(selected(page)).toHaveAccessibleName(
    /^changed, sent text, left row \d+ byte 1, right row \d+ byte 22/,
  );
  await page.getByRole('radio', { name: 'Bytes', exact: true }).click();
  await expect(
    page.getByRole('grid', { name: 'Bytes side by side' }).getByRole('row', {
      name: /left 0000: 62 79 74 65 20 \[31\] \[\], right 0000: 62 79 74 65 20 \[32\] \[32\]/,
    }),
  ).toBeVisible();
  await page.getByRole('radio', { name: 'Text', exact: true }).click();
  await expect(page.getByRole('region', { name: 'Right text' }).locator('mark')).toHaveText('22');
  await expect(page.getByRole('tabpanel').first()).toMatchAriaSnapshot(difference);

  await page.getByRole('checkbox', { name: 'Only differences' }).check();
  await expect(pairs(page)).toHaveAttribute('aria-rowcount', '8');
  expect(await violationsInBoth(page)).toEqual([]);

  await page.getByRole('button', { name: 'Export' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: /^As JSON lines/ }).click(),
  ]);
  const lines = (await readFile(await download.path(), 'utf8')).trim().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { state: string }).state).sort()).toEqual([
    ...['changed', 'changed', 'left', 'left', 'right', 'right', 'right', 'right'],
  ]);

  // From a pair to its row in the session, where both live on; what comes then is looked at when asked for.
  await page.getByRole('button', { name: /^Show row \d+ in the left session$/ }).click();
  await expect(bench.selectedRow).toHaveAccessibleName(/byte 1$/);
  await bench.send('Text', 'fresh');
  await bench.waitForRow(/^received .*fresh$/);
  await bench.tab('Difference').click();
  await page.getByRole('button', { name: /^Look again/ }).click();
  await expectTotals(page, '4 same, 4 changed, 2 only left, 2 only right');

  // Settings and the pair of sessions outlive a reload.
  await expect.poll(() => host.state()).toContain('"ignore":"t, $.px, n"');
  await bench.reload();
  await bench.tab('Difference').click();
  await expectTotals(page, '4 same, 4 changed, 2 only left, 2 only right');
  await expect(page.getByRole('checkbox', { name: 'Only differences' })).toBeChecked();
});

base('tells flags, heads of frames and close codes that differ', async ({ bench, page, peers }) => {
  let talks = 0;
  const { port } = await peers.ws((socket) => {
    const second = talks++ > 0;
    socket.on('message', () => {
      if (second) {
        socket.send('pieces', { fin: false });
        socket.send('', { fin: true });
      } else socket.send('pieces');
      socket.close(second ? 1002 : 1000);
    });
  });
  for (let n = 0; n < 2; n++) {
    await bench.dial('ws', port);
    await bench.send('Text', 'go');
    await bench.waitForRow(/^received close/);
  }
  await bench.tabs.first().click({ button: 'right' });
  await page.getByRole('menuitem', { name: /^Compare with ws:/ }).click();
  const facts = page.getByRole('list', { name: 'Differences besides the bytes' });
  // A setting makes them be compared anew, and nothing is selected then: chosen until it is of that look.
  const expectFact = (name: RegExp, fact: RegExp): Promise<void> =>
    expect(async () => {
      await pair(page, name).click({ timeout: 2_000 });
      await expect(facts.getByRole('listitem').filter({ hasText: fact })).toHaveCount(1, { timeout: 2_000 });
    }).toPass({ timeout: 60_000 });
  await expectFact(/^changed, received text, .* pieces/, /^Flags\s*(none.*fragmented|fragmented.*none)$/);
  await expectFact(/^changed, received close/, /^Close code\s*(1000.*1002|1002.*1000)$/);

  await page.getByRole('radiogroup', { name: 'Layer of both' }).getByRole('radio', { name: 'Wire' }).click();
  await expectFact(/^changed, received (text|frame), .* pieces/, /^FIN\s*(1.*0|0.*1)$/);
  expect(await violationsInBoth(page)).toEqual([]);

  // What is switched off is still told, but makes no difference.
  await page
    .getByRole('radiogroup', { name: 'Layer of both' })
    .getByRole('radio', { name: 'Messages' })
    .click();
  await page.getByRole('button', { name: /^What counts/ }).click();
  await page.getByRole('switch', { name: 'Flags' }).click();
  await page.keyboard.press('Escape');
  await expectFact(/^same, received text, .* pieces/, /^Flags.*does not count$/);
});

base('says what is missing, what is equal, and what is gone', async ({ bench, page, peers }) => {
  const { port } = await peers.ws((socket) => {
    socket.on('message', (data, binary) => socket.send(data, { binary }));
  });
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByRole('combobox', { name: 'Run a command or find a message' }).fill('compare two sessions');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Choose two sessions')).toBeVisible();
  await page.keyboard.press('Alt+w');
  await expect(bench.tab('Difference')).toHaveCount(0);

  await talk(bench, port, ['hello']);
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByRole('combobox', { name: 'Run a command or find a message' }).fill('compare this session');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Choose the other session')).toBeVisible();
  await page.getByRole('combobox', { name: 'Right session' }).click();
  await page.getByRole('option', { name: /^ws:/ }).click();
  await expectTotals(page, '2 same, 0 changed');
  await expect(page.getByText(/^The sessions are identical\. 2 rows/)).toBeVisible();
  await page.getByRole('searchbox', { name: 'Filter both sessions' }).fill('dir:in "nothing like it"');
  await expect(page.getByText('Neither session has such rows')).toBeVisible();
  await page.getByRole('searchbox', { name: 'Filter both sessions' }).fill('dir:sideways');
  await expect(page.getByRole('alert').first()).toContainText('filter.invalid');
});

/** Several blocks of rows, so that a damaged one has others around it. */
const rows = 24_576;
const ticks = (last: string): string[] =>
  Array.from({ length: rows }, (_, i) => (i === rows - 1 ? last : `tick ${i}`));
const earlier = { id: '20261121-080000-0003', name: 'earlier' };
const afterwards = { id: '20261121-090000-0004', name: 'afterwards' };

const recorded = base.extend({
  directory: async ({}, use) => {
    const directory = await temporaryDirectory();
    const workspace = join(directory.path, 'workspace');
    await recordTexts(workspace, earlier.id, earlier.name, ticks('the end'));
    const damaged = await recordTexts(workspace, afterwards.id, afterwards.name, ticks('another end'));
    // A byte of the middle block is not what was written.
    const file = await open(join(damaged, 'rows.wblog'), 'r+');
    const { size } = await file.stat();
    const { buffer } = await file.read(Buffer.alloc(1), 0, 1, Math.floor(size / 2));
    await file.write(Buffer.of((buffer[0] ?? 0) ^ 0xff), 0, 1, Math.floor(size / 2));
    await file.close();
    await use(directory.path);
    await directory.remove();
  },
});

recorded.describe('a difference of sessions that are hurt or go', () => {
  recorded(
    'names rows that cannot be read, and says when a session is gone',
    async ({ bench, page, host }) => {
      await bench.sessions.getByRole('button', { name: /^earlier/ }).click();
      await bench.sessions
        .getByRole('button', { name: /^afterwards/ })
        .click({ modifiers: ['ControlOrMeta'] });
      await bench.sessions.getByRole('button', { name: /^afterwards/ }).click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Compare these two' }).click();
      await expectTotals(page, /^\d+.\d+ same, 1 changed, \d+.\d+ only left, 0 only right/);
      await expect(page.getByText(/^Some rows of afterwards could not be read: /)).toBeVisible();
      await pairs(page).focus();
      await page.keyboard.press('End');
      await expect(selected(page)).toHaveAccessibleName(/^changed, .* the end, right row \d+ another end$/);
      await page.keyboard.press('F7');
      await expect(selected(page)).toHaveAccessibleName(/^only left, .* tick \d+$/);
      const map = page.getByRole('slider', { name: /^Map of \d+.\d+ pairs, \d+.\d+ different$/ });
      await map.press('Home');
      await expect(selected(page)).toHaveAttribute('aria-rowindex', '1');
      await map.press('End');
      await expect(selected(page)).toHaveAccessibleName(/^changed, .* the end, right row \d+ another end$/);
      await expect(map).toHaveAttribute('aria-valuenow', (await map.getAttribute('aria-valuemax')) ?? '');
      await expect(map).toBeFocused();
      expect(await violationsInBoth(page)).toEqual([]);

      // What is looked at stays; it says so where somebody wants it gone.
      await bench.sessions.getByRole('button', { name: /^afterwards/ }).click({ button: 'right' });
      await page.getByRole('menuitem', { name: /^Delete/ }).click();
      await expect(
        page.getByText('"afterwards" is being read, by an export, a search or a comparison'),
      ).toBeVisible();
      await expect(bench.sessions.getByRole('button', { name: /^afterwards/ })).toBeVisible();

      // Gone while nobody looked: by another Wirebench, or by hand.
      await page.goto('about:blank');
      await host.stop();
      await rm(join(host.workspace, '.local', 'sessions', earlier.id), { recursive: true });
      await host.restart();
      await Bench.open(page, host.url);
      await bench.tab('Difference').click();
      const alert = page.getByRole('alert').filter({ hasText: 'The sessions cannot be compared' });
      await expect(alert).toContainText('session.unknown');
      await expect(page.getByRole('combobox', { name: 'Left session' })).toContainText('no longer there');
      expect(await violationsInBoth(page)).toEqual([]);
      await page.getByRole('combobox', { name: 'Left session' }).click();
      await page.getByRole('option', { name: /^afterwards/ }).click();
      await expectTotals(page, /^\d+.\d+ same, 0 changed/);
      await expect(alert).toHaveCount(0);
    },
  );
});

const test = base.extend({
  directory: [
    async ({}, use) => {
      const directory = await temporaryDirectory();
      const workspace = join(directory.path, 'workspace');
      await recordMillion(workspace);
      await recordMillion(workspace, {
        id: '20261121-090000-0002',
        name: 'later',
        without: new Set([10_000, 10_001, 900_000]),
        texts: new Map([[500_000, 'tick five hundred thousand']]),
      });
      await use(directory.path);
      await directory.remove();
    },
    // Two million rows are written first, on whatever disk there is.
    { scope: 'test', timeout: 300_000 },
  ],
});

test('aligns a million rows with a million rows, and goes to any of them', async ({ bench, page }) => {
  base.setTimeout(300_000);
  await bench.sessions.getByRole('button', { name: /million/ }).click();
  await bench.sessions.getByRole('button', { name: /later/ }).click({ modifiers: ['ControlOrMeta'] });
  await bench.sessions.getByRole('button', { name: /later/ }).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Compare these two' }).click();
  await expectTotals(page, /999.996 same, 1 changed, 3 only left/);
  await expect(pairs(page)).toHaveAttribute('aria-rowcount', String(messages));
  await pairs(page).focus();
  await page.keyboard.press('End');
  await expect(selected(page)).toHaveAccessibleName(
    /^same, received text, left row \d+ tick 999999, right row/,
  );
  await page.keyboard.press('F7');
  await expect(selected(page)).toHaveAccessibleName(/^only left, .* tick 900000$/);
  await page.keyboard.press('F7');
  await expect(selected(page)).toHaveAccessibleName(/^changed, .* tick five hundred thousand$/);
  await page.getByRole('checkbox', { name: 'Only differences' }).check();
  await expect(pairs(page)).toHaveAttribute('aria-rowcount', '4');
  await expect(selected(page)).toHaveAttribute('aria-rowindex', '3');
  await page.keyboard.press('F7');
  await expect(selected(page)).toHaveAccessibleName(/^only left, .* tick 10001$/);
  await page.getByRole('radio', { name: 'Time', exact: true }).click();
  await expectTotals(page, '1 changed, 3 only left');
});
