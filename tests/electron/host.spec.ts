import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { Desktop } from './desktop.js';
import type {} from './probe/probe.js';

// In Node with a stand-in for Electron: what the host sets up, not what Electron makes of it.
test.describe('electron-host (fake)', () => {
  let desktop: Desktop;
  test.beforeEach(async () => {
    desktop = await Desktop.launch('probe');
  });
  test.afterEach(() => desktop.dispose());

  test('opens one window whose page is only a page', async () => {
    const window = await desktop.ask<{
      count: number;
      shown: boolean;
      webPreferences: object;
      options: object;
    }>('window');
    expect(window).toMatchObject({ count: 1, shown: true });
    expect(window.options).toMatchObject({ width: 1440, height: 900, minWidth: 640, minHeight: 480 });
    expect(window.webPreferences).toEqual({
      preload: join(desktop.directory, 'out', 'preload', 'index.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: false,
    });
  });

  test('registers app:// before the app is ready, and serves the page with its policy', async () => {
    const { schemes } = await desktop.ask<{ schemes: unknown[] }>('facts');
    expect(schemes).toEqual([
      { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
    ]);
    const response = await desktop.page.reload();
    const policy = response?.headers()['content-security-policy'] ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
    expect(await response?.text()).toContain(`nonce="${nonce}"`);
    for (const path of ['/../package.json', '/..%2fpackage.json', '/none.js']) {
      expect(await desktop.page.evaluate(async (url) => (await fetch(url)).status, path)).toBe(404);
    }
  });

  test('hands the page one port, and nothing else', async () => {
    const { page } = desktop;
    await expect.poll(() => page.evaluate(() => host.state.kind)).toBe('connected');
    expect(await page.evaluate(() => posted)).toEqual([{ data: 'wirebench:port', ports: 1 }]);
    const strange = await page.evaluate(() =>
      [
        'require',
        'process',
        'module',
        'Buffer',
        'global',
        'ipcRenderer',
        'electron',
        '__fromMain',
        '__toMain',
      ].filter((name) => name in globalThis),
    );
    expect(strange).toEqual([]);
    expect(await readFile(join(desktop.directory, 'out', 'preload', 'index.cjs'), 'utf8')).not.toMatch(
      /contextBridge|exposeInMainWorld|invoke/,
    );
  });

  test('answers the page through its port', async () => {
    const { page } = desktop;
    const info = await page.evaluate(() => host.call('host.info', {}));
    expect(info).toMatchObject({ ok: true, value: { contract: 1 } });
    expect(info.ok && info.value.capabilities).toEqual({
      ownWindow: true,
      namedPipes: process.platform === 'win32',
      nativeDialogs: true,
      openLinks: true,
      nativeMenu: true,
      pac: true,
      droppedFolders: true,
    });
    const refused = await page.evaluate(() => host.call('session.info', { session: '../..' }));
    expect(refused).toMatchObject({ ok: false, error: { code: 'request.invalid' } });
  });

  test('carries bytes from the page to a real TCP server and back', async () => {
    const echo = createServer((socket) => socket.pipe(socket)).listen(0, '127.0.0.1');
    await once(echo, 'listening');
    const { port } = echo.address() as AddressInfo;
    const payload = await desktop.page.evaluate(async (address) => {
      const started = await host.call('session.start', {
        session: null,
        name: 'echo',
        connection: null,
        config: { protocol: 'tcp', role: 'client', address, options: {} },
      });
      if (!started.ok) throw new Error(started.error.message);
      const session = started.value.id;
      await host.call('session.watch', { sessions: [session] });
      const until = (done: (state: string, bytesIn: number) => boolean) =>
        new Promise<void>((resolve) => {
          const off = host.on('session.changed', (info) => {
            if (info.id !== session || !done(info.state, info.bytesIn)) return;
            off();
            resolve();
          });
          void host.call('session.info', { session }).then((info) => {
            if (info.ok && done(info.value.state, info.value.bytesIn)) resolve();
          });
        });
      await until((state) => state === 'open');
      const data = Uint8Array.of(0, 1, 0x7f, 0x80, 0xff);
      const sent = await host.call('session.send', { session, to: 'all', message: { kind: 'data', data } });
      if (!sent.ok) throw new Error(sent.error.message);
      await until((_, bytesIn) => bytesIn === data.length);
      const rows = await host.call('rows.read', { session, view: 0, from: 0, to: 100 });
      if (!rows.ok) throw new Error(rows.error.message);
      const position = rows.value.direction.findLastIndex(
        (direction, i) => direction === 1 && rows.value.kind[i] === 1,
      );
      const payload = await host.call('payload.read', { session, view: 0, position, from: 0, to: 10 });
      await host.call('session.stop', { session });
      return payload.ok ? [...payload.value.bytes] : payload.error.message;
    }, `127.0.0.1:${port}`);
    expect(payload).toEqual([0, 1, 0x7f, 0x80, 0xff]);
    echo.close();
  });

  test('hands a reloaded page a port of its own, and forgets the old one', async () => {
    const { page } = desktop;
    for (let i = 0; i < 3; i++) {
      expect(await page.evaluate(() => host.call('session.list', {}))).toMatchObject({ ok: true });
      await page.reload();
    }
    await expect.poll(() => page.evaluate(() => host.state)).toEqual({ kind: 'connected', times: 1 });
    expect(await page.evaluate(() => posted.length)).toBe(1);
  });

  test('gives no port to another origin, to a frame, or to one that has gone', async () => {
    for (const frame of [
      { url: 'https://evil.example/', top: true },
      { url: 'app://evil/', top: true },
      { url: 'app://wirebench.evil/', top: true },
      { url: 'http://wirebench/', top: true },
      { url: 'file:///etc/passwd', top: true },
      { url: '', top: true },
      { url: 'app://wirebench/', top: false },
    ]) {
      expect(await desktop.ask('askForPort', frame), JSON.stringify(frame)).toBe(false);
    }
    expect(await desktop.ask('askForPort', { url: 'app://wirebench/', top: true })).toBe(true);
  });

  test('stays on its page whatever the page tries', async () => {
    const { page } = desktop;
    const before = page.url();
    for (const url of [
      'https://evil.example/',
      'http://127.0.0.1:1/',
      'https://wirebench.stage.test.evil.example/',
    ]) {
      await page.evaluate((to) => {
        location.href = to;
      }, url);
      expect(await page.evaluate(() => host.call('session.list', {}))).toMatchObject({ ok: true });
      expect(page.url()).toBe(before);
    }
    const { foreignRequests } = await desktop.ask<{ foreignRequests: string[] }>('facts');
    expect(foreignRequests).toEqual([]);
    for (const [event, url, isMainFrame, refused] of [
      ['will-navigate', 'https://evil.example/', true, true],
      ['will-navigate', 'app://evil/', true, true],
      ['will-navigate', 'app://wirebench/', true, false],
      ['will-redirect', 'https://evil.example/', true, true],
      ['will-frame-navigate', 'app://wirebench/', false, true],
      ['will-frame-navigate', 'app://wirebench/', true, false],
      ['will-attach-webview', '', true, true],
    ] as const) {
      expect(await desktop.ask('contents', { event, facts: { url, isMainFrame } }), `${event} ${url}`).toBe(
        refused,
      );
    }
    for (const url of ['https://evil.example/', 'app://wirebench/', 'about:blank', 'file:///']) {
      expect(await desktop.ask('windowOpen', url)).toEqual({ action: 'deny' });
    }
  });

  test('denies permissions, but for writing text to the clipboard', async () => {
    const own = 'app://wirebench/';
    const permission = (name: string, url: string, isMainFrame = true) =>
      desktop.ask('permission', { permission: name, url, isMainFrame });
    const denied = { asked: false, checked: false, device: false };
    for (const name of [
      'media',
      'geolocation',
      'notifications',
      'midi',
      'midiSysex',
      'pointerLock',
      'fullscreen',
      'openExternal',
      'clipboard-read',
      'display-capture',
      'serial',
      'usb',
      'hid',
      'fileSystem',
      'idle-detection',
      'unknown',
    ]) {
      expect(await permission(name, own), name).toEqual(denied);
    }
    expect(await permission('clipboard-sanitized-write', own)).toEqual({
      ...denied,
      asked: true,
      checked: true,
    });
    expect(await permission('clipboard-sanitized-write', own, false)).toEqual(denied);
    expect(await permission('clipboard-sanitized-write', 'https://evil.example/')).toEqual(denied);
  });

  test('refuses downloads, but for what the page made and a person asked for', async () => {
    for (const [url, gesture, refused] of [
      ['blob:app://wirebench/5c0e8b56', true, false],
      ['blob:app://wirebench/5c0e8b56', false, true],
      ['https://evil.example/x.exe', true, true],
      ['data:text/html,x', true, true],
      ['blob:https://evil.example/5c0e8b56', true, true],
    ] as const) {
      expect(await desktop.ask('download', { url, gesture }), url).toBe(refused);
    }
  });

  test('opens addresses of the web outside, and nothing that would run or look like another host', async () => {
    const open = (url: string) =>
      desktop.page.evaluate(async (link) => {
        const answer = await host.call('link.open', { url: link });
        return answer.ok ? 'opened' : answer.error.code;
      }, url);
    await expect.poll(() => desktop.page.evaluate(() => host.state.kind)).toBe('connected');
    for (const url of [
      ...[
        'file:///etc/passwd',
        ['javascript', 'alert(1)'].join(':'),
        'smb://host/share',
        'ms-msdt:/id',
        'wirebench://connect',
      ],
      ...[
        'https://example.com@evil.example/',
        'https://:secret@evil.example/',
        '//evil.example',
        '',
        'x.exe',
      ],
      ...['app://wirebench/', 'data:text/html,x', 'vbscript:1', '\\\\server\\share'],
    ]) {
      expect(await open(url), url).toBe('link.refused');
    }
    expect(await open('https://example.com/a?b#c')).toBe('opened');
    expect((await desktop.ask<{ opened: string[] }>('facts')).opened).toEqual(['https://example.com/a?b#c']);
  });

  test('leaves the keys of the page alone', async () => {
    const { menu } = await desktop.ask<{ menu: unknown }>('facts');
    const text = JSON.stringify(menu);
    for (const role of [
      '"close"',
      '"windowMenu"',
      '"reload"',
      '"forceReload"',
      '"toggleDevTools"',
      '"fileMenu"',
      '"viewMenu"',
    ]) {
      expect(text).not.toContain(`"role":${role}`);
    }
    expect(text).toContain('"role":"copy"');
    expect(text).not.toMatch(/"accelerator":"[^"]/);
  });

  test('brings its window forward when it is started again', async () => {
    await desktop.ask('secondInstance');
    expect(await desktop.ask('window')).toMatchObject({ count: 1, focused: 1 });
  });

  test('keeps the place of its window, and quits with everything on disk', async () => {
    expect(await desktop.quit()).toBe(0);
    const kept: unknown = JSON.parse(
      await readFile(join(desktop.directory, 'user-data', 'window.json'), 'utf8'),
    );
    expect(kept).toEqual({
      version: 2,
      arrangements: [
        {
          screens: '0,0 1920x1080 @1',
          state: { x: 10, y: 20, width: 1440, height: 900, maximized: false },
        },
      ],
    });
    expect(existsSync(join(desktop.directory, 'workspace', 'workspace.json'))).toBe(true);
    expect(desktop.errors).toBe('');
  });

  test('asks before it cuts off a file that is being sent', async () => {
    const sink = createServer((socket) => socket.resume()).listen(0, '127.0.0.1');
    await once(sink, 'listening');
    const { port } = sink.address() as AddressInfo;
    await desktop.page.evaluate(async (address) => {
      const started = await host.call('session.start', {
        session: null,
        name: 'sink',
        connection: null,
        config: { protocol: 'tcp', role: 'client', address, options: {} },
      });
      if (!started.ok) throw new Error(started.error.message);
      const session = started.value.id;
      for (let open = false; !open;) {
        const info = await host.call('session.info', { session });
        open = info.ok && info.value.state === 'open';
      }
      const begun = await host.call('transfer.begin', {
        session,
        to: 'all',
        kind: 'data',
        name: 'a.bin',
        size: 10,
      });
      if (!begun.ok) throw new Error(begun.error.message);
    }, `127.0.0.1:${port}`);
    expect(await desktop.ask('closeWindow')).toBe(false);
    expect((await desktop.ask<{ dialogs: string[] }>('facts')).dialogs).toEqual(['A file is being sent.']);
    await desktop.ask('quit');
    expect((await desktop.ask<{ dialogs: string[] }>('facts')).dialogs).toHaveLength(2);
    expect(await desktop.ask('window')).toMatchObject({ count: 1 });
    await desktop.ask('answerDialogs', 1);
    expect(await desktop.quit()).toBe(0);
    sink.close();
  });
});
