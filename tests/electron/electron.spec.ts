import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, expect, test } from '@playwright/test';
import { findElectron } from '../../scripts/electron.mjs';

const binary = findElectron();
const repository = fileURLToPath(new URL('../../', import.meta.url));

// Real Electron: what the stand-in cannot show, that it enforces what the host asks for.
test('electron: opens the window, isolates the page and answers it', async () => {
  test.info().skip(binary === undefined, 'there is no Electron binary here');
  const directory = await mkdtemp(join(tmpdir(), 'wirebench-electron-'));
  const app = await _electron.launch({
    executablePath: binary ?? '',
    args: [
      repository,
      `--user-data-dir=${join(directory, 'user-data')}`,
      '--workspace',
      join(directory, 'workspace'),
      ...(process.platform === 'linux' ? ['--no-sandbox'] : []),
    ],
  });
  try {
    const page = await app.firstWindow();
    await expect(page.getByRole('tree', { name: 'Connections' })).toContainText('Echo');
    expect(page.url()).toBe('app://wirebench/?transport=port');
    const seen = await page.evaluate(() =>
      ['require', 'process', 'module', 'Buffer'].filter((name) => name in globalThis),
    );
    expect(seen).toEqual([]);
    const opened = await page.evaluate(() => window.open('https://127.0.0.1:1/') === null);
    expect(opened).toBe(true);
    await page.evaluate(() => {
      location.href = 'https://127.0.0.1:1/';
    });
    await expect(page.getByRole('tree', { name: 'Connections' })).toBeVisible();
    const windows = await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);
    expect(windows).toBe(1);
  } finally {
    await app.close();
    await rm(directory, { recursive: true, force: true });
  }
});
