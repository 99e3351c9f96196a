import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { layNpmPackage, packNpmPackage } from '../../scripts/package-npm.mjs';
import { filesBelow, tellsOfHere } from './inside.js';
import { repository } from './pack.js';
import { Running, openPage } from './running.js';

const onWindows = process.platform === 'win32';
const execute = promisify(execFile);

let directory: string;
let installed: string;
let program: string;
const { version } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as { version: string };

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'wirebench-npm-'));
  layNpmPackage(join(directory, 'package'));
  const packed = await packNpmPackage(join(directory, 'package'), directory);
  expect(packed.output).toContain(`wirebench-${version}.tgz`);
  const place = join(directory, 'empty');
  await mkdir(place);
  // Offline: a package that needed another one could not be installed.
  await execute(
    'npm',
    ['install', '--offline', '--prefix', place, join(directory, `wirebench-${version}.tgz`)],
    {
      shell: onWindows,
    },
  );
  installed = join(place, 'node_modules', 'wirebench');
  program = join(place, 'node_modules', '.bin', onWindows ? 'wirebench.cmd' : 'wirebench');
});
afterAll(() => rm(directory, { recursive: true, force: true }));

describe('the npm package', () => {
  it('installs without network, alone: no Electron, no other package', () => {
    expect(
      filesBelow(join(directory, 'empty', 'node_modules')).filter((file) => !file.startsWith('wirebench/')),
    ).toEqual(['.package-lock.json']);
    const own = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as Record<string, unknown>;
    for (const name of ['dependencies', 'devDependencies', 'optionalDependencies', 'scripts', 'private']) {
      expect(own).not.toHaveProperty(name);
    }
    expect(own).toMatchObject({
      name: 'wirebench',
      version,
      bin: { wirebench: 'out/main/cli.js' },
      type: 'module',
    });
  });

  it('holds the terminal, the host and its page, with licence and notices, and nothing of the desktop', () => {
    const files = filesBelow(installed);
    const page = filesBelow(join(repository, 'out', 'renderer')).map((file) => `out/renderer/${file}`);
    const rest = files.filter((file) => !page.includes(file) && !file.startsWith('out/main/chunks/'));
    expect(rest).toEqual([
      'LICENSE',
      'README.md',
      'THIRD-PARTY-NOTICES.txt',
      'out/main/cli.js',
      'out/main/import-worker.js',
      'out/main/serve.js',
      'package.json',
    ]);
    expect(files).toEqual(expect.arrayContaining(page));
    for (const file of files) {
      expect(readFileSync(join(installed, file), 'utf8'), file).not.toMatch(/from\s*["']electron["']/);
    }
  });

  it('tells nothing of the machine it was packed on and names no source map', () => {
    for (const file of filesBelow(installed)) expect(tellsOfHere(join(installed, file)), file).toEqual([]);
  });

  it('answers `wirebench --help` and `wirebench --version`', async () => {
    const run = (...args: string[]) => execute(program, args, { shell: onWindows });
    expect((await run('--help')).stdout).toContain('wirebench serve [options]');
    expect((await run('--version')).stdout.trim()).toBe(version);
    expect((await run('serve', '--help')).stdout).toContain('Usage: wirebench serve');
    expect((await run('decode', 'websocket', '--hex', '81 05 48 65 6c 6c 6f')).stdout).toContain('Hello');
  });

  it.skipIf(onWindows)('serves the page with `wirebench serve` and ends cleanly', async () => {
    const home = join(directory, 'home');
    const host = new Running(program, ['serve', '--json', '--workspace', join(home, 'workspace')], {
      HOME: home,
      XDG_DATA_HOME: home,
      XDG_CONFIG_HOME: home,
    });
    try {
      const { url } = JSON.parse(await host.line()) as { url: string };
      const page = await openPage(url);
      expect(page.status).toBe(200);
      expect(page.text).toContain('<title>Wirebench</title>');
      expect(existsSync(join(home, 'workspace', 'workspace.json'))).toBe(true);
      expect(await host.stop()).toBe(0);
      expect(host.errors).toBe('');
    } finally {
      await host.stop();
    }
  });
});
