import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { Desktop } from './desktop.js';

interface Facts {
  readonly crashReporter: unknown;
  readonly questions: readonly { readonly message: string; readonly detail: string }[];
  readonly opened: readonly string[];
  readonly relaunches: number;
}

const logOf = (desktop: Desktop): Promise<string> =>
  readFile(join(desktop.directory, 'user-data', 'logs', 'desktop.log'), 'utf8').catch(() => '');
const questions = async (desktop: Desktop): Promise<string[]> =>
  (await desktop.ask<Facts>('facts')).questions.map(({ message }) => message);

test('electron-host (fake): goes on after a failure nobody handled, and asks once what to do', async () => {
  const desktop = await Desktop.launch('renderer');
  try {
    await expect(desktop.page.getByRole('tree', { name: 'Connections' })).toContainText('Echo');
    expect((await desktop.ask<Facts>('facts')).crashReporter).toEqual({ uploadToServer: false });
    await desktop.ask('fail', 'a bug of ours');
    await expect.poll(() => questions(desktop)).toEqual(['Something in Wirebench failed.']);
    // While it is asked, and within half a minute after, the page says the rest.
    await desktop.ask('fail', 'another one');
    const banner = desktop.page.getByRole('alert').filter({ hasText: 'Something in the host failed' });
    await expect(banner).toContainText('RangeError: another one');
    await desktop.ask('answerQuestion', 1);
    await expect
      .poll(async () => (await desktop.ask<Facts>('facts')).opened)
      .toEqual([join(desktop.directory, 'user-data', 'logs', 'desktop.log')]);
    expect(await questions(desktop)).toHaveLength(1);
    expect(await logOf(desktop)).toMatch(
      /Nobody handled an error; the host goes on\n {4}RangeError: a bug of ours\n {4}at /,
    );

    await banner.getByRole('button', { name: 'Go on' }).click();
    await expect(banner).toBeHidden();
    expect(await desktop.quit()).toBe(0);
  } finally {
    await desktop.dispose();
  }
});

test('electron-host (fake): a page that crashed comes back and says so', async () => {
  const desktop = await Desktop.launch('renderer');
  try {
    await expect(desktop.page.getByRole('tree', { name: 'Connections' })).toContainText('Echo');
    await desktop.ask('crashPage', 'oom');
    await expect(desktop.page.getByText('Back after a crash')).toBeVisible();
    await expect(desktop.page.getByText('The page of this window ended (oom)')).toBeVisible();
    expect(await logOf(desktop)).toContain('A window’s page ended: oom, 5'.replace('’', "'"));
  } finally {
    await desktop.dispose();
  }
});

test('electron-host (fake): after a crash the next start says so, and asks about the dump', async () => {
  const desktop = await Desktop.launch('renderer');
  try {
    const dumps = join(desktop.directory, 'user-data', 'Crashpad', 'pending');
    await mkdir(dumps, { recursive: true });
    await writeFile(join(dumps, 'one.dmp'), 'MDMP');
    await desktop.crash();
    await expect(desktop.page.getByText('Wirebench did not end properly the last time.')).toBeVisible();
    await expect.poll(() => questions(desktop)).toEqual(['A crash left a dump.']);
    const [question] = (await desktop.ask<Facts>('facts')).questions;
    expect(question?.detail).toContain(join(dumps, 'one.dmp'));
    await desktop.ask('answerQuestion', 2);
    await expect.poll(() => readdir(dumps)).toEqual([]);

    // One that ended properly is not asked about.
    await desktop.restart();
    await expect(desktop.page.getByRole('tree', { name: 'Connections' })).toContainText('Echo');
    expect(await questions(desktop)).toEqual([]);
    await expect(desktop.page.getByText('did not end properly')).toBeHidden();
  } finally {
    await desktop.dispose();
  }
});
