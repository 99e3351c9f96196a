import { describe, expect, it } from 'vitest';
import { updatesElsewhere, type Installed } from './update-owner.js';

const files = (...paths: string[]) => ({
  exists: (path: string) => paths.includes(path),
  read: () => null,
});
const linux = {
  platform: 'linux',
  env: {},
  packaged: true,
  execPath: '/opt/Wirebench/wirebench',
  resourcesPath: '/opt/Wirebench/resources',
  ...files('/opt/Wirebench/resources/app-update.yml'),
} as const satisfies Installed;
const mac = {
  ...linux,
  platform: 'darwin',
  execPath: '/Applications/Wirebench.app/Contents/MacOS/Wirebench',
  resourcesPath: '/Applications/Wirebench.app/Contents/Resources',
  ...files('/Applications/Wirebench.app/Contents/Resources/app-update.yml'),
} as const satisfies Installed;
const home = 'C:\\People\\ada\\AppData\\Local\\Programs\\Wirebench';
const uninstaller = `${home}\\Uninstall Wirebench.exe`;
const windows = {
  ...linux,
  platform: 'win32',
  execPath: `${home}\\Wirebench.exe`,
  resourcesPath: `${home}\\resources`,
  ...files(`${home}\\resources\\app-update.yml`, uninstaller),
  read: () => 'provider: github\npublisherName:\n  - Wirebench\n',
} as const satisfies Installed;

describe('updatesElsewhere', () => {
  it.each<[string, Installed]>([
    ['an AppImage', { ...linux, env: { APPIMAGE: '/people/ada/Wirebench.AppImage' } }],
    ['an application on a Mac', mac],
    ['what the setup installed on Windows', windows],
  ])('leaves %s to update itself', (_, where) => {
    expect(updatesElsewhere(where)).toBeNull();
  });

  it.each<[string, Installed, RegExp]>([
    ['a build from source', { ...linux, packaged: false }, /from source/],
    ['a deb', { ...linux, read: () => 'deb\n' }, /packages \(deb\)/],
    ['an rpm', { ...linux, read: () => 'rpm' }, /packages \(rpm\)/],
    ['a snap', { ...linux, env: { SNAP: '/snap/wirebench/1' } }, /Snap/],
    ['a flatpak', { ...linux, env: { FLATPAK_ID: 'io.github.wirebench' } }, /Flatpak/],
    ['a flatpak without its variable', { ...linux, ...files('/.flatpak-info') }, /Flatpak/],
    ['a package of Nix', { ...linux, execPath: '/nix/store/abc-wirebench/bin/wirebench' }, /Nix/],
    ['an archive on Linux', linux, /archive/],
    ['the App Store', { ...mac, mas: true }, /App Store/],
    ['Homebrew', { ...mac, ...files('/opt/homebrew/Caskroom/wirebench') }, /Homebrew/],
    ['Homebrew on Intel', { ...mac, ...files('/usr/local/Caskroom/wirebench') }, /Homebrew/],
    ['the Microsoft Store', { ...windows, windowsStore: true }, /Microsoft Store/],
    ['the portable edition', { ...windows, env: { PORTABLE_EXECUTABLE_DIR: 'D:\\' } }, /portable/],
    ['Scoop', { ...windows, execPath: 'C:\\People\\ada\\scoop\\apps\\wirebench\\Wirebench.exe' }, /Scoop/],
    [
      'Chocolatey',
      { ...windows, execPath: 'C:\\ProgramData\\chocolatey\\lib\\wirebench\\Wirebench.exe' },
      /Chocolatey/,
    ],
    ['an archive on Windows', { ...windows, ...files(`${home}\\resources\\app-update.yml`) }, /archive/],
    ['an unsigned build', { ...windows, read: () => 'provider: github\n' }, /not signed/],
    ['a build without a place', { ...windows, ...files(uninstaller) }, /no place/],
  ])('says who updates %s', (_, where, why) => {
    expect(updatesElsewhere(where)).toMatch(why);
  });
});
