import { describe, expect, it } from 'vitest';
import { isPage } from './app-protocol.js';
import { syncArgument, workspaceArgument } from './arguments.js';
import { menuTemplate } from './menu.js';

describe('isPage', () => {
  const page = 'app://wirebench/?transport=port';
  it.each([
    'app://wirebench/',
    'app://wirebench/?transport=port',
    'app://wirebench/index.html#x',
    'app://wirebench',
  ])('knows %s as ours', (url) => expect(isPage(url, page)).toBe(true));
  it.each([
    '',
    'nonsense',
    'about:blank',
    'app://wirebench.evil/',
    'app://evil/wirebench/',
    'app://user@wirebench/',
    'app://wirebench:1/',
    'apps://wirebench/',
    'http://wirebench/',
    'file:///wirebench/',
    'data:text/html,app://wirebench/',
    'blob:app://wirebench/1',
  ])('does not take %j for ours', (url) => expect(isPage(url, page)).toBe(false));
  it('holds the port of a dev server against it', () => {
    const dev = 'http://127.0.0.1:5173/?transport=port';
    expect(isPage('http://127.0.0.1:5173/src/main.ts', dev)).toBe(true);
    expect(isPage('http://127.0.0.1:5174/', dev)).toBe(false);
  });
});

describe('workspaceArgument', () => {
  it.each([
    [['electron', '.', '--workspace', '/w'], '/w'],
    [['wirebench', '--workspace=/w', '--no-sandbox'], '/w'],
    [['wirebench'], null],
    [['wirebench', '--workspace'], null],
    [['wirebench', '--workspace='], null],
  ])('reads %j', (args, expected) => expect(workspaceArgument(args)).toBe(expected));
});

describe('syncArgument', () => {
  it.each([
    [['electron', '.', '--sync-ms', '250'], '250'],
    [['wirebench', '--sync-ms=0', '--workspace', '/w'], '0'],
    [['wirebench', '--sync-ms'], ''],
    [['wirebench'], undefined],
  ])('reads %j', (args, expected) => expect(syncArgument(args)).toBe(expected));
});

describe('menuTemplate', () => {
  const roles = (options: { mac: boolean; dev: boolean }) =>
    [...JSON.stringify(menuTemplate(options)).matchAll(/"role":"(\w+)"/g)].map(([, role]) => role);

  it.each([true, false])('offers what a page cannot do for itself (mac: %s)', (mac) => {
    expect(roles({ mac, dev: false })).toEqual(
      expect.arrayContaining([
        'copy',
        'paste',
        'selectAll',
        'resetZoom',
        'zoomIn',
        'about',
        mac ? 'appMenu' : 'quit',
      ]),
    );
  });

  it.each([true, false])('takes no key from the page, and reloads in development alone (mac: %s)', (mac) => {
    expect(roles({ mac, dev: false })).not.toEqual(expect.arrayContaining(['reload']));
    expect(roles({ mac, dev: true })).toEqual(expect.arrayContaining(['reload', 'toggleDevTools']));
    for (const role of ['close', 'windowMenu', 'fileMenu', 'viewMenu', 'forceReload']) {
      expect(roles({ mac, dev: true })).not.toContain(role);
    }
  });
});
