import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { access, chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { violationsInBoth } from '../e2e/axe.js';
import { Desktop } from './desktop.js';

interface Facts {
  readonly network: readonly { readonly url: string; readonly headers: Readonly<Record<string, string>> }[];
}

/** A publisher on this machine, and an AppImage of which it has a newer one. */
class Publisher {
  readonly asked: string[] = [];
  manifest = '';
  file = Buffer.from('');
  private constructor(
    readonly directory: string,
    readonly server: Server,
  ) {}

  static async start(notes: string, staging = ''): Promise<Publisher> {
    const server = createServer();
    const publisher = new Publisher(await mkdtemp(join(tmpdir(), 'wirebench-updates-')), server);
    server.on('request', ({ url = '' }, response) => {
      const path = url.split('?')[0] ?? '';
      publisher.asked.push(path);
      if (path === '/latest-linux.yml') return response.end(publisher.manifest);
      if (path === '/Wirebench-9.0.0.AppImage') return response.end(publisher.file);
      response.statusCode = 404;
      return response.end();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    publisher.file = Buffer.from(`#!/bin/sh\n# the new one ${'x'.repeat(1_000)}\n`);
    const hash = createHash('sha512').update(publisher.file).digest('base64');
    publisher.manifest = [
      'version: 9.0.0',
      'files:',
      '  - url: Wirebench-9.0.0.AppImage',
      `    sha512: ${hash}`,
      `    size: ${publisher.file.length}`,
      'path: Wirebench-9.0.0.AppImage',
      `sha512: ${hash}`,
      `releaseNotes: ${JSON.stringify(notes)}`,
      "releaseDate: '2026-11-01T00:00:00.000Z'",
      staging,
    ].join('\n');
    await mkdir(join(publisher.directory, 'resources'));
    await writeFile(publisher.appImage, '#!/bin/sh\n# the old one\n');
    await chmod(publisher.appImage, 0o755);
    const { port } = server.address() as AddressInfo;
    await writeFile(
      join(publisher.directory, 'resources', 'app-update.yml'),
      `provider: generic\nurl: http://127.0.0.1:${port}\nupdaterCacheDirName: wirebench-updater\n`,
    );
    return publisher;
  }

  get appImage(): string {
    return join(this.directory, 'Wirebench.AppImage');
  }

  get env(): Record<string, string> {
    return {
      APPIMAGE: this.appImage,
      FAKE_RESOURCES: join(this.directory, 'resources'),
      XDG_CACHE_HOME: join(this.directory, 'cache'),
    };
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await rm(this.directory, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function open(desktop: Desktop): Promise<void> {
  await expect(desktop.page.getByRole('tree', { name: 'Connections' })).toContainText('Echo');
  await desktop.page.keyboard.press('Control+k');
  await desktop.page.getByRole('combobox').fill('Check for updates');
  await desktop.page.keyboard.press('Enter');
}

test('electron-host (fake): looks for, downloads and installs an update when it is asked for each', async () => {
  const publisher = await Publisher.start(
    '<h2>New</h2><ul><li>Links <b>open</b></li></ul><script>alert(1)</script>',
  );
  const desktop = await Desktop.launch('renderer', publisher.env);
  const dialog = desktop.page.getByRole('dialog', { name: 'Updates' });
  try {
    await expect(desktop.page.getByRole('tree', { name: 'Connections' })).toContainText('Echo');
    expect(publisher.asked).toEqual([]);
    await open(desktop);
    await expect(dialog).toContainText('Version 9.0.0');
    await expect(dialog.getByRole('region', { name: 'What is new' })).toContainText('Links open');
    await expect(dialog).not.toContainText('alert');
    expect(await violationsInBoth(desktop.page)).toEqual([]);
    expect(publisher.asked).toEqual(['/latest-linux.yml']);
    const { network } = await desktop.ask<Facts>('facts');
    expect(network[0]?.headers).toMatchObject({ 'x-user-staging-id': 'none' });

    await dialog.getByRole('button', { name: 'Download' }).click();
    await expect(dialog).toContainText(/Version 9\.0\.0.*It is downloaded and verified, and waits for you\./);
    expect(await readFile(publisher.appImage, 'utf8')).toContain('the old one');
    await dialog.getByRole('button', { name: 'Install when I quit' }).click();
    await expect(dialog).toContainText('It is installed when you quit Wirebench.');
    expect(await desktop.quit()).toBe(0);
    await expect.poll(() => readFile(publisher.appImage, 'utf8').catch(() => '')).toContain('the new one');
  } finally {
    await desktop.dispose();
    await publisher.stop();
  }
});

test('electron-host (fake): installs nothing that was not asked for, and no file of another hash', async () => {
  const publisher = await Publisher.start('Plain words');
  const desktop = await Desktop.launch('renderer', publisher.env);
  const dialog = desktop.page.getByRole('dialog', { name: 'Updates' });
  try {
    const good = publisher.file;
    publisher.file = Buffer.from(good.toString().replace('the new one', 'a bad one'));
    await open(desktop);
    await dialog.getByRole('button', { name: 'Download' }).click();
    await expect(dialog).toContainText('The update failed');
    publisher.file = good;
    await dialog.getByRole('button', { name: 'Check again' }).click();
    await dialog.getByRole('button', { name: 'Download' }).click();
    await expect(dialog).toContainText('It is downloaded and verified, and waits for you.');
    expect(await desktop.quit()).toBe(0);
    expect(await readFile(publisher.appImage, 'utf8')).toContain('the old one');
  } finally {
    await desktop.dispose();
    await publisher.stop();
  }
});

test('electron-host (fake): takes a staged update for what it is, and leaves packages to their manager', async () => {
  const publisher = await Publisher.start('Soon', 'stagingPercentage: 0');
  const desktop = await Desktop.launch('renderer', publisher.env);
  try {
    await open(desktop);
    await expect(desktop.page.getByRole('dialog', { name: 'Updates' })).toContainText(
      'is the newest there is for you',
    );
  } finally {
    await desktop.dispose();
  }
  await writeFile(join(publisher.directory, 'resources', 'package-type'), 'deb');
  const packaged = await Desktop.launch('renderer', publisher.env);
  try {
    const before = publisher.asked.length;
    await open(packaged);
    await expect(packaged.page.getByRole('dialog', { name: 'Updates' })).toContainText(
      "your system's packages (deb)",
    );
    expect(publisher.asked).toHaveLength(before);
    await expect(access(join(packaged.directory, 'user-data', '.updaterId'))).rejects.toThrow();
  } finally {
    await packaged.dispose();
    await publisher.stop();
  }
});
