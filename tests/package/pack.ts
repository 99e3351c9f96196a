import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Arch, Platform, build } from 'electron-builder';
import { electronVersion, layStub } from './stub-runtime.js';

export const repository = fileURLToPath(new URL('../../', import.meta.url));

const platforms = { linux: Platform.LINUX, win32: Platform.WINDOWS, darwin: Platform.MAC } as const;

export interface Packed {
  /** Where everything lies. */
  readonly directory: string;
  /** What it made besides directories: installers. */
  readonly artifacts: readonly string[];
  dispose(): Promise<void>;
}

/** Packs out/ with the project's configuration around a stub of Electron, into a directory of its own. */
export async function pack(
  platform: keyof typeof platforms,
  { target = 'dir', arch = Arch.x64 }: { readonly target?: string; readonly arch?: Arch } = {},
): Promise<Packed> {
  const directory = await mkdtemp(join(tmpdir(), 'wirebench-pack-'));
  const dispose = () => rm(directory, { recursive: true, force: true });
  try {
    const electronDist = join(directory, 'stub');
    await layStub(platform, electronDist);
    const artifacts = await build({
      projectDir: repository,
      targets: platforms[platform].createTarget(target, arch),
      publish: 'never',
      config: {
        electronDist,
        electronVersion,
        directories: { output: join(directory, 'release') },
        // That needs the codesign of a Mac.
        electronFuses: { resetAdHocDarwinSignature: process.platform === 'darwin' },
      },
    });
    return { directory: join(directory, 'release'), artifacts, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}
