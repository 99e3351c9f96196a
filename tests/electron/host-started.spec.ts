import { mkdir, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { Desktop } from './desktop.js';
import type {} from './probe/probe.js';

// Of desktops that are started otherwise than the rest, each for itself.
test('electron-host (fake): has developer tools where they are asked for', async () => {
  const desktop = await Desktop.launch('probe', {}, { args: ['--devtools'] });
  try {
    expect(await desktop.ask('window')).toMatchObject({ webPreferences: { devTools: true } });
    const { menu } = await desktop.ask<{ menu: unknown }>('facts');
    expect(JSON.stringify(menu)).toContain('"role":"toggleDevTools"');
  } finally {
    await desktop.dispose();
  }
});

test('electron-host (fake): a second instance leaves at once', async () => {
  await expect(Desktop.launch('probe', { FAKE_SECOND: '1' })).rejects.toThrow('It ended with 0');
});

test('electron-host (fake): shows our own page, and nothing is wrong with it', async () => {
  const desktop = await Desktop.launch('renderer');
  try {
    const problems: string[] = [];
    desktop.page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) problems.push(message.text());
    });
    desktop.page.on('pageerror', (error) => problems.push(error.message));
    await desktop.page.reload();
    await expect(desktop.page.getByRole('tree', { name: 'Connections' })).toContainText('Echo');
    expect(problems).toEqual([]);
    expect((await desktop.ask<{ foreignRequests: string[] }>('facts')).foreignRequests).toEqual([]);
  } finally {
    await desktop.dispose();
  }
});

test('electron-host (fake): exports through the system’s dialog into a file that is whole or not there', async () => {
  const desktop = await Desktop.launch('probe');
  const { page } = desktop;
  const folder = join(desktop.directory, 'exported');
  await mkdir(folder);
  const target = join(folder, 'a session.jsonl');
  try {
    await expect.poll(() => page.evaluate(() => host.state.kind)).toBe('connected');
    const session = await page.evaluate(async () => {
      const config = { protocol: 'tcp', role: 'server', address: '127.0.0.1:0', options: {} } as const;
      const started = await host.call('session.start', {
        session: null,
        name: 'a listener',
        connection: null,
        config,
      });
      return started.ok ? started.value.id : '';
    });
    /** Exports as the page does; how many steps it may take. */
    const write = (most: number) =>
      page.evaluate(
        async ({ id, steps }) => {
          const begun = await host.call('export.begin', { session: id, view: 0, format: 'jsonl' });
          if (!begun.ok) return begun.error.code;
          const handle = { export: begun.value.export };
          const placed = await host.call('export.place', handle);
          if (!placed.ok) return placed.error.code;
          for (let n = 0; n < steps; n++) {
            const step = await host.call('export.next', handle);
            if (!step.ok) return step.error.code;
            if (step.value.data.length > 0) return 'bytes in the page';
            if (step.value.done) return 'done';
          }
          await host.call('export.end', handle);
          return 'given up';
        },
        { id: session, steps: most },
      );

    expect(await write(10)).toBe('export.cancelled');
    expect(await readdir(folder)).toEqual([]);
    const asked = (await desktop.ask<{ saveQuestion: object }>('facts')).saveQuestion;
    expect(asked).toMatchObject({
      title: 'Export',
      defaultPath: `a-listener-${session}.jsonl`,
      filters: [
        { name: 'jsonl', extensions: ['jsonl'] },
        { name: 'All files', extensions: ['*'] },
      ],
      properties: ['showOverwriteConfirmation', 'createDirectory'],
    });

    await desktop.ask('saveAs', target);
    expect(await write(10)).toBe('done');
    expect(await readdir(folder)).toEqual(['a session.jsonl']);
    expect(JSON.parse((await readFile(target, 'utf8')).split('\n')[0] ?? '')).toMatchObject({
      kind: 'listen',
    });
    expect(await write(0)).toBe('given up');
    await expect.poll(() => readdir(folder)).toEqual(['a session.jsonl']);
    // The next one is offered beside the last.
    expect((await desktop.ask<{ saveQuestion: object }>('facts')).saveQuestion).toMatchObject({
      defaultPath: join(folder, `a-listener-${session}.jsonl`),
    });
    await desktop.ask('saveAs', join(folder, 'gone', 'a.jsonl'));
    expect(await write(10)).toBe('export.write');
  } finally {
    await desktop.dispose();
  }
});
