import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { brought } from './brought.js';
import { repository } from './pack.js';

interface Target {
  readonly target: string;
  readonly arch: readonly string[];
}

interface Configuration {
  linux: { target: readonly Target[]; icon: string };
  mac: { target: readonly Target[]; icon: string; entitlements: string; entitlementsInherit: string };
  win: { target: readonly Target[]; icon: string };
  nsis: { include: string };
  afterSign: string;
  publish: Readonly<Record<string, string>>;
}

const read = () =>
  parse(readFileSync(join(repository, 'electron-builder.yml'), 'utf8'), { merge: true }) as Configuration;

/** electron-builder's own judge of a configuration. */
const { validateConfiguration } = brought('app-builder-lib/out/util/config/config.js') as {
  validateConfiguration(configuration: unknown, logger: unknown): Promise<void>;
};
const { DebugLogger } = brought('builder-util') as { DebugLogger: new (enabled: boolean) => unknown };
const judge = (configuration: unknown) => validateConfiguration(configuration, new DebugLogger(false));

describe('the configuration of electron-builder', () => {
  it('is valid by its own schema', async () => {
    await expect(judge(read())).resolves.toBeUndefined();
  });

  it('would be refused with a word that it does not know', async () => {
    await expect(judge({ ...read(), asarr: true })).rejects.toThrow(/unknown property 'asarr'/);
    await expect(judge({ ...read(), electronFuses: { runAsNodes: false } })).rejects.toThrow(
      /electronFuses should be/,
    );
  });

  it('makes every installer that is promised', () => {
    const { linux, mac, win } = read();
    const both = ['x64', 'arm64'];
    expect([...linux.target, ...mac.target, ...win.target]).toEqual([
      { target: 'AppImage', arch: both },
      { target: 'deb', arch: both },
      { target: 'rpm', arch: both },
      { target: 'tar.gz', arch: both },
      { target: 'dmg', arch: ['universal'] },
      { target: 'zip', arch: ['universal'] },
      { target: 'nsis', arch: both },
      { target: 'portable', arch: both },
    ]);
  });

  it('names files that are there', () => {
    const { linux, mac, win, nsis, afterSign } = read();
    const named = [linux.icon, mac.icon, mac.entitlements, mac.entitlementsInherit, win.icon, nsis.include];
    for (const file of [...named, afterSign]) expect(existsSync(join(repository, file)), file).toBe(true);
  });

  it('publishes to GitHub as a draft, and holds no secret', () => {
    expect(read().publish).toEqual({
      provider: 'github',
      owner: 'wirebench',
      repo: 'wirebench',
      releaseType: 'draft',
    });
  });
});
