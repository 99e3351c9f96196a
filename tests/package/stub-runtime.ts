import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type * as resedit from 'resedit';
import { brought } from './brought.js';

/*
 * What stands in for Electron where it cannot be downloaded: the files that electron-builder moves, renames and
 * changes, as they lie in Electron's own archives, with next to nothing in them. It starts nothing.
 */

/**
 * Electron's fuses are bytes in its binary behind this mark: version 1, how many, then a digit each
 * (@electron/fuses). Here they stand as in a fresh Electron, so that one can see them set.
 */
export const fuseMark = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const freshFuses = Buffer.concat([Buffer.from(fuseMark), Buffer.from([1, 8]), Buffer.from('10110001')]);

const files: Readonly<Record<'linux' | 'win32' | 'darwin', () => Record<string, Buffer>>> = {
  linux: () => ({
    ...common,
    electron: Buffer.concat([Buffer.from('#!/bin/sh\nexit 1\n# '), freshFuses]),
    'chrome-sandbox': empty,
    chrome_crashpad_handler: empty,
    'libffmpeg.so': empty,
  }),
  win32: () => ({
    ...common,
    'electron.exe': Buffer.concat([windowsProgram(), freshFuses]),
    'ffmpeg.dll': empty,
  }),
  darwin: () => {
    const app = 'Electron.app/Contents';
    const framework = `${app}/Frameworks/Electron Framework.framework`;
    const helpers = ['', ' (GPU)', ' (Plugin)', ' (Renderer)'].map((kind) => `Electron Helper${kind}`);
    return {
      LICENSE: common.LICENSE,
      'LICENSES.chromium.html': common['LICENSES.chromium.html'],
      version: common.version,
      [`${app}/Info.plist`]: plist('Electron'),
      [`${app}/MacOS/Electron`]: empty,
      [`${app}/Resources/electron.icns`]: empty,
      [`${framework}/Electron Framework`]: freshFuses,
      [`${framework}/Versions/A/Resources/en.lproj/locale.pak`]: empty,
      ...Object.fromEntries(
        helpers.flatMap((name) => [
          [`${app}/Frameworks/${name}.app/Contents/Info.plist`, plist(name)],
          [`${app}/Frameworks/${name}.app/Contents/MacOS/${name}`, empty],
        ]),
      ),
    };
  },
};

const empty = Buffer.alloc(0);
export const electronVersion = (brought('electron/package.json') as { version: string }).version;
const common = {
  LICENSE: Buffer.from('The licence of Electron.\n'),
  'LICENSES.chromium.html': Buffer.from('<p>The licences of Chromium.</p>\n'),
  version: Buffer.from(electronVersion),
  'resources.pak': empty,
  ...Object.fromEntries(
    ['am', 'de', 'en-GB', 'en-US', 'ru', 'zh-CN'].map((language) => [`locales/${language}.pak`, empty]),
  ),
};

/** Lays a stub of Electron for `platform` into `directory`. */
export async function layStub(platform: keyof typeof files, directory: string): Promise<void> {
  for (const [name, content] of Object.entries(files[platform]())) {
    const file = join(directory, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
    if (name === 'electron') await chmod(file, 0o755);
  }
  if (platform !== 'darwin') await mkdir(join(directory, 'resources'), { recursive: true });
}

function plist(name: string): Buffer {
  return Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict>
<key>CFBundleExecutable</key><string>${name}</string>
<key>CFBundleIdentifier</key><string>com.github.electron</string>
<key>LSMinimumSystemVersion</key><string>12.0</string>
</dict></plist>`,
  );
}

/** A Windows program of no code whose resources are a version, which is where builders add theirs. */
function windowsProgram(): Buffer {
  const { NtExecutable, NtExecutableResource, Resource } = brought('resedit') as typeof resedit;
  const program = NtExecutable.createEmpty(false, false);
  const resource = NtExecutableResource.from(program);
  const version = Resource.VersionInfo.createEmpty();
  version.setStringValue({ lang: 1033, codepage: 1200 }, 'ProductName', 'Electron');
  version.outputToResourceEntries(resource.entries);
  resource.outputResource(program);
  return Buffer.from(program.generate());
}
