import { execFile, execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filesBelow } from './inside.js';
import { pack } from './pack.js';
import type { Packed } from './pack.js';

const isHere = (program: string) => ['/usr/bin', '/bin'].some((place) => existsSync(join(place, program)));
const execute = promisify(execFile);

describe.skipIf(!isHere('dpkg-deb'))('the package for Debian', () => {
  let packed: Packed;
  let file: string;
  /** The package, unpacked as dpkg would. */
  let root: string;

  beforeAll(async () => {
    process.env['CUSTOM_FPM_PATH'] = fileURLToPath(new URL('fpm-stand-in.mjs', import.meta.url));
    packed = await pack('linux', { target: 'deb' });
    file = packed.artifacts.find((name) => name.endsWith('.deb')) ?? '';
    root = join(packed.directory, 'installed');
    await execute('dpkg-deb', ['--extract', file, root]);
    await execute('dpkg-deb', ['--control', file, join(root, 'DEBIAN')]);
  });
  afterAll(async () => {
    delete process.env['CUSTOM_FPM_PATH'];
    await packed.dispose();
  });

  it('says what it is and what it needs', () => {
    const field = (name: string) =>
      execFileSync('dpkg-deb', ['--field', file, name], { encoding: 'utf8' }).trim();
    expect(file).toMatch(/wirebench-[\d.]+-linux-amd64\.deb$/);
    expect({
      Package: field('Package'),
      Architecture: field('Architecture'),
      Section: field('Section'),
      Homepage: field('Homepage'),
      Maintainer: field('Maintainer'),
    }).toEqual({
      Package: 'wirebench',
      Architecture: 'amd64',
      Section: 'devel',
      Homepage: 'https://github.com/wirebench/wirebench',
      Maintainer: 'Wirebench contributors <wirebench@users.noreply.github.com>',
    });
    expect(field('Depends').split(', ')).toEqual(expect.arrayContaining(['libgtk-3-0', 'libnss3']));
    expect(field('Description')).toMatch(
      /^Workbench for anything that talks over a socket\n {1,2}Connects and listens/,
    );
  });

  it('puts the application into /opt and its entry, icons and types where the desktop looks', () => {
    const files = filesBelow(root).filter((name) => !name.startsWith('opt/') && !name.startsWith('DEBIAN/'));
    expect(files).toEqual([
      'usr/share/applications/wirebench.desktop',
      ...['128x128', '16x16', '256x256', '32x32', '48x48', '512x512', '64x64'].map(
        (size) => `usr/share/icons/hicolor/${size}/apps/wirebench.png`,
      ),
      'usr/share/mime/packages/wirebench.xml',
    ]);
    expect(existsSync(join(root, 'opt/Wirebench/wirebench'))).toBe(true);
    expect(readFileSync(join(root, 'opt/Wirebench/resources/package-type'), 'utf8')).toBe('deb');
    expect(readFileSync(join(root, 'opt/Wirebench/resources/apparmor-profile'), 'utf8')).toContain(
      '/opt/Wirebench/wirebench',
    );
  });

  it('opens our files and links, of the window that its entry names', () => {
    const entry = readFileSync(join(root, 'usr/share/applications/wirebench.desktop'), 'utf8');
    expect(entry.split('\n')).toEqual(
      expect.arrayContaining([
        'Name=Wirebench',
        'Exec=/opt/Wirebench/wirebench %U',
        'Icon=wirebench',
        'StartupWMClass=wirebench',
        'Categories=Development;',
        'MimeType=application/x-wirebench;application/x-har;application/x-pcapng;x-scheme-handler/wirebench;',
      ]),
    );
    const types = readFileSync(join(root, 'usr/share/mime/packages/wirebench.xml'), 'utf8');
    expect(types.match(/type="[^"]+"|pattern="[^"]+"/g)).toEqual([
      'type="application/x-wirebench"',
      'pattern="*.wirebench"',
      'type="application/x-har"',
      'pattern="*.har"',
      'type="application/x-pcapng"',
      'pattern="*.pcapng"',
    ]);
  });

  it.skipIf(!isHere('desktop-file-validate'))('has an entry that the desktop calls valid', async () => {
    const entry = join(root, 'usr/share/applications/wirebench.desktop');
    await expect(execute('desktop-file-validate', [entry])).resolves.toMatchObject({ stdout: '' });
  });

  it('runs scripts at its installation and removal that a shell can read', async () => {
    for (const script of ['postinst', 'postrm']) {
      await expect(execute('bash', ['-n', join(root, 'DEBIAN', script)])).resolves.toMatchObject({
        stderr: '',
      });
    }
    expect(readFileSync(join(root, 'DEBIAN', 'postinst'), 'utf8')).toContain("'/opt/Wirebench/wirebench'");
  });
});
