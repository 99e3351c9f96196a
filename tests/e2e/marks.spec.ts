import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from '@playwright/test';
import type { WebSocket } from 'ws';
import { expect, test } from './fixture.js';
import type { Bench } from './fixture.js';

const dialogOf = (bench: Bench): Locator => bench.page.getByRole('dialog', { name: /^Comment on row \d+$/ });

/** A WebSocket that has sent `count` numbered messages. */
async function talk(bench: Bench, port: number, far: () => WebSocket | undefined, count = 6): Promise<void> {
  await bench.dial('ws', port);
  await bench.waitForRow(/^open, /);
  for (let n = 0; n < count; n++) far()?.send(`message ${n}`);
  await bench.waitForRow(new RegExp(`, message ${count - 1}$`));
}

async function comment(bench: Bench, row: Locator, text: string): Promise<void> {
  await row.click({ button: 'right' });
  await bench.page.getByRole('menuitem', { name: /^(Comment…|Edit comment…)$/ }).click();
  await dialogOf(bench).getByRole('textbox', { name: 'Comment' }).fill(text);
  await dialogOf(bench).getByRole('button', { name: 'Save' }).click();
  await expect(dialogOf(bench)).toHaveCount(0);
}

test.describe('marks and comments', () => {
  let far: WebSocket | undefined;

  test('marks by key and menu, shows the marked rows alone, and steps through them', async ({
    bench,
    peers,
  }) => {
    const { port } = await peers.ws((socket) => (far = socket));
    await talk(bench, port, () => far);
    const all = await bench.rowCount();
    await bench.rows(/, message 1$/).click();
    await bench.page.keyboard.press('Control+m');
    await bench.waitForRow(/, marked, message 1$/);
    await bench.rowMenu(bench.rows(/, message 4$/), 'Mark');
    await bench.waitForRow(/, marked, message 4$/);

    await bench.page.keyboard.press('Shift+F7');
    await expect(bench.selectedRow).toHaveAccessibleName(/, message 1$/);
    await bench.page.keyboard.press('Shift+F8');
    await expect(bench.selectedRow).toHaveAccessibleName(/, message 4$/);
    await bench.page.keyboard.press('Shift+F8');
    await expect(bench.selectedRow).toHaveAccessibleName(/, message 1$/);

    await bench.show('Marked');
    await bench.expectRowCount(2);
    await expect(bench.page.getByRole('toolbar', { name: 'Timeline tools' })).toContainText(`2 / ${all}`);
    await bench.page.keyboard.press('Escape');
    // Taken away here, the next one is selected.
    await bench.rows(/, message 1$/).click();
    await bench.page.keyboard.press('Control+m');
    await bench.expectRowCount(1);
    await expect(bench.selectedRow).toHaveAccessibleName(/, message 4$/);
    await bench.page.keyboard.press('Control+m');
    await bench.expectRowCount(0);
    await expect(bench.page.getByText('No row is marked')).toBeVisible();
    await bench.button('Show every row').click();
    await bench.expectRowCount(all);
    await expect(bench.rows(/, marked, /)).toHaveCount(0);
  });

  test('comments on a row, edits and removes it, and takes that back', async ({ bench, peers }) => {
    const { port } = await peers.ws((socket) => (far = socket));
    await talk(bench, port, () => far);
    await comment(bench, bench.rows(/, message 2$/), 'slow <b>one</b>');
    const row = await bench.waitForRow(/, marked, comment slow <b>one<\/b>, message 2$/);
    await expect(row).toContainText('slow <b>one</b>');
    await expect(row.getByTitle('slow <b>one</b>')).toBeVisible();

    await comment(bench, row, 'quick one');
    await bench.waitForRow(/, comment quick one, message 2$/);
    await bench.button('Undo').click();
    await bench.waitForRow(/, comment slow <b>one<\/b>, message 2$/);

    await bench.rowMenu(bench.rows(/message 2$/), 'Remove comment');
    await bench.waitForRow(/, marked, message 2$/);
    await bench.button('Undo').last().click();
    await bench.waitForRow(/, comment slow <b>one<\/b>, message 2$/);

    await bench.rows(/message 2$/).click();
    await bench.page.keyboard.press('Control+m');
    await bench.waitForRow(/ seconds, message 2$/);
    await bench.button('Undo').last().click();
    await bench.waitForRow(/, marked, comment slow <b>one<\/b>, message 2$/);
  });

  test('shows another page what is marked, and has it after a crash of the host', async ({
    bench,
    secondBench,
    peers,
    host,
    console: watch,
  }) => {
    const { port } = await peers.ws((socket) => (far = socket));
    await talk(bench, port, () => far);
    const second = await secondBench();
    await second.waitForRow(/, message 3$/);
    await comment(bench, bench.rows(/, message 3$/), 'seen by both');
    await second.waitForRow(/, marked, comment seen by both, message 3$/);
    await second.show('Marked');
    await second.expectRowCount(1);
    await bench.rowMenu(bench.rows(/, message 5$/), 'Mark');
    await second.expectRowCount(2);
    await second.page.close();

    watch.allow(/WebSocket connection to|ERR_CONNECTION_REFUSED|Failed to load resource/);
    await host.restart({ kill: true });
    await expect.poll(() => host.errors).toContain('was not closed when the last run ended');
    host.takeErrors();
    await bench.page.goto(host.url);
    await bench.ready();
    await bench.closeCrashNotice();
    await bench.show('All');
    await bench.waitForRow(/, marked, comment seen by both, message 3$/);
    await bench.waitForRow(/, marked, message 5$/);
    await bench.rowMenu(bench.rows(/message 5$/), 'Unmark');
    await bench.waitForRow(/ seconds, message 5$/);
    const sessions = join(host.workspace, '.local', 'sessions');
    const [session = ''] = await readdir(sessions);
    expect(await readFile(join(sessions, session, 'marks.jsonl'), 'utf8')).toContain('seen by both');
  });

  test('writes marks and comments into exports', async ({ bench, peers }) => {
    const { port } = await peers.ws((socket) => (far = socket));
    await talk(bench, port, () => far);
    await comment(bench, bench.rows(/, message 2$/), '=1+1');
    await bench.show('Marked');
    await bench.expectRowCount(1);
    expect(await exported('Text')).toMatch(/★ \[=1\+1\] message 2\n$/);
    expect(JSON.parse(await exported('JSON lines'))).toMatchObject({ marked: true, comment: '=1+1' });
    expect(await exported('CSV')).toMatch(/,"message 2",yes,"'=1\+1"\r\n$/);

    async function exported(format: string): Promise<string> {
      return (await bench.exportAs(format, /^What is shown/)).text;
    }
  });

  test('lists its keys on the sheet and in the palette', async ({ bench, peers }) => {
    const { port } = await peers.ws((socket) => (far = socket));
    await talk(bench, port, () => far, 1);
    await bench.timeline.focus();
    await bench.page.keyboard.press('?');
    const sheet = bench.page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await expect(sheet).toContainText('Next marked row');
    await expect(sheet).toContainText('Mark the row, or take its mark away');
  });
});
