import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filesBelow } from './inside.js';
import { pack } from './pack.js';
import type { Packed } from './pack.js';

const execute = promisify(execFile);
const programs = { mksquashfs: '/usr/bin/mksquashfs', validate: '/usr/bin/desktop-file-validate' };
const areHere = Object.values(programs).every((program) => existsSync(program));
/** AppImage's own runtime is downloaded; in its place stand as many bytes, before the file system as it does. */
const runtime = Buffer.alloc(4_096, 'runtime.');

describe.skipIf(!areHere)('the AppImage', () => {
  let tools: string;
  let packed: Packed;
  let file: string;
  /** What the runtime would mount. */
  let root: string;

  beforeAll(async () => {
    tools = await mkdtemp(join(tmpdir(), 'wirebench-tools-'));
    await symlink(programs.mksquashfs, join(tools, 'mksquashfs'));
    await symlink(programs.validate, join(tools, 'desktop-file-validate'));
    const architecture = process.arch === 'arm64' ? 'arm64' : 'x64';
    await mkdir(join(tools, 'lib', architecture), { recursive: true });
    await mkdir(join(tools, 'runtimes'));
    await writeFile(join(tools, 'runtimes', `runtime-${architecture}`), runtime);
    process.env['APPIMAGE_TOOLS_PATH'] = tools;
    packed = await pack('linux', { target: 'AppImage' });
    file = packed.artifacts.find((name) => name.endsWith('.AppImage')) ?? '';
    root = join(packed.directory, 'mounted');
    await execute('unsquashfs', [
      '-quiet',
      '-no-progress',
      '-offset',
      String(runtime.length),
      '-dest',
      root,
      file,
    ]);
  });
  afterAll(async () => {
    delete process.env['APPIMAGE_TOOLS_PATH'];
    await packed.dispose();
    await rm(tools, { recursive: true });
  });

  it('is its runtime and, behind it, a file system with the application, its entry and its icon', () => {
    expect(file).toMatch(/wirebench-[\d.]+-linux-x86_64\.AppImage$/);
    expect(readFileSync(file).subarray(0, runtime.length).equals(runtime)).toBe(true);
    expect(filesBelow(root)).toEqual(
      expect.arrayContaining([
        'AppRun',
        'LICENSE.electron.txt',
        'LICENSES.chromium.html',
        'resources/app.asar',
        'usr/share/icons/hicolor/512x512/apps/wirebench.png',
        'usr/share/mime/packages/wirebench.xml',
        'wirebench',
        'wirebench.desktop',
      ]),
    );
    expect(filesBelow(root).filter((name) => /\.(map|ts)$|node_modules/.test(name))).toEqual([]);
  });

  it('has an entry that the desktop calls valid and a start that a shell can read', async () => {
    await expect(execute(programs.validate, [join(root, 'wirebench.desktop')])).resolves.toMatchObject({
      stdout: '',
    });
    await expect(execute('bash', ['-n', join(root, 'AppRun')])).resolves.toMatchObject({ stderr: '' });
  });
});
