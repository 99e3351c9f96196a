import { readFile } from 'node:fs/promises';
import type { Download, Locator, Page } from '@playwright/test';
import { expect, test } from './fixture.js';
import type { Bench } from './fixture.js';

async function openCompare(bench: Bench): Promise<Locator> {
  await bench.page.keyboard.press('ControlOrMeta+k');
  await bench.page
    .getByRole('combobox', { name: 'Run a command or find a message' })
    .fill('compare transports');
  await bench.page.keyboard.press('Enter');
  const dialog = bench.page.getByRole('dialog', { name: 'Compare transports' });
  await expect(dialog).toBeVisible();
  return dialog;
}

const row = (dialog: Locator, name: RegExp): Locator => dialog.getByRole('row', { name });

async function downloaded(page: Page, press: () => Promise<void>): Promise<Download> {
  const [download] = await Promise.all([page.waitForEvent('download'), press()]);
  return download;
}

test('sends one payload over every transport and shows what each costs', async ({ bench }) => {
  const dialog = await openCompare(bench);
  await expect(dialog).toContainText('Nothing compared yet');
  await dialog.getByRole('textbox', { name: 'Payload to compare' }).fill('x'.repeat(100));
  await dialog.getByRole('spinbutton', { name: 'Messages over each' }).fill('50');
  await dialog.getByRole('button', { name: 'Run' }).click();
  await expect(dialog.getByRole('button', { name: 'Save as CSV' })).toBeEnabled({ timeout: 90_000 });
  for (const name of [/^TCP/, /^TLS/, /^UDP/, /^WS WebSocket/, /^WSS/])
    await expect(row(dialog, name).first()).toBeVisible();
  await expect(row(dialog, /TCP TCP/)).toContainText('1 round trip');
  await expect(row(dialog, /TLS TLS/)).toContainText('2 round trips');
  await expect(row(dialog, /UDP UDP/)).toContainText('kept: 50 datagrams for 50');
  await expect(row(dialog, /WSS WebSocket over TLS/)).toContainText('3 round trips');
  await expect(
    row(dialog, /WS WebSocket own echo/).getByRole('img', {
      name: /^sent: 158 B on the wire, \+58\.0 %: payload 100 B \(measured\), WebSocket frames 6 B \(measured\)/,
    }),
  ).toBeVisible();
  await expect(dialog.getByRole('list', { name: 'Lines of the plot' }).getByRole('listitem')).toHaveCount(6);

  const csv = await downloaded(bench.page, () => dialog.getByRole('button', { name: 'Save as CSV' }).click());
  const lines = (await readFile(await csv.path(), 'utf8')).trim().split('\r\n');
  expect(lines.map((line) => line.split(',')[0])).toEqual([
    'transport',
    'tcp',
    'tls',
    'udp',
    'ws',
    'ws-deflate',
    'wss',
  ]);
  const image = await downloaded(bench.page, () =>
    dialog.getByRole('button', { name: 'Save as image' }).click(),
  );
  const png = await readFile(await image.path());
  expect(png.subarray(0, 8).toString('hex')).toBe('89504e470d0a1a0a');
  expect(png.readUInt32BE(16)).toBe(2_560);
});

test('leads from a figure to the row it was read from', async ({ bench }) => {
  const dialog = await openCompare(bench);
  await dialog.getByRole('spinbutton', { name: 'Messages over each' }).fill('20');
  for (const name of ['TLS', 'UDP', 'WebSocket, deflate', 'WebSocket over TLS']) {
    await dialog.getByRole('checkbox', { name, exact: true }).uncheck();
  }
  await dialog.getByRole('button', { name: 'Run' }).click();
  await expect(dialog.getByRole('button', { name: 'Save as CSV' })).toBeEnabled({ timeout: 90_000 });
  const figure = row(dialog, /WS WebSocket own echo/)
    .getByRole('button', { name: /ms\. Show row \d+/ })
    .last();
  const number = /Show row (\d+)/.exec((await figure.getAttribute('aria-label')) ?? '')?.[1];
  await figure.click();
  await expect(dialog).toHaveCount(0);
  await expect(bench.tab('Compare WebSocket')).toBeVisible();
  await expect(bench.selectedRow).toContainText(String(number));
  await expect(bench.selectedRow).toContainText('BTC-USD');
});

test('says which transport failed, keeps what was typed, and refuses an empty payload', async ({
  bench,
  host,
  peers,
}) => {
  const free = await peers.freePort();
  const dialog = await openCompare(bench);
  await dialog.getByRole('textbox', { name: 'Address for TCP' }).fill(`127.0.0.1:${free}`);
  for (const name of ['TLS', 'UDP', 'WebSocket', 'WebSocket, deflate', 'WebSocket over TLS']) {
    await dialog.getByRole('checkbox', { name, exact: true }).uncheck();
  }
  await dialog.getByRole('button', { name: 'Run' }).click();
  await expect(dialog.getByRole('alert')).toContainText('connect.refused');
  await dialog.getByRole('textbox', { name: 'Payload to compare' }).fill('');
  await dialog.getByRole('button', { name: 'Run' }).click();
  await expect(dialog.getByRole('alert').first()).toContainText('compare.payload');
  await bench.page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  // It is kept with the layout, a moment after it changed.
  await expect.poll(() => host.state()).toContain(`127.0.0.1:${free}`);
  await bench.reload();
  const again = await openCompare(bench);
  await expect(again.getByRole('textbox', { name: 'Address for TCP' })).toHaveValue(`127.0.0.1:${free}`);
});
