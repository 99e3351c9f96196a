import { join } from 'node:path';
import type { SettingsFile } from '../engine/index.js';
import type { House } from './handlers/house.js';
import { AppSecrets } from './network/app-secrets.js';
import { Openings } from './openings.js';

type Lasting = Pick<
  House,
  'settings' | 'appSecrets' | 'openings' | 'logFile' | 'importProgram' | 'openWindow' | 'showFile'
>;

/** What every host has whichever workspace is open, for a test that keeps its files in `root`. */
export async function testHouse(root: string, settings: SettingsFile): Promise<Lasting> {
  return {
    settings,
    appSecrets: await AppSecrets.open(join(root, 'data', 'passwords.json')),
    openings: new Openings({ add: () => undefined }),
    logFile: join(root, 'host.log'),
    importProgram: null,
    openWindow: null,
    showFile: null,
  };
}
