import { expect, it } from 'vitest';
import { defaultWorkspace } from './data-directory.js';

it.each([
  ['linux', {}, '/home/ada', '/home/ada/.local/share/wirebench/workspace'],
  ['linux', { XDG_DATA_HOME: '/data' }, '/home/ada', '/data/wirebench/workspace'],
  ['linux', { XDG_DATA_HOME: 'relative' }, '/home/ada', '/home/ada/.local/share/wirebench/workspace'],
  ['linux', { XDG_DATA_HOME: '' }, '/home/ada', '/home/ada/.local/share/wirebench/workspace'],
  ['darwin', {}, '/Users/ada', '/Users/ada/Library/Application Support/wirebench/workspace'],
  [
    'win32',
    { APPDATA: 'C:\\Users\\ada\\AppData\\Roaming' },
    'C:\\Users\\ada',
    'C:\\Users\\ada\\AppData\\Roaming\\wirebench\\workspace',
  ],
  ['win32', {}, 'C:\\Users\\ada', 'C:\\Users\\ada\\AppData\\Roaming\\wirebench\\workspace'],
] as const)(
  'keeps the workspace on %s with %j under the place of that system',
  (platform, env, home, expected) => {
    expect(defaultWorkspace({ platform, env, home })).toBe(expected);
  },
);
