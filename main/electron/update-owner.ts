import { existsSync, readFileSync } from 'node:fs';
import { posix, win32 } from 'node:path';
import { t } from './speech.js';

export interface Installed {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly packaged: boolean;
  readonly execPath: string;
  readonly resourcesPath: string;
  /** Set by Electron in builds of the two stores. */
  readonly mas?: boolean | undefined;
  readonly windowsStore?: boolean | undefined;
  readonly exists?: (path: string) => boolean;
  readonly read?: (path: string) => string | null;
}

/**
 * Why this installation does not update itself; null where it does (NSIS on Windows, an application on a Mac, an
 * AppImage). A package that its manager owns must not be changed behind its back: the next update of the system
 * would break it, or put the old version back.
 */
export function updatesElsewhere(where: Installed): string | null {
  const { platform, env, packaged, execPath, resourcesPath } = where;
  const { exists = existsSync, read = readText } = where;
  const config = (platform === 'win32' ? win32 : posix).join(resourcesPath, 'app-update.yml');
  if (!packaged) return t('This is a build from source: update it as you got it.');
  if (platform === 'win32') {
    if (where.windowsStore === true) return byManager(t('the Microsoft Store'));
    if (env['PORTABLE_EXECUTABLE_DIR'] !== undefined) {
      return t('The portable edition does not change itself: download the new one and put it in its place.');
    }
    if (/\\scoop\\apps\\/i.test(execPath)) return byManager('Scoop');
    if (/\\chocolatey\\lib\\/i.test(execPath)) return byManager('Chocolatey');
    const folder = win32.dirname(execPath);
    if (!exists(win32.join(folder, `Uninstall ${win32.basename(execPath)}`))) return unpacked();
  } else if (platform === 'darwin') {
    if (where.mas === true) return byManager(t('the App Store'));
    const caskrooms = ['/opt/homebrew/Caskroom/wirebench', '/usr/local/Caskroom/wirebench'];
    if (caskrooms.some(exists)) return byManager('Homebrew (brew upgrade --cask wirebench)');
  } else {
    if (env['FLATPAK_ID'] !== undefined || exists('/.flatpak-info')) return byManager('Flatpak');
    if (env['SNAP'] !== undefined) return byManager('Snap');
    const kind = read(posix.join(resourcesPath, 'package-type'))?.trim() ?? '';
    if (kind !== '') return byManager(t("your system's packages ({kind})", { kind: kind.slice(0, 20) }));
    if (execPath.startsWith('/nix/store/')) return byManager('Nix');
    if (env['APPIMAGE'] === undefined) return unpacked();
  }
  if (!exists(config)) return t('This build names no place where updates are published.');
  // Without the publisher's name electron-updater would install whatever has the right hash.
  if (platform === 'win32' && !/^publisherName:/m.test(read(config) ?? '')) {
    return t(
      'This build is not signed, so that an update of it could not be verified: download the new setup.',
    );
  }
  return null;
}

const unpacked = (): string =>
  t('It was unpacked from an archive: download the new one and unpack it in its place.');

function byManager(name: string): string {
  return t('It was installed by {name}, which updates it too.', { name });
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
