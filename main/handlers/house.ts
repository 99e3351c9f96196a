import type { HostInfo } from '../../contract/index.js';
import type { Trouble } from '../../contract/trouble.js';
import type { Engine, SettingsFile } from '../../engine/index.js';
import type { AppSecrets } from '../network/app-secrets.js';
import type { Openings } from '../openings.js';
import type { Workspaces } from '../workspaces.js';

/** What every host has. What only some have is a feature: see `features.ts`. */
export interface House {
  /** Of the workspace that is open. */
  readonly engine: Engine;
  readonly host: HostInfo;
  readonly workspaces: Workspaces;
  readonly settings: SettingsFile;
  /** Passwords that belong to the settings. */
  readonly appSecrets: AppSecrets;
  /** What the host was asked to open. */
  readonly openings: Pick<Openings, 'next' | 'read' | 'end'>;
  /** The host's log, whose end a report of a bug holds. */
  readonly logFile: string;
  /** Program of the thread that reads imports; without it they are read in this one. */
  readonly importProgram: URL | null;
  /** Notes what failed in a page. */
  readonly noteTrouble: (trouble: Trouble) => void;
  /** Opens a window, or brings it forward where it is open; null where the page's browser does that. */
  readonly openWindow: ((window: number) => void) | null;
  /** Shows a file in the system's file manager; null where the host has no screen of its own. */
  readonly showFile: ((path: string) => void) | null;
}
