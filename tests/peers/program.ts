import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { findChromium } from '../../scripts/chromium.mjs';

/** A program of the system that a peer test talks to, found or missing. */
export interface Program {
  readonly name: string;
  /** Absolute path; empty where the program is missing, and then `missing` is true and the tests are skipped. */
  readonly path: string;
  /** For `describe.skipIf(program.missing)`. */
  readonly missing: boolean;
  /** Ends the title of a test, so that a skipped one names what it lacks. */
  readonly note: string;
}

/** Where more than one is installed, the distribution's own comes first: it is the one its packages extend. */
const preferred: Readonly<Record<string, readonly string[]>> = {
  python3: ['/usr/bin/python3'],
  mosquitto: ['/usr/sbin/mosquitto'],
  sshd: ['/usr/sbin/sshd'],
};

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function find(name: string): string | undefined {
  if (name === 'chromium') return findChromium();
  const suffixes = process.platform === 'win32' ? ['.exe', '.cmd', ''] : [''];
  const inPath = (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((directory) => directory !== '')
    .flatMap((directory) => suffixes.map((suffix) => join(directory, name + suffix)));
  return [...(preferred[name] ?? []), ...inPath].find((path) => existsSync(path) && isExecutable(path));
}

/**
 * Looks for a program (and, for python3, a module it must import). Missing in CI it throws, since no test may
 * be skipped there: add its package to .ci/run. Elsewhere the caller skips by name:
 *
 *     const socat = needs('socat');
 *     describe.skipIf(socat.missing)(`A TCP client against socat${socat.note}`, () => { … socat.path … });
 */
export function needs(name: string, module?: string): Program {
  const wanted = module === undefined ? name : `${name} with ${module}`;
  const path = find(name);
  const works =
    path !== undefined &&
    (module === undefined || spawnSync(path, ['-c', `import ${module}`], { stdio: 'ignore' }).status === 0);
  if (works) return { name, path, missing: false, note: '' };
  if (process.env['CI']) throw new Error(`CI lacks ${wanted}: name its package in .ci/run`);
  return { name, path: '', missing: true, note: ` (needs ${wanted})` };
}
