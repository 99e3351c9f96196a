import { expect, it } from 'vitest';
import { defaultWorkspace } from './data-directory.js';

it.each([
  ['linux', {}, '/people/ada', '/people/ada/.local/share/wirebench/workspace'],
  ['linux', { XDG_DATA_HOME: '/data' }, '/people/ada', '/data/wirebench/workspace'],
  ['linux', { XDG_DATA_HOME: 'relative' }, '/people/ada', '/people/ada/.local/share/wirebench/workspace'],
  ['linux', { XDG_DATA_HOME: '' }, '/people/ada', '/people/ada/.local/share/wirebench/workspace'],
  ['darwin', {}, '/people/ada', '/people/ada/Library/Application Support/wirebench/workspace'],
  [
    'win32',
    { APPDATA: 'C:\\People\\ada\\AppData\\Roaming' },
    'C:\\People\\ada',
    'C:\\People\\ada\\AppData\\Roaming\\wirebench\\workspace',
  ],
  ['win32', {}, 'C:\\People\\ada', 'C:\\People\\ada\\AppData\\Roaming\\wirebench\\workspace'],
] as const)(
  'keeps the workspace on %s with %j under the place of that system',
  (platform, env, home, expected) => {
    expect(defaultWorkspace({ platform, env, home })).toBe(expected);
  },
);
