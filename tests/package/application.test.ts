import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { brought } from './brought.js';
import { filesBelow, tellsOfHere } from './inside.js';
import { pack, repository } from './pack.js';
import type { Packed } from './pack.js';
import { Running, openPage } from './running.js';
import { fuseMark } from './stub-runtime.js';

interface Asar {
  extractAll(archive: string, directory: string): void;
}

let packed: Packed;
/** The archive, taken apart: Node itself reads no asar. */
let inside: string;
const at = (...parts: string[]) => join(packed.directory, 'linux-unpacked', ...parts);

beforeAll(async () => {
  packed = await pack('linux');
  inside = join(packed.directory, 'inside');
  (brought('@electron/asar') as Asar).extractAll(at('resources', 'app.asar'), inside);
});
afterAll(() => packed.dispose());

describe('the packed application', () => {
  it('has the bundles, package.json, the licence and the notices in its archive, and nothing else', () => {
    const bundles = ['main', 'preload', 'renderer'].flatMap((part) =>
      filesBelow(join(repository, 'out', part)).map((file) => `out/${part}/${file}`),
    );
    expect(filesBelow(inside)).toEqual(
      [
        'LICENSE',
        'THIRD-PARTY-NOTICES.txt',
        'package.json',
        ...bundles.filter((file) => !file.endsWith('.map')),
      ].sort(),
    );
  });

  it('carries every byte of the bundles as they were built', () => {
    for (const file of filesBelow(join(inside, 'out'))) {
      const built = readFileSync(join(repository, 'out', file));
      expect(built.equals(readFileSync(join(inside, 'out', file))), file).toBe(true);
    }
  });

  it('leaves scripts and the packages of developers out of package.json', () => {
    const { devDependencies, dependencies, scripts, name, main, desktopName } = JSON.parse(
      readFileSync(join(inside, 'package.json'), 'utf8'),
    ) as Record<string, unknown>;
    expect({ devDependencies, dependencies, scripts }).toEqual({});
    expect({ name, main, desktopName }).toEqual({
      name: 'wirebench',
      main: 'out/main/index.js',
      desktopName: 'wirebench.desktop',
    });
  });

  it('tells nothing of the machine it was built on and names no source map', () => {
    for (const file of filesBelow(inside)) expect(tellsOfHere(join(inside, file)), file).toEqual([]);
  });

  it('lies beside the runtime, its licences, and where updates come from', () => {
    expect(filesBelow(at())).toEqual([
      'LICENSE.electron.txt',
      'LICENSES.chromium.html',
      'chrome-sandbox',
      'chrome_crashpad_handler',
      'libffmpeg.so',
      'locales/de.pak',
      'locales/en-US.pak',
      'locales/ru.pak',
      'locales/zh-CN.pak',
      'resources.pak',
      'resources/app-update.yml',
      'resources/app.asar',
      'version',
      'wirebench',
    ]);
    expect(readFileSync(at('resources', 'app-update.yml'), 'utf8')).toBe(
      'owner: wirebench\nrepo: wirebench\nprovider: github\nreleaseType: draft\nupdaterCacheDirName: wirebench-updater\n',
    );
  });

  it('has the fuses of its runtime set: no Node of its own, only this archive, checked', () => {
    const binary = readFileSync(at('wirebench'));
    const wire = binary.indexOf(fuseMark) + fuseMark.length;
    expect([...binary.subarray(wire, wire + 2)]).toEqual([1, 8]);
    const set = binary.toString('latin1', wire + 2, wire + 10);
    expect({
      runAsNode: set[0],
      cookieEncryption: set[1],
      nodeOptions: set[2],
      nodeInspect: set[3],
      asarIntegrity: set[4],
      onlyAsar: set[5],
      browserSnapshot: set[6],
      fileProtocolPrivileges: set[7],
    }).toEqual({
      runAsNode: '0',
      cookieEncryption: '1',
      nodeOptions: '0',
      nodeInspect: '0',
      asarIntegrity: '1',
      onlyAsar: '1',
      browserSnapshot: '0',
      fileProtocolPrivileges: '0',
    });
  });

  it('serves its page from what the archive holds, and nothing else', async () => {
    const home = join(packed.directory, 'home');
    const host = new Running(
      process.execPath,
      [join(inside, 'out', 'main', 'serve.js'), '--json', '--workspace', join(home, 'workspace')],
      { HOME: home, XDG_DATA_HOME: home, XDG_CONFIG_HOME: home },
    );
    try {
      const { url } = JSON.parse(await host.line()) as { url: string };
      const page = await openPage(url);
      expect(page.status).toBe(200);
      expect(page.text).toContain('<title>Wirebench</title>');
      expect((await openPage(url.replace(/token=.*/, 'token=wrong'))).status).toBe(401);
      expect(await host.stop()).toBe(0);
      expect(host.errors).toBe('');
    } finally {
      await host.stop();
      await rm(home, { recursive: true, force: true });
    }
  });
});
