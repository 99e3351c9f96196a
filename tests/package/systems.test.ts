import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Arch } from 'electron-builder';
import type * as resedit from 'resedit';
import { brought } from './brought.js';
import { filesBelow } from './inside.js';
import { pack } from './pack.js';
import { fuseMark } from './stub-runtime.js';

interface Plists {
  parse(text: string): Record<string, unknown>;
}

const fusesOf = (binary: Buffer) => {
  const wire = binary.indexOf(fuseMark) + fuseMark.length + 2;
  return binary.toString('latin1', wire, wire + 8);
};

describe('the packed application of Windows', () => {
  it('is one program with our icon, version, fuses and the hash of its archive, on arm64 as well', async () => {
    const packed = await pack('win32', { arch: Arch.arm64 });
    try {
      const directory = join(packed.directory, 'win-arm64-unpacked');
      expect(filesBelow(directory)).toEqual(
        expect.arrayContaining(['LICENSE.electron.txt', 'Wirebench.exe', 'resources/app.asar']),
      );
      const binary = readFileSync(join(directory, 'Wirebench.exe'));
      expect(fusesOf(binary)).toBe('01001100');

      const { NtExecutable, NtExecutableResource, Resource } = brought('resedit') as typeof resedit;
      const resource = NtExecutableResource.from(NtExecutable.from(binary));
      const [version] = Resource.VersionInfo.fromEntries(resource.entries);
      expect(version?.getStringValues({ lang: 1033, codepage: 1200 })).toMatchObject({
        ProductName: 'Wirebench',
        CompanyName: 'Wirebench contributors',
        LegalCopyright: 'Copyright © 2026 Wirebench contributors',
      });
      const [icon] = Resource.IconGroupEntry.fromEntries(resource.entries);
      expect(icon?.icons.map(({ width }) => width)).toEqual([16, 20, 24, 32, 40, 48, 64, 128, 0]);
      const integrity = resource.entries.find(
        ({ type, id }) => type === 'INTEGRITY' && id === 'ELECTRONASAR',
      );
      expect(JSON.parse(Buffer.from(integrity?.bin ?? new ArrayBuffer(0)).toString())).toEqual([
        {
          file: 'resources\\app.asar',
          alg: 'SHA256',
          value: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
        },
      ]);
    } finally {
      await packed.dispose();
    }
  });
});

describe('the packed application of a Mac', () => {
  it('tells the system what it opens, which links it takes and why it uses the network', async () => {
    const packed = await pack('darwin');
    try {
      const contents = join(packed.directory, 'mac', 'Wirebench.app', 'Contents');
      // The licences of the runtime join them from Electron's own archive; of a folder the app alone is taken.
      expect(filesBelow(join(contents, 'Resources'))).toEqual(['app.asar', 'electron.icns', 'icon.icns']);
      const { parse } = brought('plist') as Plists;
      expect(parse(readFileSync(join(contents, 'Info.plist'), 'utf8'))).toMatchObject({
        CFBundleIdentifier: 'io.github.wirebench.wirebench',
        CFBundleDocumentTypes: [
          { CFBundleTypeExtensions: ['wirebench'], CFBundleTypeRole: 'Editor' },
          { CFBundleTypeExtensions: ['har'], CFBundleTypeRole: 'Viewer', LSHandlerRank: 'Alternate' },
          { CFBundleTypeExtensions: ['pcapng'], CFBundleTypeRole: 'Viewer', LSHandlerRank: 'Alternate' },
        ],
        CFBundleURLTypes: [{ CFBundleURLName: 'Wirebench', CFBundleURLSchemes: ['wirebench'] }],
        NSLocalNetworkUsageDescription: expect.stringContaining('network') as unknown,
        ElectronAsarIntegrity: { 'Resources/app.asar': { algorithm: 'SHA256' } },
      });
      const framework = join(contents, 'Frameworks', 'Electron Framework.framework', 'Electron Framework');
      expect(fusesOf(readFileSync(framework))).toBe('01001100');
    } finally {
      await packed.dispose();
    }
  });
});
