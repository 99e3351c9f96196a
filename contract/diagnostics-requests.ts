import * as z from 'zod/mini';
import { request } from './define.js';

/** What a report of a bug says of the host besides `host.info`. */
export interface Diagnostics {
  /** Name, release and processor of the system. */
  readonly system: string;
  /** The last lines of the host's log, the newest last. */
  readonly log: readonly string[];
}

export const diagnosticsRequests = {
  /** For a report that people hand on: no payload, no address, no name of a connection and no path of a home is in it. */
  'diagnostics.read': request<Diagnostics>()(z.strictObject({})),
  /** Where the host's log is; a host with a screen of its own shows it in the system's file manager. */
  'diagnostics.log': request<{ readonly file: string; readonly shown: boolean }>()(z.strictObject({})),
} as const;
