import { homedir } from 'node:os';
import { dirname, isAbsolute, join, posix, win32 } from 'node:path';

interface Place {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

const here = (): Place => ({ platform: process.platform, env: process.env, home: homedir() });

/** Where this person's workspace lives unless another is named: each system's place for application data. */
export function defaultWorkspace({ platform, env, home }: Place = here()): string {
  const path = platform === 'win32' ? win32 : posix;
  return path.join(dataHome(), 'wirebench', 'workspace');

  function dataHome(): string {
    if (platform === 'win32') return env['APPDATA'] || path.join(home, 'AppData', 'Roaming');
    if (platform === 'darwin') return path.join(home, 'Library', 'Application Support');
    const named = env['XDG_DATA_HOME'];
    // The XDG base directory specification: a relative path is to be ignored.
    return named !== undefined && isAbsolute(named) ? named : path.join(home, '.local', 'share');
  }
}

/** Where the headless host notes what failed: beside this person's own workspace. */
export function logDirectory(): string {
  return join(dirname(defaultWorkspace()), 'logs');
}
